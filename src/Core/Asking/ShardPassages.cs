using System.Runtime.CompilerServices;
using Lector.Core.Documents;
using Lector.Core.Reading;

namespace Lector.Core.Asking;

/// <summary>The passages of a text shard with what helps to judge them.</summary>
internal static class ShardPassages
{
    /// <summary>All passages, or a stretch of them, in batches.</summary>
    /// <param name="shard">The texts.</param>
    /// <param name="answered">The first lines of the mail that a readable document answers, by the document and its number among them.</param>
    /// <param name="first">First passage, counted over the readable documents from 0.</param>
    /// <param name="count">How many.</param>
    /// <param name="most">The most passages a batch.</param>
    /// <param name="cancel">Stops.</param>
    public static async IAsyncEnumerable<IReadOnlyList<PassageInContext>> Batches(
        TextShard shard, Func<DocumentEntry, int, Task<string?>> answered, int first, int count, int most, [EnumeratorCancellation] CancellationToken cancel)
    {
        var batch = new List<PassageInContext>();
        await foreach (var (entry, text, document, before) in shard.Texts(first, count, cancel))
        {
            var lines = await answered(entry, document);
            for (var i = Math.Max(0, first - before); i < entry.PassageEnds.Count && before + i - first < count; i++)
            {
                var passage = entry.PassageAt(i);
                batch.Add(new PassageInContext(text.Text[passage.Start..passage.End], entry.Fields, lines) { Place = new PassagePlace(entry.Path, entry.Sha256, passage.Start) });
                if (batch.Count < most)
                    continue;
                yield return batch;
                batch = [];
            }
        }

        if (batch.Count > 0)
            yield return batch;
    }
}
