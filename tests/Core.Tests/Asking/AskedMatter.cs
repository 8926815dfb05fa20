using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Lector.Core.Asking;
using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Core.Tests.Asking;

/// <summary>A matter of plain texts in memory, asked from plan to selection.</summary>
internal sealed class AskedMatter : IDocumentSource, IExtractor
{
    private readonly SortedDictionary<string, string> files = new(StringComparer.Ordinal);

    public MemoryStore Store { get; } = new();

    public IReader? Reader { get; init; }

    public IEmbedder? Embedder { get; init; }

    public string Name => "texts";

    public string Version => "plain";

    public string this[string path]
    {
        set => files[path] = value;
    }

    public AskPorts Ports => new(Store, _ => this, this, TimeProvider.System) { Reader = Reader, Embedder = Embedder };

    public Task<RunRef> Plan(string question) => new PlanStep(Ports).Snapshot(Core.Asking.Ask.Of("matter", question, new AskOptions { Reader = "model" }), default);

    public async Task<(Selection Selection, string Table)> Ask(string question)
    {
        var ports = Ports;
        var run = await Plan(question);
        var plan = await Store.Planned(run, default);
        for (var i = 0; i < plan.Reading.Count; i++)
            await new ReadStep(ports).Run(new GroupRef(run.Matter, run.Ask, run.Run, i), default);
        for (var i = 0; i < plan.Judging.Count; i++)
            await new JudgeStep(ports).Run(new GroupRef(run.Matter, run.Ask, run.Run, i), default);
        await new SelectStep(ports).Run(run, default);
        var selection = await Store.ReadJson<Selection>(run.Path(RunFiles.Selection), default);
        return (selection!, Encoding.UTF8.GetString((await Store.ReadBytes(run.Path(RunFiles.Documents), default))!));
    }

    public async IAsyncEnumerable<SourceFile> List([EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var (path, text) in files)
            yield return await Task.FromResult(new SourceFile(path, text.Length, Hash(text)));
    }

    public Task<InputFile> Open(SourceFile file, CancellationToken cancel) =>
        Task.FromResult(new InputFile(file.Path, file.Size, () => new MemoryStream(Encoding.UTF8.GetBytes(files[file.Path]))));

    public IEnumerable<FoundDocument> Extract(InputFile file, CancellationToken cancel)
    {
        using var reader = new StreamReader(file.Open());
        var text = reader.ReadToEnd();
        return [new FoundDocument(file.Path, null, Hash(text), file.Size, new Extraction.Readable(new DocumentText(text)))];
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>A model that judges by a rule, and keeps what it read.</summary>
internal sealed class RuleReader(Func<string, Verdict> rule) : IReader
{
    public ReaderIdentity Identity { get; } = new("chat", "rule", "1", ReaderPlace.InProcess, null);

    public List<string> Seen { get; } = [];

    public Task<IReadOnlyList<Verdict>> Read(string question, IReadOnlyList<PassageInContext> passages, CancellationToken cancel)
    {
        Seen.AddRange(passages.Select(passage => passage.Text));
        return Task.FromResult<IReadOnlyList<Verdict>>([.. passages.Select(passage => rule(passage.Text))]);
    }
}

/// <summary>A model that places texts by which of three subjects they name, and keeps what it read.</summary>
internal sealed class SubjectEmbedder : IEmbedder
{
    private static readonly string[][] Subjects = [["ship", "vessel", "boat"], ["wage", "salary", "pay"], ["roof", "house", "wall"]];

    public ReaderIdentity Identity { get; } = new("encoder", "subjects", "1", ReaderPlace.InProcess, null);

    public List<string> Seen { get; } = [];

    public Task<IReadOnlyList<Embedding>> Embed(IReadOnlyList<PassageInContext> passages, CancellationToken cancel)
    {
        Seen.AddRange(passages.Select(passage => passage.Text));
        return Task.FromResult<IReadOnlyList<Embedding>>([.. passages.Select(passage => new Embedding(Place(passage.Text), 5, FullReading.IdsCompared, UnreadCause.None))]);
    }

    public Task<float[]> EmbedQuestion(string question, CancellationToken cancel) => Task.FromResult(Place(question));

    private static float[] Place(string text)
    {
        var counts = Subjects.Select(words => words.Count(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)) + .1f).ToArray();
        var length = MathF.Sqrt(counts.Sum(count => count * count));
        return [.. counts.Select(count => count / length)];
    }
}
