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
    // To say what it is, and to judge two lines, takes no server longer that could read a folder.
    private static readonly TimeSpan TryLimit = TimeSpan.FromMinutes(2);

    private readonly List<string> warnings = [];

    /// <summary>Asks.</summary>
    /// <param name="cancel">Stops at once.</param>
    /// <returns>A reader that passed, or a report that says why there is none.</returns>
    /// <exception cref="ReaderUnavailableException">The server cannot be reached, or refuses the key.</exception>
    /// <exception cref="Core.UserErrorException">It forwards to a third party, and that was not allowed.</exception>
    public async Task<Probed> Run(CancellationToken cancel)
    {
        var limit = endpoint.Patience.TryLimit;
        endpoint.Patience.TryLimit = TryLimit;
        var said = await Discovery.Ask(endpoint, choice.ModelName, cancel);
        var facts = await WithFile(said, cancel);
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
        endpoint.Patience.TryLimit = limit;
        if (trial.Refusal is { } why)
            return Refused(report with { Kind = trial.Kind, Form = trial.Form, LogProbabilities = trial.LogProbabilities }, $"The reader {endpoint.Shown} cannot be used: {why}.");
        report = report with { Kind = trial.Kind, Form = trial.Form, LogProbabilities = trial.LogProbabilities, ExactYesNo = trial.Exact, Warnings = warnings };
        if (endpoint.Place is ReaderPlace.Loopback or ReaderPlace.PrivateNetwork && facts.Product is not "llama-server")
            warnings.Add("Lector cannot see whether this server forwards what it is sent.");

        var identity = Identity(report, facts);
        var probed = trial.Reader is { } reader
            ? await Judge(reader, report, identity, facts, counter, cancel)
            : await Judge(trial.Embedder!, report, identity, cancel);
        return probed.At(endpoint) with { Said = said };
    }

    private async Task<Probed> Judge(PointReader reader, ProbeReport report, ReaderIdentity identity, ServerFacts facts, TokenCounter? counter, CancellationToken cancel)
    {
        reader.Identity = identity;
        var refuses = await Window.RefusesTooLong(reader, facts, counter, time, cancel);
        reader.Grade = refuses == true ? FullReading.ServerRefusesTooLong : FullReading.CanaryOnly;
        if (refuses == false)
            warnings.Add("The server answers texts that exceed its window instead of refusing them: it cuts them without a word." + Diagnosis.WiderWindow(facts.Product));

        if (reader is RerankReader rerank)
        {
            var (logits, independent) = await Batches.Of(rerank, cancel);
            rerank.Logits = logits;
            report = report with { BatchIndependent = independent };
            if (independent == false)
                return Refused(report, $"The reader {endpoint.Shown} cannot be used: \"{facts.Model}\" is listwise, a passage's score changes with its neighbours. Use a pointwise reranker.");
        }

        report = await new Examination($"The reader {endpoint.Shown}", time).Of(reader, report with { RefusesTooLong = refuses }, warnings, choice.ModelName, cancel);
        if (report.Refusal is { } why)
            return Refused(report, why);
        if (reader is YesNoReader { Form: { } form })
            report = await Cache(form, report, cancel);
        return new Probed(report, reader, null);
    }

    private async Task<Probed> Judge(EmbeddingReader embedder, ProbeReport report, ReaderIdentity identity, CancellationToken cancel)
    {
        embedder.Identity = identity;
        await embedder.Measure(cancel);
        report = await new Examination($"The reader {endpoint.Shown}", time).Of(embedder, report, warnings, cancel);
        if (report.Refusal is { } why)
            return Refused(report, why);
        embedder.Grade = FullReading.CanaryOnly;
        embedder.ProvenLength = report.CanaryLength!.Value;
        embedder.CountsHold = report.Grade >= FullReading.CountsAgree;
        return new Probed(report, null, embedder);
    }

    private async Task<ProbeReport> Cache(NextTokenForm form, ProbeReport report, CancellationToken cancel)
    {
        var pair = GoldenPairs.All[0];
        var bare = await form.Ask(pair.Question, "-", cancel);
        var second = await form.Ask(pair.Question, pair.Irrelevant, cancel);
        // Where the form does not know what is shared, it is all that a prompt with a passage of one sign has, but for that sign and the template's end.
        var shared = (form as LlamaCompletionForm)?.SharedTokens ?? bare.PromptTokens;
        if (second.CachedTokens is not { } cached || shared == 0)
            return report;
        if (cached < shared / 2)
            warnings.Add($"\"{report.Model}\" loses the shared beginning of its prompts between passages ({cached} of {shared} tokens were kept), as hybrid and recurrent models do: every verdict reads the instructions again. A dense model reads faster.");
        return report with { CachedTokens = cached, SharedTokens = shared };
    }

    private async Task<ServerFacts> WithFile(ServerFacts facts, CancellationToken cancel)
    {
        var known = file;
        if (known?.Header is null && endpoint.Place == ReaderPlace.Loopback && facts.ModelPath is { } path && Path.IsPathRooted(path) && File.Exists(path))
            try
            {
                known = new ModelFacts(GgufFacts.Read(path), await GgufFacts.Hash(path, cancel, choice.Say));
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
        // llama-server names a model by its path where no other name is given: the same model on another machine is the same reader.
        var model = facts.Model ?? "default";
        if (model.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))
            model = ServerFacts.LastPart(model);
        return new ReaderIdentity(report.Kind!, model, string.Join(' ', parts.Where(p => p is not null)), endpoint.Place, endpoint.Shown) { Licence = facts.Licence };
    }

    private Probed Refused(ProbeReport report, string why) => new Probed(report with { Warnings = warnings, Refusal = why }, null, null).At(endpoint);
}

/// <summary>What a probe found: exactly one of the readers, or a report with a refusal.</summary>
internal sealed record Probed(ProbeReport Report, PointReader? Reader, EmbeddingReader? Embedder)
{
    /// <summary>What the server said of itself; null where the probe ended before it mattered.</summary>
    public ServerFacts? Said { get; init; }

    /// <summary>The same with where its passages go as far as it is known by now, and a reader that says so too: any answer may show a forwarder.</summary>
    public Probed At(Endpoint endpoint)
    {
        Reader?.Identity = Reader.Identity with { Place = endpoint.Place };
        Embedder?.Identity = Embedder.Identity with { Place = endpoint.Place };
        return this with { Report = Report with { Place = endpoint.Place, Forwarder = endpoint.Forwarder } };
    }
}
