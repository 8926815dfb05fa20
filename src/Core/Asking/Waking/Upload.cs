namespace Lector.Core.Asking.Waking;

/// <summary>What a blob in the container of the matters is, by its name.</summary>
/// <remarks>
/// A trigger's binding captures are greedy: <c>{matter}/documents/{name}</c> also matches <c>a/b/documents/c</c>, with slashes in its matter. So the name is read here and
/// nowhere else: a matter is one folder, as the listing of the matters has it.
/// </remarks>
public abstract record Upload
{
    /// <summary>The longest name of a blob, in UTF-16 units.</summary>
    public const int LongestName = 1024;

    private const string Documents = "documents";
    private const string Asks = "asks";
    private const string Json = ".json";
    private const string NoFolder = "It lies in no folder of a matter that Lector reads. Upload documents to MATTER/documents/, and questions to MATTER/asks/NAME.json; a matter's name holds no slash.";
    private const string NoMatter = "The name has no matter in front. Upload documents to MATTER/documents/, and questions to MATTER/asks/NAME.json.";

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
        return name.Split('/') switch
        {
            [var matter, ..] when !IsName(matter) => new Refused(NoMatter),
            [_] or [Documents or Asks, not (Documents or Asks), ..] => new Refused(NoMatter),
            [var matter, Documents, .. { Length: > 0 } path] when path.All(IsName) => new Document(matter, string.Join('/', path)),
            [_, Documents, ..] => new Refused("The name has an empty part, or one of dots alone. Rename the file and upload it again."),
            [var matter, Asks, var file] when file.Length > Json.Length && file.EndsWith(Json, StringComparison.OrdinalIgnoreCase) => new Question(matter, file[..^Json.Length]),
            [_, Asks, ..] => new Refused("A question is uploaded as MATTER/asks/NAME.json, with nothing between and no other ending."),
            _ => new Refused(NoFolder),
        };
    }

    private static bool IsName(string part) => part.Length > 0 && part is not ("." or "..");
}
