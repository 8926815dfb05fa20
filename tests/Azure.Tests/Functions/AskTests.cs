using Lector.Core.Asking;
using Lector.Core.Storage;
using Microsoft.DurableTask.Client;

namespace Lector.Azure.Tests.Functions;

public sealed class AskTests
{
    private const string Question = "Who approved the interim price of 8.95 per pallet?";

    private static readonly AskOptions Sending = new() { Frontier = new FrontierChoice("http://127.0.0.1:9/v1/", "fake"), AutoSend = true };

    [Fact]
    public async Task Runs_a_whole_ask_and_answers_once()
    {
        await using var host = await DurableHost.Start();
        var (run, state) = await host.Settled(await host.Take(Question, Sending), ended: true);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, state.RuntimeStatus);
        var result = state.ReadOutputAs<AskResult>()!;
        Assert.Equal((3, 1, Answered.Replied, 1), (result.Total, result.Claims, result.Answered, ((CountingFrontier)host.Frontier!).Count));
        Assert.Equal(result.Total, result.Relevant + result.SetAside + result.Unreadable + result.Failed);
        Assert.True(await host.Store.Exists(run.Path(RunFiles.Report), default));
    }
}
