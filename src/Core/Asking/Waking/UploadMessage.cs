using System.Text.Json;
using Lector.Core.Storage;

namespace Lector.Core.Asking.Waking;

/// <summary>Which blob of the matters a message is about: Event Grid's of a new blob, or the blob trigger's of one that it gave up.</summary>
public static class UploadMessage
{
    private const string Created = "Microsoft.Storage.BlobCreated";
    private const string Before = "/blobServices/default/containers/" + Containers.Matters + "/blobs/";

    /// <summary>Name of the blob in the container of the matters.</summary>
    /// <param name="message">A CloudEvent 1.0 or an event of Event Grid's own schema, with <c>subject</c>, or a poison message of the blob trigger, with <c>ContainerName</c> and <c>BlobName</c>.</param>
    /// <returns>Null where it is none of these, another container's, or not of a new blob.</returns>
    public static string? BlobOf(string message)
    {
        try
        {
            using var json = JsonDocument.Parse(message);
            var root = json.RootElement is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 1 ? list[0] : json.RootElement;
            if (Text(root, "ContainerName") is { } container)
                return container == Containers.Matters ? Text(root, "BlobName") : null;
            return (Text(root, "type") ?? Text(root, "eventType")) == Created && Text(root, "subject") is { } subject && subject.StartsWith(Before, StringComparison.Ordinal) ? subject[Before.Length..] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
