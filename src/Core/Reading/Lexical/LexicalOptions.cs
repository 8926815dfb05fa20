namespace Lector.Core.Reading.Lexical;

/// <summary>How the lexical reader scores.</summary>
public sealed record LexicalOptions
{
    /// <summary>The method; default <see cref="LexicalMethod.Feedback"/>.</summary>
    public LexicalMethod Method { get; init; } = LexicalMethod.Feedback;

    /// <summary>For how many documents, best first, all passages are scored; default 200.</summary>
    public int QuotedDocuments { get; init; } = 200;

    /// <summary>How many shards are scanned at once, at least 1; default the processors of the machine. The scores do not depend on it.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;
}

/// <summary>The methods of the lexical reader.</summary>
public enum LexicalMethod
{
    /// <summary>Fields of mail, best passages and relevance feedback; one score for what is quoted first and one for what is set aside. <c>--reader lexical</c>.</summary>
    Feedback,

    /// <summary>Plain BM25 over whole documents: the baseline. Both scores are the same. <c>--reader bm25</c>.</summary>
    Bm25,
}
