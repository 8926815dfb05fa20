using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Models.Endpoints.NextTokens;
using Lector.Models.Processes;

namespace Lector.Models.Endpoints;

/// <summary>Finds out what a server is and whether it reads: its kind by asking one golden pair in each dialect, then golden pairs, canary, window and cache.</summary>
/// <param name="endpoint">The server.</param>
/// <param name="choice">What the user asked for.</param>
/// <param name="file">The model file's own facts, where Lector serves it.</param>
/// <param name="time">The clock.</param>
internal sealed class Probe(Endpoint endpoint, ReaderChoice choice, ModelFacts? file, TimeProvider time)
{
    private readonly List<string> warnings = [];

    /// <summary>Asks.</summary>
    /// <param name="cancel">Stops at once.</param>
    /// <returns>A reader that passed, or a report that says why there is none.</returns>
    /// <exception cref="ReaderUnavailableException">The server cannot be reached, or refuses the key.</exception>
    /// <exception cref="Core.UserErrorException">It forwards to a third party, and that was not allowed.</exception>
    public async Task<Probed> Run(CancellationToken cancel)
    {
        var facts = await WithFile(await Discovery.Ask(endpoint, choice.ModelName, cancel), cancel);
        var model = facts.Model ?? "default";
        var counter = await TokenCounter.Find(endpoint, model, cancel);
        var report = new ProbeReport
        {
            Address = endpoint.Shown,
            Place = endpoint.Place,
            Product = facts.Product,
            ProductVersion = facts.Version,
            Model = facts.Model,
            Publisher = facts.Publisher,
            Quantisation = facts.Quantisation,
            Licence = facts.Licence,
            FileHash = facts.FileHash,
            Context = facts.Context,
            Slots = facts.Slots,
            CountsTokens = counter is not null,
        };
        if (facts.IsRouter && choice.ModelName is null)
            return Refused(report, $"The reader {endpoint.Shown} is a router without a model of its own. Name one of its models with --reader-model.");

        var trial = await new Trial(endpoint, facts, model, counter).Run(choice.Dialect, cancel);
        if (trial.Refusal is { } why)
            return Refused(report with { Kind = trial.Kind, Form = trial.Form, LogProbabilities = trial.LogProbabilities }, $"The reader {endpoint.Shown} cannot be used: {why}.");
        report = report with { Kind = trial.Kind, Form = trial.Form, LogProbabilities = trial.LogProbabilities, ExactYesNo = trial.Exact, Warnings = warnings };
        if (endpoint.Place is ReaderPlace.Loopback or ReaderPlace.PrivateNetwork && facts.Product is not "llama-server")
            warnings.Add("Lector cannot see whether this server forwards what it is sent.");

        var identity = Identity(report, facts);
        return trial.Reader is { } reader
            ? await Judge(reader, report, identity, facts, counter, cancel)
            : await Judge(trial.Embedder!, report, identity, cancel);
    }

