using System.Text;
using System.Text.Json;
using DurableTask.Core.History;
using Microsoft.DurableTask.Client;

namespace Lector.Azure.Tests.Functions;

/// <summary>What Durable keeps of an instance, as a table of its storage would hold it: a row an event.</summary>
internal static class Histories
{
    private static readonly JsonSerializerOptions Everything = new() { IncludeFields = true };

    /// <summary>The rows of an instance, each as JSON of its runtime type.</summary>
    public static async Task<IReadOnlyList<string>> Rows(DurableTaskClient client, string id) =>
        [.. (await client.GetOrchestrationHistoryAsync(id)).Select(row => JsonSerializer.Serialize(row, row.GetType(), Everything))];

    /// <summary>Everything of an instance: its rows and its status with input, output and custom status.</summary>
    public static async Task<string> Text(DurableTaskClient client, string id)
    {
        var state = await client.GetInstanceAsync(id, getInputsAndOutputs: true);
        return new StringBuilder().AppendJoin('\n', await Rows(client, id)).Append('\n').Append(state?.SerializedInput).Append(state?.SerializedOutput).Append(state?.SerializedCustomStatus).Append(state?.FailureDetails).ToString();
    }

    /// <summary>The largest input or result that an instance's rows hold, in bytes.</summary>
    public static async Task<int> LargestPayload(DurableTaskClient client, string id) => (await client.GetOrchestrationHistoryAsync(id)).Max(row => Encoding.UTF8.GetByteCount(row switch
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
}
