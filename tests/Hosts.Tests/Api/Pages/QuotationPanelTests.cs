using Microsoft.Playwright;

namespace Lector.Hosts.Tests.Api.Pages;

/// <summary>The document beside the answer.</summary>
public sealed class QuotationPanelTests(Browser browser) : PageTests(browser)
{
    private readonly FakeLector lector = new();

    [Fact]
    public async Task Opens_the_document_with_the_quotation_marked_and_in_view()
    {
        var page = await Page();
        await lector.Open(page, "#/asks/price");
        var quotation = page.GetByRole(AriaRole.Button, new() { Name = "Quotation from evidence 2" });

        await quotation.ClickAsync();
        var mark = page.Locator("#panel mark.current");
        await Assertions.Expect(mark).ToHaveTextAsync(Scene.Quoted);
        await Assertions.Expect(mark).ToBeInViewportAsync();
        Assert.Equal(Scene.LetterText, await page.GetByRole(AriaRole.Region, new() { Name = "Text of the document" }).TextContentAsync());

        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#panel")).ToBeHiddenAsync();
        await Assertions.Expect(quotation).ToBeFocusedAsync();
        Assert.Empty(lector.Complaints);
    }

    [Fact]
    public async Task Marks_by_offsets_of_the_whole_document_where_only_a_window_is_shown()
    {
        const int from = 2000;
        lector.Evidence = Scene.Letters with { Text = Scene.LetterText[from..^100], From = from };
        var page = await Page();
        await lector.Open(page, "#/asks/price");

        await page.GetByRole(AriaRole.Button, new() { Name = "Quotation from evidence 2" }).ClickAsync();
        await Assertions.Expect(page.Locator("#panel mark.current")).ToHaveTextAsync(Scene.Quoted);
        await Assertions.Expect(page.GetByText("The document is long")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Shows_what_a_hostile_document_holds_as_text_and_fetches_nothing()
    {
        const string hostile = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"><img src=\"https://evil.example/a.png\"><a href=\"javascript:document.title='owned'\">here</a> holds until 30 November 2025 <style>@import url(https://evil.example/b.css)</style>";
        lector.Evidence = Scene.Document(2, "mail/<img src=https://evil.example/c.png>.eml", hostile, Scene.Quoted, Scene.Quoted);
        lector.Answer = Scene.Answer with
        {
            Question = hostile,
            Verdict = hostile,
            Disclosure = [hostile],
            Cost = [hostile, hostile],
            Claims = [Scene.Answer.Claims[0] with { Text = hostile, Flags = [hostile] }],
            Evidence = [.. Scene.Answer.Evidence.Select(item => item with { Text = hostile, Document = hostile, About = hostile, Start = 0, End = hostile.Length })],
        };
        var page = await Page();
        await lector.Open(page, "#/asks/price");

        await page.GetByRole(AriaRole.Button, new() { Name = "Quotation from evidence 2" }).ClickAsync();
        await Assertions.Expect(page.Locator("#panel mark.current")).ToHaveTextAsync(Scene.Quoted);
        Assert.Equal(hostile, await page.GetByRole(AriaRole.Region, new() { Name = "Text of the document" }).TextContentAsync());
        Assert.Equal(0, await page.Locator("main img, main style, main script, dialog img, dialog a, dialog style, dialog script, a[href^=javascript]").CountAsync());
        Assert.DoesNotContain("owned", await page.TitleAsync());
        Assert.Empty(lector.Complaints);
    }
}
