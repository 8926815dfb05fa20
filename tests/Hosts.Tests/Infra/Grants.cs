using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lector.Hosts.Tests.Infra;

/// <summary>Who may do what: the table of grants against the rights that each principal is meant to have, no more and no fewer.</summary>
internal static partial class Grants
{
    /// <summary>Ids of Azure's built-in roles (learn.microsoft.com, "Azure built-in roles").</summary>
    private static readonly Dictionary<string, string> Roles = new()
    {
        ["Storage Blob Data Owner"] = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        ["Storage Blob Data Contributor"] = "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        ["Storage Blob Data Reader"] = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
        ["Storage Queue Data Contributor"] = "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
        ["Storage Table Data Contributor"] = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
        ["Azure Service Bus Data Owner"] = "090c5cfd-751d-490a-894a-3ce6f1109419",
        ["Azure Service Bus Data Sender"] = "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39",
        ["Azure Service Bus Data Receiver"] = "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0",
        ["Cognitive Services OpenAI User"] = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
        ["AcrPull"] = "7f951dda-4ed3-4680-a7ca-43fe172d538d",
        ["Monitoring Metrics Publisher"] = "3913510d-42f4-4e42-8a64-420c390055eb",
    };

    /// <summary>The rights of every principal, as <c>role at place</c>.</summary>
    public static IReadOnlyDictionary<string, string[]> Meant { get; } = new Dictionary<string, string[]>
    {
        // Durable and the blob trigger want the whole account; the queues' lengths, which Flex scales by, want Data Owner.
        ["app"] =
        [
            "Storage Blob Data Owner at storage", "Storage Queue Data Contributor at storage", "Storage Table Data Contributor at storage",
            "Azure Service Bus Data Owner at queue read-work", "Azure Service Bus Data Owner at queue read-results", "Azure Service Bus Data Owner at queue ingest",
            "Cognitive Services OpenAI User at frontier", "Monitoring Metrics Publisher at insights",
        ],
        ["reader"] =
        [
            "Azure Service Bus Data Receiver at queue read-work", "Azure Service Bus Data Sender at queue read-results",
            "Storage Blob Data Reader at container texts", "Storage Blob Data Contributor at container shards",
        ],
        ["scaler"] = ["Azure Service Bus Data Owner at queue read-work"],
        ["puller"] = ["AcrPull at registry"],
        ["topic"] = ["Azure Service Bus Data Sender at queue ingest", "Storage Blob Data Contributor at container eventgrid-deadletter"],
        ["person"] = ["Storage Blob Data Contributor at container matters", "Storage Blob Data Reader at container lector"],
    };

    public static IEnumerable<string> Complaints(InfraText text)
    {
        var table = JsonSerializer.Deserialize<Dictionary<string, Grant[]>>(text["infra/grants.json"], JsonSerializerOptions.Web)!;
        foreach (var principal in table.Keys.Union(Meant.Keys))
        {
            var given = table.GetValueOrDefault(principal, []).Select(grant => grant.ToString()).ToList();
            var meant = Meant.GetValueOrDefault(principal, []);
            if (!given.Order().SequenceEqual(meant.Order()))
                yield return $"{principal} is given more or less than meant: {string.Join("; ", given.Except(meant).Concat(meant.Except(given)))}.";
        }

        var roles = JsonSerializer.Deserialize<Dictionary<string, string>>(text["infra/roles.json"])!;
        foreach (var (role, id) in roles)
        {
            if (Roles.GetValueOrDefault(role) != id)
                yield return $"infra/roles.json: {role} is not {id}.";
        }

        foreach (var (path, template) in text.Under("infra", ".bicep"))
        {
            if (path != "infra/modules/roles.bicep" && template.Contains("Microsoft.Authorization/", StringComparison.Ordinal))
                yield return $"{path} gives a role by itself: only modules/roles.bicep does, from the table.";
        }

        foreach (var (file, principal, grants) in Wiring)
        {
            var given = Calls().Matches(text[file]).Where(call => call.Groups["who"].Value == principal).Select(call => call.Groups["grants"].Value).ToList();
            if (given.Count != 1 || !given[0].Contains(grants, StringComparison.Ordinal))
                yield return $"{file}: {principal} must get {grants}, once.";
        }
    }

    private static readonly (string File, string Principal, string Grants)[] Wiring =
    [
        ("infra/main.bicep", "appIdentity.outputs.principalId", "grants.app"),
        ("infra/main.bicep", "principalId", "grants.person"),
        ("infra/main.bicep", "readerPrincipalId", "grants.reader"),
        ("infra/main.bicep", "topic.outputs.principalId", "grants.topic"),
        ("infra/gpu.bicep", "readerIdentity!.outputs.principalId", "grants.reader"),
        ("infra/gpu.bicep", "platformIdentity.outputs.principalId", "byQueue ? concat(grants.puller, grants.scaler) : grants.puller"),
    ];

    [GeneratedRegex(@"^ +principalId: (?<who>\S+)\n(?: +principalType: \S+\n)? +grants: (?<grants>.+)$", RegexOptions.Multiline)]
    private static partial Regex Calls();

    private sealed record Grant(string Role, string At, string? Name)
    {
        public override string ToString() => $"{Role} at {At} {Name}".TrimEnd();
    }
}
