using System.Text.RegularExpressions;

namespace Lector.Hosts.Tests.Infra;

/// <summary>A combination that cannot work is refused in the same words by the template and by both preflights.</summary>
internal static partial class RefusalWords
{
    public static IEnumerable<string> Complaints(InfraText text)
    {
        var sentences = Sentences().Matches(text["infra/refusals.bicep"]).Select(match => match.Groups["words"].Value).ToList();
        if (sentences.Count < 6)
            yield return "infra/refusals.bicep refuses less than it did.";
        foreach (var hook in new[] { "infra/hooks/preflight.sh", "infra/hooks/preflight.ps1" })
        {
            foreach (var sentence in sentences.Where(sentence => !text[hook].Contains($"'{sentence}'", StringComparison.Ordinal)))
                yield return $"{hook} does not say: {sentence}";
        }
    }

    [GeneratedRegex(@"\? '(?<words>[^']+)'")]
    private static partial Regex Sentences();
}
