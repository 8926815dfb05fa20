using System.Text.Json;

namespace Lector.Core.Storage;

/// <summary>JSON blobs over any store.</summary>
public static class StoreJson
{
    /// <summary>Reads a record.</summary>
    /// <returns>Null when there is no such blob.</returns>
    /// <exception cref="InvalidDataException">The blob is not such a record.</exception>
    public static async Task<T?> ReadJson<T>(this IStore store, string name, CancellationToken cancel)
        where T : class
    {
        await using var stream = await store.OpenRead(name, cancel);
        if (stream is null)
            return null;
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(stream, Json.Options, cancel);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{name} is not the record that Lector wrote there ({e.Path}). Delete it to have it made again.", e);
        }
    }

    /// <summary>Writes a record, indented: people open these.</summary>
    /// <returns>As <see cref="IStore.Write"/>.</returns>
    public static Task<bool> WriteJson<T>(this IStore store, string name, T value, WriteMode mode, CancellationToken cancel) =>
        store.Write(name, stream => JsonSerializer.SerializeAsync(stream, value, Json.Readable, cancel), mode, cancel);

    /// <summary>Writes bytes.</summary>
    /// <returns>As <see cref="IStore.Write"/>.</returns>
    public static Task<bool> WriteBytes(this IStore store, string name, ReadOnlyMemory<byte> bytes, WriteMode mode, CancellationToken cancel) =>
        store.Write(name, stream => stream.WriteAsync(bytes, cancel).AsTask(), mode, cancel);

    /// <summary>Reads a whole blob.</summary>
    /// <returns>Null when there is no such blob.</returns>
    public static async Task<byte[]?> ReadBytes(this IStore store, string name, CancellationToken cancel)
    {
        await using var stream = await store.OpenRead(name, cancel);
        if (stream is null)
            return null;
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, cancel);
        return bytes;
    }

    /// <summary>Whether a blob is there.</summary>
    public static async Task<bool> Exists(this IStore store, string name, CancellationToken cancel)
    {
        await using var stream = await store.OpenRead(name, cancel);
        return stream is not null;
    }
}
