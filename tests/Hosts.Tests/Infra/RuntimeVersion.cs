using System.Text.RegularExpressions;

namespace Lector.Hosts.Tests.Infra;

/// <summary>The runtime that Flex Consumption is told is the one that the program is built for; '10' would be accepted and then answer 500.</summary>
internal static partial class RuntimeVersion
{
    public static IEnumerable<string> Complaints(InfraText text)
    {
        var target = Target().Match(text["functions/Functions.csproj"]) is { Success: true } own ? own : Target().Match(text["Directory.Build.props"]);
        var version = target.Groups["version"].Value;
        if (!text["infra/modules/functions.bicep"].Contains($"runtime: {{ name: 'dotnet-isolated', version: '{version}' }}", StringComparison.Ordinal))
            yield return $"infra/modules/functions.bicep does not run dotnet-isolated '{version}', which functions/ is built for.";
        foreach (var hook in new[] { "infra/hooks/preflight.sh", "infra/hooks/preflight.ps1" })
        {
            if (!text[hook].Contains($"[?version=='{version}']", StringComparison.Ordinal))
                yield return $"{hook} does not ask whether the region offers '{version}'.";
        }
    }

    [GeneratedRegex(@"<TargetFramework>net(?<version>[0-9.]+)</TargetFramework>")]
    private static partial Regex Target();
}
