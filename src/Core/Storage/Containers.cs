namespace Lector.Core.Storage;

/// <summary>The four containers of a storage account, and in which of them a name of the store lies.</summary>
/// <remarks>They are apart so that rights can be: a reader on premises may read <see cref="Texts"/> and write <see cref="Shards"/>, and sees nothing else. What people upload is never written to.</remarks>
public static class Containers
{
    /// <summary>What people upload: <c>{matter}/documents/**</c> and <c>{matter}/asks/{id}.json</c>. No name of the store lies here.</summary>
    public const string Matters = "matters";

    /// <summary>What a reader must see: <c>{slug}/texts/**</c>, and the work orders <c>{slug}/orders/**</c>.</summary>
    public const string Texts = "texts";

    /// <summary>What a reader writes: <c>{slug}/embeddings/**</c>, <c>{slug}/verdicts/**</c>, and <c>readers/**</c>.</summary>
    public const string Shards = "shards";

    /// <summary>Every other name of the store: plans, runs, answers, ledgers.</summary>
    public const string Lector = "lector";

    private const string Readers = "readers";

    /// <summary>The containers that names of the store lie in.</summary>
    public static IReadOnlyList<string> OfStore { get; } = [Lector, Shards, Texts];

    private static readonly Dictionary<string, string> OfKind = new()
    {
        ["texts"] = Texts,
        ["orders"] = Texts,
        ["embeddings"] = Shards,
        ["verdicts"] = Shards,
    };

    /// <summary>The container of a blob.</summary>
    /// <param name="name">Its whole name in the store.</param>
    public static string Of(string name) => name.Split('/', 3) switch
    {
        [Readers, _, ..] => Shards,
        [_, var kind, _] => OfKind.GetValueOrDefault(kind, Lector),
        _ => Lector,
    };

    /// <summary>The containers in which names that begin so can lie: all of them must be listed.</summary>
    /// <param name="prefix">The beginning of a name, cut anywhere; empty for every name.</param>
    public static IReadOnlyList<string> Under(string prefix) => prefix.Split('/', 3) switch
    {
        [_] => OfStore,
        [Readers, ..] => [Shards],
        [_, var begun] => [.. OfStore.Where(container => container == Lector || OfKind.Any(kind => kind.Value == container && kind.Key.StartsWith(begun, StringComparison.Ordinal)))],
        _ => [Of(prefix)],
    };
}
