namespace Lector.Core.Reading.Lexical;

/// <summary>Which words go with a question, learned from the texts that answer it best: a term distribution that widens the question.</summary>
/// <remarks>
/// The relevance model RM3: V. Lavrenko and W. B. Croft, "Relevance-Based Language Models", SIGIR 2001; N. Abdul-Jaleel and others,
/// "UMass at TREC 2004". Terms beyond a share of the folder are left out, the best of the rest by probability times rarity are kept and
/// mixed half and half with the question's.
/// </remarks>
internal sealed class RelevanceModel
{
    private const double QuestionShare = .5;
    private const double MostCommon = .2;

    private readonly Dictionary<ulong, double> probabilities;

    /// <summary>Learns from texts.</summary>
    /// <param name="texts">Texts with what each counts, at least one text with a word.</param>
    /// <param name="candidates">How many of the most probable terms are looked up in the folder.</param>
    public RelevanceModel(IReadOnlyList<(double Weight, TermBag Bag)> texts, int candidates)
    {
        var (all, weights) = (new Dictionary<ulong, double>(), texts.Sum(text => text.Weight));
        foreach (var (weight, bag) in texts)
        {
            for (var i = 0; i < bag.Terms.Length; i++)
                all[bag.Terms[i]] = all.GetValueOrDefault(bag.Terms[i]) + (weight / weights * bag.Counts[i] / bag.Length);
        }
        probabilities = all.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(candidates).ToDictionary();
        Candidates = [.. probabilities.Keys.Order()];
    }

    /// <summary>The terms whose frequencies in the folder are needed, ascending.</summary>
    public ulong[] Candidates { get; }

    /// <summary>The question and the words that go with it, half and half.</summary>
    /// <param name="question">The question's distinct terms, how often each is asked for, and its rarity.</param>
    /// <param name="rarity">Rarity of a candidate, by its position.</param>
    /// <param name="share">Share of the folder that holds a candidate, by its position.</param>
    /// <param name="terms">How many words go with the question.</param>
    public WeightedTerms Widen(IReadOnlyList<(ulong Term, int Count, double Rarity)> question, Func<int, double> rarity, Func<int, double> share, int terms)
    {
        var chosen = Enumerable.Range(0, Candidates.Length).Where(i => share(i) <= MostCommon)
            .OrderByDescending(i => probabilities[Candidates[i]] * rarity(i)).ThenBy(i => Candidates[i]).Take(terms).ToArray();
        var (mass, asked) = (chosen.Sum(i => probabilities[Candidates[i]]), question.Sum(term => term.Count));
        var questionShare = chosen.Length == 0 ? 1 : QuestionShare;
        var weights = new SortedDictionary<ulong, double>();
        foreach (var (term, count, rare) in question)
            weights[term] = questionShare * count / asked * rare;
        foreach (var i in chosen)
            weights[Candidates[i]] = weights.GetValueOrDefault(Candidates[i]) + ((1 - questionShare) * probabilities[Candidates[i]] / mass * rarity(i));
        return new WeightedTerms([.. weights.Keys], [.. weights.Values]);
    }
}
