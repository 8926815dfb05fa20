using Lector.Core.Documents;
using Lector.Core.Reading;

namespace Lector.Models.Endpoints;

/// <summary>What every reader of single passages is asked before it may read: golden pairs, whether neighbours matter, and the canary.</summary>
/// <param name="subject">The reader as sentences call it, such as <c>The reader http://127.0.0.1:8080</c>.</param>
/// <param name="time">The clock.</param>
internal sealed class Examination(string subject, TimeProvider time)
{
    /// <summary>Asks.</summary>
    /// <param name="reader">The reader; its grade and proven length are set to what the canary shows.</param>
    /// <param name="report">What is known of it so far; its model's name stands in the sentences.</param>
    /// <param name="warnings">Gets a sentence for each finding that does not refuse.</param>
    /// <param name="model">The model's name as the user gave it, for the diagnosis of a refused request.</param>
    /// <param name="cancel">Stops at once.</param>
    /// <returns>The report with the findings, and with a <see cref="ProbeReport.Refusal"/> where one of them forbids to read.</returns>
    public async Task<ProbeReport> Of(PointReader reader, ProbeReport report, List<string> warnings, string? model, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        var scores = new List<(double, double)>();
        long tokens = 0;
        foreach (var pair in GoldenPairs.All)
        {
            var verdicts = await reader.Read(pair.Question, [Bare(pair.Relevant), Bare(pair.Irrelevant)], cancel);
            if (verdicts.FirstOrDefault(v => !v.IsRead) is { Cause: not UnreadCause.None } unread)
                return Refused(report with { LeastMass = Mass(reader) }, $"cannot be used: {Words(unread.Cause, reader, model)}.{(unread.Cause == UnreadCause.TooLong ? Diagnosis.WiderWindow(report.Product) : "")}");
            scores.Add((verdicts[0].Score, verdicts[1].Score));
            tokens += verdicts.Sum(v => (long)v.Tokens);
        }

        var golden = GoldenPairs.Judge(scores, margin: 0.02, spread: 0.15);
        report = report with { Golden = golden, LeastMass = Mass(reader), TokensPerSecond = Speed(tokens, time.GetElapsedTime(began), reader) };
        if (!golden.Passed)
            return Refused(report, $"cannot be used: \"{report.Model}\" fails the golden pairs ({golden.Ordered} of {golden.Pairs} in the right order, "
                + FormattableString.Invariant($"mean score {golden.Relevant:0.00} for what answers the question and {golden.Irrelevant:0.00} for what does not). A model that cannot tell these apart cannot judge relevance"));

        if (reader is not RerankReader && reader.Lanes > 2)
        {
            report = report with { BatchIndependent = await Batches.AreIndependent(reader, cancel) };
            if (report.BatchIndependent == false)
                warnings.Add("A passage's score changes with what is read at the same time: repeated runs will differ near the cut.");
        }

        var (length, grade) = await CanaryOf(reader, cancel);
        report = report with { CanaryLength = length, Grade = grade };
        if (length == 0)
            return Refused(report, $"cannot be used: \"{report.Model}\" does not see the last sentence of a passage of {Canary.Lengths[^1]} characters: its window is too small, or the passage is cut.{Diagnosis.WiderWindow(report.Product)}");
        if (length < Canary.Lengths[0])
            warnings.Add($"The last sentence of a passage of {Canary.Lengths[0]} characters was not seen, that of {length} was: longer passages are read in parts.{Diagnosis.WiderWindow(report.Product)}");
        reader.CountsHold = grade >= FullReading.CountsAgree;
        reader.Grade = (FullReading)Math.Min((int)grade, (int)(report.RefusesTooLong == true ? FullReading.ServerRefusesTooLong : FullReading.CanaryOnly));
        reader.ProvenLength = grade >= FullReading.ServerRefusesTooLong && length == Canary.Lengths[0] ? int.MaxValue : length;
        return report;
    }

