using System.Runtime.CompilerServices;
using System.Text;
using Lector.Core.Asking;
using Lector.Core.Documents;
using Lector.Core.Storage;

namespace Lector.Core.Tests.Asking;

public sealed class ReadStepTests
{
    private readonly Files files = new();

    [Fact]
    public async Task A_file_that_vanishes_or_changes_is_failed_and_read_in_the_next_run()
    {
        files["gone.txt"] = () => throw new FileNotFoundException();
        files["other.txt"] = () => throw new InvalidDataException();
        files["there.txt"] = () => "text";
        Assert.Equal(["gone.txt failed", "other.txt failed", "there.txt readable"], await Read());

        files["gone.txt"] = () => "back again";
        files["other.txt"] = () => "settled";
        Assert.Equal(["gone.txt readable", "other.txt readable", "there.txt readable"], await Read());
    }

    [Fact]
    public async Task What_an_extractor_throws_is_a_failed_document_and_not_the_end()
    {
        files["a.txt"] = () => "text";
        files["b.txt"] = () => "throw";
        files["c.txt"] = () => "text";
        Assert.Equal(["a.txt readable", "b.txt!/rest failed", "c.txt readable"], await Read());
    }

    [Fact]
    public async Task A_file_in_which_nothing_is_found_is_an_unreadable_document()
    {
        files["nothing.zip"] = () => "nothing";
        Assert.Equal(["nothing.zip unreadable"], await Read());
    }

    [Fact]
    public async Task A_file_that_stopped_the_reader_twice_is_failed_and_the_others_are_read()
    {
        files["a.txt"] = () => "text";
        files["poison.txt"] = () => "text";
        files["z.txt"] = () => "text";
        files.Poison = "poison.txt";
        // Once at speed, when nobody knows which file it was; then noted, twice in succession.
        for (var kill = 0; kill < 3; kill++)
            await Assert.ThrowsAsync<Killed>(() => Read());
        Assert.Equal(["a.txt readable", "poison.txt failed", "z.txt readable"], await Read());
    }

    [Fact]
    public async Task A_process_that_ends_while_a_shard_is_completed_blames_no_file()
    {
        files["a.txt"] = () => "text";
        files["z.txt"] = () => "text";
        var store = new MortalStore(files.Store, ".files", 4);
        for (var kill = 0; kill < 4; kill++)
            await Assert.ThrowsAsync<Killed>(() => Read(store));
        Assert.Equal(["a.txt readable", "z.txt readable"], await Read(store));
    }

    [Fact]
    public async Task Groups_that_stopped_the_process_are_read_one_after_the_other_so_that_the_next_end_blames_one_file()
    {
        for (var i = 0; i < 32; i++)
            files[$"{i:00}.txt"] = () => "text";
        var ports = new AskPorts(files.Store, _ => files, files, TimeProvider.System);
        var run = await new PlanStep(ports).Snapshot(Ask.Of("matter", "What?", new AskOptions()), default);
        var plan = await files.Store.Planned(run, default);
        foreach (var shard in plan.Shards)
            await files.Store.WriteJson(new MatterPaths(run.Matter).Begun(shard.Id), new Begun(-1, []), WriteMode.Replace, default);
        await Task.WhenAll(plan.Reading.Select(group => new ReadStep(ports).Run(new GroupRef(run.Matter, run.Ask, run.Run, group), default)));

        var halves = files.Opened.Select(path => string.CompareOrdinal(path, "16.txt") < 0).ToList();
        Assert.Equal((2, 32), (plan.Reading.Count, halves.Count));
        Assert.Single(halves.Zip(halves.Skip(1)), pair => pair.First != pair.Second);
    }

    [Fact]
    public async Task A_new_file_is_all_that_is_read_again()
    {
        for (var i = 0; i < 40; i++)
            files[$"{i:00}.txt"] = () => "text";
        await Read();
        files.Opened.Clear();
        files["new.txt"] = () => "text";
        await Read();
        Assert.Equal(["new.txt"], files.Opened);
    }

