using Lector.Hosts.Tests.Api.Pages;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Browser))]

namespace Lector.Hosts.Tests.Api.Pages;

/// <summary>The machine's own chromium, started once, by the first test that needs it.</summary>
public sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly SemaphoreSlim starting = new(1, 1);
    private IPlaywright? driver;
    private IBrowser? browser;

    /// <summary>A page of its own context, 1280 by 900 and light where nothing else is said.</summary>
    public async Task<IPage> Page(int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        await starting.WaitAsync();
        try
        {
            browser ??= await Start();
        }
        finally
        {
            starting.Release();
        }

        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(30_000);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.CloseAsync();
        driver?.Dispose();
        starting.Dispose();
    }

    private async Task<IBrowser> Start()
    {
        var program = Tools.Needed(Places.FirstOrDefault(File.Exists), "chromium");
        Assertions.SetDefaultExpectTimeout(20_000);
        driver = await Playwright.CreateAsync();
        return await driver.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic"],
        });
    }
}