    private async Task<Probed> Judge(PointReader reader, ProbeReport report, ReaderIdentity identity, ServerFacts facts, TokenCounter? counter, CancellationToken cancel)
    {
        reader.Identity = identity;
        var refuses = await Window.RefusesTooLong(reader, facts, counter, cancel);
        reader.Grade = refuses == true ? FullReading.ServerRefusesTooLong : FullReading.CanaryOnly;
        if (refuses == false)
            warnings.Add("The server answers texts that exceed its window instead of refusing them: it cuts them without a word.");

        if (reader is RerankReader rerank)
        {
            var (logits, independent) = await Batches.Of(rerank, cancel);
            rerank.Logits = logits;
            report = report with { BatchIndependent = independent };
            if (!independent)
                return Refused(report, $"The reader {endpoint.Shown} cannot be used: \"{facts.Model}\" is listwise, a passage's score changes with its neighbours. Use a pointwise reranker.");
        }

        var began = time.GetTimestamp();
        var scores = new List<(double, double)>();
        long tokens = 0;
        foreach (var pair in GoldenPairs.All)
        {
            var verdicts = await reader.Read(pair.Question, [Bare(pair.Relevant), Bare(pair.Irrelevant)], cancel);
            if (verdicts.FirstOrDefault(v => !v.IsRead) is { Cause: not UnreadCause.None } unread)
                return Refused(report with { LeastMass = Mass(reader) }, $"The reader {endpoint.Shown} cannot be used: {Words(unread.Cause, reader)}.");
            scores.Add((verdicts[0].Score, verdicts[1].Score));
            tokens += verdicts.Sum(v => (long)v.Tokens);
        }

        var golden = GoldenPairs.Judge(scores, margin: 0.02, spread: 0.15);
        report = report with { Golden = golden, LeastMass = Mass(reader), TokensPerSecond = Speed(reader, tokens, time.GetElapsedTime(began)), RefusesTooLong = refuses };
        if (!golden.Passed)
            return Refused(report, $"The reader {endpoint.Shown} cannot be used: \"{facts.Model}\" fails the golden pairs ({golden.Ordered} of {golden.Pairs} in the right order, "
                + $"mean score {golden.Relevant:0.00} for what answers the question and {golden.Irrelevant:0.00} for what does not). A model that cannot tell these apart cannot judge relevance");

        if (reader is not RerankReader && reader.Lanes > 2)
        {
            report = report with { BatchIndependent = await Batches.AreIndependent(reader, cancel) };
            if (report.BatchIndependent == false)
                warnings.Add("A passage's score changes with what the server reads at the same time: repeated runs will differ near the cut.");
        }

        var (length, grade) = await CanaryOf(reader, cancel);
        report = report with { CanaryLength = length, Grade = grade };
        if (length == 0)
            return Refused(report, $"The reader {endpoint.Shown} cannot be used: \"{facts.Model}\" does not see the last sentence of a passage of {Canary.Lengths[^1]} characters: its window is too small, or the server cuts.");
        reader.Grade = (FullReading)Math.Min((int)grade, (int)FullReading.ServerRefusesTooLong);
        reader.ProvenLength = grade >= FullReading.ServerRefusesTooLong && length == Canary.Lengths[0] ? int.MaxValue : length;
        if (reader is YesNoReader { Form: LlamaCompletionForm form })
            report = await Cache(form, report, cancel);
        return new Probed(report, reader, null);
    }

    private async Task<Probed> Judge(EmbeddingReader embedder, ProbeReport report, ReaderIdentity identity, CancellationToken cancel)
    {
        embedder.Identity = identity;
        await embedder.Measure(cancel);
        var began = time.GetTimestamp();
        var scores = new List<(double, double)>();
        long tokens = 0;
        foreach (var pair in GoldenPairs.All)
        {
            var question = await embedder.EmbedQuestion(pair.Question, cancel);
            var both = await embedder.Embed([Bare(pair.Relevant), Bare(pair.Irrelevant)], cancel);
            if (both.FirstOrDefault(e => e.Cause != UnreadCause.None) is { Cause: not UnreadCause.None } unread)
                return Refused(report, $"The reader {endpoint.Shown} cannot be used: {Words(unread.Cause, null)}.");
            scores.Add((Cosine(question, both[0].Vector), Cosine(question, both[1].Vector)));
            tokens += both.Sum(e => (long)e.Tokens);
        }

        var golden = GoldenPairs.Judge(scores, margin: 0.02, spread: 0.08);
        report = report with { Golden = golden, TokensPerSecond = Speed(null, tokens, time.GetElapsedTime(began)) };
        if (!golden.Passed)
            return Refused(report, $"The reader {endpoint.Shown} cannot be used: \"{report.Model}\" fails the golden pairs ({golden.Ordered} of {golden.Pairs} in the right order, "
                + $"mean cosine {golden.Relevant:0.00} for what answers the question and {golden.Irrelevant:0.00} for what does not). Is it an embedding model for English text?");

        report = report with { BatchIndependent = await Batches.AreIndependent(embedder, cancel) };
        if (report.BatchIndependent == false)
            warnings.Add("A passage's vector changes with its neighbours in a request by more than rounding.");
        foreach (var length in Canary.Lengths)
        {
            var both = await embedder.Embed([Bare(Canary.Passage(length, decisive: true)), Bare(Canary.Passage(length, decisive: false))], cancel);
            if (both.Any(e => e.Cause != UnreadCause.None))
                continue;
            // A server that cuts the end off answers the same vector for both.
            if (1 - Cosine(both[0].Vector, both[1].Vector) < 0.001)
                continue;
            var grade = (FullReading)Math.Max((int)FullReading.CanaryOnly, both.Min(e => (int)e.Grade));
            embedder.Grade = FullReading.CanaryOnly;
            embedder.ProvenLength = length;
            return new Probed(report with { CanaryLength = length, Grade = grade }, null, embedder);
        }

        return Refused(report with { CanaryLength = 0 }, $"The reader {endpoint.Shown} cannot be used: \"{report.Model}\" gives the same vector whatever the last sentence of a passage says: the server cuts.");
    }

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

