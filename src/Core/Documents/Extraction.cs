namespace Lector.Core.Documents;

/// <summary>What came of turning a document's bytes into text.</summary>
public abstract record Extraction
{
    private Extraction() { }

    /// <summary>The document has text.</summary>
    /// <param name="Text">That text.</param>
    public sealed record Readable(DocumentText Text) : Extraction;

    /// <summary>The document has no text that Lector can read, and reading it again would not help.</summary>
    /// <param name="Reason">Why, in words that end a sentence beginning with "unreadable:"; never document text. With the remedy where there is one.</param>
    public sealed record Unreadable(string Reason) : Extraction;

    /// <summary>Reading broke off; another attempt may succeed, and a person should look.</summary>
    /// <param name="Reason">Why, in words that end a sentence beginning with "failed:"; never document text.</param>
    public sealed record Failed(string Reason) : Extraction;
}
