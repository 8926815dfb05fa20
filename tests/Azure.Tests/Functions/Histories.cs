using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lector.Azure.Tests.Functions;

/// <summary>What Durable keeps of an instance, as a table of its storage would hold it: a row an event.</summary>
/// <remarks>The in-process host answers a client's request for a history with nothing; its own store has it, and is reached into.</remarks>
internal sealed class Histories(DurableTaskTestHost host)
{
    private static readonly JsonSerializerOptions Everything = new() { IncludeFields = true };

    private readonly IDictionary store = Store(host);

    /// <summary>The events of an instance.</summary>
    /// <exception cref="InvalidOperationException">There are none: nothing would be checked.</exception>
    public IReadOnlyList<HistoryEvent> Of(string id)
    {
        if (store[id] is not { } state)
            throw new InvalidOperationException($"The in-process host knows no instance {id}.");
        lock (state)
            return [.. ((JsonArray)state.GetType().GetProperty("HistoryEventsJson")!.GetValue(state)!).Select(row => row!.GetValue<HistoryEvent>())];
    }

    /// <summary>The rows of an instance, each as JSON of its runtime type.</summary>
    public IReadOnlyList<string> Rows(string id) => [.. Of(id).Select(row => JsonSerializer.Serialize(row, row.GetType(), Everything))];

    /// <summary>Everything of an instance: its rows and its status with input, output and custom status.</summary>
    public async Task<string> Text(string id)
    {
        var state = await host.Client.GetInstanceAsync(id, getInputsAndOutputs: true);
        return new StringBuilder().AppendJoin('\n', Rows(id)).Append('\n').Append(state?.SerializedInput).Append(state?.SerializedOutput).Append(state?.SerializedCustomStatus).Append(state?.FailureDetails).ToString();
    }

    /// <summary>The largest input or result that an instance's rows hold, in bytes.</summary>
    public int LargestPayload(string id) => Of(id).Max(row => Encoding.UTF8.GetByteCount(row switch
    {
        ExecutionStartedEvent at => at.Input,
        TaskScheduledEvent at => at.Input,
        TaskCompletedEvent at => at.Result,
        SubOrchestrationInstanceCreatedEvent at => at.Input,
        SubOrchestrationInstanceCompletedEvent at => at.Result,
        EventRaisedEvent at => at.Input,
        ExecutionCompletedEvent at => at.Result,
        _ => null,
    } ?? ""));

    private static IDictionary Store(DurableTaskTestHost host)
    {
        var sidecar = (IHost)Field(host, "sidecarHost");
        return (IDictionary)Field(Field(sidecar.Services.GetRequiredService<IOrchestrationService>(), "instanceStore"), "store");
    }

    private static object Field(object of, string name) =>
        of.GetType().GetField(name, BindingFlags.NonPublic | BindingFlags.Instance)?.GetValue(of) ?? throw new InvalidOperationException($"{of.GetType()} has no field {name} any more.");
}
