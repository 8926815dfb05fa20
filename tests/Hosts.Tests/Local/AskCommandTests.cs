using System.Globalization;
using System.Text.Json;
using Lector.Hosts.Tests.Models.Encoders;
using Lector.Hosts.Tests.Models.Endpoints;
using Lector.Hosts.Tests.Models.Frontiers;

namespace Lector.Hosts.Tests.Local;

public sealed class AskCommandTests : IDisposable
{
    private const string Question = "Who approved the price change of the Weber contract?";

    private readonly LectorProgram lector = new();

    public void Dispose() => lector.Dispose();

    [Fact]
    public async Task Shows_the_evidence_and_sends_nothing_without_a_frontier_model()
    {
        var ended = await Matter().Ask(Question);

        Assert.Equal((0, ""), (ended.Code, Words(ended.Errors)));
        Assert.StartsWith("Read by keyword statistics, not by a language model", ended.Output);
        Assert.Contains("Maria Keller approved the price change", ended.Output);
        Assert.Contains("3 documents = ", ended.Output);
        Assert.Contains("Lector sent nothing off this machine.", ended.Output);
        foreach (var file in new[] { "answer.json", "documents.csv", "report.html", "ledger.jsonl", "cost.json", "record.json", "request.json", "request.txt" })
            Assert.True(File.Exists(Path.Combine(lector.RunFolder, file)), file);
    }

    [Fact]
    public async Task Prints_one_object_for_programs()
    {
        var ended = await Matter().Ask(Question, "--json");

        var run = JsonDocument.Parse(ended.Output).RootElement;
        var documents = run.GetProperty("documents");
        Assert.Equal(3, documents.GetProperty("total").GetInt32());
        Assert.Equal(3, new[] { "relevant", "setAside", "unreadable", "failed" }.Sum(name => documents.GetProperty(name).GetInt32()));
        Assert.Equal(JsonValueKind.Null, run.GetProperty("answer").ValueKind);
        Assert.Equal(0, run.GetProperty("disclosure").GetProperty("spans").GetInt32());
        Assert.True(Directory.Exists(run.GetProperty("run").GetString()));
    }

    [Fact]
    public async Task Answers_with_verified_quotations_and_withholds_the_others()
    {
        await Matter().Ask(Question, "--preview");
        using var server = RecordingServer.Answering(200, Reply(
            """{"claims":[{"text":"Maria Keller approved it.","quotes":[{"evidence":N,"words":"Maria Keller approved the price change"}]},{"text":"Nobody did.","quotes":[{"evidence":N,"words":"nobody ever approved any change"}]}],"insufficient":""}"""
            .Replace(":N,", ":" + NumberOf("mail/1.txt") + ",")));
        lector.Environment["LECTOR_FRONTIER_KEY"] = "key-for-the-test";
        var ended = await lector.Ask(Question, "--frontier", server.Address.ToString(), "--frontier-model", "gpt-6-luna");

        Assert.Equal(0, ended.Code);
        Assert.Contains("Maria Keller approved it.", ended.Output);
        Assert.DoesNotContain("Nobody did.", ended.Output);
        Assert.Contains("1 claim was withheld", Flat(ended.Output));
        Assert.Contains("whether they support the claim was not checked", Flat(ended.Output));
        var sent = Assert.Single(server.Requests);
        Assert.Equal(File.ReadAllBytes(Path.Combine(lector.RunFolder, "request.json")), sent.Body);
        foreach (var file in Directory.EnumerateFiles(lector.Out, "*", SearchOption.AllDirectories))
            Assert.DoesNotContain("key-for-the-test", File.ReadAllText(file));

        var again = await lector.Ask(Question, "--frontier", server.Address.ToString(), "--frontier-model", "gpt-6-luna");
        Assert.Contains("Maria Keller approved it.", again.Output);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(401, 1, "key")]
    [InlineData(429, 1, "busy")]
    [InlineData(500, 1, "--send-again")]
    public async Task Says_in_a_sentence_what_a_frontier_refuses(int status, int code, string word)
    {
        using var server = RecordingServer.Answering(status, """{"error":{"message":"no"}}""", "Content-Type: application/json\r\nRetry-After: 0\r\n");
        var ended = await Matter().Ask(Question, "--frontier", server.Address.ToString(), "--frontier-model", "m");

        Assert.Equal(code, ended.Code);
        Assert.Contains(word, ended.Output + ended.Errors);
        Assert.True(File.Exists(Path.Combine(lector.RunFolder, "report.html")));
    }

