namespace Lector.Models.Endpoints;

/// <summary>What families of embedding models were trained to find before a question and before a passage; without it their ranking suffers. From their model cards.</summary>
internal static class EmbeddingPrefixes
{
    private static readonly (string Family, string Question, string Passage)[] Known =
    [
        ("e5-mistral", "Instruct: Given a question, retrieve passages that answer it\nQuery: ", ""),
        ("e5", "query: ", "passage: "),
        ("nomic-embed", "search_query: ", "search_document: "),
        ("qwen3-embedding", "Instruct: Given a question, retrieve passages that answer it\nQuery:", ""),
        ("embeddinggemma", "task: search result | query: ", "title: none | text: "),
        ("embedding-gemma", "task: search result | query: ", "title: none | text: "),
        ("mxbai-embed", "Represent this sentence for searching relevant passages: ", ""),
        ("snowflake-arctic-embed", "Represent this sentence for searching relevant passages: ", ""),
        ("bge-small-en", "Represent this sentence for searching relevant passages: ", ""),
        ("bge-base-en", "Represent this sentence for searching relevant passages: ", ""),
        ("bge-large-en", "Represent this sentence for searching relevant passages: ", ""),
    ];

    /// <summary>The prefixes of a model, by its name or its file's; empty for a family that needs none.</summary>
    public static (string Question, string Passage) Of(string model)
    {
        // The folders of a path, and who published a model, name no family.
        var name = ServerFacts.LastPart(model).Replace('_', '-');
        foreach (var (family, question, passage) in Known)
            if (name.Contains(family, StringComparison.OrdinalIgnoreCase))
                return (question, passage);
        return ("", "");
    }
}
