using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Lector.Core.Documents;
using Lector.Core.Storage;

namespace Lector.Azure.Tests.Functions;

/// <summary>Matters of plain texts in memory, as a container of uploads is one.</summary>
internal sealed class MemoryMatters(TimeProvider time) : IMatters
{
    private readonly SortedDictionary<string, SortedDictionary<string, (string Text, DateTimeOffset Changed)>> matters = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Names
    {
        get
        {
            lock (matters)
                return [.. matters.Keys];
        }
    }

    public void Put(string matter, string path, string text)
    {
        lock (matters)
        {
            if (!matters.TryGetValue(matter, out var files))
                matters[matter] = files = new(StringComparer.Ordinal);
            files[path] = (text, time.GetUtcNow());
        }
    }

    public IAsyncEnumerable<string> List(CancellationToken cancel) => Names.ToAsyncEnumerable();

    public Task<string?> NameOf(string slug, CancellationToken cancel) => Task.FromResult(Names.FirstOrDefault(name => MatterPaths.Slug(name) == slug));

    public Task<DateTimeOffset?> Newest(string slug, CancellationToken cancel)
    {
        lock (matters)
            return Task.FromResult(matters.Where(matter => MatterPaths.Slug(matter.Key) == slug).SelectMany(matter => matter.Value.Values).Select(file => (DateTimeOffset?)file.Changed).Max());
    }

    public IDocumentSource Documents(string slug) => new Source(this, slug);

    private (string Path, string Text)[] Files(string slug)
    {
        lock (matters)
            return [.. matters.Where(matter => MatterPaths.Slug(matter.Key) == slug).SelectMany(matter => matter.Value).Select(file => (file.Key, file.Value.Text))];
    }

    private string Text(string slug, string path)
    {
        lock (matters)
            return matters.First(matter => MatterPaths.Slug(matter.Key) == slug).Value[path].Text;
    }

    private sealed class Source(MemoryMatters all, string slug) : IDocumentSource
    {
        public string Name => $"memory/{slug}";

        public async IAsyncEnumerable<SourceFile> List([EnumeratorCancellation] CancellationToken cancel)
        {
            foreach (var (path, text) in all.Files(slug))
                yield return await Task.FromResult(new SourceFile(path, Encoding.UTF8.GetByteCount(text), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))));
        }

        public Task<InputFile> Open(SourceFile file, CancellationToken cancel)
        {
            var bytes = Encoding.UTF8.GetBytes(all.Text(slug, file.Path));
            return Task.FromResult(new InputFile(file.Path, bytes.Length, () => new MemoryStream(bytes, writable: false)));
        }
    }
}
