using System.Reflection;
using Lector.Core;
using Lector.Core.Reading;
using Lector.Models.Endpoints;
using Lector.Models.Endpoints.NextTokens;

namespace Lector.Reader.Engines;

/// <summary>Reads with a chat model's GGUF file in this process: relevance is P(yes) / (P(yes) + P(no)) of the next token, straight from the prefill; nothing is ever decoded.</summary>
internal sealed class LlamaReader : IReader, IAsyncDisposable
{
    /// <summary>The most tokens of template, instructions and question.</summary>
    public const int MostBefore = 1536;

    /// <summary>The most tokens of a passage with its context and the template's end; a longer one is read in halves.</summary>
    public const int MostAfter = 1536;

    /// <summary>Tokens that a model must have been trained on.</summary>
    public const int Window = MostBefore + MostAfter;

    private readonly LlamaModel model;
    private readonly ForkedPrompts prompts;
    private readonly YesNoReader reader;

    private LlamaReader(LlamaModel model, int forks, int threads, string? name)
    {
        this.model = model;
        prompts = new ForkedPrompts(model, forks, threads);
        string?[] version = [Product, ProductVersion, model.Facts.Header!.Quantisation, model.Facts.FileHash![..16], NextTokenForm.PromptVersion + PassageFraming.Version];
        var identity = new ReaderIdentity("llama", name ?? model.File, string.Join(' ', version.Where(part => part is not null)), ReaderPlace.InProcess, null) { Licence = model.Facts.Header.Licence };
        // As many again wait, so that a fork that ends is followed at once.
        reader = new YesNoReader(identity, 2 * forks, prompts);
    }

    /// <inheritdoc/>
    public ReaderIdentity Identity => reader.Identity;

    /// <summary>Counts of what was read: tokens that were prompted once and shared stand as cached.</summary>
    public ReadingTally Tally => reader.Tally;

    private static string Product => "LLamaSharp";

    private static string ProductVersion => typeof(LlamaReader).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(one => one.Key == Product).Value!;

    /// <summary>Opens a model file and has it examined as every reader is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="forks">Passages that are read at once, at least 1.</param>
    /// <param name="threads">Threads to compute with, at least 1.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Stops within a second.</param>
    /// <param name="name">What records call the model; null takes the file's name.</param>
    /// <returns>What was found, and the reader; null where the report refuses it.</returns>
    /// <exception cref="UserErrorException">The file is no model for this engine.</exception>
    /// <exception cref="ReaderUnavailableException">It cannot be loaded.</exception>
    public static async Task<(ProbeReport Report, LlamaReader? Reader)> Open(string path, int forks, int threads, TimeProvider time, CancellationToken cancel, string? name = null)
    {
        var opened = await Load(path, forks, threads, cancel, name);
        var passed = false;
        try
        {
            var report = await opened.Examine(forks, time, cancel);
            passed = report.Refusal is null;
            return (report, passed ? opened : null);
        }
        finally
        {
            if (!passed)
                await opened.DisposeAsync();
        }
    }

    /// <summary>Loads a model file without examining it: for tests and measurements, whose models know nothing.</summary>
    internal static async Task<LlamaReader> Load(string path, int forks, int threads, CancellationToken cancel, string? name = null) =>
        new(await LlamaModel.Load(path, cancel), forks, threads, name);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Verdict>> Read(string question, IReadOnlyList<PassageInContext> passages, CancellationToken cancel) => reader.Read(question, passages, cancel);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await prompts.DisposeAsync();
        reader.Dispose();
        model.Dispose();
    }

    private async Task<ProbeReport> Examine(int forks, TimeProvider time, CancellationToken cancel)
    {
        var (header, warnings) = (model.Facts.Header!, new List<string>());
        var report = new ProbeReport
        {
            Address = "in this process",
            Place = ReaderPlace.InProcess,
            Product = Product,
            ProductVersion = $"{ProductVersion} {LlamaNative.Device}",
            Kind = Identity.Kind,
            Form = $"{forks} forks of one prompt",
            Model = Identity.Model,
            Publisher = header.Publisher,
            Quantisation = header.Quantisation,
            Licence = header.Licence,
            FileHash = model.Facts.FileHash,
            Context = Window,
            Slots = forks,
            CountsTokens = true,
            LogProbabilities = $"all {model.Yes.Length + model.No.Length} spellings of yes and no, over the whole vocabulary",
            ExactYesNo = true,
            Warnings = warnings,
        };
        report = await new Examination($"The model {model.File}", time).Of(reader, report, warnings, null, cancel);
        if (report.Refusal is not null)
            return report;
        var pair = GoldenPairs.All[0];
        await prompts.Ask(pair.Question, pair.Relevant, cancel);
        var second = await prompts.Ask(pair.Question, pair.Irrelevant, cancel);
        return report with { CachedTokens = second.CachedTokens, SharedTokens = prompts.SharedTokens };
    }
}
