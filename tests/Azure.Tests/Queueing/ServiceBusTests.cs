using System.Text;
using Azure.Messaging.ServiceBus;
using Lector.Cloud.Queues;
using Lector.Core.Asking.Queueing;

namespace Lector.Azure.Tests.Queueing;

/// <summary>The adapters of Service Bus against its client's own types; the service itself is not here.</summary>
public sealed class ServiceBusTests
{
    private static readonly WorkItem Item = new("matter", "ask", "run", 3, 1, 2, "shard", "matter/verdicts/q.r", "key", 40, 20);
    private readonly FakeBus bus = new();

    [Fact]
    public async Task Posts_an_item_under_its_own_id()
    {
        await new ServiceBusWorkQueue(bus, TimeProvider.System).Post([Item, Item with { Index = 2 }], TimeSpan.Zero, default);
        Assert.Equal([("read-work", "ask.run.3.1.2"), ("read-work", "ask.run.3.2.2")], bus.Sent.Select(sent => (sent.Queue, sent.Message.MessageId)));
        Assert.All(bus.Sent, sent => Assert.Equal(default, sent.Message.ScheduledEnqueueTime));
        Assert.DoesNotContain("isSound", bus.Sent[0].Message.Body.ToString());
    }

    [Fact]
    public async Task Posts_a_thousand_items_in_requests_that_the_standard_tier_takes()
    {
        await new ServiceBusWorkQueue(bus, TimeProvider.System).Post([.. Enumerable.Range(0, 1000).Select(i => Item with { Index = i })], TimeSpan.Zero, default);
        Assert.Equal(1000, bus.Sent.Count);
        Assert.All(bus.Requests, bytes => Assert.InRange(bytes, 1, 200_000));
    }

    [Fact]
    public async Task Posts_a_refused_item_for_later()
    {
        await new ServiceBusWorkQueue(bus, TimeProvider.System).Post([Item], TimeSpan.FromMinutes(1), default);
        Assert.InRange(bus.Sent[0].Message.ScheduledEnqueueTime - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Gives_back_the_item_that_was_posted()
    {
        await new ServiceBusWorkQueue(bus, TimeProvider.System).Post([Item], TimeSpan.Zero, default);
        bus.Deliver(bus.Sent[0].Message.Body, deliveries: 2);
        var lease = (await new ServiceBusWorkSource(bus).Receive(TimeSpan.Zero, default))!;
        Assert.Equal((Item, 2), (lease.Item, lease.Deliveries));
        await lease.Renew(default);
        await lease.Complete(default);
        Assert.Equal(["renew", "complete"], bus.Settled);
        Assert.Equal((ServiceBusReceiveMode.PeekLock, 0), (bus.Options!.ReceiveMode, bus.Options.PrefetchCount));
    }

    [Fact]
    public async Task Has_nothing_where_the_queue_is_empty() => Assert.Null(await new ServiceBusWorkSource(bus).Receive(TimeSpan.Zero, default));

    [Theory]
    [InlineData("not JSON")]
    [InlineData("")]
    [InlineData("[1]")]
    public async Task A_message_that_Lector_did_not_write_has_no_item(string body)
    {
        bus.Deliver(new BinaryData(Encoding.UTF8.GetBytes(body)), 1);
        Assert.Null((await new ServiceBusWorkSource(bus).Receive(TimeSpan.Zero, default))!.Item);
    }

    [Theory]
    [InlineData(ServiceBusFailureReason.MessageLockLost, true)]
    [InlineData(ServiceBusFailureReason.MessageNotFound, true)]
    [InlineData(ServiceBusFailureReason.ServiceBusy, false)]
    public async Task Tells_a_lost_lock_from_other_faults(ServiceBusFailureReason reason, bool lost)
    {
        bus.Deliver(new BinaryData("{}"u8.ToArray()), 1);
        bus.Fault = new ServiceBusException("said the service", reason);
        var lease = (await new ServiceBusWorkSource(bus).Receive(TimeSpan.Zero, default))!;
        foreach (var settle in new Func<CancellationToken, Task>[] { lease.Renew, lease.Complete, lease.Abandon })
        {
            var thrown = await Assert.ThrowsAnyAsync<Exception>(() => settle(default));
            Assert.Equal(lost, thrown is LeaseLostException);
        }
    }

    [Fact]
    public async Task Sends_the_same_result_twice_under_two_ids()
    {
        var results = new ServiceBusResults(bus);
        await results.Send(new WorkResult(Item, WorkOutcome.Read, "key"), default);
        await results.Send(new WorkResult(Item, WorkOutcome.Read, "key"), default);
        Assert.Equal(2, bus.Sent.Select(sent => sent.Message.MessageId).Distinct().Count());
        Assert.All(bus.Sent, sent => Assert.Equal("read-results", sent.Queue));
    }
}