    /// <summary>Asks an embedder the same: the score is the cosine, and the canary is that the vector moves with the last sentence.</summary>
    /// <param name="embedder">The embedder.</param>
    /// <param name="report">What is known of it so far.</param>
    /// <param name="warnings">Gets a sentence for each finding that does not refuse.</param>
    /// <param name="cancel">Stops at once.</param>
    public async Task<ProbeReport> Of(IEmbedder embedder, ProbeReport report, List<string> warnings, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        var scores = new List<(double, double)>();
        long tokens = 0;
        foreach (var pair in GoldenPairs.All)
        {
            var question = await embedder.EmbedQuestion(pair.Question, cancel);
            var both = await embedder.Embed([Bare(pair.Relevant), Bare(pair.Irrelevant)], cancel);
            if (both.FirstOrDefault(e => e.Cause != UnreadCause.None) is { Cause: not UnreadCause.None } unread)
                return Refused(report, $"cannot be used: {Words(unread.Cause)}.");
            scores.Add((Cosine(question, both[0].Vector), Cosine(question, both[1].Vector)));
            tokens += both.Sum(e => (long)e.Tokens);
        }

        var golden = GoldenPairs.Judge(scores, margin: 0.02, spread: 0.08);
        report = report with { Golden = golden, TokensPerSecond = Speed(tokens, time.GetElapsedTime(began)) };
        if (!golden.Passed)
            return Refused(report, $"cannot be used: \"{report.Model}\" fails the golden pairs ({golden.Ordered} of {golden.Pairs} in the right order, "
                + FormattableString.Invariant($"mean cosine {golden.Relevant:0.00} for what answers the question and {golden.Irrelevant:0.00} for what does not). Is it an embedding model for English text?"));

        report = report with { BatchIndependent = await Batches.AreIndependent(embedder, cancel) };
        if (report.BatchIndependent == false)
            warnings.Add("A passage's vector changes with its neighbours in a request by more than rounding.");
        foreach (var length in Canary.Lengths)
        {
            var both = await embedder.Embed([Bare(Canary.Passage(length, decisive: true)), Bare(Canary.Passage(length, decisive: false))], cancel);
            // A server that cuts the end off answers the same vector for both.
            if (both.All(e => e.Cause == UnreadCause.None) && 1 - Cosine(both[0].Vector, both[1].Vector) >= 0.001)
                return report with { CanaryLength = length, Grade = (FullReading)Math.Max((int)FullReading.CanaryOnly, both.Min(e => (int)e.Grade)) };
        }

        return Refused(report with { CanaryLength = 0 }, $"cannot be used: \"{report.Model}\" gives the same vector whatever the last sentence of a passage says: the end is cut off.{Diagnosis.WiderWindow(report.Product)}");
    }

    /// <summary>Why a golden passage was not judged, as the end of a sentence.</summary>
    public static string Words(UnreadCause cause, PointReader? reader = null, string? model = null) => cause switch
    {
        UnreadCause.Refused => "the model refuses to judge a harmless passage",
        UnreadCause.NoVerdict => "its answers are not what the format promises: no JSON, another type of answer, or the verdict is missing or doubled",
        UnreadCause.OutOfRange => "its numbers are not in the range that the format promises",
        UnreadCause.TooLong => "its window does not hold a passage of two lines",
        UnreadCause.LowMass when reader is YesNoReader { Form.Thinks: true } => "the model begins with its thoughts instead of an answer, so that its next token is no verdict. Serve it with thinking switched off "
            + "(llama-server: --reasoning off; vLLM: --default-chat-template-kwargs '{\"enable_thinking\": false}'), or use a model that answers at once: some, such as gpt-oss, always think first",
        UnreadCause.LowMass => FormattableString.Invariant($"the model was about to write something else than Yes or No (P(yes) + P(no) is {Mass(reader!) ?? 0:0.00}): their ratio says nothing. Use a model that follows instructions"),
        UnreadCause.NoLogProbabilities => "it answers without log-probabilities, as Foundry Local does",
        _ => "it answers errors to a harmless passage" + (reader is YesNoReader { Form.Refused: { } reply } chat ? ": " + Diagnosis.Of(reply, "/" + chat.Form.Path, model) : ""),
    };

    /// <summary>Tokens read a second: by the engine's clock where it tells, else over the time that passed here.</summary>
    public static double? Speed(long tokens, TimeSpan elapsed, PointReader? reader = null) =>
        reader is YesNoReader { Tally: { Milliseconds: > 0 } tally } ? (tally.PromptTokens - tally.CachedTokens) * 1000 / tally.Milliseconds
        : tokens > 0 && elapsed > TimeSpan.Zero ? tokens / elapsed.TotalSeconds
        : null;

    private ProbeReport Refused(ProbeReport report, string why) => report with { Refusal = $"{subject} {why}" };

    private static async Task<(int Length, FullReading Grade)> CanaryOf(PointReader reader, CancellationToken cancel)
    {
        foreach (var length in Canary.Lengths)
        {
            var verdicts = await reader.Read(Canary.Question, [Bare(Canary.Passage(length, decisive: true)), Bare(Canary.Passage(length, decisive: false))], cancel);
            if (verdicts.All(v => v.IsRead) && verdicts[0].Score - verdicts[1].Score >= 0.05)
                return (length, (FullReading)verdicts.Min(v => (int)v.Grade));
        }

        return (0, FullReading.Unproven);
    }

    private static double? Mass(PointReader reader) => reader is YesNoReader yesNo ? yesNo.LeastMass : null;

    private static double Cosine(float[] a, float[] b) => System.Numerics.Tensors.TensorPrimitives.Dot(a, b);

    private static PassageInContext Bare(string text) => new(text, DocumentFields.None, null);
}
