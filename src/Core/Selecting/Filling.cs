using Lector.Core.Answering;

namespace Lector.Core.Selecting;

/// <summary>Fills the budget, piece by piece.</summary>
/// <param name="request">What is packed.</param>
/// <param name="pool">The pieces, each with the candidates that it stands for, best first.</param>
internal sealed class Filling(PackingRequest request, IReadOnlyList<(Piece Piece, IReadOnlyList<Candidate> Others)> pool)
{
    private const double Relevance = 0.7;

    // Passages that a document may have before the others' count more, and by how much each further one is discounted.
    private const int FreeTurns = 2;
    private const double LaterTurn = 0.6;

    private const double TooLike = 0.85;

    // Neighbours further apart, in UTF-16 units, are never joined.
    private const int MostGap = 240;

    private readonly List<Piece> chosen = [];
    private readonly List<LeftOut> leftOut = [];
    private readonly Shingles held = new();
    private readonly HashSet<ulong> asked = Piece.TermsOf(request.Question, Wording.Of(request.Question));
    private int tokens = request.FixedTokens;

    /// <summary>What was not quoted.</summary>
    public IReadOnlyList<LeftOut> LeftOut => leftOut;

    /// <summary>Takes every piece in turn.</summary>
    public void Fill()
    {
        var open = pool.ToList();
        var best = open.Select(x => x.Piece.Score).DefaultIfEmpty(0).Max();
        while (open.Count > 0)
        {
            var next = 0;
            for (var (i, most) = (0, double.NegativeInfinity); i < open.Count; i++)
            {
                if (Worth(open[i].Piece, best) is var worth && worth > most)
                    (next, most) = (i, worth);
            }

            var (piece, others) = open[next];
            open.RemoveAt(next);
            var (evidence, reason) = Take(piece);
            if (!piece.StandsIn)
                Say(piece.Candidate, evidence, reason);
            foreach (var other in others)
                Say(other, evidence, reason switch
                {
                    null => LeftOutReason.SameWords,
                    LeftOutReason.Contained or LeftOutReason.TooLittleAdded => reason,
                    _ => LeftOutReason.SameWordsLeftOut,
                });
        }
    }

    /// <summary>The pack, in the order in which the pieces were chosen.</summary>
    public EvidencePack Pack() => new(
        [.. chosen.Select((piece, i) => new EvidenceItem(
            i + 1, VerifiedSpan.Cut(piece.Source.Text, piece.Place.Start, piece.Place.End, request.Policy)!, piece.Source.Fields, piece.Part, piece.Score))],
        tokens, request.Budget);

    private double Worth(Piece piece, double best)
    {
        var turns = request.Named.Contains(piece.Candidate.Document) ? 0 : chosen.Count(x => x.Candidate.Document == piece.Candidate.Document);
        var turn = turns < FreeTurns ? 1 : Math.Pow(LaterTurn, turns - FreeTurns + 1);
        return Relevance * (best > 0 ? piece.Score / best : 0) * turn - (1 - Relevance) * chosen.Select(piece.Likeness).DefaultIfEmpty(0).Max();
    }

    /// <summary>Quotes a piece, or as much of it as is new and fits.</summary>
    /// <returns>The number of the evidence that holds it, and why it was not quoted; null where it was.</returns>
    private (int? Evidence, LeftOutReason? Reason) Take(Piece piece)
    {
        if (chosen.FindIndex(x => Within(x, piece)) is >= 0 and var at)
            return (at + 1, null);
        var fresh = Fresh(piece, out var holder);
        if (fresh is null)
            return (holder, LeftOutReason.Contained);
        if (Join(piece, fresh) is { } joined)
            return (joined, null);
        if (chosen.FindIndex(x => Touches(x, piece)) is >= 0 and var touched)
            holder ??= touched + 1;
        if (Clip(fresh) is not { } clipped)
            return (holder, LeftOutReason.Contained);
        fresh = clipped;
        for (var i = 0; i < chosen.Count && piece.Wording.Count >= Twins.FewestWords; i++)
        {
            if (fresh.Likeness(chosen[i]) >= TooLike)
                return (i + 1, LeftOutReason.TooLittleAdded);
        }

        var fitting = tokens + fresh.Tokens <= request.Budget ? fresh : Window(fresh);
        if (fitting is null)
            return (null, LeftOutReason.OverBudget);
        chosen.Add(fitting);
        tokens += fitting.Tokens;
        held.Add(fitting.Wording, chosen.Count);
        // The passage was extended to whole sentences, and the ones quoted may not be its own.
        return fitting.Quotes(piece.Candidate) ? (chosen.Count, null) : fresh.Quotes(piece.Candidate) ? (null, LeftOutReason.OverBudget) : (holder, LeftOutReason.Contained);
    }

