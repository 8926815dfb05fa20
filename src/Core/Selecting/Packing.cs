using Lector.Core.Documents;

namespace Lector.Core.Selecting;

/// <summary>Chooses the evidence: ranked, said once, varied, in whole sentences, within the budget.</summary>
/// <remarks>
/// Candidates come by score. A passage that only quotes another mail gives way to the mail that it quotes; of passages with the same words one stands for all
/// (fewest quoted words, earliest date, first path). The rest is chosen one by one for score less likeness to what is chosen (maximal marginal relevance,
/// Carbonell and Goldstein, SIGIR 1998), cut to what is new, joined with a neighbour where that is cheaper, and at the end cut to the sentences that fit.
/// The same input gives the same pack, whatever the order of the candidates.
/// </remarks>
public static class Packing
{
    /// <summary>The most passages that are considered, best first.</summary>
    public const int Pool = 120;

    // Texts held at once while packing, in UTF-16 units.
    private const long MostText = 32L << 20;

    private const int MostExtension = 240;

    /// <summary>Packs.</summary>
    /// <param name="request">What to pack.</param>
    /// <param name="source">Gives a document by its ordinal; called once for each document considered, never for one that the policy keeps.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>A pack whose estimate is not above the budget, unless the request is above it without any evidence: then the pack is empty.</returns>
    public static async Task<Packed> Pack(PackingRequest request, Func<int, CancellationToken, Task<SourceDocument>> source, CancellationToken cancel)
    {
        var leftOut = new List<LeftOut>();
        var pool = new List<Piece>();
        var documents = new Dictionary<int, SourceDocument>();
        long units = 0;
        foreach (var candidate in request.Candidates.OrderByDescending(x => x.Score).ThenBy(x => x.Path, StringComparer.Ordinal).ThenBy(x => x.Passage.Start).ThenBy(x => x.Passage.End))
        {
            if (candidate.Score < request.Cut)
                Leave(candidate, LeftOutReason.BelowCut);
            else if (!request.Policy.Allows(candidate.Path))
                Leave(candidate, LeftOutReason.NeverSent);
            else if (pool.Count == Pool || (units > MostText && !documents.ContainsKey(candidate.Document)))
                Leave(candidate, LeftOutReason.TooFarDown);
            else
            {
                if (!documents.TryGetValue(candidate.Document, out var document))
                {
                    documents[candidate.Document] = document = await source(candidate.Document, cancel);
                    units += document.Text.Text.Length;
                }

                if (Wording.Of(document.Text.Text.AsSpan(candidate.Passage.Start, candidate.Passage.Length)).Count > 0)
                    pool.Add(new Piece(candidate, document, Whole(document, candidate.Passage), request));
                else
                    Leave(candidate, LeftOutReason.NoWords);
            }
        }

        var filling = new Filling(request, Twins.Fold(pool, request));
        filling.Fill();
        return new Packed(filling.Pack(), [.. leftOut.Concat(filling.LeftOut).OrderByDescending(x => x.Score).ThenBy(x => x.Path, StringComparer.Ordinal).ThenBy(x => x.Passage.Start)]);

        void Leave(Candidate candidate, LeftOutReason reason) => leftOut.Add(new(candidate.Document, candidate.Path, candidate.Passage, candidate.Score, reason));
    }

    /// <summary>A passage in whole sentences, on its own page.</summary>
    internal static Passage Whole(SourceDocument document, Passage passage)
    {
        var text = document.Text.Text;
        var within = document.Part(passage.Start) is { } part && part.End >= passage.End ? new Passage(part.Start, part.End) : new Passage(0, text.Length);
        return Sentences.Extend(text, passage, within, MostExtension);
    }
}
