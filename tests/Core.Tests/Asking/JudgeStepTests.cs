using Lector.Core.Asking;
using Lector.Core.Reading;

namespace Lector.Core.Tests.Asking;

public sealed class JudgeStepTests
{
    private static readonly Verdict Low = new(.1f, 4, FullReading.CountsAgree, UnreadCause.None);
    private static readonly Verdict High = Low with { Score = .9f };

    [Fact]
    public async Task Lists_a_document_as_failed_when_a_passage_has_no_verdict_and_asks_again_in_the_next_run()
    {
        var broken = true;
        var reader = new RuleReader(text => text.Contains("wage") && broken ? Verdict.Unread(UnreadCause.ServerError) : text.Contains("wage") ? High : Low);
        var matter = Texts(reader, null);

        var (first, table) = await matter.Ask("Who is paid the penalty?");
        Assert.Equal(1, first.Documents.Failed);
        Assert.Contains("failed,\"the model's server failed on a passage of it each time", table);
        Assert.Equal(2, first.Grades![FullReading.CountsAgree]);

        broken = false;
        reader.Seen.Clear();
        var (second, _) = await matter.Ask("Who is paid the penalty?");
        Assert.Equal(0, second.Documents.Failed);
        Assert.Contains(reader.Seen, text => text.Contains("wage"));
    }

    [Theory]
    [InlineData(UnreadCause.Refused, "the model refused to judge")]
    [InlineData(UnreadCause.NoVerdict, "the model gave no verdict")]
    [InlineData(UnreadCause.OutOfRange, "a number outside of its range")]
    [InlineData(UnreadCause.TooLong, "does not fit the model's window")]
    [InlineData(UnreadCause.LowMass, "something else than yes or no")]
    [InlineData(UnreadCause.NoLogProbabilities, "left out the log-probabilities")]
    public async Task Says_of_each_document_why_it_has_no_verdict(UnreadCause cause, string words) =>
        Assert.Contains(words, (await Texts(new RuleReader(text => text.Contains("wage") ? Verdict.Unread(cause) : Low), null).Ask("Who is paid the penalty?")).Item2);

    [Fact]
    public async Task Reuses_verdicts_for_the_same_question_and_asks_for_another()
    {
        var reader = new RuleReader(_ => High);
        var matter = Texts(reader, null);
        await matter.Ask("Who is paid the penalty?");
        Assert.Equal(3, reader.Seen.Count);
        await matter.Ask("Who is paid the penalty?");
        Assert.Equal(3, reader.Seen.Count);
        await matter.Ask("Which vessel sinks?");
        Assert.Equal(6, reader.Seen.Count);
    }

    [Fact]
    public async Task Reads_no_text_again_for_another_question_when_it_embeds()
    {
        var embedder = new SubjectEmbedder();
        var matter = Texts(null, embedder);
        var (first, _) = await matter.Ask("Which boat sinks?");
        Assert.Equal(3, embedder.Seen.Count);
        Assert.Equal(15, first.Tokens);

        var (second, _) = await matter.Ask("How high is the salary?");
        Assert.Equal(3, embedder.Seen.Count);
        Assert.Equal(15, second.Tokens);

        matter["d.txt"] = "A fourth text comes, about the house.";
        await matter.Ask("How high is the salary?");
        Assert.Equal(["A fourth text comes, about the house."], embedder.Seen.Skip(3));
    }

    [Fact]
    public async Task Publishes_nothing_when_a_planned_file_has_no_document()
    {
        var matter = Texts(null, null);
        await matter.Ask("Who is paid the penalty?");
        var run = await matter.Plan("Who is paid the penalty?");
        var index = matter.Store.Blobs.Keys.Single(name => name.EndsWith(".index", StringComparison.Ordinal));
        var rows = matter.Store.Blobs[index];
        matter.Store.Blobs[index] = rows[..(rows.AsSpan(0, rows.Length - 1).LastIndexOf((byte)'\n') + 1)];
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => new SelectStep(matter.Ports).Run(run, default));
        Assert.Contains("3 files were planned, and documents of 2 are there", error.Message);
    }

    [Fact]
    public async Task Shows_that_it_lives_every_few_passages_of_a_long_document()
    {
        var matter = new AskedMatter { ["long.txt"] = string.Concat(Enumerable.Range(0, 3000).Select(line => $"Line {line} tells of nothing but the weather at sea and of the wind.\n\n")), Reader = new RuleReader(_ => Low) };
        var told = new Told();
        var ports = matter.Ports with { Progress = told };
        var run = await matter.Plan("Who is paid the penalty?");
        var group = new GroupRef(run.Matter, run.Ask, run.Run, 0);
        await new ReadStep(ports).Run(group, default);
        await new JudgeStep(ports).Run(group, default);

        var judged = told.Values.Select(value => value.Judged).Where(passages => passages > 0).ToList();
        Assert.All(judged, passages => Assert.InRange(passages, 1, 64));
        Assert.True(judged.Count > 1, $"{judged.Sum()} passages");
    }

    [Fact]
    public async Task Says_why_each_document_that_is_set_aside_is()
    {
        var (_, table) = await Texts(new RuleReader(text => text.Contains("wage") ? High : Low), null).Ask("Who is paid the penalty?");
        Assert.All(table.Split("\r\n").Where(row => row.Contains(",set aside,")), row => Assert.Contains(",scores below the cut of 0.03,", row));
        Assert.Contains(",set aside,", table);
    }

    [Fact]
    public async Task Finds_by_the_model_what_words_do_not_tell()
    {
        var (_, table) = await Texts(null, new SubjectEmbedder()).Ask("Which boat sinks?");
        Assert.Equal("a.txt", Rows(table).MaxBy(row => row.Score).Path);
    }

    [Theory]
    [InlineData(7, "in the middle of a row")]
    [InlineData(0, "whole rows are gone")]
    public async Task Says_which_file_is_damaged_when_verdicts_are_cut(int bytes, string why)
    {
        Assert.NotEmpty(why);
        var matter = Texts(new RuleReader(_ => High), null);
        await matter.Ask("Who is paid the penalty?");
        var name = matter.Store.Blobs.Keys.Single(name => name.Contains("/verdicts/"));
        matter.Store.Blobs[name] = matter.Store.Blobs[name][..(bytes == 0 ? 14 : ^bytes)];
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => matter.Ask("Who is paid the penalty?"));
        Assert.Contains(name, error.Message);
        Assert.Contains("Delete it and give the command again", error.Message);
    }

    private sealed class Told : IProgress<ReadingProgress>
    {
        public List<ReadingProgress> Values { get; } = [];

        public void Report(ReadingProgress value) => Values.Add(value);
    }

    private static AskedMatter Texts(IReader? reader, IEmbedder? embedder) => new()
    {
        Reader = reader,
        Embedder = embedder,
        ["a.txt"] = "The vessel lies in port and takes in water.",
        ["b.txt"] = "The wage is raised in May, and the penalty is paid by nobody.",
        ["c.txt"] = "The roof of the house is to be mended, wall by wall.",
    };

    private static IEnumerable<(string Path, double Score)> Rows(string table) =>
        table.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')).Select(row => (row[0], double.Parse(row[5], System.Globalization.CultureInfo.InvariantCulture)));
}
