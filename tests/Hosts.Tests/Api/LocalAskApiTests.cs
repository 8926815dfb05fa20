using Lector.Hosts.Tests.Local.Serving;
using Lector.Tests.Ports;

namespace Lector.Hosts.Tests.Api;

public sealed class LocalAskApiTests : AskApiContract
{
    private ServedHost? served;

    protected override async Task<(HttpClient Http, string Matter)> Open()
    {
        served = await ServedHost.Start(CountingFrontier.Answering);
        return (served.Http, served.Matter);
    }

    public override ValueTask DisposeAsync() => served?.DisposeAsync() ?? ValueTask.CompletedTask;
}
