using Lector.Core.Asking;
using Lector.Core.Reading;

namespace Lector.Core.Tests.Asking;

public sealed class ReadByTests
{
    [Theory]
    [InlineData("embedding", "all-MiniLM-L6-v2.Q8_0.gguf", "Read by all-MiniLM-L6-v2.Q8_0.gguf (embedding, licence mit) on this machine, beside keyword statistics.")]
    [InlineData("chat", "Qwen3-8B.gguf", "Read by Qwen3-8B.gguf (chat, licence mit) on this machine, beside keyword statistics with equal weight (none was fitted for this model).")]
    public void Says_when_no_weight_was_fitted_for_the_model(string kind, string model, string words)
    {
        var reader = new OneReader(new ReaderIdentity(kind, model, "1", ReaderPlace.Loopback, "http://127.0.0.1:8080") { Licence = "mit" });
        var ports = new AskPorts(new MemoryStore(), _ => throw new InvalidOperationException(), null!, TimeProvider.System) { Reader = reader };
        Assert.Equal(words, ReadBy.Of(ports, new AskOptions()).Words);
    }

    private sealed record OneReader(ReaderIdentity Identity) : IReader
    {
        public Task<IReadOnlyList<Verdict>> Read(string question, IReadOnlyList<PassageInContext> passages, CancellationToken cancel) => throw new InvalidOperationException();
    }
}