    [Fact]
    public async Task Sends_again_after_an_unknown_outcome_only_when_told()
    {
        using var server = RecordingServer.Answering(500, "{}");
        string[] frontier = ["--frontier", server.Address.ToString(), "--frontier-model", "m"];
        await Matter().Ask(Question, frontier);
        await lector.Ask(Question, frontier);
        Assert.Single(server.Requests);

        await lector.Ask(Question, [.. frontier, "--send-again"]);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Reads_a_reply_that_a_person_carried()
    {
        await Matter().Ask(Question, "--preview");
        var reply = Path.Combine(lector.Out, "reply.txt");
        File.WriteAllText(reply, "Here you are:\n```json\n" + """{"claims":[{"text":"Keller did.","quotes":[{"evidence":N,"words":"Maria Keller approved the price change"}]}],"insufficient":""}""".Replace(":N,", ":" + NumberOf("mail/1.txt") + ",") + "\n```");
        var ended = await lector.Run(["answer", lector.RunFolder, "--from", reply]);

        Assert.Equal((0, ""), (ended.Code, Words(ended.Errors)));
        Assert.Contains("Keller did.", ended.Output);
        Assert.Contains("as stated by the user, not observed", Flat(ended.Output));
    }

    [Fact]
    public async Task Keeps_documents_in_the_house_that_must_not_be_sent()
    {
        var ended = await Matter().Ask(Question, "--never-send", "privileged");

        Assert.DoesNotContain("Our lawyers say that the price change", ended.Output);
        Assert.Contains("3 documents = ", ended.Output);
        Assert.DoesNotContain("Our lawyers", File.ReadAllText(Path.Combine(lector.RunFolder, "request.json")));
    }

    [Fact]
    public async Task The_same_question_again_reads_nothing()
    {
        await Matter().Ask(Question);
        var shards = Shards();
        await lector.Ask(Question);
        Assert.Equal(shards, Shards());

        lector.With("new.txt", "A new letter about the Weber contract.");
        await lector.Ask(Question);
        Assert.Equal(shards, Shards().Intersect(shards));
        Assert.Single(Shards().Except(shards));

        List<string> Shards() => [.. Directory.EnumerateFiles(lector.Out, "*.files", SearchOption.AllDirectories).Select(file => file + File.GetLastWriteTimeUtc(file).ToString("O", CultureInfo.InvariantCulture)).Order()];
    }

    [Fact]
    public async Task Finds_nothing_where_nothing_answers()
    {
        var ended = await Matter().Ask("Which zoo bought the giraffe?");

        Assert.Equal(0, ended.Code);
        Assert.Contains("Nothing was found that answers this", ended.Output);
    }

    [Fact]
    public async Task Says_why_nothing_is_quoted_of_what_counts_as_relevant()
    {
        await using var server = FakeModels.SystemOne();
        for (var i = 0; i < 12; i++)
            lector.With($"memo{i}.txt", $"Memo {i} about the office. The budget for printers was approved on day {i}.");
        var ended = await lector.With("lift.txt", "The lift was repaired and the vet came.").Ask("Which striped animal was treated by the vet?", "--reader", server.Address.ToString());
        Assert.Contains("Nothing was found that answers this. Documents that count as relevant, because they score at", ended.Output);
    }

    [Fact]
    public async Task Does_not_read_with_a_model_file_that_fails_its_examination()
    {
        var file = Path.Combine(lector.With("a.txt", "A letter.").Documents, "..", "tiny.gguf");
        await File.WriteAllBytesAsync(file, new TinyBert().File.Build(), TestContext.Current.CancellationToken);
        var ended = await lector.Ask(Question, "--model", file);
        Assert.Equal(1, ended.Code);
        Assert.Contains("The model tiny.gguf cannot be used", ended.Errors);
    }

    [Fact]
    public async Task A_mistake_gets_one_sentence_and_code_1()
    {
        var missing = Path.Combine(lector.Out, "nowhere");
        var file = Path.Combine(lector.Documents, "..", Path.GetRandomFileName());
        File.WriteAllText(file, "no folder");
        (string[] Arguments, string Says)[] mistakes =
        [
            (["ask", missing, Question], "There is no folder"),
            (["ask", lector.Documents, Question], "is empty"),
            (["ask", lector.Documents, "   "], "blank"),
            (["ask", lector.Documents, Question, "--out", Path.Combine(lector.Documents, "out")], "lies inside"),
            (["ask", lector.Documents, Question, "--frontier", "https://example.invalid"], "--frontier-model"),
            (["ask", lector.Documents, Question, "--budget", "10"], "budget"),
            (["ask", lector.Documents, Question, "--answer-tokens", "-5"], "An answer of -5 tokens"),
            (["ask", lector.Documents, Question, "--out", file], "is no folder to write in"),
            (["ask", lector.Documents, Question, "--out", Path.Combine(file, "deeper")], "is no folder to write in"),
            (["answer", missing, "--from", "x"], "is not the folder of a run"),
        ];
        foreach (var (arguments, says) in mistakes)
        {
            var ended = await lector.Run(arguments.Contains("--out") || arguments[0] == "answer" ? arguments : [.. arguments, "--out", lector.Out]);
            Assert.Equal((1, true), (ended.Code, ended.Errors.Contains(says)));
            Assert.Single(ended.Errors.Trim().Split('\n'));
        }
    }

    [Fact]
    public async Task A_folder_without_readable_files_says_so()
    {
        File.WriteAllBytes(Path.Combine(lector.Documents, "a.bin"), [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0]);
        var ended = await lector.Ask(Question);

        Assert.Equal(1, ended.Code);
        Assert.Contains("None of the documents could be read", ended.Output);
        Assert.Contains("1 documents = 0 relevant + 0 set aside + 1 unreadable + 0 failed", ended.Output);
    }

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private string NumberOf(string document) => JsonDocument.Parse(File.ReadAllText(Path.Combine(lector.RunFolder, "pack.json"))).RootElement
        .GetProperty("items").EnumerateArray().First(item => item.GetProperty("document").GetProperty("path").GetString() == document)
        .GetProperty("number").GetInt32().ToString(CultureInfo.InvariantCulture);

    private static string Reply(string content) => JsonSerializer.Serialize(new
    {
        id = "x",
        model = "gpt-6-luna",
        choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content } } },
        usage = new { prompt_tokens = 900, completion_tokens = 60, total_tokens = 960 },
    });

    // Progress lines are no errors; how many there are depends on the machine.
    private static string Words(string errors) => string.Join('\n', errors.Split('\n').Where(line =>
        line.Length > 0 && !new[] { "Looking at ", "Reading ", "Read ", "Choosing ", "Asking ", "Writing " }.Any(stage => line.StartsWith(stage, StringComparison.Ordinal))));

    private LectorProgram Matter() => lector
        .With("mail/1.txt", "Minutes of the meeting of 3 March 2026. Maria Keller approved the price change of the Weber contract from 1 April 2026 on. The canteen will be painted.")
        .With("privileged/advice.txt", "Our lawyers say that the price change of the Weber contract was approved without authority, and that this advice is privileged.")
        .With("other.txt", "The printer on the second floor is out of paper again. Please order some.");
}
