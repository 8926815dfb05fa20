using System.Text.Json;
using Lector.Core.Selecting;
using Lector.Core.Storage;

namespace Lector.Core.Tests.Selecting;

public sealed class TokenEstimatorTests(ITestOutputHelper output)
{
    // Tokenisers with vocabularies of the size that frontier models use; SmolLM2's 49,000 tokens are mostly English.
    private static readonly string[] Large = ["o200k_base", "cl100k_base", "llama3", "claude2"];

    private static readonly string[] Close =
        ["english", "german", "mail", "numbers", "csv", "code", "chinese", "japanese", "korean", "emoji", "base64", "hex", "json", "html"];

    [Fact]
    public void Is_never_below_a_large_vocabulary()
    {
        var below = new List<string>();
        foreach (var sample in Samples())
        {
            var estimate = TokenEstimator.Estimate(sample.Text);
            var most = sample.Tokens.Where(x => Large.Contains(x.Key)).Select(x => x.Value).DefaultIfEmpty(0).Max();
            output.WriteLine($"{sample.Kind,-26}{(sample.Later ? "later " : "      ")}{estimate,5}{most,5} {(double)estimate / sample.Tokens.Values.Max():F2} {string.Join(' ', sample.Tokens)}");
            if (estimate < most)
                below.Add($"{sample.Kind}: estimated {estimate}, counted {most}");
        }

        Assert.Empty(below);
    }

    [Fact]
    public void Is_rarely_more_than_a_quarter_above_the_dearest()
    {
        var ratios = Samples().Where(x => x.Text.Length > 90 && Close.Any(x.Kind.StartsWith))
            .Select(x => (double)TokenEstimator.Estimate(x.Text) / x.Tokens.Values.Max()).ToList();

        Assert.True(ratios.Count(x => x > 1.25) <= ratios.Count / 20, $"{ratios.Count(x => x > 1.25)} of {ratios.Count}");
        Assert.True(ratios.Max() < 1.35, $"{ratios.Max()}");
    }

    [Fact]
    public void Is_never_below_a_small_vocabulary_on_English_by_more_than_a_tenth()
    {
        foreach (var sample in Samples().Where(x => x.Kind.StartsWith("english") || x.Kind is "wordpiece" or "mail headers" or "numbers table" or "code c#"))
            Assert.InRange(TokenEstimator.Estimate(sample.Text), 0.9 * sample.Tokens.Values.Max(), double.MaxValue);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData(" ", 1)]
    [InlineData("a", 2)]
    public void Counts_the_least_text(string text, int expected) => Assert.Equal(expected, TokenEstimator.Estimate(text));

    [Fact]
    public void Takes_a_lone_surrogate_as_a_broken_mail_may_hold() => Assert.Equal(4, TokenEstimator.Estimate("\ud83d"));

    [Fact]
    public void Takes_a_megabyte_of_any_pattern_in_linear_time()
    {
        foreach (var pattern in new[] { "aA", "+/", "a1", " \n", "é", "=" })
            Assert.True(TokenEstimator.Estimate(string.Concat(Enumerable.Repeat(pattern, 1_000_000))) > 10_000);
    }

    private static IReadOnlyList<Sample> Samples()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Selecting", "token-counts.json"));
        return JsonSerializer.Deserialize<Recorded>(file, Json.Options)!.Texts;
    }

    private sealed record Recorded(IReadOnlyList<Sample> Texts);

    private sealed record Sample(string Kind, bool Later, IReadOnlyDictionary<string, int> Tokens, string Text);
}