    private async Task<ProbeReport> Cache(LlamaCompletionForm form, ProbeReport report, CancellationToken cancel)
    {
        var pair = GoldenPairs.All[0];
        await form.Ask(pair.Question, pair.Relevant, cancel);
        var second = await form.Ask(pair.Question, pair.Irrelevant, cancel);
        if (second.CachedTokens is { } cached && form.SharedTokens is { } shared && cached < shared / 2)
            warnings.Add($"\"{report.Model}\" loses the shared beginning of its prompts between passages ({cached} of {shared} tokens were kept), as hybrid and recurrent models do: every verdict reads the instructions again. A dense model reads faster.");
        return report with { CachedTokens = second.CachedTokens, SharedTokens = form.SharedTokens };
    }

    private async Task<ServerFacts> WithFile(ServerFacts facts, CancellationToken cancel)
    {
        var known = file;
        if (known?.Header is null && endpoint.Place == ReaderPlace.Loopback && facts.ModelPath is { } path && Path.IsPathRooted(path) && File.Exists(path))
            try
            {
                known = new ModelFacts(GgufFacts.Read(path), await GgufFacts.Hash(path, cancel));
            }
            catch (Exception e) when (e is Core.UserErrorException or IOException or UnauthorizedAccessException)
            {
                // The server's word for its own file: nice to have only.
            }

        return known?.Header is not { } header ? facts : facts with
        {
            Model = choice.ModelName ?? (file is null ? facts.Model : Path.GetFileName(choice.Model)) ?? header.Name,
            Publisher = header.Publisher ?? facts.Publisher,
            Licence = header.Licence ?? facts.Licence,
            Quantisation = header.Quantisation ?? facts.Quantisation,
            FileHash = known.FileHash,
        };
    }

    private ReaderIdentity Identity(ProbeReport report, ServerFacts facts)
    {
        var prompt = report.Kind == "chat" ? NextTokenForm.PromptVersion + PassageFraming.Version : PassageFraming.Version;
        string?[] parts = [facts.Product, facts.Version, facts.Quantisation, facts.FileHash is { Length: > 16 } hash ? hash[..16] : facts.FileHash, report.Form, prompt];
        return new ReaderIdentity(report.Kind!, facts.Model ?? "default", string.Join(' ', parts.Where(p => p is not null)), endpoint.Place, endpoint.Shown) { Licence = facts.Licence };
    }

    private string Words(UnreadCause cause, PointReader? reader) => cause switch
    {
        UnreadCause.Refused => "the model refuses to judge a harmless passage",
        UnreadCause.NoVerdict => "its answers are not what the format promises: no JSON, another type of answer, or the verdict is missing or doubled",
        UnreadCause.OutOfRange => "its numbers are not in the range that the format promises",
        UnreadCause.TooLong => "its window does not hold a passage of two lines",
        UnreadCause.LowMass => $"the model was about to write something else than Yes or No (P(yes) + P(no) is {Mass(reader!) ?? 0:0.00}): their ratio says nothing. Use a model that follows instructions",
        UnreadCause.NoLogProbabilities => "it answers without log-probabilities, as Foundry Local does",
        _ => "it answers errors to a harmless passage" + (reader is YesNoReader { Form.Refused: { } reply } chat ? ": " + Diagnosis.Of(reply, "/" + chat.Form.Path, choice.ModelName) : ""),
    };

    private static double? Mass(PointReader reader) => reader is YesNoReader yesNo ? yesNo.LeastMass : null;

    private static double? Speed(PointReader? reader, long tokens, TimeSpan elapsed) =>
        reader is YesNoReader { Tally: { Milliseconds: > 0 } tally } ? (tally.PromptTokens - tally.CachedTokens) * 1000 / tally.Milliseconds
        : tokens > 0 && elapsed > TimeSpan.Zero ? tokens / elapsed.TotalSeconds
        : null;

    private Probed Refused(ProbeReport report, string why) => new(report with { Place = endpoint.Place, Forwarder = endpoint.Forwarder, Warnings = warnings, Refusal = why }, null, null);

    private static PassageInContext Bare(string text) => new(text, DocumentFields.None, null);

    private static double Cosine(float[] a, float[] b) => System.Numerics.Tensors.TensorPrimitives.Dot(a, b);
}

/// <summary>What a probe found: exactly one of the readers, or a report with a refusal.</summary>
internal sealed record Probed(ProbeReport Report, PointReader? Reader, EmbeddingReader? Embedder);
