using Lector.Core.Documents;
using Lector.Core.Reading.Lexical;

namespace Lector.Core.Tests.Reading.Lexical;

public sealed class LexicalReaderTests
{
    private static readonly string[] Subjects = ["turbine delivery", "gas pipeline", "office lease", "payroll audit", "insurance renewal", "price review"];

    [Theory]
    [InlineData(LexicalMethod.Feedback)]
    [InlineData(LexicalMethod.Bm25)]
    public void Scores_the_same_bits_however_documents_are_spread(LexicalMethod method)
    {
        var documents = Enumerable.Range(0, 60).Select(Letter).ToArray();
        var question = "Which letters are about the penalty for late delivery of the turbine?";
        var whole = Score(question, documents, method, shards: 1, parallelism: 1);
        foreach (var (shards, parallelism) in new[] { (2, 1), (7, 4), (60, 8) })
        {
            var spread = Score(question, documents, method, shards, parallelism);
            Assert.Equal(whole.QuoteFirst, spread.QuoteFirst);
            Assert.Equal(whole.SetAside, spread.SetAside);
            Assert.Equal(whole.Best, spread.Best);
            Assert.Equal(whole.Quotes.Select(quote => (quote.Document, string.Join(' ', quote.Scores))), spread.Quotes.Select(quote => (quote.Document, string.Join(' ', quote.Scores))));
        }
    }

    [Fact]
    public void Scores_the_same_bits_beside_a_model_however_documents_are_spread()
    {
        var documents = Enumerable.Range(0, 40).Select(Letter).ToArray();
        float[][] model = [.. documents.Select((document, i) => Enumerable.Range(0, document.Passages).Select(p => i == 7 ? float.NaN : ((i * 31) + p) % 17 / 17f).ToArray())];
        LexicalScores Run(int shards) => LexicalReader.Score("late delivery penalty", Spread(documents, shards), new LexicalOptions(), default, new SecondOpinion([.. Spread(model, shards).Select(shard => shard().ToArray())]));
        Assert.Equal(Run(1).SetAside, Run(9).SetAside);
        Assert.Equal(Run(1).QuoteFirst, Run(9).QuoteFirst);
        Assert.All(Run(1).SetAside, score => Assert.InRange(score, float.Epsilon, 1));
    }

    [Fact]
    public void Hears_a_model_on_what_words_do_not_tell()
    {
        DocumentTerms[] documents = [.. Enumerable.Range(0, 20).Select(i => Count($"Note {i} on other things."))];
        float[][] model = [.. documents.Select((_, i) => new[] { i == 13 ? .9f : .1f })];
        var scores = LexicalReader.Score("indemnity", [() => documents], new LexicalOptions(), default, new SecondOpinion([model]));
        Assert.Equal(13, Ranking.Of(scores.QuoteFirst)[0]);
        Assert.Equal(13, Ranking.Of(scores.SetAside)[0]);
    }

    [Fact]
    public void Finds_an_answer_by_the_first_lines_of_the_mail_that_it_answers()
    {
        var asked = Mail("Shall we waive the penalty for the late turbine?", "Monday", "a@x", null);
        var agreed = Mail("Agreed, go ahead.", "Re: Monday", "b@x", "a@x");
        var other = Mail("Agreed, go ahead.", "Re: Lunch", "c@x", "z@x");
        var scores = LexicalReader.Score("Who agreed to waive the turbine penalty?", [() => [other, agreed, asked]], new LexicalOptions(), default);
        Assert.True(scores.QuoteFirst[1] > scores.QuoteFirst[0]);
        Assert.True(scores.SetAside[1] > scores.SetAside[0]);
    }

    [Fact]
    public void Finds_mail_by_its_sender()
    {
        var kay = Count(new DocumentText("Please see the attached draft.") { Fields = new DocumentFields { From = "Kay Mann <kay.mann@x.example>" } });
        var ben = Count(new DocumentText("Please see the attached draft.") { Fields = new DocumentFields { From = "Ben Jacoby <ben@x.example>" } });
        var scores = LexicalReader.Score("What draft did Kay Mann send?", [() => [ben, kay]], new LexicalOptions(), default);
        Assert.True(scores.QuoteFirst[1] > scores.QuoteFirst[0]);
    }

