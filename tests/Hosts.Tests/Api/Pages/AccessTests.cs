using System.Text.Json;
using Lector.Core.Asking;
using Microsoft.Playwright;

namespace Lector.Hosts.Tests.Api.Pages;

/// <summary>The page for everybody: by keyboard alone, on a narrow screen, in light and dark.</summary>
public sealed class AccessTests(Browser browser) : PageTests(browser)
{
    private readonly FakeLector lector = new();

    public static TheoryData<string, string, AskStage> Views => new()
    {
        { "", "Completed", AskStage.Done },
        { "#/asks/price", "Running", AskStage.Reading },
        { "#/asks/price", "Running", AskStage.AwaitingApproval },
        { "#/asks/price", "Completed", AskStage.Done },
    };

    [Fact]
    public async Task Can_be_used_by_keyboard_alone()
    {
        lector.Statuses.Clear();
        lector.Statuses.Enqueue(Scene.Status("Running", AskStage.AwaitingApproval));
        var page = await Page();
        await lector.Open(page);
        await page.GetByLabel("Your question").WaitForAsync();

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync(Scene.Question);
        await page.Keyboard.PressAsync("Control+Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve and send" }).WaitForAsync();
        await Tab(page, "Approve and send");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Answer", Exact = true }).WaitForAsync();
        await Tab(page, "Quotation from evidence 2");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#panel mark.current")).ToBeInViewportAsync();

        for (var i = 0; i < 6; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            Assert.True(await page.EvaluateAsync<bool>("() => document.activeElement === document.body || document.getElementById('panel').contains(document.activeElement)"), "Focus left the open panel.");
        }

        await page.Keyboard.PressAsync("Escape");
        Assert.Contains("Quotation from evidence 2", await Focused(page));
    }

    [Fact]
    public async Task Skips_to_the_main_part_and_leaves_the_slash_to_fields()
    {
        var page = await Page();
        await lector.Open(page);
        await page.GetByLabel("Your question").WaitForAsync();

        await page.Keyboard.PressAsync("Tab");
        Assert.Contains("Skip to the main part", await Focused(page));
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("main", await page.EvaluateAsync<string>("() => document.activeElement.id"));
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("and/or");
        Assert.Equal("and/or", await page.GetByLabel("Your question").InputValueAsync());
    }

    [Theory]
    [MemberData(nameof(Views))]
    public async Task Fits_a_screen_of_360_pixels(string hash, string state, AskStage stage)
    {
        var page = await Show(hash, state, stage, 360, ColorScheme.Light);

        Assert.Equal(0, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Matters and questions" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Harbour lease" })).ToBeVisibleAsync();
    }

    [Theory]
    [MemberData(nameof(Views))]
    public async Task Names_every_control_and_holds_the_contrast_of_WCAG_AA(string hash, string state, AskStage stage)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            var page = await Show(hash, state, stage, 1280, scheme);

            Assert.Equal(scheme == ColorScheme.Dark, await page.EvaluateAsync<bool>("() => getComputedStyle(document.body).backgroundColor.match(/\\d+/g).every(part => part < 128)"));
            Assert.Empty(await page.EvaluateAsync<string[]>(Faint));
            Assert.Empty(await page.EvaluateAsync<string[]>(Nameless));
        }
    }

    [Theory]
    [InlineData("panel", "#panel mark.current")]
    [InlineData("unknown", ".approval")]
    [InlineData("failed", ".calm")]
    [InlineData("door", ".door")]
    public async Task Does_so_too_where_something_is_open_broken_or_locked(string what, string sign)
    {
        (lector.Locked, lector.Request) = (what == "door", Scene.Request(what == "unknown" ? "unknown" : "awaitingApproval"));
        lector.Answer = what == "unknown" ? Scene.Brief("outcomeUnknown") : Scene.Answer;
        var status = Scene.Status(what == "failed" ? "Failed" : "Completed", AskStage.Done);
        lector.Statuses.Clear();
        lector.Statuses.Enqueue(status with { CustomStatus = status.CustomStatus! with { Fault = what == "failed" ? "The disk is full: make room." : null } });
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            var page = await Page(1280, scheme);
            await lector.Open(page, "#/asks/price");
            if (what == "panel")
                await page.GetByRole(AriaRole.Button, new() { Name = "Quotation from evidence 2" }).ClickAsync();
            await page.Locator(sign).First.WaitForAsync();

            Assert.Empty(await page.EvaluateAsync<string[]>(Faint));
            Assert.Empty(await page.EvaluateAsync<string[]>(Nameless));
        }
    }

    /// <summary>Text whose contrast with what is behind it is under 4.5 (WCAG 2.2, success criterion 1.4.3, relative luminance as defined there).</summary>
    private const string Faint = """
        () => {
          const parts = colour => colour.match(/[\d.]+/g).map(Number);
          const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
          const behind = e => { for (; e; e = e.parentElement) { const colour = parts(getComputedStyle(e).backgroundColor); if (colour.length === 3 || colour[3] === 1) return colour; } return [255, 255, 255]; };
          const shown = e => e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !e.closest('.heard, .skip, svg');
          return [...document.querySelectorAll('body *')]
            .filter(e => shown(e) && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
            .map(e => { const [a, b] = [light(parts(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x); return [(a + 0.05) / (b + 0.05), e]; })
            .filter(([ratio]) => ratio < 4.5).map(([ratio, e]) => `${ratio.toFixed(2)} ${e.tagName}.${e.className}: ${e.textContent.slice(0, 40)}`);
        }
        """;

    private const string Nameless = """
        () => [...document.querySelectorAll('button, a, input, textarea, select, summary, dialog[open], progress, [role=region]')]
          .filter(e => e.checkVisibility() && !(e.labels?.length || e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.textContent.trim())).map(e => e.outerHTML.slice(0, 80))
        """;

    private static Task<string> Focused(IPage page) => page.EvaluateAsync<string>("() => document.activeElement.textContent");

    private static async Task Tab(IPage page, string to)
    {
        for (var i = 0; i < 60; i++)
        {
            if ((await Focused(page)).StartsWith(to, StringComparison.Ordinal) && await page.EvaluateAsync<string>("() => document.activeElement.tagName") == "BUTTON")
                return;
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"No way by Tab to “{to}”.");
    }

    private async Task<IPage> Show(string hash, string state, AskStage stage, int width, ColorScheme scheme)
    {
        lector.Statuses.Clear();
        lector.Statuses.Enqueue(Scene.Status(state, stage));
        lector.Documents = [new("correspondence/a-very-long-name-without-any-place-to-break-it-0123456789-0123456789-0123456789.eml", null, "2025-05-14T17:22:09+01:00", "Marta Lindqvist <marta@fennimore.example>", null, Outcome.Unreadable, JsonSerializer.Serialize(new string('x', 200)))];
        var page = await Page(width, scheme);
        await lector.Open(page, hash);
        var sign = stage switch { AskStage.Reading => ".progress .now", AskStage.AwaitingApproval => ".bytes", _ => hash.Length == 0 ? "#question" : ".documents tbody tr" };
        await page.Locator(sign).First.WaitForAsync();
        return page;
    }
}
