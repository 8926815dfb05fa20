namespace Lector.Bench;

/// <summary>One row of the table.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Figure">What came out.</param>
/// <param name="Target">What is wanted, or empty.</param>
internal sealed record Measured(string What, string Figure, string Target = "");

/// <summary>What a measurement is given.</summary>
/// <param name="Corpora">Folder of the unpacked corpora.</param>
/// <param name="Spam">Folder that holds SpamAssassin's raw messages, at any depth; or null.</param>
/// <param name="Mails">How many mails are generated to measure memory.</param>
/// <param name="Lector">How the program is started: the file, and arguments that come first.</param>
/// <param name="Output">Where the course of the measurements is told: figures and public names, no text of the corpora.</param>
internal sealed record Measuring(string Corpora, string? Spam, int Mails, IReadOnlyList<string> Lector, TextWriter Output)
{
    /// <summary>How often the host is killed.</summary>
    public int Kills { get; init; } = 200;

    /// <summary>Another one, other moments of the kills.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>A model file for llama-server, or null.</summary>
    public string? Model { get; init; }

    /// <summary>Times that a comparison is repeated; medians are shown.</summary>
    public const int Rounds = 3;

    /// <summary>A measurement's row that says why there is no figure.</summary>
    public static Measured Skipped(string what, string why) => new(what, $"skipped: {why}");

    /// <summary>The middle value.</summary>
    public static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;
}
