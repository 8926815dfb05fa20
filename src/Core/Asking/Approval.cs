namespace Lector.Core.Asking;

/// <summary>A person's word that a request may be sent.</summary>
/// <param name="At">When.</param>
public sealed record Approval(DateTimeOffset At);
