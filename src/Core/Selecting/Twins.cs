using Lector.Core.Documents;

namespace Lector.Core.Selecting;

/// <summary>Lets one passage stand for all that say the same in the same words.</summary>
internal static class Twins
{
    // Shorter ones are kept apart: "Agreed, go ahead." in two mails answers two questions.
    public const int FewestWords = 8;

    // Longer documents are not searched for what others quote from them.
    private const int LongestOriginal = 400_000;

    /// <summary>Folds a pool.</summary>
    /// <param name="pool">Pieces, best first.</param>
    /// <param name="request">What is packed.</param>
    /// <returns>The pieces that stand for themselves or for others, each with the candidates that it stands for and the best of their scores, best first.</returns>
    public static IReadOnlyList<(Piece Piece, IReadOnlyList<Candidate> Others)> Fold(IReadOnlyList<Piece> pool, PackingRequest request)
    {
        var standing = new List<(Piece Piece, List<Candidate> Others)>();
        var originals = new Dictionary<int, Wording>();
        foreach (var piece in pool)
        {
            if (Original(piece, pool, originals, request) is not { } original)
                Add(piece, []);
            else if (standing.FindIndex(x => x.Piece.Candidate.Document == original.Candidate.Document && Overlap(x.Piece.Place, original.Place) * 2 > original.Place.Length) is >= 0 and var at)
                standing[at].Others.Add(piece.Candidate);
            else
                Add(original, [piece.Candidate]);
        }

        return [.. standing.OrderByDescending(x => x.Piece.Score).Select(x => (x.Piece, (IReadOnlyList<Candidate>)x.Others))];

        void Add(Piece piece, List<Candidate> others)
        {
            var at = piece.Wording.Count < FewestWords ? -1 : standing.FindIndex(x => x.Piece.Wording.SameAs(piece.Wording));
            if (at < 0)
            {
                standing.Add((piece, others));
                return;
            }

            var (first, theirs) = standing[at];
            var (kept, other) = Rank(piece).CompareTo(Rank(first)) < 0 ? (piece, first) : (first, piece);
            kept.Score = Math.Max(kept.Score, other.Score);
            standing[at] = (kept, [.. theirs, .. others, .. other.StandsIn ? [] : new[] { other.Candidate }]);
        }
    }

    /// <summary>The passage that a quotation was taken from, if its document is in the pool.</summary>
    private static Piece? Original(Piece quotation, IReadOnlyList<Piece> pool, Dictionary<int, Wording> originals, PackingRequest request)
    {
        if (!quotation.IsQuotation || quotation.Wording.Count < FewestWords)
            return null;
        foreach (var other in pool.Where(x => x.Candidate.Document != quotation.Candidate.Document && x.Source.Text.Text.Length <= LongestOriginal).DistinctBy(x => x.Candidate.Document))
        {
            var text = other.Source.Text.Text;
            if (!originals.TryGetValue(other.Candidate.Document, out var whole))
                originals[other.Candidate.Document] = whole = Wording.Of(text);
            var at = whole.IndexOf(quotation.Wording);
            if (at < 0)
                continue;
            var place = new Passage(whole.Places[at].Start, whole.Places[at + quotation.Wording.Count - 1].End);
            var line = text.LastIndexOf('\n', place.Start) + 1;
            if (Wording.Of(text.AsSpan(line, place.End - line)).Quoted > 0)
                continue;
            var candidate = new Candidate(other.Candidate.Document, other.Candidate.Path, place, quotation.Score);
            return new Piece(candidate, other.Source, Packing.Whole(other.Source, place), request) { StandsIn = true };
        }

        return null;
    }

    private static (int, DateTimeOffset, PathOrder, int) Rank(Piece piece) =>
        (piece.Wording.Quoted, piece.Source.Fields.Date ?? DateTimeOffset.MaxValue, new PathOrder(piece.Candidate.Path), piece.Place.Start);

    private static int Overlap(Passage a, Passage b) => Math.Max(0, Math.Min(a.End, b.End) - Math.Max(a.Start, b.Start));

    private readonly record struct PathOrder(string Path) : IComparable<PathOrder>
    {
        public int CompareTo(PathOrder other) => string.CompareOrdinal(Path, other.Path);
    }
}
