using Lector.Core.Documents;

namespace Lector.Core.Selecting;

/// <summary>A stretch of a document on its way into the pack.</summary>
internal sealed class Piece
{
    // "t" is what is left of "don't".
    private static readonly HashSet<ulong> YesOrNo =
        [.. "yes ok agreed no not t never none neither nor without except unless cannot ja nein nicht kein keine nie ohne oui non pas jamais sans".Split(' ').Select(word => Wording.Of(word).Words[0])];

    private readonly PackingRequest request;

    public Piece(Candidate candidate, SourceDocument source, Passage place, PackingRequest request)
    {
        (Candidate, Source, Place, Score, this.request) = (candidate, source, place, candidate.Score, request);
        Text = source.Text.Text[place.Start..place.End];
        Part = source.PartOf(place);
        Wording = Wording.Of(Text);
        Terms = TermsOf(Text, Wording);
        Facts = [.. Wording.Words.Where((word, i) => YesOrNo.Contains(word) || IsFact(Text.AsSpan(Wording.Places[i].Start, Wording.Places[i].End - Wording.Places[i].Start)))];
        TextTokens = TokenEstimator.Estimate(Text);
        Tokens = request.Overhead(candidate.Path, source.Fields, Part) + TextTokens;
    }

    public Candidate Candidate { get; }

    public SourceDocument Source { get; }

    public Passage Place { get; }

    public double Score { get; set; }

    public string Text { get; }

    public string? Part { get; }

    public Wording Wording { get; }

    /// <summary>Hashes of the first six letters of its longer words: what two pieces may have in common.</summary>
    public HashSet<ulong> Terms { get; }

    /// <summary>Numbers, signs, words of assent and negation: what makes two likely texts say different things.</summary>
    public HashSet<ulong> Facts { get; }

    /// <summary>Estimated tokens of the text.</summary>
    public int TextTokens { get; }

    /// <summary>Estimated tokens of the text and of what stands above it.</summary>
    public int Tokens { get; }

    /// <summary>Whether most of its words stand behind quote marks.</summary>
    public bool IsQuotation => Wording.Quoted * 5 > Wording.Count * 4;

    /// <summary>Whether it is no candidate itself but stands in for one that quotes it.</summary>
    public bool StandsIn { get; init; }

    /// <summary>Whether some of a candidate's passage is in it.</summary>
    public bool Quotes(Candidate candidate) => Candidate.Document == candidate.Document && Place.Start < candidate.Passage.End && candidate.Passage.Start < Place.End;

    /// <summary>The same candidate with other bounds.</summary>
    public Piece At(int start, int end) => new(Candidate, Source, new Passage(start, end), request) { Score = Score, StandsIn = StandsIn };

    public static HashSet<ulong> TermsOf(string text, Wording wording)
    {
        var terms = new HashSet<ulong>();
        foreach (var (start, end) in wording.Places)
        {
            if (end - start > 3 || char.IsDigit(text[start]) || text[start] >= '\u3040')
                terms.Add(Hash(text.AsSpan(start, Math.Min(6, end - start))));
        }

        return terms;
    }

    /// <summary>The share of this piece's terms that another has too, at most a half where this one has a number or negation that the other lacks.</summary>
    public double Likeness(Piece other) =>
        Terms.Count == 0 ? 0 : Math.Min(Facts.IsSubsetOf(other.Facts) ? 1 : 0.5, (double)Terms.Count(other.Terms.Contains) / Terms.Count);

    private static bool IsFact(ReadOnlySpan<char> word) => !char.IsLetter(word[0]) || word.ContainsAnyInRange('0', '9');

    private static ulong Hash(ReadOnlySpan<char> word)
    {
        ulong hash = 0;
        foreach (var c in word)
            hash = Wording.Join(hash, char.ToLowerInvariant(c));
        return hash;
    }
}
