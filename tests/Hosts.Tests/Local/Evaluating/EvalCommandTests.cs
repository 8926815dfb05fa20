using System.CommandLine;
using System.Text.Json;
using Lector.Core;
using Lector.Local.Commands;

namespace Lector.Hosts.Tests.Local.Evaluating;

public sealed class EvalCommandTests : IDisposable
{
    private readonly string corpus = Directory.CreateTempSubdirectory("lector-eval-").FullName;

    public EvalCommandTests()
    {
        Directory.CreateDirectory(Path.Combine(corpus, "docs"));
        Write("docs/lease.txt", "The lease of the office ends in May.");
        Write("docs/turbine.txt", "The turbine is late. A penalty is due.");
        Write("docs/mail.eml", "From: Ann <ann@x.example>\r\nSubject: Lunch\r\n\r\nShall we have lunch?\r\n");
        Write("questions.jsonl", """
            {"id": "q1", "question": "Which penalty is due for the turbine?"}
            {"id": "q2", "question": "Who asks for lunch?"}
            {"id": "q3", "question": "What is the title?", "header": true}
            {"id": "q4", "question": "Nobody knows"}
            """);
        Write("labels.jsonl", """
            {"question_id": "q1", "document": "turbine.txt", "relevant": 2, "spans": [[21, 38]]}
            {"question_id": "q1", "document": "lease.txt", "relevant": 0}
            {"question_id": "q2", "document": "mail.eml", "relevant": 1}
            {"question_id": "q3", "document": "lease.txt", "relevant": 1}
            """);
    }

    [Theory]
    [InlineData("lexical")]
    [InlineData("bm25")]
    public async Task Prints_one_object(string reader)
    {
        var result = JsonDocument.Parse(await Run(corpus, "--json", "--reader", reader)).RootElement;
        Assert.Equal(["corpus", "reader", "documents", "questions", "ndcg10", "recall", "documents95", "spanRecall", "tokensRead", "seconds"], result.EnumerateObject().Select(member => member.Name));
        Assert.Equal(reader, result.GetProperty("reader").GetString());
        Assert.Equal(3, result.GetProperty("documents").GetInt32());
        Assert.Equal(2, result.GetProperty("questions").GetInt32());
        Assert.Equal(1, result.GetProperty("ndcg10").GetDouble());
        Assert.Equal(1, result.GetProperty("recall").GetProperty("10").GetDouble());
        Assert.Equal(1, result.GetProperty("documents95").GetDouble());
        Assert.Equal(1, result.GetProperty("spanRecall").GetProperty("5").GetDouble());
    }

    [Fact]
    public async Task Counts_spans_in_the_file_as_it_is()
    {
        // Lines end in two characters: the penalty stands on the second passage's last line.
        Write("docs/turbine.txt", string.Concat(Enumerable.Repeat("The turbine is here.\r\n", 60)) + "A penalty is due.\r\n");
        Write("labels.jsonl", """{"question_id": "q1", "document": "turbine.txt", "relevant": 1, "spans": [[1320, 1337]]}""");
        Assert.Equal(1, JsonDocument.Parse(await Run(corpus, "--json")).RootElement.GetProperty("spanRecall").GetProperty("1").GetDouble());
    }

    [Fact]
    public async Task Says_null_where_no_spans_are_labelled()
    {
        Write("labels.jsonl", """{"question_id": "q1", "document": "turbine.txt", "relevant": 1}""");
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(await Run(corpus, "--json")).RootElement.GetProperty("spanRecall").ValueKind);
    }

    [Theory]
    [InlineData("labels.jsonl", null, "labels.jsonl is not there")]
    [InlineData("questions.jsonl", "{\"id\": ", "Line 1 of")]
    [InlineData("questions.jsonl", "{\"id\": \"q1\"}", "has no text \"question\"")]
    [InlineData("labels.jsonl", "{\"question_id\": \"q1\", \"document\": \"turbine.txt\", \"relevant\": \"yes\"}", "has no number \"relevant\"")]
    [InlineData("labels.jsonl", "{\"question_id\": \"q1\", \"document\": \"turbine.txt\", \"relevant\": 1, \"spans\": [[3]]}", "is not a list of [start, end]")]
    [InlineData("labels.jsonl", "{\"question_id\": \"x\", \"document\": \"turbine.txt\", \"relevant\": 1}", "same corpus")]
    [InlineData("labels.jsonl", "{\"question_id\": \"q1\", \"document\": \"gone.txt\", \"relevant\": 1}", "gone.txt")]
    public async Task Says_what_is_wrong_with_the_corpus(string file, string? content, string sentence)
    {
        File.Delete(Path.Combine(corpus, file));
        if (content is not null)
            Write(file, content);
        var error = await Assert.ThrowsAsync<UserErrorException>(() => Run(corpus));
        Assert.Contains(sentence, error.Message);
    }

    [Fact]
    public async Task Says_that_the_corpus_is_missing() =>
        Assert.Contains("is not there", (await Assert.ThrowsAsync<UserErrorException>(() => Run(Path.Combine(corpus, "nowhere")))).Message);

    public void Dispose() => Directory.Delete(corpus, recursive: true);

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(corpus, name), content);

    private static async Task<string> Run(params string[] arguments)
    {
        var output = new StringWriter();
        var parsed = EvalCommand.Build().Parse(arguments);
        Assert.Equal(0, await parsed.InvokeAsync(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false }));
        return output.ToString();
    }
}
