using System.Security.Cryptography;
using System.Text;

namespace Lector.Core.Storage;

/// <summary>Where everything of one matter is kept in the store.</summary>
/// <param name="Matter">The matter's slug.</param>
public sealed record MatterPaths(string Matter)
{
    /// <summary>Prefix of everything that is derived from documents alone and serves every question.</summary>
    public string Texts => $"{Matter}/texts/";

    /// <summary>One file of a text shard.</summary>
    /// <param name="shard">The shard's id.</param>
    /// <param name="kind"><c>files</c>, <c>index</c>, <c>terms</c> or <c>text</c>.</param>
    public string Shard(string shard, string kind) => $"{Texts}{shard}.{kind}";

    /// <summary>Notes of which files were begun, so that one that stops the reader twice is left alone.</summary>
    public string Begun(string shard) => $"{Matter}/begun/{shard}";

    /// <summary>Embeddings of a text shard's passages.</summary>
    /// <param name="reader">Key of the reader, <see cref="Key"/> of its identity.</param>
    /// <param name="shard">The text shard.</param>
    public string Embeddings(string reader, string shard) => $"{Matter}/embeddings/{reader}/{shard}";

    /// <summary>Verdicts on a text shard's passages.</summary>
    /// <param name="question">Key of the question.</param>
    /// <param name="reader">Key of the reader.</param>
    /// <param name="shard">The text shard.</param>
    public string Verdicts(string question, string reader, string shard) => $"{Matter}/verdicts/{question}.{reader}/{shard}";

    /// <summary>A file of a run.</summary>
    /// <param name="ask">The ask's id.</param>
    /// <param name="snapshot">Key of the snapshot of documents.</param>
    /// <param name="name">The file's name.</param>
    public string Run(string ask, string snapshot, string name) => $"{Matter}/asks/{ask}/{snapshot}/{name}";

    /// <summary>Sixteen hex digits that stand for a text.</summary>
    /// <param name="parts">Any strings; their order and bounds count.</param>
    public static string Key(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }

    /// <summary>A name that is safe in ids, paths and URLs: at most 30 characters of <c>[a-z0-9-]</c> of it, a hyphen, and eight digits of the whole's hash.</summary>
    /// <param name="name">What a person calls it.</param>
    /// <param name="whole">What makes it unique; the name itself by default.</param>
    public static string Slug(string name, string? whole = null)
    {
        var slug = new StringBuilder();
        foreach (var c in name.ToLowerInvariant())
        {
            if (slug.Length == 30)
                break;
            if (c is (>= 'a' and <= 'z') or (>= '0' and <= '9'))
                slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }

        return $"{slug.ToString().Trim('-')}-{Key(whole ?? name)[..8]}".TrimStart('-');
    }
}
