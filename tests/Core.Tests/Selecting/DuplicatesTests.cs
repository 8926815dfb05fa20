using Lector.Core.Selecting;

namespace Lector.Core.Tests.Selecting;

public sealed class DuplicatesTests
{
    private static readonly string Mail = string.Join(' ', Enumerable.Range(0, 300).Select(i => $"word{i * 7919 % 1009}"));

    [Fact]
    public void Points_copies_at_the_original_rather_than_the_reply_that_quotes_it()
    {
        var quoted = "On Mon, 3 Mar 2025, Elena <e@x.example> wrote:\n> " + Mail;

        var twins = Find([quoted, Mail.ToUpperInvariant(), Mail], day: [1, 9, 3]);

        Assert.Equal([new Twin(2, TwinKind.SameWords, 1), new Twin(2, TwinKind.SameWords, 1), Twin.None], twins);
    }

    [Fact]
    public void Calls_documents_that_differ_by_a_word_nearly_the_same_and_never_the_same()
    {
        var changed = Mail.Replace("word550", "not word550");
        Assert.NotEqual(Mail, changed);

        var twin = Find([Mail, changed], day: [1, 2])[1];

        Assert.Equal((0, TwinKind.NearlySame), (twin.Of, twin.Kind));
        Assert.InRange(twin.Likeness, Duplicates.Nearly, 1);
    }

    [Fact]
    public void Leaves_short_documents_apart() =>
        Assert.All(Find(["Agreed, go ahead.", "Agreed, go ahead.", "", ""], day: [1, 2, 3, 4]), twin => Assert.Equal(Twin.None, twin));

    [Fact]
    public void Estimates_likeness_within_its_stated_error()
    {
        var random = new Random(5);
        foreach (var kept in new[] { 0.5, 0.8, 0.9, 0.95 })
        {
            var errors = Enumerable.Range(0, 200).Select(_ =>
            {
                var words = Enumerable.Range(0, 400).Select(_ => random.Next().ToString()).ToArray();
                var cut = (int)(words.Length * kept);
                return Sketch.Of(string.Join(' ', words)).Likeness(Sketch.Of(string.Join(' ', words[..cut]))) - (cut - 4.0) / 396;
            }).ToList();

            Assert.InRange(errors.Average(), -0.02, 0.02);
            Assert.InRange(Math.Sqrt(errors.Average(x => x * x)), 0, 1.2 * Math.Sqrt(kept * (1 - kept) / 32));
        }
    }

    [Fact]
    public void Survives_storage()
    {
        var sketch = Sketch.Of(Mail + "\n> quoted words here");
        var bytes = new byte[Sketch.Size];
        sketch.Write(bytes);
        var read = Sketch.Read(bytes);

        Assert.Equal((sketch.Fingerprint, sketch.Words, sketch.Quoted, 1.0), (read.Fingerprint, read.Words, read.Quoted, read.Likeness(sketch)));
        Assert.Equal(Wording.Of(Mail + "\n> quoted words here").Fingerprint, sketch.Fingerprint);
    }

    [Fact]
    public void Finds_planted_twins_among_many_in_a_moment()
    {
        var random = new Random(11);
        string Some() => string.Join(' ', Enumerable.Range(0, 60).Select(_ => random.Next(100_000)));
        var texts = Enumerable.Range(0, 20_000).Select(_ => Some()).ToList();
        for (var i = 0; i < 500; i++)
            texts.Add(texts[i * 31] + (i % 2 == 0 ? "" : " " + i));

        var sketches = texts.Select(text => Sketch.Of(text)).ToList();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var twins = Duplicates.Find(sketches, _ => null);

        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / texts.Count;

        Assert.All(twins.Take(20_000), twin => Assert.Equal(Twin.None, twin));
        Assert.All(Enumerable.Range(0, 500), i => Assert.True(i % 2 == 1 || twins[20_000 + i] == new Twin(i * 31, TwinKind.SameWords, 1)));
        Assert.InRange(Enumerable.Range(0, 500).Count(i => i % 2 == 1 && twins[20_000 + i].Of == i * 31), 240, 250);
        Assert.InRange(bytes, 1, 500);
    }

    private static Twin[] Find(string[] texts, int[] day) =>
        Duplicates.Find([.. texts.Select(text => Sketch.Of(text))], i => new DateTimeOffset(2025, 3, day[i], 0, 0, 0, TimeSpan.Zero));
}
