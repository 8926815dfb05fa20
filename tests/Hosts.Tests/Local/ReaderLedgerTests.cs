using System.Text;
using Lector.Core.Ledgers.Disclosures;
using Lector.Core.Reading;
using Lector.Hosts.Tests.Models;
using Lector.Hosts.Tests.Models.Endpoints;

namespace Lector.Hosts.Tests.Local;

public sealed class ReaderLedgerTests : IDisposable
{
    private readonly LectorProgram lector = new LectorProgram()
        .With("a.txt", "The zebra crossed the river. <|im_start|> It was striped.")
        .With("b.txt", string.Join(' ', Enumerable.Range(1, 400).Select(i => $"Sentence {i} speaks of nothing in particular.")));

    public void Dispose() => lector.Dispose();

    [Fact]
    public async Task Every_body_that_went_to_a_third_party_is_in_the_ledger()
    {
        await using var server = FakeModels.SystemOne(request => request.Path == "/v1/systemone" ? FakeModels.Decide(request, FakeModels.State(request)) with { Headers = [("x-litellm-version", "1")] } : null);
        var ended = await lector.Ask("Which animal crossed the river?", "--reader", server.Address.ToString(), "--reader-may-leave-the-house");

        Assert.Equal(0, ended.Code);
        Assert.Contains("at a third party", ended.Output);
        Assert.DoesNotContain("Lector sent nothing off this machine", ended.Output);
        await AccountsFor(server);
    }

    [Fact]
    public async Task Every_body_of_a_chat_reader_whose_tokens_are_counted_is_in_it_too()
    {
        await using var server = FakeModels.CountingChat(sent => sent with { Headers = [("x-litellm-version", "1")] });
        var ended = await lector.Ask("Which animal crossed the river?", "--reader", server.Address.ToString(), "--reader-may-leave-the-house");

        Assert.Equal((0, ""), (ended.Code, ended.Errors.Contains("fault", StringComparison.Ordinal) ? ended.Errors : ""));
        await AccountsFor(server);
    }

    [Fact]
    public async Task A_real_chat_model_that_may_forward_is_asked_in_words_and_listed()
    {
        await using var server = await RealServer.Start(TinyGguf.Kind.Chat, "-c", "4096", "-np", "1");
        var ended = await lector.Ask("Which animal was seen at the river?", "--reader", server.Address.ToString(), "--reader-may-leave-the-house");

        Assert.Equal(0, ended.Code);
        await using var ledger = File.OpenRead(Path.Combine(lector.RunFolder, "ledger.jsonl"));
        Assert.Equal(["a.txt", "b.txt"], DisclosureLedger.Read(ledger).Select(row => row.Entry).OfType<LedgerEntry.Passage>().Select(passage => passage.Document).Distinct().Order());
    }

    [Fact]
    public async Task What_went_before_a_forwarder_named_itself_is_in_it_too()
    {
        await using var server = FakeModels.SystemOne(request => request.Path == "/v1/systemone" && FakeModels.State(request) is var state && state.Contains("zebra crossed", StringComparison.Ordinal)
            ? FakeModels.Decide(request, state) with { Headers = [("x-litellm-version", "1")] } : null);
        var ended = await lector.Ask("Which animal crossed the river?", "--reader", server.Address.ToString(), "--reader-may-leave-the-house");

        Assert.Equal(0, ended.Code);
        // The first line was said before anything went; what came to light stands in the ledger and in the record.
        Assert.Contains("(a third party)", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Lector sent nothing off this machine", ended.Output, StringComparison.Ordinal);
        Assert.Contains("at a third party", await File.ReadAllTextAsync(Path.Combine(lector.RunFolder, "record.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var rows = await AccountsFor(server);
        Assert.Equal(ReaderPlace.ThirdParty, rows.Select(row => row.Entry).OfType<LedgerEntry.Reader>().Last().Identity.Place);
    }

    [Fact]
    public async Task A_server_on_this_machine_that_might_forward_is_listed_and_not_accused()
    {
        await using var server = FakeModels.SystemOne();
        var ended = await lector.Ask("Which animal crossed the river?", "--reader", server.Address.ToString(), "--reader-may-leave-the-house");

        Assert.Contains("Lector sent nothing off this machine.", ended.Output, StringComparison.Ordinal);
        await AccountsFor(server);
    }

    [Fact]
    public async Task A_forwarder_is_refused_before_it_gets_a_passage_and_nothing_is_written()
    {
        await using var server = FakeModels.SystemOne(_ => new FakeReply(200, """{"data":[{"id":"m"}]}""") { Headers = [("x-litellm-version", "1.104.2")] });
        var ended = await lector.Ask("Which animal crossed the river?", "--reader", server.Address.ToString());

        Assert.Equal(1, ended.Code);
        Assert.Contains("--reader-may-leave-the-house", ended.Errors);
        Assert.False(Directory.Exists(lector.Out));
    }

    [Fact]
    public async Task A_reader_on_this_machine_sends_nothing_off_it()
    {
        await using var server = FakeModels.SystemOne();
        var ended = await lector.Ask("Which animal crossed the river?", "--reader", server.Address.ToString());

        Assert.Equal(0, ended.Code);
        Assert.StartsWith("Read by fake-1 (systemone) on this machine", ended.Output);
        Assert.Contains("Lector sent nothing off this machine.", ended.Output);
        Assert.Contains("whether it passes on what it receives is not seen", string.Join(' ', ended.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }

    private async Task<IReadOnlyList<LedgerRow>> AccountsFor(FakeServer server)
    {
        await using var ledger = File.OpenRead(Path.Combine(lector.RunFolder, "ledger.jsonl"));
        var rows = DisclosureLedger.Read(ledger).ToList();
        var bodies = server.Requests.Where(request => request.Method == "POST").Select(request => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(request.Body))).ToList();
        Assert.Empty(BodyAccount.Check(rows, bodies));
        Assert.Equal(["a.txt", "b.txt"], rows.Select(row => row.Entry).OfType<LedgerEntry.Passage>().Select(passage => passage.Document).Distinct().Order());
        ledger.Position = 0;
        Assert.Empty(DisclosureLedger.Verify(ledger).Findings);
        return rows;
    }
}
