namespace Lector.Hosts.Tests.Samples;

/// <summary>The sample matter in the repository.</summary>
internal static class SampleMatter
{
    public const string Question = "Who approved the interim price of 8.95 per pallet, and until when does it hold?";

    public const string Unanswered = "How much did the insurer pay for the flood damage at the Riga warehouse?";

    public static string Samples { get; } = Find();

    public static string Folder { get; } = Path.Combine(Samples, "northgate-supply");

    /// <summary>Paths of the documents with instructions aimed at a model, each by its own trick.</summary>
    public static IEnumerable<string> Unsolicited => Directory.EnumerateFiles(Path.Combine(Folder, "unsolicited")).Select(file => "unsolicited/" + Path.GetFileName(file)).Order(StringComparer.Ordinal);

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (Directory.Exists(Path.Combine(at.FullName, "samples", "northgate-supply")))
                return Path.Combine(at.FullName, "samples");
        throw new DirectoryNotFoundException("samples/northgate-supply is not above the test's folder.");
    }
}
