namespace Lector.Core.Ledgers.Disclosures;

/// <summary>The lines of a JSON Lines file as bytes, one at a time.</summary>
internal static class LedgerLines
{
    private const int LongestLine = 1 << 20;

    /// <summary>Reads on until the stream ends.</summary>
    /// <param name="stream">The file from its beginning.</param>
    /// <returns>Each line without its line feed, and whether it has one. A line beyond 1 MiB, which no row is, comes back in pieces.</returns>
    public static IEnumerable<(byte[] Bytes, bool Whole)> Read(Stream stream)
    {
        var line = new List<byte>(512);
        var buffer = new byte[1 << 16];
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            for (var from = 0; from < count;)
            {
                var feed = buffer.AsSpan(from, count - from).IndexOf((byte)'\n');
                var take = feed < 0 ? count - from : feed;
                line.AddRange(buffer.AsSpan(from, take));
                from += take + (feed < 0 ? 0 : 1);
                if (feed < 0 && line.Count <= LongestLine)
                    continue;
                yield return (line.ToArray(), true);
                line.Clear();
            }
        }

        if (line.Count > 0)
            yield return (line.ToArray(), false);
    }
}
