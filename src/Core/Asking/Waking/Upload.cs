namespace Lector.Core.Asking.Waking;

/// <summary>What a blob in the container of the matters is, by its name.</summary>
/// <remarks>
/// A trigger's binding captures are greedy: of <c>a/documents/b/documents/c</c> its <c>{matter}</c> would be <c>a/documents/b</c>. So the name is read here and nowhere else:
/// the matter is what stands before the first folder <c>documents</c> or <c>asks</c>, and may hold slashes.
/// </remarks>
public abstract record Upload
{
    /// <summary>The longest name of a blob, in UTF-16 units.</summary>
    public const int LongestName = 1024;

    private const string Documents = "documents";
    private const string Asks = "asks";
    private const string Json = ".json";
    private const string NoFolder = "The name holds no folder \"documents\" or \"asks\". Upload documents to MATTER/documents/, and questions to MATTER/asks/NAME.json.";

    private Upload()
    {
    }

    /// <summary>A document of a matter.</summary>
    /// <param name="Matter">The matter, as people know it.</param>
    /// <param name="Path">Its path among the matter's documents.</param>
    public sealed record Document(string Matter, string Path) : Upload;

    /// <summary>A question that is asked by uploading it.</summary>
    /// <param name="Matter">The matter, as people know it.</param>
    /// <param name="Name">The file's name without <c>.json</c>.</param>
    public sealed record Question(string Matter, string Name) : Upload;

    /// <summary>Neither.</summary>
    /// <param name="Reason">Why, and what to do, in a sentence.</param>
    public sealed record Refused(string Reason) : Upload;

    /// <summary>Reads a name.</summary>
    /// <param name="name">The blob's whole name in its container.</param>
    public static Upload Of(string name)
    {
        if (name.Length > LongestName)
            return new Refused($"The name has {name.Length:N0} characters; storage takes {LongestName:N0} at most.");
        if (name.Any(char.IsControl))
            return new Refused("The name holds control characters. Rename the file and upload it again.");
        var parts = name.Split('/');
        var at = Array.FindIndex(parts, part => part is Documents or Asks);
        if (at < 0)
            return new Refused(NoFolder);
        var matter = string.Join('/', parts[..at]);
        if (at == 0 || !parts[..at].All(IsName))
            return new Refused("The name has no matter in front, or one with an empty part. Upload documents to MATTER/documents/, and questions to MATTER/asks/NAME.json.");
        return (parts[at], parts[(at + 1)..]) switch
        {
            (Documents, { Length: > 0 } path) when path.All(IsName) => new Document(matter, string.Join('/', path)),
            (Documents, _) => new Refused("The name has an empty part, or one of dots alone. Rename the file and upload it again."),
            (_, [var file]) when file.Length > Json.Length && file.EndsWith(Json, StringComparison.OrdinalIgnoreCase) => new Question(matter, file[..^Json.Length]),
            _ => new Refused("A question is uploaded as MATTER/asks/NAME.json, with nothing between and no other ending."),
        };
    }

    private static bool IsName(string part) => part.Length > 0 && part is not ("." or "..");
}