    [Fact]
    public async Task A_file_that_was_deleted_is_gone_from_the_matter()
    {
        files["a.txt"] = () => "text";
        files["b.txt"] = () => "text";
        files["c.txt"] = () => "text";
        await Read();
        files.Remove("b.txt");
        Assert.Equal(["a.txt readable", "c.txt readable"], await Read());
    }

    [Fact]
    public async Task A_problem_of_the_listing_is_the_documents_reason()
    {
        files["link"] = () => "text";
        files.Problem = "it is a link";
        Assert.Equal(["link unreadable"], await Read());
    }

    private async Task<List<string>> Read(IStore? through = null)
    {
        var ports = new AskPorts(through ?? files.Store, _ => files, files, TimeProvider.System);
        var run = await new PlanStep(ports).Snapshot(Ask.Of("matter", "What?", new AskOptions()), default);
        var plan = await files.Store.Planned(run, default);
        for (var i = 0; i < plan.Reading.Count; i++)
            await new ReadStep(ports).Run(new GroupRef(run.Matter, run.Ask, run.Run, i), default);
        var found = new List<string>();
        await foreach (var (_, entry) in new RunDocuments(files.Store, plan).All(default))
            found.Add($"{entry.Path} {entry.State.ToString().ToLowerInvariant()}");
        return [.. found.Order(StringComparer.Ordinal)];
    }

    /// <summary>What ends the process; the step's own clean-up does not run on it.</summary>
    private sealed class Killed : Exception;

    /// <summary>A store over which the process ends so many times as it writes a kind of blob.</summary>
    private sealed class MortalStore(IStore store, string kind, int times) : IStore
    {
        private int left = times;

        public Task<Stream?> OpenRead(string name, CancellationToken cancel) => store.OpenRead(name, cancel);

        public Task<bool> Write(string name, Func<Stream, Task> write, WriteMode mode, CancellationToken cancel) =>
            name.EndsWith(kind, StringComparison.Ordinal) && left-- > 0 ? throw new Killed() : store.Write(name, write, mode, cancel);

        public IAsyncEnumerable<StoredBlob> List(string prefix, CancellationToken cancel) => store.List(prefix, cancel);

        public Task Delete(string name, CancellationToken cancel) => store.Delete(name, cancel);
    }

    private sealed class Files : IDocumentSource, IExtractor
    {
        private readonly SortedDictionary<string, Func<string>> files = new(StringComparer.Ordinal);

        public MemoryStore Store { get; } = new();

        public List<string> Opened { get; } = [];

        public string? Poison { get; set; }

        public string? Problem { get; set; }

        public string Name => "files";

        public string Version => "1";

        public Func<string> this[string path]
        {
            set => files[path] = value;
        }

        public void Remove(string path) => files.Remove(path);

        public async IAsyncEnumerable<SourceFile> List([EnumeratorCancellation] CancellationToken cancel)
        {
            foreach (var path in files.Keys)
                yield return await Task.FromResult(new SourceFile(path, 4, "version of " + path, Problem));
        }

        public async Task<InputFile> Open(SourceFile file, CancellationToken cancel)
        {
            await Task.Yield();
            lock (Opened)
                Opened.Add(file.Path);
            if (file.Path == Poison)
                throw new Killed();
            var text = files[file.Path]();
            return new InputFile(file.Path, text.Length, () => new MemoryStream(Encoding.UTF8.GetBytes(text)));
        }

        public IEnumerable<FoundDocument> Extract(InputFile file, CancellationToken cancel)
        {
            using var reader = new StreamReader(file.Open());
            var text = reader.ReadToEnd();
            if (text == "throw")
                throw new FormatException("a fault of the extractor");
            if (text == "nothing")
                return [];
            return [new FoundDocument(file.Path, null, new string('a', 64), file.Size, new Extraction.Readable(new DocumentText(text)))];
        }
    }
}
