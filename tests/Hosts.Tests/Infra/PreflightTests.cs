namespace Lector.Hosts.Tests.Infra;

/// <summary>The hook before provisioning, in both shells.</summary>
public sealed class PreflightTests : IDisposable
{
    private readonly HookRun hook = new();

    public static TheoryData<string> Shell => [.. Shells.Both];

    /// <summary>Settings, and the sentence that refuses them.</summary>
    public static TheoryData<string, string, string> Combinations => Times(
        ("READER_MODE=none READER_TRANSPORT=endpoint", "needs somebody who reads. Set READER_MODE to external, gpu-t4 or gpu-a100"),
        ("READER_MODE=gpu-t4 READER_TRANSPORT=endpoint", "Set PRIVATE_NETWORKING=true, or READER_TRANSPORT to queue."),
        ("READER_MODE=external READER_TRANSPORT=endpoint PRIVATE_NETWORKING=true", "Set READER_ADDRESS, or READER_TRANSPORT to queue."),
        ("READER_ADDRESS=http://10.0.0.4:8080", "READER_ADDRESS counts with READER_MODE=external and READER_TRANSPORT=endpoint only."),
        ("READER_MODE=gpu-a100 PRIVATE_NETWORKING=true READER_LOCATION=westus3", "A private network lies in one region"),
        ("READER_MIN_REPLICAS=3 READER_MAX_REPLICAS=2", "READER_MIN_REPLICAS is above READER_MAX_REPLICAS."),
        ("READER_MODE=gpu", "READER_MODE=gpu is none of: external none gpu-t4 gpu-a100."),
        ("INGEST_MODE=eventGrid", "INGEST_MODE=eventGrid is none of: blobTrigger serviceBus."),
        ("READER_MAX_REPLICAS=many", "READER_MAX_REPLICAS=many is no whole number."),
        ("AZURE_LOCATION=", "No region is chosen. Run: azd env set AZURE_LOCATION"),
        ("AZURE_SUBSCRIPTION_ID=", "No subscription is chosen. Run: azd env set AZURE_SUBSCRIPTION_ID"));

    /// <summary>A question to Azure, the answer that stops, and the line with its remedy.</summary>
    public static TheoryData<string, string, string, string> Lacks => Times(
        ("list-flexconsumption-locations", "0", "Functions Flex Consumption is not offered in swedencentral. Choose from: az functionapp list-flexconsumption-locations"),
        ("list-flexconsumption-locations", "", "Functions Flex Consumption is not offered in swedencentral."),
        ("list-flexconsumption-runtimes", "0", "does not offer .NET 10 (isolated). Choose another region"),
        ("workload-profile list-supported", "0", "Consumption-GPU-NC8as-T4 is not offered in swedencentral. Run: azd env set READER_LOCATION"),
        ("Microsoft.App/locations/swedencentral/usages", "1.0\t1.0", "swedencentral has 0 of 1 GPUs (Consumption-GPU-NC8as-T4) left. Ask for quota"),
        ("cognitiveservices model list", "DataZoneStandard", "gpt-5.4 2026-03-05 is not offered as GlobalStandard in swedencentral. Set FRONTIER_LOCATION"),
        ("cognitiveservices usage list", "100.0\t80.0", "swedencentral has 20 of 50 thousand tokens a minute left for gpt-5.4 as GlobalStandard. Run: azd env set FRONTIER_CAPACITY 20"),
        ("role assignment list", "Contributor", "You need Owner, or Contributor with Role Based Access Control Administrator, on subscription 11111111-1111-1111-1111-111111111111; seen: Contributor."),
        ("account show", "", "az is not signed in to subscription 11111111-1111-1111-1111-111111111111. Run: az login"));

