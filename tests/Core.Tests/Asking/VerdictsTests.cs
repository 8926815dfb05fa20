using System.Text;
using Lector.Core.Asking;
using Lector.Core.Reading;

namespace Lector.Core.Tests.Asking;

public sealed class VerdictsTests
{
    [Fact]
    public void Reads_back_what_it_wrote()
    {
        Verdict[] verdicts = [new(.25f, 17, FullReading.CountsAgree, UnreadCause.None), Verdict.Unread(UnreadCause.TooLong)];
        Assert.Equal(verdicts, Stored(0, writer => Verdicts.Write(writer, verdicts)).Select(row => row.Verdict));
    }

    [Fact]
    public void Reads_back_vectors_rounded_to_half()
    {
        Embedding[] embeddings = [new([.6f, .8f], 9, FullReading.IdsCompared, UnreadCause.None), new([], 0, FullReading.Unproven, UnreadCause.OutOfRange)];
        var rows = Stored(2, writer => Verdicts.Write(writer, 2, embeddings));
        Assert.Equal([(float)(Half).6f, (float)(Half).8f], rows[0].Vector);
        Assert.Empty(rows[1].Vector);
        Assert.Equal(UnreadCause.OutOfRange, rows[1].Verdict.Cause);
    }

    [Fact]
    public void Keeps_readers_apart_by_what_changes_scores_and_not_by_where_they_run()
    {
        var here = new ReaderIdentity("chat", "model", "1", ReaderPlace.Loopback, "http://127.0.0.1:1");
        Assert.Equal(Verdicts.Key(here), Verdicts.Key(here with { Address = "http://127.0.0.1:2" }));
        Assert.NotEqual(Verdicts.Key(here), Verdicts.Key(here with { Version = "2" }));
    }

    private static JudgedPassage[] Stored(int dimensions, Action<BinaryWriter> write)
    {
        var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(dimensions);
            write(writer);
        }

        stream.Position = 0;
        return [.. Verdicts.Read("rows", stream)];
    }
}
