using YamlDotNet.RepresentationModel;

namespace Lector.Hosts.Tests.Infra;

/// <summary>azure.yaml by the rules of azd's schema, as far as it uses them: services, their paths, and every hook for both shells.</summary>
internal static class AzureYaml
{
    private static readonly string[] Top = ["name", "metadata", "requiredVersions", "infra", "services", "hooks", "pipeline"];
    private static readonly string[] Hosts = ["function", "appservice", "containerapp", "staticwebapp", "aks", "springapp", "ai.endpoint", "containerjob"];
    private static readonly string[] Events = ["provision", "infracreate", "infradelete", "down", "up", "package", "deploy", "publish", "restore"];

    public static IEnumerable<string> Complaints(InfraText text)
    {
        var root = Root(text);
        foreach (var key in Keys(root).Except(Top))
            yield return $"azure.yaml: {key} is not known at the top.";
        if (!text.Has($"{root["infra"]["path"]}/{root["infra"]["module"]}.bicep"))
            yield return "azure.yaml: infra names no template.";
        foreach (var (name, service) in (YamlMappingNode)root["services"])
        {
            var project = $"{service["project"]}";
            if (!text.Under(project.Replace("./", "", StringComparison.Ordinal), ".csproj").Any())
                yield return $"azure.yaml: {project} holds no project.";
            if (!Hosts.Contains($"{service["host"]}") || $"{service["language"]}" != "dotnet")
                yield return $"azure.yaml: {service["host"]} with {service["language"]} is nothing that azd deploys.";
            if (!text["infra/main.bicep"].Contains($"serviceName: '{name}'", StringComparison.Ordinal) || !text["infra/modules/functions.bicep"].Contains("'azd-service-name': serviceName", StringComparison.Ordinal))
                yield return $"No resource carries the tag azd-service-name = {name}: azd would not find where to deploy.";
        }

        foreach (var (name, hook) in (YamlMappingNode)root["hooks"])
        {
            if (!Events.Any(e => $"{name}" == $"pre{e}" || $"{name}" == $"post{e}"))
                yield return $"azure.yaml: {name} is no event of azd.";
            foreach (var one in hook is YamlSequenceNode several ? several.Children : [hook])
            {
                foreach (var complaint in Hook(text, $"{name}", one))
                    yield return complaint;
            }
        }
    }

    /// <summary>The whole file.</summary>
    public static YamlMappingNode Root(InfraText text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text["azure.yaml"]));
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    private static IEnumerable<string> Hook(InfraText text, string name, YamlNode hook)
    {
        if (!Keys(hook).Order().SequenceEqual(["posix", "windows"]))
            yield return $"azure.yaml: {name} is not given for both posix and windows.";
        foreach (var (shell, ending) in new[] { ("posix", "sh"), ("windows", "ps1") })
        {
            var run = $"{hook[shell]["run"]}";
            if (!text.Has(run.Replace("./", "", StringComparison.Ordinal)))
                yield return $"azure.yaml: {name} runs {run}, which is not there.";
            if (!run.EndsWith($".{ending}", StringComparison.Ordinal) || $"{hook[shell]["shell"]}" != (ending == "sh" ? "sh" : "pwsh"))
                yield return $"azure.yaml: {name} runs {run} on {shell} with {hook[shell]["shell"]}.";
        }

        if (Path.GetFileNameWithoutExtension($"{hook["posix"]["run"]}") != Path.GetFileNameWithoutExtension($"{hook["windows"]["run"]}"))
            yield return $"azure.yaml: {name} runs something else on Windows.";
    }

    private static IEnumerable<string> Keys(YamlNode node) => ((YamlMappingNode)node).Children.Keys.Select(key => $"{key}");
}
