using System.CommandLine;
using System.Text;
using System.Text.Json;
using Lector.Core;
using Lector.Core.Ledgers.Disclosures;
using Lector.Hosts.Tests.Models.Endpoints;
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
    public async Task Measures_a_server_and_lists_what_went_to_it_where_it_may_forward()
    {
        await using var server = FakeModels.SystemOne(request => request.Headers.GetValueOrDefault("Authorization") == "Bearer right"
            ? request.Path == "/v1/systemone" ? FakeModels.Decide(request, FakeModels.State(request)) with { Headers = [("x-litellm-version", "1")] } : null
            : new FakeReply(401, "{}"));
        using var lector = new LectorProgram();
        string[] arguments = ["eval", corpus, "--out", lector.Out, "--json", "--reader", server.Address.ToString(), "--reader-may-leave-the-house"];
        Assert.Contains("LECTOR_READER_KEY", (await lector.Run(arguments)).Errors, StringComparison.Ordinal);

        lector.Environment["LECTOR_READER_KEY"] = "right";
        var refused = server.Requests.Count;
        var ended = await lector.Run(arguments);

        Assert.Equal((0, "fake-1 + lexical"), (ended.Code, JsonDocument.Parse(ended.Output).RootElement.GetProperty("reader").GetString()));
        await using var ledger = File.OpenRead(Path.Combine(lector.Out, "eval", "ledger.jsonl"));
        var rows = DisclosureLedger.Read(ledger).ToList();
        Assert.Empty(BodyAccount.Check(rows, [.. server.Requests.Skip(refused).Where(r => r.Method == "POST").Select(r => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(r.Body)))]));
        Assert.Equal(["lease.txt", "mail.eml", "turbine.txt"], rows.Select(row => row.Entry).OfType<LedgerEntry.Passage>().Select(passage => passage.Document).Distinct().Order());
    }

    [Fact]
    public async Task Says_what_a_server_did_not_read_and_asks_for_it_again()
    {
        var fails = true;
        await using var server = FakeModels.SystemOne(request => request.Path == "/v1/systemone"
            ? fails && FakeModels.State(request).Contains("lunch?", StringComparison.Ordinal) ? new FakeReply(400, "{}") : FakeModels.Decide(request, FakeModels.State(request)) : null);
        using var lector = new LectorProgram();
        string[] arguments = ["eval", corpus, "--out", lector.Out, "--reader", server.Address.ToString()];
        // Two questions, of each the one passage.
        Assert.Contains("Passages that the model did not read: 2.", (await lector.Run(arguments)).Errors, StringComparison.Ordinal);
        fails = false;
        var asked = server.Requests.Count;
        Assert.DoesNotContain("did not read", (await lector.Run(arguments)).Errors, StringComparison.Ordinal);
        Assert.Contains(server.Requests.Skip(asked), request => FakeModels.State(request).Contains("lunch?", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--model", "http://127.0.0.1:8080", "is given with --reader")]
    [InlineData("--model", "no-such-file.bin", "There is no model file no-such-file.bin")]
    [InlineData("--reader", "no-such-file.gguf", "There is no file no-such-file.gguf")]
    [InlineData("--reader", "ftp://user:secret@host", "\"host\" is no address of a reader")]
    public async Task Says_what_is_wrong_with_the_reader(string option, string value, string sentence) =>
        Assert.Contains(sentence, (await Assert.ThrowsAsync<UserErrorException>(() => Run(corpus, option, value))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Refuses_two_readers() =>
        Assert.Contains("name two readers", (await Assert.ThrowsAsync<UserErrorException>(() => Run(corpus, "--model", "a.gguf", "--reader", "lexical"))).Message, StringComparison.Ordinal);

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
