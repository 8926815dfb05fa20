using System.Text.Json;
using System.Text.RegularExpressions;
using Lector.Core.Asking;
using Microsoft.Playwright;

namespace Lector.Hosts.Tests.Api.Pages;

/// <summary>The web page in a real browser: asking, watching, approving, reading.</summary>
public sealed class AskPageTests(Browser browser) : PageTests(browser)
{
    private readonly FakeLector lector = new();

    [Fact]
    public async Task Asks_watches_approves_and_reads_the_answer()
    {
        Stages(("Pending", AskStage.Planning), ("Running", AskStage.Reading), ("Running", AskStage.Reading), ("Running", AskStage.AwaitingApproval));
        var page = await Page();
        await lector.Open(page);

        await page.GetByLabel("Your question").FillAsync(Scene.Question);
        await page.GetByText("Options").ClickAsync();
        await page.GetByLabel("Never send").FillAsync("privileged/**\n\n*.msg");
        await page.GetByLabel("Longest answer in tokens").FillAsync("300");
        await page.GetByLabel("Ask again when documents change").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }).ClickAsync();

        await Expect(page.Locator(".progress p.soft")).ToHaveTextAsync("10 of 37 files read · about 2 minutes left");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This is about to leave" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve and send" }).ClickAsync();
        await Expect(page.GetByText("The price holds until 30 November 2025.")).ToBeVisibleAsync();

        var asked = JsonDocument.Parse(lector.Posted[0].Body).RootElement;
        Assert.Equal(("northgate", Scene.Question), (asked.GetProperty("matter").GetString(), asked.GetProperty("question").GetString()));
        var options = asked.GetProperty("options");
        Assert.Equal(["privileged/**", "*.msg"], options.GetProperty("neverSend").EnumerateArray().Select(glob => glob.GetString()));
        Assert.Equal(300, options.GetProperty("answerTokens").GetInt32());
        Assert.True(options.GetProperty("standing").GetBoolean());
        Assert.False(options.TryGetProperty("autoSend", out _));
        Assert.Equal("gpt-test", options.GetProperty("frontier").GetString());
        var word = JsonDocument.Parse(Assert.Single(lector.Posted, post => post.Path.EndsWith("approve")).Body).RootElement;
        Assert.Equal((false, lector.Request.Sha256), (word.GetProperty("sendAgain").GetBoolean(), word.GetProperty("requestSha256").GetString()));
        Quiet();
    }

    [Fact]
    public async Task Says_since_when_no_reader_takes_the_work()
    {
        var status = Scene.Status("Running", AskStage.Reading);
        lector.Statuses.Clear();
        lector.Statuses.Enqueue(status with { CustomStatus = status.CustomStatus! with { WaitingSince = DateTimeOffset.Parse("2026-11-22T13:05:00Z"), SecondsLeft = null } });
        var page = await Page();
        await lector.Open(page, "#/asks/price");

        await Expect(page.Locator(".progress .now")).ToContainTextAsync("Waiting for a reader since 22 Nov 2026");
        await Expect(page.Locator(".progress p.soft")).ToContainTextAsync("37 of 37 files read · nobody takes the work: start lector-reader");
        Quiet();
    }

    [Fact]
    public async Task Says_which_reader_is_away_since_when_and_that_the_run_goes_on_by_itself()
    {
        var status = Scene.Status("Running", AskStage.Reading);
        var pause = new Core.Reading.ReaderPause("llama-server for <b>m</b>.gguf", DateTimeOffset.Parse("2026-11-22T13:05:00Z"), 300);
        lector.Statuses.Clear();
        lector.Statuses.Enqueue(status with { CustomStatus = status.CustomStatus! with { Pause = pause, SecondsLeft = null } });
        var page = await Page();
        await lector.Open(page, "#/asks/price");

        await Expect(page.Locator(".progress .now")).ToHaveTextAsync(new Regex("^Paused since 22 Nov 2026.*: the reader llama-server for <b>m</b>.gguf does not answer$"));
        await Expect(page.Locator(".progress p.soft")).ToHaveTextAsync("37 of 37 files read · reading goes on by itself when it is back; after 5 minutes the question fails, and what was read is kept");
        Quiet();
    }

    [Fact]
    public async Task Names_uploads_that_were_not_taken_below_the_question()
    {
        lector.Notices.Add(new Core.Asking.Waking.Notice("northgate/asks/<b>q</b>.json", "It is no question.", DateTimeOffset.UnixEpoch));
        var page = await Page();
        await lector.Open(page);

        var notice = page.GetByRole(AriaRole.Region, new() { Name = "Not taken" }).GetByRole(AriaRole.Listitem);
        await Expect(notice).ToHaveTextAsync("northgate/asks/<b>q</b>.json It is no question.");
        Quiet();
    }

    [Fact]
    public async Task Shows_the_exact_bytes_coloured_by_kind()
    {
        Stages(("Running", AskStage.AwaitingApproval));
        var page = await Page();
        await lector.Open(page, "#/asks/price");

        var bytes = page.GetByRole(AriaRole.Region, new() { Name = "The request, byte for byte" });
        Assert.Equal(lector.Request.Body, await bytes.TextContentAsync());
        Assert.Equal(Scene.Question, await bytes.Locator(".question").TextContentAsync());
        Assert.Contains("Zoë 😀", await bytes.Locator(".names").TextContentAsync());
        Assert.Contains("1 passage of 1 document", await page.Locator(".share.documentText").TextContentAsync());

        await page.GetByLabel("easier to read").CheckAsync();
        Assert.Contains($"The interim price\n{Scene.Quoted}.<b>", await bytes.TextContentAsync());
        Quiet();
    }

    [Fact]
    public async Task Stops_at_the_approval_and_sends_nothing()
    {
        Stages(("Running", AskStage.AwaitingApproval));
        var page = await Page();
        await lector.Open(page, "#/asks/price");

        await page.GetByRole(AriaRole.Button, new() { Name = "Stop, send nothing" }).ClickAsync();
        await Expect(page.Locator(".approval")).ToHaveCountAsync(0);
        Assert.Equal(["/api/asks/price/terminate"], lector.Posted.Select(post => post.Path));
    }

    [Fact]
    public async Task Says_that_sending_again_may_be_paid_twice()
    {
        (lector.Answer, lector.Request) = (Scene.Brief("outcomeUnknown"), Scene.Request("unknown"));
        var page = await Page();
        await lector.Open(page, "#/asks/price");

        await Expect(page.GetByText("it may be paid twice")).ToBeVisibleAsync();
        lector.Answer = Scene.Answer;
        await page.GetByRole(AriaRole.Button, new() { Name = "Send it again" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Answer", Exact = true })).ToBeVisibleAsync();
        Assert.Contains("\"sendAgain\":true", Assert.Single(lector.Posted).Body);
    }

    [Fact]
    public async Task Shows_the_evidence_where_no_model_answered()
    {
        (lector.Answer, lector.Request) = (Scene.Brief("noFrontier"), Scene.Request("prepared"));
        var page = await Page();
        await lector.Open(page, "#/asks/price");

        await Expect(page.GetByText("No model was asked")).ToBeVisibleAsync();
        await Expect(page.GetByText("Agreed, go ahead.")).ToBeVisibleAsync();
        await Expect(page.Locator(".approval")).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Img)).ToHaveAttributeAsync("aria-label", "Documents: 37 (12 set aside, 2 unreadable). Relevant documents: 23. Passages read: 380 (all of every readable document). Near enough to quote: 12. Packed as evidence: 2. Cited in the answer: 1.");
        Quiet();
    }

    [Fact]
    public async Task Turns_the_pages_of_the_documents()
    {
        lector.Documents = [.. Enumerable.Range(1, 60).Select(i => new Lector.Api.DocumentRow($"mail/{i:000}.eml", null, null, null, 0.01, Outcome.SetAside, null)), .. lector.Documents];
        var page = await Page();
        await lector.Open(page, "#/asks/price");

        await Expect(page.GetByText("encrypted: it needs a password")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Set aside" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
        await Expect(page.GetByText("26 – 50 of 60")).ToBeVisibleAsync();
        await Expect(page.GetByText("mail/026.eml")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Prints_every_fold_and_the_whole_list_of_documents_and_saves_the_report()
    {
        lector.Documents = [.. Enumerable.Range(1, 60).Select(i => new Lector.Api.DocumentRow($"mail/{i:000}.eml", null, null, null, 0.01, Outcome.SetAside, null)), .. lector.Documents];
        var page = await Page();
        await page.AddInitScriptAsync("window.print = () => { dispatchEvent(new Event('beforeprint')); window.printed = [document.querySelectorAll('.documents tbody tr').length, document.querySelectorAll('main details:not([open])').length]; dispatchEvent(new Event('afterprint')); }");
        await lector.Open(page, "#/asks/price");

        await page.GetByRole(AriaRole.Button, new() { Name = "Print" }).ClickAsync();
        await page.WaitForFunctionAsync("() => window.printed");
        var printed = await page.EvaluateAsync<int[]>("() => window.printed");
        Assert.Equal([61, 0], printed);
        Assert.True(await page.EvaluateAsync<int>("() => document.querySelectorAll('main details:not([open])').length") > 0);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Save", Exact = true })).ToHaveAttributeAsync("download", "price.html");
        Quiet();
    }

    [Fact]
    public async Task Says_what_was_wrong_beside_the_question()
    {
        lector.Refusal = "A question has at most 2,000 characters.";
        var page = await Page();
        await lector.Open(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Write a question first.");
        await Expect(page.GetByLabel("Your question")).ToHaveAttributeAsync("maxlength", $"{Ask.LongestQuestion}");
        await page.GetByLabel("Your question").FillAsync("Why?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync(lector.Refusal);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true })).ToBeEnabledAsync();
    }

    [Fact]
    public async Task Tells_where_documents_go_when_there_is_no_matter()
    {
        lector.Matters = [];
        var page = await Page();
        await lector.Open(page);

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No matter yet" })).ToBeVisibleAsync();
        await Expect(page.GetByText("matters/NAME/documents/")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Sends_nothing_where_no_frontier_model_is_set_up()
    {
        lector.Frontiers = [];
        var page = await Page();
        await lector.Open(page, "#/matters/harbour");

        await Expect(page.GetByText("no model answers and nothing is sent")).ToBeVisibleAsync();
        await Expect(page.GetByText("There is no document in this matter yet.")).ToBeVisibleAsync();
        await page.GetByLabel("Your question").FillAsync("Why?");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Answer", Exact = true })).ToBeVisibleAsync();
        Assert.Contains("\"frontier\":\"none\"", lector.Posted[0].Body);
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private void Stages(params (string State, AskStage Stage)[] stages)
    {
        lector.Statuses.Clear();
        foreach (var (state, stage) in stages)
            lector.Statuses.Enqueue(Scene.Status(state, stage, stage == AskStage.Reading ? 10 : 37));
    }

    private void Quiet() => Assert.Empty(lector.Complaints);
}
