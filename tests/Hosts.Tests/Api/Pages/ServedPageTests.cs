using Lector.Hosts.Tests.Local.Serving;
using Lector.Tests.Ports;
using Microsoft.Playwright;

namespace Lector.Hosts.Tests.Api.Pages;

/// <summary>The page before the real host: real journals, real bytes, one frontier call.</summary>
public sealed class ServedPageTests(Browser browser) : PageTests(browser)
{
    private const string Question = "Who approved the interim price of 8.95 per pallet?";
    private readonly HashSet<string> hosts = [];

    [Fact]
    public async Task Asks_approves_and_opens_the_quotation_with_one_call()
    {
        var frontier = CountingFrontier.Answering;
        await using var served = await ServedHost.Start(frontier);
        var page = await Open(served.Http.BaseAddress!);

        await page.GetByLabel("Your question").FillAsync(Question);
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "This is about to leave" }).WaitForAsync();
        var id = new Uri(page.Url).Fragment.Split('/')[^1];
        Assert.Equal((await served.Get($"/api/asks/{id}/request")).GetProperty("body").GetString(), await page.Locator(".bytes").TextContentAsync());
        Assert.Equal(Question, await page.Locator(".bytes .question").TextContentAsync());
        Assert.Equal(0, frontier.Count);

        await page.GetByRole(AriaRole.Button, new() { Name = "Approve and send" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Quotation from evidence 1" }).ClickAsync();
        await Assertions.Expect(page.Locator("#panel mark.current")).ToHaveTextAsync("The interim price of 8.95 per pallet was approved by Owen Tarrant on 15 May 2025.");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByText("Span by span").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Ledger" })).ToContainTextAsync("price.txt");
        Assert.Equal(1, frontier.Count);

        var report = await page.RunAndWaitForPopupAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Report" }).ClickAsync());
        await Assertions.Expect(report).ToHaveTitleAsync(Question);
        Assert.Equal([served.Http.BaseAddress!.Authority], hosts);
    }

    [Fact]
    public async Task Follows_a_standing_question_to_its_next_run_and_withdraws_it()
    {
        await using var served = await ServedHost.Start();
        var id = await served.Ask(Question, new { standing = true });
        await served.Settled(id);
        var page = await Open(new Uri(served.Http.BaseAddress!, $"/#/asks/{id}"));
        var runs = page.Locator("header .soft.small a");
        await Assertions.Expect(runs).ToHaveCountAsync(1);

        served.With("new.txt", "Owen Tarrant also approved a price of 9.10 per pallet for the interim.");
        await served.Ask(Question, new { standing = true });
        await Assertions.Expect(runs).ToHaveCountAsync(2, new() { Timeout = 30_000 });
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Documents", Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Do not ask again by itself" }).ClickAsync();
        await Assertions.Expect(runs).ToHaveCountAsync(0);
        Assert.False((await served.Get($"/api/asks/{id}")).GetProperty("input").GetProperty("standing").GetBoolean());
    }

    [Fact]
    public async Task Tells_of_an_empty_matter()
    {
        await using var served = await ServedHost.Start();
        foreach (var file in Directory.GetFiles(served.Documents))
            File.Delete(file);
        var page = await Open(served.Http.BaseAddress!);
        await Assertions.Expect(page.GetByText("There is no document in this matter yet.")).ToBeVisibleAsync();
        served.With("price.txt", "Owen Tarrant approved it.");
        await page.ReloadAsync();
        await page.GetByLabel("Your question").WaitForAsync();
        await Assertions.Expect(page.GetByText("There is no document in this matter yet.")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Asks_for_the_token_where_its_cookie_is_gone()
    {
        const string token = "0123456789abcdef0123";
        await using var served = await ServedHost.Start(token: token);
        var page = await Open(new Uri(served.Http.BaseAddress!, $"/?token={token}"));
        await page.GetByLabel("Your question").WaitForAsync();
        Assert.DoesNotContain("token", page.Url);

        await page.Context.ClearCookiesAsync();
        await page.EvaluateAsync("() => { location.hash = '#/matters/x'; }");
        await page.GetByLabel("Token").FillAsync("not the token");
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("That is not the token.");
        await page.GetByLabel("Token").FillAsync(token);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No such matter" })).ToBeVisibleAsync();
    }

    private async Task<IPage> Open(Uri address)
    {
        var page = await Page();
        page.Context.Request += (_, request) => hosts.Add(new Uri(request.Url).Authority);
        await page.GotoAsync(address.ToString());
        return page;
    }
}
