using System.Text;
using Lector.Core.Asking;
using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Local.Evaluating;

/// <summary>Has a model read a labelled corpus, and keeps what it said for the next run: embedding a corpus takes minutes.</summary>
/// <param name="corpus">The corpus.</param>
/// <param name="store">Keeps what the model said under <c>eval/</c>, by the model and by the hashes of the documents.</param>
/// <param name="progress">Told how many passages the model has read, those of earlier runs not counted; or null.</param>
internal sealed class CorpusReading(LabelledCorpus corpus, IStore store, Action<int>? progress)
{
    // Small enough that an interrupted run loses little.
    private const int DocumentsInBlob = 64;
    private const int PassagesAtOnce = 512;
    private const int AnsweredLength = 300;

    private readonly Lazy<Dictionary<string, string>> heads = new(() => HeadsById(corpus.Texts));
    private int read;

    /// <summary>Tokens that the model processed, also where it did so in an earlier run.</summary>
    public long Tokens { get; private set; }

    /// <summary>Passages that the model did not read. What holds one is not kept: the next run asks again.</summary>
    public int Unread { get; private set; }

    /// <summary>What a model says of every passage, by the ids of the questions that count.</summary>
    public async Task<IReadOnlyDictionary<string, ModelScores>> Opinions(IEmbedder? embedder, IReader? reader, CancellationToken cancel)
    {
        var opinions = new Dictionary<string, ModelScores>();
        var rows = embedder is null ? null : await Embed(embedder, cancel);
        foreach (var question in ReaderEvaluation.Asked(corpus))
        {
            var judged = rows ?? await Judge(reader!, question.Text, cancel);
            var vector = embedder is null ? [] : await embedder.EmbedQuestion(question.Text, cancel);
            opinions[question.Id] = ModelScores.Of([() => judged], vector, embedder?.Identity ?? reader!.Identity);
            Tokens = (embedder is null ? Tokens : 0) + (opinions[question.Id].Tokens ?? 0);
        }

        return opinions;
    }

    /// <summary>Embeds every passage.</summary>
    /// <returns>A row a passage for each document.</returns>
    public async Task<JudgedPassage[][]> Embed(IEmbedder embedder, CancellationToken cancel)
    {
        var dimensions = (await embedder.EmbedQuestion("dimensions", cancel)).Length;
        return await Read(["embeddings", Verdicts.Key(embedder.Identity)], dimensions, async (passages, writer) =>
            Verdicts.Write(writer, dimensions, await embedder.Embed(passages, cancel)), cancel);
    }

    /// <summary>Has every passage judged for one question.</summary>
    /// <returns>A row a passage for each document.</returns>
    public Task<JudgedPassage[][]> Judge(IReader reader, string question, CancellationToken cancel) =>
        Read(["verdicts", Verdicts.Key(reader.Identity), question], 0, async (passages, writer) =>
            Verdicts.Write(writer, await reader.Read(question, passages, cancel)), cancel);

    private async Task<JudgedPassage[][]> Read(string[] key, int dimensions, Func<IReadOnlyList<PassageInContext>, BinaryWriter, Task> judge, CancellationToken cancel)
    {
        var rows = new JudgedPassage[corpus.Documents.Count][];
        for (var first = 0; first < rows.Length; first += DocumentsInBlob)
        {
            var documents = Enumerable.Range(first, Math.Min(DocumentsInBlob, rows.Length - first)).ToArray();
            var name = $"eval/{key[0]}/{key[1]}/{MatterPaths.Key([.. key, PassageFraming.Version, .. documents.Select(i => $"{corpus.Hashes[i]} {corpus.Documents[i].Passages} {corpus.Texts[i].Text.Length}")])}";
            if (!await store.Exists(name, cancel))
                await Write(name, documents, dimensions, judge, cancel);
            await using (var stream = (await store.OpenRead(name, cancel))!)
            {
                using var stored = Verdicts.Read(name, stream).GetEnumerator();
                foreach (var i in documents)
                    rows[i] = [.. Enumerable.Range(0, corpus.Documents[i].Passages).Select(_ => stored.MoveNext() ? stored.Current : throw Verdicts.Damaged(name))];
            }

            if (documents.Sum(i => rows[i].Count(passage => !passage.Verdict.IsRead)) is > 0 and var unread)
            {
                Unread += unread;
                await store.Delete(name, cancel);
            }
        }

        return rows;
    }

    private Task<bool> Write(string name, int[] documents, int dimensions, Func<IReadOnlyList<PassageInContext>, BinaryWriter, Task> judge, CancellationToken cancel) =>
        store.Write(name, async stream =>
        {
            await using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
            writer.Write(dimensions);
            foreach (var batch in documents.SelectMany(InContext).Chunk(PassagesAtOnce))
            {
                await judge(batch, writer);
                progress?.Invoke(read += batch.Length);
            }
        }, WriteMode.Replace, cancel);

    private IEnumerable<PassageInContext> InContext(int document)
    {
        var text = corpus.Texts[document];
        var answered = text.Fields.InReplyTo is { } id ? heads.Value.GetValueOrDefault(id) : null;
        return corpus.Documents[document].AllPassages().Select(passage => new PassageInContext(text.Text[passage.Start..passage.End], text.Fields, answered)
        {
            Place = new PassagePlace(corpus.Files[document], corpus.Hashes[document], passage.Start),
        });
    }

    private static Dictionary<string, string> HeadsById(IEnumerable<DocumentText> texts)
    {
        var heads = new Dictionary<string, string>();
        foreach (var text in texts)
        {
            if (text.Fields.MessageId is { } id)
                heads.TryAdd(id, Threads.OwnLines(text.Text[..Math.Min(text.Text.Length, AnsweredLength * 8)], AnsweredLength));
        }

        return heads;
    }
}
