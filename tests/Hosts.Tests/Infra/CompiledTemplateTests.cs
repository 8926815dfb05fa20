using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lector.Hosts.Tests.House;

namespace Lector.Hosts.Tests.Infra;

/// <summary>The templates as the real compiler understands them. Skipped where no <c>bicep</c> is on PATH.</summary>
public sealed partial class CompiledTemplateTests(BicepCompiler bicep) : IClassFixture<BicepCompiler>
{
    private static readonly Dictionary<string, string> RoleNames = InfraText.OfRepository["infra/roles.json"] is var json ? JsonNode.Parse(json)!.AsObject().ToDictionary(role => (string)role.Value!, role => role.Key) : [];

    public static TheoryData<string> Templates => [.. Repository.Files("infra", "*.bicep").Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Cases => [.. DeploymentCase.All.Select(combination => $"{combination}")];

    [Theory]
    [MemberData(nameof(Templates))]
    public void Every_template_compiles_without_a_warning(string path) => Assert.Empty(bicep.Compile(path).Diagnostics);

    [Theory]
    [MemberData(nameof(Templates))]
    public void Every_template_is_written_as_the_formatter_writes_it(string path) => Assert.Equal(InfraText.OfRepository[path], bicep.Format(path), ignoreLineEndingDifferences: true);

    [Theory]
    [MemberData(nameof(Templates))]
    public void No_key_is_asked_for_and_none_is_put_out(string path)
    {
        var template = bicep.Compile(path).Template!;
        var text = template.ToJsonString();
        Assert.Equal(path == "infra/webhook.bicep" ? 1 : 0, Regex.Count(text, "list(Keys|AccountSas|ServiceSas|Secrets)\\(", RegexOptions.IgnoreCase));
        foreach (var (name, output) in template["outputs"]?.AsObject() ?? [])
            Assert.False(Regex.IsMatch($"{name} {output!["value"]}", "[Kk]ey|[Ss]ecret|[Pp]assword|AccountKey|SharedAccess"), $"{path}: {name}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_is_made_is_what_was_meant(string name)
    {
        var meant = DeploymentCase.All.Single(combination => $"{combination}" == name);
        var (snapshot, refusal) = bicep.Snapshot(meant.Parameters);
        if (meant.Refused)
        {
            Assert.Contains("READER_TRANSPORT=endpoint", refusal);
            return;
        }

        Assert.Null(refusal);
        Assert.Empty(snapshot!["diagnostics"]!.AsArray());
        var made = snapshot["predictedResources"]!.AsArray().Select(resource => resource!).ToList();
        AssertRights(meant, made);
        AssertNothingKeyed(made);
        AssertNetwork(meant, made);
        AssertContainer(meant, made);
        AssertSettings(meant, made);
    }

    [Fact]
    public void A_broken_table_of_grants_is_seen_in_what_is_made()
    {
        var meant = new DeploymentCase("external", "queue", "blobTrigger", Private: false, Frontier: true);
        var made = Made(meant);
        var widened = made.Single(resource => Is(resource, "roleAssignments") && (string?)resource["properties"]!["principalId"] == DeploymentCase.ReaderAtTheFirm && $"{resource["id"]}".Contains("/containers/texts/", StringComparison.Ordinal));
        widened["id"] = $"{widened["id"]}".Replace("/blobServices/default/containers/texts", "", StringComparison.Ordinal);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AssertRights(meant, made));
    }

    [Theory]
    [InlineData("readerMode", "'gpu'")]
    [InlineData("ingestMode", "'eventGrid'")]
    [InlineData("readerMinReplicas", "2")]
    [InlineData("readerAddress", "'http://10.0.0.4'")]
    public void A_value_or_a_combination_that_cannot_work_is_refused(string parameter, string value)
    {
        var parameters = new DeploymentCase("gpu-t4", "queue", "blobTrigger", Private: false, Frontier: true).Parameters;
        parameters[parameter] = value;
        Assert.NotNull(bicep.Snapshot(parameters).Refusal);
    }

    [Fact]
    public void Who_is_not_named_gets_no_rights()
    {
        var made = Made(new("external", "queue", "blobTrigger", Private: false, Frontier: true), ("principalId", "''"), ("readerPrincipalId", "''"));
        Assert.Equal(["app", "topic"], made.Where(resource => Is(resource, "roleAssignments")).Select(resource => Who($"{resource["properties"]!["principalId"]}")).Distinct().Order());
    }

    [Fact]
    public void Sign_in_asks_everybody_but_the_webhook_and_needs_no_secret()
    {
        var made = Made(new("none", "queue", "blobTrigger", Private: false, Frontier: true), ("authClientId", "'33333333-3333-3333-3333-333333333333'"));
        var sign = made.Single(resource => $"{resource["name"]}".EndsWith("/authsettingsV2", StringComparison.Ordinal))["properties"]!;
        Assert.True((bool)sign["globalValidation"]!["requireAuthentication"]!);
        Assert.Equal("/runtime/webhooks/blobs", $"{Assert.Single(sign["globalValidation"]!["excludedPaths"]!.AsArray())}");
        Assert.DoesNotContain("clientSecret", sign.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("entra", $"{Settings(made)["Lector__SignIn"]}");
    }

    [Fact]
    public void The_firms_addresses_are_let_into_a_private_network_and_no_others()
    {
        var made = Made(new("external", "queue", "blobTrigger", Private: true, Frontier: true), ("allowedAddresses", "'203.0.113.7, 198.51.100.0/28'"));
        var storage = made.Single(resource => Is(resource, "storageAccounts"))["properties"]!["networkAcls"]!;
        Assert.Equal(("Deny", "203.0.113.7", "198.51.100.0/28"), ($"{storage["defaultAction"]}", $"{storage["ipRules"]![0]!["value"]}", $"{storage["ipRules"]![1]!["value"]}"));
        var bus = made.Single(resource => Is(resource, "networkRuleSets"))["properties"]!;
        Assert.Equal(("Deny", 2), ($"{bus["defaultAction"]}", bus["ipRules"]!.AsArray().Count));
    }

    [Theory]
    [InlineData("GlobalStandard", "any Azure region")]
    [InlineData("DataZoneStandard", "data zone of swedencentral")]
    [InlineData("Standard", "swedencentral")]
    public void The_ledger_is_told_where_the_frontier_model_runs(string sku, string zone) =>
        Assert.Equal(zone, $"{Settings(Made(new("none", "queue", "blobTrigger", Private: false, Frontier: true), ("frontierSku", $"'{sku}'")))["Lector__FrontierZone"]}");

    [Fact]
    public void Warm_instances_are_Durables()
    {
        var made = Made(new("none", "queue", "blobTrigger", Private: false, Frontier: true), ("alwaysReady", "2"), ("queuePollingSeconds", "60"));
        var ready = Assert.Single(made.Single(resource => Is(resource, "sites"))["properties"]!["functionAppConfig"]!["scaleAndConcurrency"]!["alwaysReady"]!.AsArray())!;
        Assert.Equal(("durable", 2), ($"{ready["name"]}", (int)ready["instanceCount"]!));
        Assert.Equal("00:01:00", $"{Settings(made)["AzureFunctionsJobHost__extensions__durableTask__storageProvider__maxQueuePollingInterval"]}");
    }

    [Fact]
    public void A_container_is_not_made_before_its_image_but_Functions_know_its_address()
    {
        var made = Made(new("gpu-t4", "endpoint", "blobTrigger", Private: true, Frontier: true), ("readerImage", "''"));
        Assert.DoesNotContain(made, resource => Is(resource, "containerApps"));
        Assert.Contains("ca-model-", $"{Settings(made)["Lector__ReaderAddress"]}");
    }

    private List<JsonNode> Made(DeploymentCase combination, params (string Parameter, string Value)[] otherwise)
    {
        var parameters = combination.Parameters;
        foreach (var (parameter, value) in otherwise)
            parameters[parameter] = value;
        var (snapshot, refusal) = bicep.Snapshot(parameters);
        Assert.Null(refusal);
        return [.. snapshot!["predictedResources"]!.AsArray().Select(resource => resource!)];
    }

    private static JsonNode Settings(List<JsonNode> made) => made.Single(resource => $"{resource["name"]}".EndsWith("/appsettings", StringComparison.Ordinal))["properties"]!;

    private static void AssertRights(DeploymentCase meant, List<JsonNode> made)
    {
        var given = made.Where(resource => Is(resource, "roleAssignments")).Select(resource => (Who: Who($"{resource["properties"]!["principalId"]}"), Right: Right(resource)))
            .GroupBy(grant => grant.Who).ToDictionary(grants => grants.Key, grants => grants.Select(grant => grant.Right));
        Assert.Equal(meant.Rights.Keys.Order(), given.Keys.Order());
        foreach (var (principal, rights) in meant.Rights)
            Assert.Equal(rights.Order(StringComparer.Ordinal), given[principal].Order(StringComparer.Ordinal));
    }

    private static void AssertNothingKeyed(List<JsonNode> made)
    {
        Assert.All(made.Where(resource => Is(resource, "storageAccounts")), account => Assert.False((bool)account["properties"]!["allowSharedKeyAccess"]!));
        Assert.All(made.Where(resource => Is(resource, "namespaces") || Is(resource, "accounts")), resource => Assert.True((bool)resource["properties"]!["disableLocalAuth"]!));
        Assert.All(made.Where(resource => Is(resource, "components")), resource => Assert.True((bool)resource["properties"]!["DisableLocalAuth"]!));
        Assert.All(made.Where(resource => Is(resource, "registries")), resource => Assert.False((bool)resource["properties"]!["adminUserEnabled"]!));
        Assert.DoesNotContain(made, resource => Regex.IsMatch(resource.ToJsonString(), "listKeys|AccountKey=|SharedAccessKey"));
    }

    private static void AssertNetwork(DeploymentCase meant, List<JsonNode> made)
    {
        string Access(string type) => $"{made.Single(resource => Is(resource, type))["properties"]!["publicNetworkAccess"]}";
        Assert.Equal(meant.Private ? "Disabled" : "Enabled", Access("storageAccounts"));
        Assert.Equal(meant.Private && meant.UsesBus ? ("Disabled", "Premium") : ("Enabled", "Standard"), (Access("namespaces"), $"{made.Single(resource => Is(resource, "namespaces"))["sku"]!["name"]}"));
        if (meant.Frontier)
            Assert.Equal(meant.Private ? "Disabled" : "Enabled", Access("accounts"));
        var endpoints = made.Where(resource => Is(resource, "privateEndpoints")).Select(resource => $"{resource["name"]}");
        string[] expected = ["pe-storage-blob", "pe-storage-queue", "pe-storage-table", .. meant.UsesBus ? ["pe-bus-namespace"] : Array.Empty<string>(), .. meant.Frontier ? ["pe-ai-account"] : Array.Empty<string>()];
        Assert.Equal(meant.Private ? expected.Order(StringComparer.Ordinal) : [], endpoints.Order(StringComparer.Ordinal));
        var subnet = made.Single(resource => Is(resource, "sites"))["properties"]!["virtualNetworkSubnetId"];
        Assert.Equal(meant.Private, subnet is not null);
    }

    private static void AssertContainer(DeploymentCase meant, List<JsonNode> made)
    {
        var apps = made.Where(resource => Is(resource, "containerApps")).ToList();
        Assert.Equal(meant.InGpu ? 1 : 0, apps.Count);
        if (!meant.InGpu)
            return;
        var environment = made.Single(resource => Is(resource, "managedEnvironments"))["properties"]!;
        var (configuration, scale) = (apps[0]["properties"]!["configuration"]!, apps[0]["properties"]!["template"]!["scale"]!);
        Assert.Contains(environment["workloadProfiles"]!.AsArray(), profile => $"{profile!["workloadProfileType"]}" == (meant.Mode == "gpu-t4" ? "Consumption-GPU-NC8as-T4" : "Consumption-GPU-NC24-A100"));
        Assert.False(apps[0]["tags"]!.AsObject().ContainsKey("azd-service-name"));
        if (meant.ByQueue)
        {
            Assert.Null(configuration["ingress"]);
            Assert.Equal(0, (int)scale["minReplicas"]!);
            Assert.NotNull(scale["rules"]![0]!["custom"]!["identity"]);
            Assert.Contains(apps[0]["properties"]!["template"]!["containers"]![0]!["env"]!.AsArray(), setting => $"{setting!["name"]}={setting["value"]}" == "Reader__Model=Qwen3-8B-Q4_K_M");
            Assert.Equal("read-work", $"{scale["rules"]![0]!["custom"]!["metadata"]!["queueName"]}");
        }
        else
        {
            Assert.True((bool)environment["vnetConfiguration"]!["internal"]!);
            Assert.Equal("Disabled", $"{environment["publicNetworkAccess"]}");
            Assert.Equal(1, (int)scale["minReplicas"]!);
            Assert.Contains(made, resource => Is(resource, "A") && $"{resource["name"]}".Contains("defaultDomain", StringComparison.Ordinal));
        }
    }

    private static void AssertSettings(DeploymentCase meant, List<JsonNode> made)
    {
        var settings = Settings(made);
        Assert.Equal(meant.Mode == "none" ? "lexical" : meant.Transport, $"{settings["Lector__Reading"]}");
        Assert.Equal(meant.Transport == "endpoint", $"{settings["Lector__ReaderAddress"]}".Length > 0);
        Assert.Equal(meant.Frontier, $"{settings["Lector__FrontierAddress"]}".Length > 0);
        Assert.Equal(meant.Ingest, $"{settings["Lector__IngestMode"]}");
        Assert.Equal("00:00:10", $"{settings["AzureFunctionsJobHost__extensions__durableTask__storageProvider__maxQueuePollingInterval"]}");
        Assert.Equal(meant.Ingest == "serviceBus" ? 1 : 0, made.Count(resource => Is(resource, "eventSubscriptions")));
    }

    private static bool Is(JsonNode resource, string type) => $"{resource["type"]}".EndsWith($"/{type}", StringComparison.Ordinal);

    private static string Who(string principalId) => principalId switch
    {
        DeploymentCase.Person => "person",
        DeploymentCase.ReaderAtTheFirm => "firm",
        _ when Identity().Match(principalId) is { Success: true } identity => identity.Groups["name"].Value,
        _ when principalId.Contains("Microsoft.EventGrid/systemTopics", StringComparison.Ordinal) => "topic",
        _ => principalId,
    };

    private static string Right(JsonNode grant)
    {
        var place = Place().Match($"{grant["id"]}");
        Assert.True(place.Success, $"{grant["id"]}");
        var at = place.Groups["container"] is { Success: true } container ? $"container {container.Value}"
            : place.Groups["queue"] is { Success: true } queue ? $"queue {queue.Value}"
            : place.Groups["type"].Value switch { "storageAccounts" => "storage", "accounts" => "frontier", "registries" => "registry", "components" => "insights", var other => other };
        return $"{RoleNames[$"{grant["properties"]!["roleDefinitionId"]}".Split('/')[^1]]} at {at}";
    }

    [GeneratedRegex("userAssignedIdentities/id-(?<name>[a-z]+)-")]
    private static partial Regex Identity();

    [GeneratedRegex(@"/providers/Microsoft\.\w+/(?<type>\w+)/[\w-]+(?:/blobServices/default/containers/(?<container>[\w-]+)|/queues/(?<queue>[\w-]+))?(?='|/providers/Microsoft\.Authorization)")]
    private static partial Regex Place();
}
