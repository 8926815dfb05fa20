using System.Collections.Concurrent;
using System.Text;
using Lector.Core.Asking;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Lector.Azure.Tests.Functions;

/// <summary>Every document, every failure's message and the question hold a word of their own, which is then looked for where it may not be.</summary>
public sealed class CanaryTests
{
    private const string InText = "zaffrecanary";
    private const string InFault = "ochrecanary";
    private const string InQuestion = "umbercanary";

    [Fact]
    public async Task No_word_of_a_document_or_a_question_stands_in_history_status_or_logs()
    {
        var logs = new Lines();
        var reader = new MortalReader(dieAfter: int.MaxValue);
        await using var host = await DurableHost.Start(() => new DurableHost { Logs = logs, Change = ports => ports with { Reader = reader } });
        for (var i = 0; i < 60; i++)
            host.Matters.Put(DurableHost.Matter, $"{i:00}.txt", $"The {InText}{i} price was approved by Owen Tarrant {InText}.");
        // An ask's id begins with thirty characters of its question, as people know asks by it; the rest of the question stays out too.
        var asked = await host.Take($"Who approved the interim price of 8.95 per pallet, and was the {InQuestion} told of it?", new AskOptions { Frontier = new FrontierChoice("http://127.0.0.1:9/v1/", "fake") });
        await host.Settled(asked);
        await Approve(host, asked);
        await host.Settled(asked, ended: true);
        await Look(host, logs, [InText, InQuestion]);
    }

    [Fact]
    public async Task No_message_of_a_failure_stands_in_history_status_or_logs()
    {
        var logs = new Lines();
        await using var host = await DurableHost.Start(() => new DurableHost { Logs = logs, Change = ports => ports with { Documents = _ => throw new InvalidOperationException($"{InFault}: the words of a document") } });
        var asked = await host.Take("Who approved it?");
        var id = new Core.Asking.Waking.BeginRef(asked.Ask.Matter, asked.Ask.Id, true).InstanceId(asked.Requested);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.Client.WaitForInstanceCompletionAsync(id)).RuntimeStatus);
        await Look(host, logs, [InFault]);
        Assert.Contains(logs.All, line => line.Contains("The step Begin failed. Broke off: System.InvalidOperationException", StringComparison.Ordinal));
    }

    private static async Task Approve(DurableHost host, StoredAsk asked)
    {
        var (run, state) = await host.Settled(asked);
        await host.Approve(run);
        await host.Client.RaiseEventAsync(state.InstanceId, AskOrchestration.ApprovalSignal(0));
    }

    private static async Task Look(DurableHost host, Lines logs, string[] canaries)
    {
        var all = new StringBuilder();
        var instances = 0;
        await foreach (var instance in host.Client.GetAllInstancesAsync())
        {
            all.AppendLine(await host.Histories.Text(instance.InstanceId));
            instances++;
        }

        Assert.True(instances > 0 && !logs.All.IsEmpty);
        all.AppendJoin('\n', logs.All);
        foreach (var canary in canaries)
            Assert.DoesNotContain(canary, all.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Everything that the worker and the app log, at every level, with exceptions.</summary>
    private sealed class Lines : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => All.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
