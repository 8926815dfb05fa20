using Lector.Core.Documents;

namespace Lector.Core.Reading.Lexical;

/// <summary>What the lexical reader says of a folder. Documents are known by their position over all shards, from 0.</summary>
/// <param name="QuoteFirst">A score in [0, 1] for each document: the order in which documents are quoted. The share of the question's weight that the document meets.</param>
/// <param name="SetAside">A score in [0, 1] for each document: what is relevant and what is set aside. The share of the widened question's weight that the document meets; 0 where it holds no term of it.</param>
/// <param name="Best">Each document's best passage; of length 0 where the document has none.</param>
/// <param name="Quotes">The passages of the best documents by <see cref="QuoteFirst"/>, best document first.</param>
public sealed record LexicalScores(
    IReadOnlyList<float> QuoteFirst,
    IReadOnlyList<float> SetAside,
    IReadOnlyList<Passage> Best,
    IReadOnlyList<DocumentQuotes> Quotes);

/// <summary>The passages of one document, scored for quoting.</summary>
/// <param name="Document">The document's position over all shards.</param>
/// <param name="Passages">Its passages, in text order.</param>
/// <param name="Scores">For each of them a score in [0, 1], comparable between documents: half the document's quote-first score, half the share of the question's weight that the passage meets.</param>
public sealed record DocumentQuotes(int Document, IReadOnlyList<Passage> Passages, IReadOnlyList<float> Scores)
{
    internal static DocumentQuotes Of(int ordinal, DocumentTerms document, float quoteFirst, ReadOnlySpan<float> passages)
    {
        var scores = new float[passages.Length];
        for (var i = 0; i < scores.Length; i++)
            scores[i] = (quoteFirst + passages[i]) / 2;
        return new DocumentQuotes(ordinal, document.AllPassages(), scores);
    }
}