    [Theory]
    [MemberData(nameof(Shell))]
    public async Task Goes_on_where_everything_is_offered(string shell)
    {
        var ended = await Offered().Set("READER_MODE=gpu-t4").Run(shell, "preflight");
        Assert.Equal((0, ""), (ended.Code, ended.Errors));
        Assert.Equal(
            ["ok    Functions Flex Consumption with .NET 10 in swedencentral", "ok    Consumption-GPU-NC8as-T4 in swedencentral, 2 left", "ok    gpt-5.4 2026-03-05 as GlobalStandard in swedencentral, 200 thousand tokens a minute left", "ok    You may create resources and give roles"],
            ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Refuses_settings_that_cannot_work_and_asks_Azure_nothing(string shell, string settings, string sentence)
    {
        var ended = await Offered().Set(settings).Run(shell, "preflight");
        Assert.Equal(1, ended.Code);
        Assert.Contains(sentence, Line(ended.Output));
        Assert.Contains("Nothing was provisioned.", ended.Output);
        Assert.Empty(hook.Calls);
    }

    [Theory]
    [MemberData(nameof(Lacks))]
    public async Task Names_what_is_lacking_with_the_remedy_in_one_line(string shell, string question, string answer, string line)
    {
        hook.Answer(question, (answer, answer.Length == 0 ? 1 : 0));
        var ended = await Offered().Set("READER_MODE=gpu-t4").Run(shell, "preflight");
        Assert.Equal(1, ended.Code);
        Assert.Contains(line, Line(ended.Output));
    }

    [Theory]
    [MemberData(nameof(Shell))]
    public async Task Goes_on_all_the_same_when_told_to_warn_only(string shell)
    {
        hook.Answer("role assignment list --assignee somebody@firm.example", ("Reader", 0));
        var ended = await Offered().Set("LECTOR_PREFLIGHT=warn").Run(shell, "preflight");
        Assert.Equal(0, ended.Code);
        Assert.Contains("STOP  You need Owner", ended.Output);
        Assert.Contains("1 of these would have stopped the deployment", ended.Output);
    }

    [Theory]
    [MemberData(nameof(Shell))]
    public async Task Does_not_count_a_quota_that_this_deployment_holds_itself(string shell)
    {
        hook.Answer("cognitiveservices usage list", ("50.0\t50.0", 0));
        var ended = await Offered().Set("READER_MODE=none SERVICE_FUNCTIONS_NAME=func-x").Run(shell, "preflight");
        Assert.Equal(0, ended.Code);
        Assert.Contains("the quota was not counted again", ended.Output);
    }

    [Theory]
    [MemberData(nameof(Shell))]
    public async Task Says_what_is_paid_at_rest(string shell)
    {
        var ended = await Offered().Set("READER_MODE=gpu-t4 READER_TRANSPORT=endpoint PRIVATE_NETWORKING=true INGEST_MODE=serviceBus ALWAYS_READY=1").Run(shell, "preflight");
        Assert.Equal(0, ended.Code);
        Assert.Contains("ALWAYS_READY=1 keeps", ended.Output);
        Assert.Contains("keeps one GPU replica running", ended.Output);
        Assert.Contains("Service Bus Premium", ended.Output);
    }

    public void Dispose() => hook.Dispose();

    private static string Line(string output) => Assert.Single(output.Split('\n'), line => line.StartsWith("STOP", StringComparison.Ordinal));

    /// <summary>A subscription in which every question has a good answer.</summary>
    private HookRun Offered() => hook
        .Set("AZURE_LOCATION=swedencentral AZURE_SUBSCRIPTION_ID=11111111-1111-1111-1111-111111111111")
        .Answer("account show --query user.name", ("somebody@firm.example", 0))
        .Answer("account show", ("11111111-1111-1111-1111-111111111111", 0))
        .Answer("list-flexconsumption-locations", ("1", 0))
        .Answer("list-flexconsumption-runtimes", ("1", 0))
        .Answer("workload-profile list-supported", ("1", 0))
        .Answer("Microsoft.App/locations/swedencentral/usages", ("2.0\t0.0", 0))
        .Answer("cognitiveservices model list", ("Standard\nGlobalStandard", 0))
        .Answer("cognitiveservices usage list", ("200.0\t0.0", 0))
        .Answer("role assignment list --assignee somebody@firm.example", ("Reader\nOwner", 0));

    private static TheoryData<string, string, string> Times(params (string First, string Second)[] rows) =>
        [.. Shells.Both.SelectMany(shell => rows.Select(row => new TheoryDataRow<string, string, string>(shell, row.First, row.Second)))];

    private static TheoryData<string, string, string, string> Times(params (string First, string Second, string Third)[] rows) =>
        [.. Shells.Both.SelectMany(shell => rows.Select(row => new TheoryDataRow<string, string, string, string>(shell, row.First, row.Second, row.Third)))];
}
