using Lector.Core.Documents;
using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>Cuts new files into groups, and decides which texts of earlier runs still serve.</summary>
public static class Groups
{
    /// <summary>The most bytes of a group of more than one file.</summary>
    public const long MostBytes = 64L << 20;

    /// <summary>Files a group, so that large matters have few groups and small ones are read in parallel.</summary>
    /// <param name="files">Files in the matter.</param>
    /// <returns>16 to 128.</returns>
    public static int Size(int files) => Math.Clamp(files / 48, 16, 128);

    /// <summary>Cuts files into groups, in the order given; a group ends when it is full or the next file would pass <see cref="MostBytes"/>.</summary>
    /// <param name="files">The files to read.</param>
    /// <param name="size">The most files a group.</param>
    /// <param name="version">Version of the extractor and of the shard's format.</param>
    public static IEnumerable<ShardFiles> Cut(IEnumerable<SourceFile> files, int size, string version)
    {
        var group = new List<SourceFile>();
        long bytes = 0;
        foreach (var file in files)
        {
            if (group.Count == size || (group.Count > 0 && bytes + file.Size > MostBytes))
            {
                yield return Shard(group, version);
                (group, bytes) = ([], 0);
            }

            group.Add(file);
            bytes += file.Size;
        }

        if (group.Count > 0)
            yield return Shard(group, version);
    }

    /// <summary>Sorts out the shards of earlier runs.</summary>
    /// <param name="files">The matter's files now.</param>
    /// <param name="shards">What is stored.</param>
    /// <param name="version">Version of the extractor and of the shard's format.</param>
    /// <returns>The shards that serve, with what is gone from them, and the files that none of them covers, in their order.</returns>
    /// <remarks>A shard serves while at least half of its files are still there; the rest of a poorer one is read again, so that deleted text does not pile up.</remarks>
    public static (IReadOnlyList<PlannedShard> Serving, IReadOnlyList<SourceFile> New) Sort(IReadOnlyList<SourceFile> files, IEnumerable<ShardFiles> shards, string version)
    {
        var open = files.ToDictionary(file => (file.Path, file.Version));
        var serving = new List<PlannedShard>();
        foreach (var shard in shards.Where(shard => shard.Version == version).OrderBy(shard => shard.Files[0].Path, StringComparer.Ordinal).ThenBy(shard => shard.Id, StringComparer.Ordinal))
        {
            var gone = shard.Files.Where(file => !open.ContainsKey((file.Path, file.Version))).Select(file => file.Path).ToList();
            if (gone.Count * 2 > shard.Files.Count)
                continue;
            foreach (var file in shard.Files)
                open.Remove((file.Path, file.Version));
            serving.Add(new PlannedShard(shard.Id, shard.Files.Count, gone));
        }

        return (serving, [.. files.Where(file => open.ContainsKey((file.Path, file.Version)))]);
    }

    private static ShardFiles Shard(List<SourceFile> files, string version) =>
        new(MatterPaths.Key([version, .. files.SelectMany(file => new[] { file.Path, file.Version })]), version, files);
}
