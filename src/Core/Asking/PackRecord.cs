using Lector.Core.Answering;
using Lector.Core.Documents;
using Lector.Core.Ledgers;

namespace Lector.Core.Asking;

/// <summary>The evidence of a run as it is stored: offsets and hashes, no text. <see cref="Open"/> cuts it again from the stored texts.</summary>
/// <param name="Items">The evidence in order.</param>
/// <param name="EstimatedTokens">Of the whole request.</param>
/// <param name="Budget">The most that was allowed.</param>
/// <param name="NeverSend">The disclosure policy it was packed under.</param>
public sealed record PackRecord(IReadOnlyList<PackedItem> Items, int EstimatedTokens, int Budget, IReadOnlyList<string> NeverSend)
{
    /// <summary>Takes down a pack.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="policy">What may leave.</param>
    /// <param name="place">Where a document lies: its shard's id and its entry.</param>
    public static PackRecord Of(EvidencePack pack, DisclosurePolicy policy, Func<string, (string Shard, DocumentEntry Entry)> place) => new(
        [.. pack.Items.Select(item => PackedItem.Of(item, place(item.Span.Document)))], pack.EstimatedTokens, pack.Budget, policy.NeverSend);

    /// <summary>Cuts the evidence again from the stored texts.</summary>
    /// <param name="documents">The run's documents.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="InvalidDataException">A text is not the one that was packed from.</exception>
    public async Task<EvidencePack> Open(RunDocuments documents, CancellationToken cancel)
    {
        var policy = new DisclosurePolicy(NeverSend);
        var items = new List<EvidenceItem>();
        foreach (var item in Items)
        {
            var text = await documents.Shard(item.Shard).Text(item.Document, cancel);
            var span = VerifiedSpan.Cut(text, item.Start, item.End, policy);
            if (span is null || span.Sha256 != item.Sha256)
                throw new InvalidDataException($"Evidence {item.Number} of the run is not the text that was packed from {item.Document.Path}. Ask again to have it packed anew.");
            items.Add(new EvidenceItem(item.Number, span, item.Document.Fields, item.Part, item.Score));
        }

        return new EvidencePack(items, EstimatedTokens, Budget);
    }
}

/// <summary>One piece of evidence, by where it lies.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Shard">Id of the text shard that it lies in.</param>
/// <param name="Document">Its document.</param>
/// <param name="Start">First UTF-16 unit, inclusive.</param>
/// <param name="End">Last, exclusive.</param>
/// <param name="Sha256">SHA-256 of the span's text in UTF-8, lower-case hex.</param>
/// <param name="Part">Page, sheet or slide.</param>
/// <param name="Score">Its quote-first score.</param>
public sealed record PackedItem(int Number, string Shard, DocumentEntry Document, int Start, int End, string Sha256, string? Part, double Score)
{
    internal static PackedItem Of(EvidenceItem item, (string Shard, DocumentEntry Entry) place) =>
        new(item.Number, place.Shard, place.Entry, item.Span.Start, item.Span.End, item.Span.Sha256, item.Part, item.Score);
}
