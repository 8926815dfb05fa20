namespace Lector.Core.Reading;

/// <summary>A question with two passages whose order is beyond doubt.</summary>
/// <param name="Question">The question.</param>
/// <param name="Relevant">Answers it.</param>
/// <param name="Irrelevant">Has nothing to do with it.</param>
public sealed record GoldenPair(string Question, string Relevant, string Irrelevant);

/// <summary>What a reader made of the golden pairs.</summary>
/// <param name="Pairs">Pairs asked.</param>
/// <param name="Ordered">Pairs whose relevant passage scored higher by the margin.</param>
/// <param name="Relevant">Mean score of the relevant passages.</param>
/// <param name="Irrelevant">Mean score of the others.</param>
/// <param name="Passed">All ordered, and far enough apart.</param>
public sealed record GoldenResult(int Pairs, int Ordered, double Relevant, double Irrelevant, bool Passed)
{
    /// <summary>The scores, or cosines: for each pair the relevant passage's, then the other's.</summary>
    public IReadOnlyList<double> Scores { get; init; } = [];
}

/// <summary>Passages whose order and range are known, asked before every run: a reader that cannot tell these apart is refused.</summary>
/// <remarks>
/// They catch dropped score heads, wrong label tokens, double sigmoids and missing templates, whose scores look plausible. They are easy on purpose: passing says
/// that the engine works, not that the model is good; that is what <c>lector eval</c> measures. The questions share no decisive word with their passages,
/// so that counting words does not pass.
/// </remarks>
public static class GoldenPairs
{
    /// <summary>The pairs.</summary>
    public static IReadOnlyList<GoldenPair> All { get; } =
    [
        new("Which striped animal was treated by the vet?",
            "On Tuesday Dr Mayer cleaned the infected hoof of the zebra and gave it an antibiotic for ten days.",
            "The committee approved the minutes of the April meeting and set the budget for the new printers."),
        new("Which long-necked animal was moved to another enclosure?",
            "The keepers brought the giraffe to the larger paddock on 3 May, and it settled in without trouble.",
            "Please find attached the revised lease. The rent is due on the first working day of each month."),
        new("Was an African grazing animal with stripes delivered to the park?",
            "The truck with the young zebra arrived at the park at noon; the papers are signed and filed.",
            "The servers will be switched off on Sunday night for an update of the operating system."),
    ];

    /// <summary>Judges the scores.</summary>
    /// <param name="scores">For each pair of <see cref="All"/>, in order: the relevant passage's score and the other's.</param>
    /// <param name="margin">By how much each relevant passage must exceed the other of its pair.</param>
    /// <param name="spread">By how much the relevant passages' mean must exceed the others'.</param>
    public static GoldenResult Judge(IReadOnlyList<(double Relevant, double Irrelevant)> scores, double margin, double spread)
    {
        var ordered = scores.Count(s => s.Relevant - s.Irrelevant >= margin);
        var (relevant, irrelevant) = (scores.Average(s => s.Relevant), scores.Average(s => s.Irrelevant));
        return new GoldenResult(scores.Count, ordered, relevant, irrelevant, ordered == scores.Count && relevant - irrelevant >= spread)
        {
            Scores = [.. scores.SelectMany(s => new[] { s.Relevant, s.Irrelevant })],
        };
    }

    /// <summary>Whether two measurements of the pairs can be of one model: where names and sizes do not tell a model that was put in the place of another.</summary>
    /// <param name="before">Scores in [0, 1] as in <see cref="GoldenResult.Scores"/>, or cosines.</param>
    /// <param name="now">As many.</param>
    /// <param name="cosines">Whether they are cosines.</param>
    /// <remarks>
    /// Scores are compared by their log-odds, cosines as they are; the mean difference decides. The same model's scores move with the history of its cache, by .25 in log-odds where it
    /// was seen to move most, and its cosines in the third digit. A model that judges the pairs as the other did is not told from it.
    /// </remarks>
    public static bool AreAlike(IReadOnlyList<double> before, IReadOnlyList<double> now, bool cosines) =>
        before.Count == now.Count && before.Zip(now, (a, b) => cosines ? Math.Abs(a - b) : Math.Abs(LogOdds(a) - LogOdds(b))).Average() <= (cosines ? .03 : 1);

    // What has less than one in ten thousand may be missing among a server's candidates, and then counts nothing.
    private static double LogOdds(double score) => Math.Clamp(score, .0001, .9999) is var p ? Math.Log(p / (1 - p)) : 0;
}
