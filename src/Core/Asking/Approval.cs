namespace Lector.Core.Asking;

/// <summary>A person's word that one request may be sent, and no other: a run that begins again may prepare other bytes.</summary>
/// <param name="At">When.</param>
/// <param name="RequestSha256">SHA-256 of the body that the person saw, lower-case hex.</param>
public sealed record Approval(DateTimeOffset At, string RequestSha256);