    [Theory]
    [InlineData("According to the Distribution Agreement between Zorvex Biologics and Quillmark Freight, who bears the cost of insurance?")]
    [InlineData("Who bears the cost of insurance under the Distribution Agreement of Zorvex Biologics and Quillmark Freight?")]
    [InlineData("What does the Zorvex Biologics / Quillmark Freight Distribution Agreement say about the cost of insurance?")]
    public void Picks_the_document_by_its_name_and_the_passage_by_what_is_asked(string question)
    {
        DocumentTerms[] documents = [.. Enumerable.Range(0, 30).Select(i => Contract($"Partner{i} Holdings", $"Client{i} Works")), Contract("Zorvex Biologics", "Quillmark Freight")];
        var scores = LexicalReader.Score(question, [() => documents], new LexicalOptions(), default);
        Assert.Equal(30, Ranking.Of(scores.QuoteFirst)[0]);
        var quotes = scores.Quotes[0];
        var best = Enumerable.Range(0, quotes.Scores.Count).MaxBy(i => quotes.Scores[i]);
        Assert.Equal(scores.Best[30], quotes.Passages[best]);
        Assert.InRange(ContractText("Zorvex Biologics", "Quillmark Freight").IndexOf("cost of insurance", StringComparison.Ordinal), quotes.Passages[best].Start, quotes.Passages[best].End);
    }

    [Fact]
    public void Gives_nothing_for_a_question_without_words() =>
        Assert.All(LexicalReader.Score("who is it?", [() => [Count("It is I.")]], new LexicalOptions(), default).SetAside, score => Assert.Equal(0, score));

    [Fact]
    public void Scores_an_empty_folder() => Assert.Empty(LexicalReader.Score("penalty", [() => [], () => []], new LexicalOptions(), default).QuoteFirst);

    [Fact]
    public void Stops_when_told()
    {
        var stopped = new CancellationToken(canceled: true);
        Assert.Throws<OperationCanceledException>(() => LexicalReader.Score("penalty", [() => [Count("penalty")]], new LexicalOptions(), stopped));
    }

    private static LexicalScores Score(string question, DocumentTerms[] documents, LexicalMethod method, int shards, int parallelism) =>
        LexicalReader.Score(question, Spread(documents, shards), new LexicalOptions { Method = method, Parallelism = parallelism }, default);

    private static Func<IEnumerable<T>>[] Spread<T>(T[] items, int shards) =>
        [.. items.Chunk((items.Length + shards - 1) / shards).Select(chunk => (Func<IEnumerable<T>>)(() => chunk))];

    private static DocumentTerms Letter(int i) => Count(string.Concat(Enumerable.Range(0, (i % 5) + 1).Select(j =>
        $"Letter {i} concerns the {Subjects[(i + j) % 6]}. Delivery was late by {i} days and a penalty of EUR {i * 100}.00 is due to party {i % 9}. " + string.Concat(Enumerable.Repeat($"We noted item {j}. ", 30)))));

    private static DocumentTerms Contract(string one, string other) => Count(ContractText(one, other));

    private static string ContractText(string one, string other) =>
        $"DISTRIBUTION AGREEMENT between {one} and {other}. " + string.Concat(Enumerable.Range(0, 12).Select(i => $"Article {i}. {one} and {other} shall act under this agreement in good faith and keep records of deliveries, notices and returns. ")) +
        "\n\nThe distributor bears the cost of insurance of the goods in transit and in store. " +
        string.Concat(Enumerable.Range(0, 12).Select(i => $"Schedule {i}. Signed for {one} and for {other} by their officers under this distribution agreement. "));

    private static DocumentTerms Mail(string text, string subject, string id, string? answers) =>
        Count(new DocumentText(text) { Fields = new DocumentFields { Subject = subject, MessageId = id, InReplyTo = answers } });

    private static DocumentTerms Count(string text) => Count(new DocumentText(text));

    private static DocumentTerms Count(DocumentText text) => LexicalReader.Count(text, Passages.Cut(text.Text));
}
