using Lector.Core.Answering;

namespace Lector.Tests.Ports;

/// <summary>A frontier model in the test's own process, that counts.</summary>
internal sealed class CountingFrontier(Func<int, FrontierReply> reply) : IFrontier
{
    public const string Answer = """{"claims":[{"text":"Owen Tarrant approved it.","quotes":[{"evidence":1,"words":"The interim price of 8.95 per pallet was approved by Owen Tarrant on 15 May 2025."}]}],"insufficient":""}""";

    private int count;

    public static CountingFrontier Answering => new(_ => new FrontierReply.Answered(Answer, new FrontierUsage(100, 0, 20, 0), true, "fake-1"));

    public int Count => count;

    public FrontierDestination Destination { get; } = new("http://127.0.0.1:9/v1/", "fake", "nobody", "not stated", "not known", null);

    public async Task<FrontierReply> Send(FrontierRequest request, CancellationToken cancel)
    {
        await Task.Yield();
        return reply(Interlocked.Increment(ref count));
    }
}