    /// <summary>The piece from its first to its last sentence that evidence does not hold, or null.</summary>
    private Piece? Fresh(Piece piece, out int? holder)
    {
        var cover = held.Cover(piece.Wording);
        holder = cover.Where(number => number is not null).GroupBy(number => number).OrderByDescending(group => group.Count()).FirstOrDefault()?.Key;
        if (holder is null)
            return piece;
        var sentences = Sentences.Of(piece.Source.Text.Text, piece.Place.Start, piece.Place.End);
        var (start, end, word) = (-1, 0, 0);
        foreach (var sentence in sentences)
        {
            var isNew = false;
            for (; word < piece.Wording.Count && piece.Wording.Places[word].Start + piece.Place.Start < sentence.End; word++)
                isNew |= cover[word] is null;
            if (isNew)
                (start, end) = (start < 0 ? sentence.Start : start, sentence.End);
        }

        if (start < 0)
            return null;
        var fresh = start == piece.Place.Start && end == piece.Place.End ? piece : piece.At(start, Trimmed(piece.Source.Text.Text, start, end));
        // What is left of it may be a greeting.
        return fresh.Terms.Count > 0 || fresh.Facts.Count > 0 ? fresh : null;
    }

    /// <summary>Joins a piece with its neighbour in the evidence where they overlap, or where one stretch costs less than two.</summary>
    /// <returns>The number of the evidence that now holds it, or null.</returns>
    private int? Join(Piece piece, Piece fresh)
    {
        for (var i = 0; i < chosen.Count; i++)
        {
            var neighbour = chosen[i];
            var (start, end) = (Math.Min(neighbour.Place.Start, piece.Place.Start), Math.Max(neighbour.Place.End, piece.Place.End));
            var gap = end - start - neighbour.Place.Length - piece.Place.Length;
            if (neighbour.Candidate.Document != piece.Candidate.Document || gap > MostGap || (gap >= 0 && neighbour.Part != piece.Part)
                || chosen.Any(x => x != neighbour && x.Candidate.Document == piece.Candidate.Document && x.Place.Start < end && start < x.Place.End))
                continue;
            var joined = neighbour.At(start, end);
            var more = joined.Tokens - neighbour.Tokens;
            if (tokens + more > request.Budget || (gap >= 0 && more > fresh.Tokens))
                continue;
            chosen[i] = joined;
            tokens += more;
            held.Add(joined.Wording, i + 1);
            return i + 1;
        }

        return null;
    }

    /// <summary>The piece without what overlaps evidence of its document, or null where that is all of it: overlaps of fewer than five words are not seen by their words.</summary>
    private Piece? Clip(Piece piece)
    {
        var (start, end) = (piece.Place.Start, piece.Place.End);
        foreach (var other in chosen.Where(x => Touches(x, piece)))
            (start, end) = other.Place.Start <= start ? (Math.Max(start, other.Place.End), end) : (start, Math.Min(end, other.Place.Start));
        while (start < end && char.IsWhiteSpace(piece.Source.Text.Text[start]))
            start++;
        return start >= end ? null : start == piece.Place.Start && end == piece.Place.End ? piece : piece.At(start, Trimmed(piece.Source.Text.Text, start, end));
    }

    /// <summary>The run of sentences that fits and has most of the question's terms; of equal ones the longest, then the first. Null where none has any.</summary>
    private Piece? Window(Piece piece)
    {
        var room = request.Budget - tokens;
        Piece? best = null;
        var (bestHits, bestLength) = (0, 0);
        var sentences = Sentences.Of(piece.Source.Text.Text, piece.Place.Start, piece.Place.End);
        for (var i = 0; i < sentences.Count && room > piece.Tokens - piece.TextTokens; i++)
        {
            for (var k = i; k < sentences.Count; k++)
            {
                var window = piece.At(sentences[i].Start, Trimmed(piece.Source.Text.Text, sentences[i].Start, sentences[k].End));
                if (window.Tokens > room)
                    break;
                var hits = window.Terms.Count(asked.Contains);
                if (hits > bestHits || (hits == bestHits && hits > 0 && window.Place.Length > bestLength))
                    (best, bestHits, bestLength) = (window, hits, window.Place.Length);
            }
        }

        return best;
    }

    /// <summary>Records why a candidate was not quoted, unless some of it was.</summary>
    private void Say(Candidate candidate, int? evidence, LeftOutReason? reason)
    {
        if (!chosen.Any(x => x.Quotes(candidate)))
            leftOut.Add(new(candidate.Document, candidate.Path, candidate.Passage, candidate.Score, reason ?? LeftOutReason.OverBudget, reason is LeftOutReason.SameWordsLeftOut ? null : evidence));
    }

    private static bool Touches(Piece a, Piece b) => a.Candidate.Document == b.Candidate.Document && a.Place.Start < b.Place.End && b.Place.Start < a.Place.End;

    private static bool Within(Piece outer, Piece inner) =>
        outer.Candidate.Document == inner.Candidate.Document && outer.Place.Start <= inner.Place.Start && inner.Place.End <= outer.Place.End;

    private static int Trimmed(string text, int start, int end)
    {
        while (end > start + 1 && char.IsWhiteSpace(text[end - 1]))
            end--;
        return end;
    }
}
