namespace Lector.Formats.Pdf;

/// <summary>What a child process did.</summary>
/// <param name="ExitCode">Its exit code; 128 + n after signal n.</param>
/// <param name="Output">What it wrote to its standard output.</param>
/// <param name="Errors">The first 8,192 characters of its standard error.</param>
internal sealed record ChildRun(int ExitCode, byte[] Output, string Errors)
{
    /// <summary>It was killed at its time limit.</summary>
    public bool TimedOut { get; init; }

    /// <summary>It was killed at its memory limit.</summary>
    public bool TooMuchMemory { get; init; }

    /// <summary>It was killed because it wrote more than it may.</summary>
    public bool TooMuchOutput { get; init; }
}
