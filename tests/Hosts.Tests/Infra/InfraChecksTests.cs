namespace Lector.Hosts.Tests.Infra;

/// <summary>What needs no compiler and no cloud to be seen; each check is shown failing on a copy that is broken in one place.</summary>
public sealed class InfraChecksTests
{
    private static readonly Dictionary<string, Func<InfraText, IEnumerable<string>>> All = new()
    {
        [nameof(ModulePaths)] = ModulePaths.Complaints,
        [nameof(ForbiddenText)] = ForbiddenText.Complaints,
        [nameof(RequiredText)] = RequiredText.Complaints,
        [nameof(Grants)] = Grants.Complaints,
        [nameof(AppSettings)] = AppSettings.Complaints,
        [nameof(TriggerNames)] = TriggerNames.Complaints,
        [nameof(RuntimeVersion)] = RuntimeVersion.Complaints,
        [nameof(AzureYaml)] = AzureYaml.Complaints,
        [nameof(DeploymentSettings)] = DeploymentSettings.Complaints,
        [nameof(RefusalWords)] = RefusalWords.Complaints,
    };

    public static TheoryData<string> Checks => [.. All.Keys];

    /// <summary>Check, file, what stands there, what the broken copy says (null: the file is gone), and a part of the complaint.</summary>
    public static TheoryData<string, string, string, string?, string> Broken => new()
    {
        { nameof(ModulePaths), "infra/main.bicep", "'modules/storage.bicep'", "'modules/store.bicep'", "modules/store.bicep is not there" },
        { nameof(ModulePaths), "infra/modules/cache.bicep", "", "param location string", "modules/cache.bicep is used by nothing" },
        { nameof(ModulePaths), "infra/grants.json", "", null, "grants.json is not there" },
        { nameof(ForbiddenText), "infra/modules/storage.bicep", "output id string = account.id", "output key string = account.listKeys().keys[0].value", "listKeys" },
        { nameof(ForbiddenText), "infra/webhook.bicep", "systemKeys.blobs_extension", "functionKeys.default", "systemKeys.blobs_extension" },
        { nameof(ForbiddenText), "infra/modules/servicebus.bicep", "'${namespace.name}.servicebus.windows.net'", "'Endpoint=sb://x/;SharedAccessKey=x'", "SharedAccessKey" },
        { nameof(ForbiddenText), "infra/main.bicep", "Documents__credential: 'managedidentity'", "Documents: 'DefaultEndpointsProtocol=https;AccountKey=x'", "AccountKey" },
        { nameof(ForbiddenText), "infra/modules/registry.bicep", "adminUserEnabled: false", "adminUserEnabled: true", "adminUserEnabled: true" },
        { nameof(ForbiddenText), "infra/modules/reader.bicep", "activeRevisionsMode: 'Single'", "ingress: { external: true }", "external: true" },
        { nameof(ForbiddenText), "infra/hooks/webhook.sh", "length(systemKeys.blobs_extension || '')", "systemKeys.blobs_extension", "prints a key" },
        { nameof(ForbiddenText), ".github/workflows/azure-dev.yml", "id-token: write", "contents: read\n      secret: ${{ secrets.AZURE_CLIENT_SECRET }}", "AZURE_CLIENT_SECRET" },
        { nameof(RequiredText), "infra/modules/storage.bicep", "allowSharedKeyAccess: false", "allowSharedKeyAccess: shared", "allowSharedKeyAccess: false" },
        { nameof(RequiredText), "infra/modules/openai.bicep", "disableLocalAuth: true", "disableLocalAuth: false", "disableLocalAuth: true" },
        { nameof(RequiredText), "infra/modules/reader.bicep", "identity: platformIdentityId\n              metadata", "metadata", "identity on the scale rule" },
        { nameof(RequiredText), "infra/modules/functions.bicep", "httpsOnly: true", "httpsOnly: false", "httpsOnly: true" },
        { nameof(RequiredText), "infra/modules/functions.bicep", "/runtime/webhooks/blobs", "/none", "excludedPaths" },
        { nameof(RequiredText), "infra/modules/servicebus.bicep", "'P60D'", "'P7D'", "defaultMessageTimeToLive" },
        { nameof(Grants), "infra/grants.json", "\"Storage Blob Data Reader\", \"at\": \"container\", \"name\": \"texts\"", "\"Storage Blob Data Reader\", \"at\": \"storage\", \"name\": \"texts\"", "reader" },
        { nameof(Grants), "infra/grants.json", "\"at\": \"queue\", \"name\": \"read-results\" },\n    { \"role\": \"Storage Blob Data Reader\"", "\"at\": \"queue\", \"name\": \"read-work\" },\n    { \"role\": \"Storage Blob Data Reader\"", "reader" },
        { nameof(Grants), "infra/roles.json", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "Storage Blob Data Reader" },
        { nameof(Grants), "infra/main.bicep", "grants: grants.reader", "grants: grants.app", "readerPrincipalId" },
        { nameof(Grants), "infra/modules/eventgrid.bicep", "output name string", "resource r 'Microsoft.Authorization/roleAssignments@2022-04-01' = {}\noutput name string", "roles.bicep" },
        { nameof(AppSettings), "infra/main.bicep", "Lector__QuietSeconds: string(quietSeconds)", "Lector__Quiet: string(quietSeconds)", "Lector__Quiet" },
        { nameof(AppSettings), "infra/main.bicep", "      Lector__FrontierTerms: frontierTerms\n", "", "Lector__FrontierTerms" },
        { nameof(AppSettings), "infra/main.bicep", "Documents__clientId: appIdentity.outputs.clientId", "Documents__client: ''", "Documents__credential has no Documents__clientId" },
        { nameof(AppSettings), "infra/main.bicep", "AZURE_CLIENT_ID: appIdentity.outputs.clientId", "WEBSITE_RUN_FROM_PACKAGE: '1'", "WEBSITE_RUN_FROM_PACKAGE" },
        { nameof(AppSettings), "infra/gpu.bicep", "'Reader__ModelFile'", "'Reader__Model_File'", "Reader__Model_File" },
        { nameof(AppSettings), "functions/LectorOptions.cs", "public string? FrontierTerms { get; init; }", "public string? Terms { get; init; }", "Lector__Terms" },
        { nameof(AppSettings), "functions/Triggers/UploadFunctions.cs", "Connection = \"Documents\"", "Connection = \"Uploads\"", "connects by Uploads" },
        { nameof(TriggerNames), "infra/main.bicep", "work: 'read-work'", "work: 'work'", "read-work" },
        { nameof(TriggerNames), "infra/main.bicep", "texts: 'texts'", "texts: 'text'", "texts" },
        { nameof(TriggerNames), "infra/webhook.bicep", "'DocumentUploaded'", "'DocumentAdded'", "DocumentAdded" },
        { nameof(TriggerNames), "functions/Triggers/IngestServiceBus.cs", "/$deadletterqueue", "", "dead letters of Queues.Ingest" },
        { nameof(TriggerNames), "src/Core/Asking/Queueing/Queues.cs", "\"ingest\"", "\"uploads\"", "uploads" },
        { nameof(RuntimeVersion), "Directory.Build.props", "net10.0", "net11.0", "'11.0'" },
        { nameof(RuntimeVersion), "infra/modules/functions.bicep", "version: '10.0'", "version: '10'", "'10.0'" },
        { nameof(AzureYaml), "azure.yaml", "project: ./functions", "project: ./function", "./function" },
        { nameof(AzureYaml), "azure.yaml", "run: ./infra/hooks/smoke.ps1", "run: ./infra/hooks/smoke.sh", "smoke.sh" },
        { nameof(AzureYaml), "infra/hooks/webhook.ps1", "", null, "webhook.ps1" },
        { nameof(AzureYaml), "azure.yaml", "preprovision:", "preprovison:", "preprovison" },
        { nameof(AzureYaml), "azure.yaml", "host: function", "host: functionapp", "functionapp" },
        { nameof(AzureYaml), "infra/modules/functions.bicep", "'azd-service-name': serviceName", "service: serviceName", "azd-service-name" },
        { nameof(DeploymentSettings), "infra/main.parameters.json", "\"readerMode\"", "\"readMode\"", "readMode" },
        { nameof(DeploymentSettings), "infra/main.parameters.json", "${INGEST_MODE=blobTrigger}", "${INGEST_MODE=serviceBus}", "INGEST_MODE" },
        { nameof(DeploymentSettings), "azure.yaml", "    - ALLOWED_ADDRESSES\n", "", "ALLOWED_ADDRESSES" },
        { nameof(DeploymentSettings), ".github/workflows/azure-dev.yml", "vars.INGEST_MODE", "vars.INGEST", "INGEST_MODE" },
        { nameof(DeploymentSettings), "README.md", "`QUIET_SECONDS`", "`QUIET`", "QUIET_SECONDS" },
        { nameof(DeploymentSettings), "infra/hooks/preflight.ps1", "Setting FRONTIER_MODEL 'gpt-5.4'", "Setting FRONTIER_MODEL 'gpt-4o'", "FRONTIER_MODEL" },
        { nameof(RefusalWords), "infra/hooks/preflight.ps1", "Lower the one or raise the other.", "Mend it.", "Lower the one" },
    };

    [Theory]
    [MemberData(nameof(Checks))]
    public void Find_nothing_in_the_repository(string check) => Assert.Empty(All[check](InfraText.OfRepository));

    [Theory]
    [MemberData(nameof(Broken))]
    public void Find_what_is_wrong_in_a_broken_copy(string check, string file, string was, string? becomes, string complaint)
    {
        var copy = becomes is null ? InfraText.OfRepository.Without(file) : InfraText.OfRepository.With(file, was, becomes);
        Assert.Contains(All[check](copy), found => found.Contains(complaint, StringComparison.Ordinal));
    }

    [Fact]
    public void Are_each_seen_failing() => Assert.Empty(All.Keys.Except(Broken.Select(row => row.Data.Item1)));
}
