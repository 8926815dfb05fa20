using System.Text.RegularExpressions;

namespace Lector.Hosts.Tests.House;

/// <summary>Orchestrations are replayed: whatever is not the same on every replay is banned from their files. Durable's analyzers do not look into Core.</summary>
public sealed partial class BannedSymbolsTests
{
    public static TheoryData<string> Orchestrations() => [.. Repository.Files("src", "*.orchestration.cs").Select(file => Path.GetRelativePath(Repository.Root, file))];

    [Theory]
    [MemberData(nameof(Orchestrations))]
    public void An_orchestration_awaits_nothing_but_its_history(string file) =>
        Assert.Empty(Banned().Matches(Code(File.ReadAllText(Path.Combine(Repository.Root, file)))).Select(match => match.Value));

    [Theory]
    [InlineData("await Task.Delay(5);")]
    [InlineData("var now = DateTimeOffset.UtcNow;")]
    [InlineData("await step.ConfigureAwait(false);")]
    [InlineData("var id = Guid.NewGuid();")]
    [InlineData("await Task.WhenAny(a, b);")]
    [InlineData("step.ContinueWith(_ => 1);")]
    [InlineData("return step.Result;")]
    [InlineData("step.Wait();")]
    [InlineData("await step.WaitAsync(limit);")]
    [InlineData("using var timer = new PeriodicTimer(limit);")]
    [InlineData("Directory.CreateDirectory(path);")]
    [InlineData("using var stream = new MemoryStream();")]
    [InlineData("var ports = await store.Exists(name, cancel);")]
    public void The_ban_catches(string code) => Assert.NotEmpty(Banned().Matches(code));

    [Fact]
    public void There_is_an_orchestration() => Assert.NotEmpty(Orchestrations());

    private static string Code(string text) => Comment().Replace(text, "");

    [GeneratedRegex(@"ConfigureAwait|Task\.Run|Task\.Delay|Task\.Factory|WhenAny|Semaphore|Channel|Thread|Lock\b|lock\s*\(|DateTime\w*\.(Utc)?Now|Stopwatch|TimeProvider|Guid\.|Random|Environment\.|File\.|Console\.|ILogger|CancellationToken|HttpClient|ContinueWith|\.Result\b|(?<!history)\.Wait\(|WaitAsync|WaitAll|Timer|Directory|Stream|[sS]tore\.|Parallel\.")]
    private static partial Regex Banned();

    [GeneratedRegex(@"//.*")]
    private static partial Regex Comment();
}
