using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Lector.Hosts.Tests.Infra;

/// <summary>What a person sets by <c>azd env set</c>: a parameter for each, the same default wherever it is written, and carried into pipelines.</summary>
internal static partial class DeploymentSettings
{
    /// <summary>Set by azd itself, or by hooks and outputs.</summary>
    private static readonly string[] OfAzd = ["AZURE_ENV_NAME", "AZURE_LOCATION", "AZURE_PRINCIPAL_ID", "AZURE_PRINCIPAL_TYPE", "AZURE_SUBSCRIPTION_ID"];

    /// <summary>Read by hooks only.</summary>
    private static readonly string[] OfHooks = ["READER_MODEL_URL", "LECTOR_PREFLIGHT"];

    /// <summary>Paces of the hooks, for slow days and for tests, and what the shells and az know by themselves.</summary>
    private static readonly string[] Paces = ["LASTEXITCODE", "READER_IMAGE_BUILT", "AZURE_EXTENSION_USE_DYNAMIC_INSTALL", "WEBHOOK_TRIES", "WEBHOOK_PAUSE", "SMOKE_TRIES", "SMOKE_PAUSE"];

    public static IEnumerable<string> Complaints(InfraText text)
    {
        var declared = Parameters().Matches(text["infra/main.bicep"]).Select(match => match.Groups["name"].Value).ToHashSet();
        var defaults = new Dictionary<string, string>();
        using var parameters = JsonDocument.Parse(text["infra/main.parameters.json"]);
        foreach (var parameter in parameters.RootElement.GetProperty("parameters").EnumerateObject())
        {
            if (!declared.Contains(parameter.Name))
                yield return $"infra/main.parameters.json gives {parameter.Name}, which infra/main.bicep does not take.";
            var variable = Variable().Match(parameter.Value.GetProperty("value").GetString()!);
            defaults[variable.Groups["name"].Value] = variable.Groups["default"].Value;
            var inTemplate = Regex.Match(text["infra/main.bicep"], $@"^param {parameter.Name} \w+ = '?(?<default>[^'\n]*)'?$", RegexOptions.Multiline).Groups["default"].Value;
            if (variable.Groups["default"].Value != inTemplate)
                yield return $"{variable.Groups["name"].Value} is {variable.Groups["default"].Value} by default in main.parameters.json and {inTemplate} in main.bicep.";
        }

        var carried = ((YamlSequenceNode)AzureYaml.Root(text)["pipeline"]["variables"]).Select(node => $"{node}").ToList();
        foreach (var missing in defaults.Keys.Except(OfAzd).Concat(OfHooks).Except(carried))
            yield return $"azure.yaml: pipeline.variables lacks {missing}.";
        foreach (var lost in carried.Where(name => !text[".github/workflows/azure-dev.yml"].Contains($"{name}: ${{{{ vars.{name} }}}}", StringComparison.Ordinal)))
            yield return $".github/workflows/azure-dev.yml does not hand on {lost}.";
        foreach (var untold in carried.Where(name => !text["README.md"].Contains($"`{name}`", StringComparison.Ordinal)))
            yield return $"README.md does not say what {untold} is.";
        var outputs = Outputs().Matches(text["infra/main.bicep"]).Select(match => match.Groups["name"].Value).ToList();
        foreach (var (path, hook) in text.Under("infra/hooks"))
        {
            foreach (Match used in Used().Matches(hook))
            {
                var name = used.Groups["name"].Value;
                if (!defaults.ContainsKey(name) && !OfAzd.Concat(OfHooks).Concat(Paces).Concat(outputs).Contains(name))
                    yield return $"{path} reads {name}, which nobody sets.";
                if (used.Groups["default"] is { Success: true, Value: not "" } own && defaults.TryGetValue(name, out var meant) && own.Value != meant && !own.Value.StartsWith('$'))
                    yield return $"{path}: {name} is {own.Value} by default, and {meant} in main.parameters.json.";
            }
        }
    }

    [GeneratedRegex(@"^param (?<name>\w+) ", RegexOptions.Multiline)]
    private static partial Regex Parameters();

    [GeneratedRegex(@"^\$\{(?<name>\w+)(?:=(?<default>.*))?\}$")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^output (?<name>\w+) ", RegexOptions.Multiline)]
    private static partial Regex Outputs();

    [GeneratedRegex(@"\$\{(?<name>[A-Z][A-Z_]+)(?::-(?<default>[^}]*))?\}|\$(?<name>[A-Z][A-Z_]{3,})\b|\$env:(?<name>[A-Z][A-Z_]+)|\bSetting (?<name>[A-Z_]+) (?:'(?<default>[^']*)'|\$\w+)|Number (?<name>[A-Z_]+) '(?<default>[^']*)'")]
    private static partial Regex Used();
}
