using Lector.Core.Documents;

namespace Lector.Azure.Tests.Functions;

/// <summary>Documents whose opening breaks off as no adapter should, some times, with a message that nobody may see.</summary>
internal sealed class FaultyDocuments(int times)
{
    public const string Secret = "the words of a document";

    private int tried;

    public int Tried => tried;

    private bool Fails() => Interlocked.Increment(ref tried) <= times;

    public IDocumentSource Around(IDocumentSource inner) => new Source(this, inner);

    private sealed class Source(FaultyDocuments faults, IDocumentSource inner) : IDocumentSource
    {
        public string Name => inner.Name;

        public IAsyncEnumerable<SourceFile> List(CancellationToken cancel) => inner.List(cancel);

        public Task<InputFile> Open(SourceFile file, CancellationToken cancel) =>
            file.Path == "price.txt" && faults.Fails() ? throw new InvalidOperationException(Secret) : inner.Open(file, cancel);
    }
}
