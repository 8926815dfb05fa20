using Microsoft.Playwright;

namespace Lector.Hosts.Tests.Api.Pages;

/// <summary>What tests of the page share: pages that are closed when the test ends, one test at a time.</summary>
[Collection("pages")]
public abstract class PageTests(Browser browser) : IAsyncDisposable
{
    private readonly List<IPage> pages = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var page in pages)
            await page.Context.CloseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A page of its own context.</summary>
    protected async Task<IPage> Page(int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await browser.Page(width, scheme);
        pages.Add(page);
        return page;
    }
}
