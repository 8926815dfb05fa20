using System.Text.RegularExpressions;
using Lector.Core.Asking.Queueing;

namespace Lector.Hosts.Tests.Infra;

/// <summary>Containers, queues and functions have the same names in the templates and in the code that reads them.</summary>
internal static partial class TriggerNames
{
    public static IEnumerable<string> Complaints(InfraText text)
    {
        var containers = Values(text["infra/main.bicep"], "containers");
        foreach (var missing in Constants(text["src/Core/Storage/Containers.cs"]).Except(containers))
            yield return $"infra/main.bicep makes no container {missing}.";
        var queues = Values(text["infra/main.bicep"], "queues");
        foreach (var missing in Constants(text["src/Core/Asking/Queueing/Queues.cs"]).Except(queues))
            yield return $"infra/main.bicep makes no queue {missing}.";
        foreach (Match grant in Places().Matches(text["infra/grants.json"]))
        {
            if (!(grant.Groups["at"].Value == "queue" ? queues : containers).Contains(grant.Groups["name"].Value))
                yield return $"infra/grants.json names a {grant.Groups["at"].Value} {grant.Groups["name"].Value} that infra/main.bicep does not make.";
        }

        var functions = text.Under("functions", ".cs").SelectMany(file => Functions().Matches(file.Value)).Select(match => match.Groups["name"].Value).ToHashSet();
        // A result that nobody could handle is missed by the group's own look; work and uploads are missed by nobody.
        foreach (var queue in new[] { nameof(Queues.Work), nameof(Queues.Ingest) })
        {
            if (!text.Under("functions", ".cs").Any(file => file.Value.Contains($"Queues.{queue} + \"/$deadletterqueue\"", StringComparison.Ordinal)))
                yield return $"functions/ does not read the dead letters of {nameof(Queues)}.{queue}.";
        }

        foreach (Match trigger in Subscribed().Matches(text["infra/webhook.bicep"]))
        {
            if (!functions.Contains(trigger.Groups["name"].Value))
                yield return $"infra/webhook.bicep subscribes {trigger.Groups["name"].Value}, and functions/ has no such function.";
        }
    }

    private static IEnumerable<string> Constants(string code) => Constant().Matches(code).Select(match => match.Groups["value"].Value);

    private static HashSet<string> Values(string template, string variable)
    {
        var block = template[template.IndexOf($"var {variable} = {{", StringComparison.Ordinal)..];
        return [.. Quoted().Matches(block[..block.IndexOf('}')]).Select(match => match.Groups["value"].Value)];
    }

    [GeneratedRegex(@"public const string \w+ = ""(?<value>[^""]+)""")]
    private static partial Regex Constant();

    [GeneratedRegex(@"'(?<value>[^']+)'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"""at"": ""(?<at>queue|container)"", ""name"": ""(?<name>[^""]+)""")]
    private static partial Regex Places();

    [GeneratedRegex(@"\[Function\((?:nameof\((?:\w+\.)*(?<name>\w+)\)|""(?<name>\w+)"")\)\]")]
    private static partial Regex Functions();

    [GeneratedRegex(@"\{ name: '(?<name>\w+)', part:")]
    private static partial Regex Subscribed();
}
