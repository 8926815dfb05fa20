using System.Text.Json;
using Lector.Core.Storage;
using Lector.Core.Tests.Asking.Queueing;
using Lector.Functions.Triggers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lector.Azure.Tests.Queueing;

/// <summary>The triggers of the queues, called as the Functions host calls them, over Durable's in-process host.</summary>
public sealed class ResultsServiceBusTests
{
    [Fact]
    public async Task Readers_are_heard_and_dead_letters_are_failed_documents()
    {
        // No handler but the triggers: what readers send is carried to them as bytes.
        await using var durable = await QueuedDurable.Start(documents: 20, pump: false);
        var triggers = new ResultsServiceBus(durable.Host, NullLogger<ResultsServiceBus>.Instance);
        var reader = new CountingReader { Before = (passages, _) => passages.Any(passage => passage.Text.Contains("of mail 7.")) ? throw new InvalidOperationException("poison") : Task.CompletedTask };
        _ = durable.World.Read(reader);
        using var over = new CancellationTokenSource();
        var carrying = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                foreach (var item in durable.World.Work.Queue.Bury())
                    await triggers.ReadWorkDeadLetters(JsonSerializer.Serialize(item, Json.Options), durable.Host.Client, default);
                if (durable.World.Results.Take() is { } lease)
                {
                    await triggers.ReadResults(JsonSerializer.Serialize(lease.Value, Json.Options), durable.Host.Client, default);
                    lease.Complete();
                }

                await Task.Delay(5);
            }
        });

        var (_, result) = await durable.Ask();
        await over.CancelAsync();
        await carrying;

        Assert.Equal(20, result.Relevant + result.SetAside + result.Unreadable + result.Failed);
        Assert.InRange(result.Failed, 1, 8);
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"item":{"matter":"../x","ask":"a","run":"r","group":0,"index":0,"attempt":1,"shard":"s","verdicts":"v","reader":"k","first":0,"count":1},"outcome":"read","by":"k"}""")]
    public async Task What_Lector_did_not_write_is_passed_over(string message)
    {
        await using var durable = await QueuedDurable.Start(documents: 1);
        var triggers = new ResultsServiceBus(durable.Host, NullLogger<ResultsServiceBus>.Instance);
        var before = durable.Host.Store.Blobs.Count;
        await triggers.ReadResults(message, durable.Host.Client, default);
        await triggers.ReadWorkDeadLetters(message, durable.Host.Client, default);
        Assert.Equal(before, durable.Host.Store.Blobs.Count);
    }
}
