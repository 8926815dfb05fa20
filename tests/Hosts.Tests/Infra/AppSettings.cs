using System.Text.RegularExpressions;

namespace Lector.Hosts.Tests.Infra;

/// <summary>Every setting that the templates give is bound by code, and every option of the code is given by the templates.</summary>
internal static partial class AppSettings
{
    /// <summary>Settings that the Functions host itself reads, or the Azure SDK.</summary>
    private static readonly string[] OfTheHost =
    [
        "APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "AZURE_CLIENT_ID",
        "AzureFunctionsJobHost__extensions__durableTask__storageProvider__maxQueuePollingInterval",
        "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__blobServiceUri", "AzureWebJobsStorage__queueServiceUri", "AzureWebJobsStorage__tableServiceUri",
        "AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId",
    ];

    public static IEnumerable<string> Complaints(InfraText text)
    {
        var given = Names(Block(text["infra/main.bicep"], "appSettings: {", "\n    }"));
        foreach (var setting in given.Where(name => name.EndsWith("__credential", StringComparison.Ordinal)))
        {
            if (!given.Contains(setting.Replace("__credential", "__clientId", StringComparison.Ordinal)))
                yield return $"{setting} has no {setting.Replace("__credential", "__clientId", StringComparison.Ordinal)}: a user-assigned identity is then not found.";
        }

        var connections = text.Under("functions", ".cs").SelectMany(file => Connections().Matches(file.Value)).Select(match => match.Groups["name"].Value).ToHashSet();
        var options = Options(text["functions/LectorOptions.cs"]).Select(name => $"Lector__{name}").ToList();
        foreach (var setting in given.Except(OfTheHost).Except(options))
        {
            if (!connections.Contains(setting.Split("__")[0]))
                yield return $"infra/main.bicep sets {setting}, which no option and no connection of functions/ reads.";
        }

        foreach (var option in options.Except(given))
            yield return $"functions/LectorOptions.cs binds {option}, which infra/main.bicep does not set.";
        foreach (var connection in connections.Where(connection => !given.Any(setting => setting.StartsWith($"{connection}__", StringComparison.Ordinal))))
            yield return $"A trigger of functions/ connects by {connection}, which infra/main.bicep does not set.";
        foreach (var missing in OfTheHost.Except(given))
            yield return $"infra/main.bicep does not set {missing}.";

        var ofReader = Options(text["src/Reader/ReaderSettings.cs"]).Select(name => $"Reader__{name}").ToList();
        foreach (var setting in ReaderSettings().Matches(text["infra/gpu.bicep"]).Select(match => match.Groups["name"].Value).Except(ofReader))
            yield return $"infra/gpu.bicep sets {setting}, which no option of src/Reader reads.";
    }

    private static HashSet<string> Names(string block) => [.. SettingNames().Matches(block).Select(match => match.Groups["name"].Value)];

    private static IEnumerable<string> Options(string code) => Properties().Matches(code).Select(match => match.Groups["name"].Value);

    private static string Block(string text, string from, string to)
    {
        var start = text.IndexOf(from, StringComparison.Ordinal);
        return start < 0 ? "" : text[start..text.IndexOf(to, start, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"^      (?<name>\w+): ", RegexOptions.Multiline)]
    private static partial Regex SettingNames();

    [GeneratedRegex(@"public (?:required )?[\w?<>.]+ (?<name>\w+) \{ get; (?:init|set); \}")]
    private static partial Regex Properties();

    [GeneratedRegex(@"Connection = (?:nameof\((?<name>\w+)\)|""(?<name>\w+)""|\w+\.(?<name>\w+))")]
    private static partial Regex Connections();

    [GeneratedRegex(@"name: '(?<name>Reader__\w+)'")]
    private static partial Regex ReaderSettings();
}
