using System.Diagnostics;
using Lector.Hosts.Tests.House;

namespace Lector.Hosts.Tests.Infra;

/// <summary>The hooks after provisioning and after deployment, in both shells.</summary>
public sealed class HookTests : IDisposable
{
    private const string Deployed = "AZURE_RESOURCE_GROUP=rg-x SERVICE_FUNCTIONS_NAME=func-x SERVICE_FUNCTIONS_URI=https://func-x.example AZURE_EVENTGRID_TOPIC_NAME=evgt-x AZURE_STORAGE_ACCOUNT_NAME=stx "
        + "AZURE_CONTAINER_REGISTRY_NAME=crx AZURE_CONTAINER_REGISTRY_ENDPOINT=crx.azurecr.io READER_APP_NAME=ca-x WEBHOOK_TRIES=3 WEBHOOK_PAUSE=0 SMOKE_TRIES=3 SMOKE_PAUSE=0";

    private readonly HookRun hook = new HookRun().Set(Deployed);

    public static TheoryData<string> Shell => [.. Shells.Both];

    public static TheoryData<string> Scripts => [.. Repository.Files("infra/hooks", "*.sh").Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Every_hook_is_a_script_that_sh_can_read_and_a_broken_copy_is_not(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no sh");
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "infra", "hooks", script));
        Assert.Equal(0, await Read(text));
        Assert.NotEqual(0, await Read(text + "\nif true; then\n"));
        Assert.StartsWith("#!/bin/sh\n", text);
    }

    [Theory]
    [MemberData(nameof(Shell))]
    public async Task No_image_is_built_for_a_reader_at_the_firm(string shell)
    {
        Assert.Equal(0, (await hook.Run(shell, "reader-image")).Code);
        Assert.Empty(hook.Calls);
    }

    [Theory]
    [MemberData(nameof(Shell))]
    public async Task The_reader_is_built_in_the_registry_and_kept_in_the_azd_environment(string shell)
    {
        hook.Answer("acr repository show", ("", 1));
        var ended = await hook.Set("READER_MODE=gpu-t4 READER_MODEL_URL=https://models.example/m.gguf").Run(shell, "reader-image");
        Assert.Equal((0, ""), (ended.Code, ended.Errors));
        var build = Assert.Single(hook.Calls, call => call.StartsWith("az acr build", StringComparison.Ordinal));
        Assert.Contains("--file src/Reader/Dockerfile --target cuda --build-arg MODEL_URL=https://models.example/m.gguf", build);
        var kept = Assert.Single(hook.Calls, call => call.StartsWith("azd env set READER_IMAGE crx.azurecr.io/lector-reader:", StringComparison.Ordinal)).Split(' ')[^1];
        Assert.Equal("azd provision --no-prompt", hook.Calls[^1]);
        Assert.EndsWith("-m", kept);
        Assert.Contains(build.Split("--image ")[1].Split(' ')[0], kept);
    }

    [Theory]
    [MemberData(nameof(Shell))]
    public async Task What_is_in_the_registry_already_is_not_built_again(string shell)
    {
        Assert.Equal(0, (await hook.Set("READER_MODE=gpu-a100").Run(shell, "reader-image")).Code);
        Assert.DoesNotContain(hook.Calls, call => call.StartsWith("az acr build", StringComparison.Ordinal));
        Assert.Contains(hook.Calls, call => call.StartsWith("azd env set READER_IMAGE", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Shell))]
    public async Task An_endpoint_gets_a_model_server(string shell)
    {
        hook.Answer("acr repository show", ("", 1));
        Assert.Equal(0, (await hook.Set("READER_MODE=gpu-t4 READER_TRANSPORT=endpoint").Run(shell, "reader-image")).Code);
        Assert.Contains(hook.Calls, call => call.Contains("--file infra/model-server/Dockerfile --build-arg MODEL_URL=https://", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Shell))]
    public async Task The_provisioning_that_the_hook_starts_ends_there(string shell)
    {
        Assert.Equal(0, (await hook.Set("READER_MODE=gpu-t4 READER_IMAGE_BUILT=1").Run(shell, "reader-image")).Code);
        Assert.Empty(hook.Calls);
    }

    [Theory]
    [MemberData(nameof(Shell))]
    public async Task An_image_of_somebody_elses_registry_is_taken_as_it_is(string shell)
    {
        var ended = await hook.Set("READER_MODE=gpu-t4 READER_IMAGE=example.org/reader:1").Run(shell, "reader-image");
        Assert.Equal(0, ended.Code);
        Assert.Contains("taken as it is", ended.Output);
        Assert.Empty(hook.Calls);
    }

    [Theory]
    [MemberData(nameof(Shell))]
    public async Task A_build_that_fails_leaves_the_environment_as_it_was(string shell)
    {
        hook.Answer("acr repository show", ("", 1)).Answer("acr build", ("step 3 failed", 1));
        var ended = await hook.Set("READER_MODE=gpu-t4").Run(shell, "reader-image");
        Assert.Equal(1, ended.Code);
        Assert.Contains("The image could not be built. Run azd provision again", ended.Output);
        Assert.DoesNotContain(hook.Calls, call => call.StartsWith("azd", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Shell))]
    public async Task Event_Grid_is_subscribed_as_soon_as_the_key_exists(string shell)
    {
        hook.Answer("functionapp keys list", ("", 1), ("0", 0), ("56", 0));
        var ended = await hook.Run(shell, "webhook");
        Assert.Equal((0, ""), (ended.Code, ended.Errors));
        Assert.Equal(3, hook.Calls.Count(call => call.Contains("keys list", StringComparison.Ordinal)));
        Assert.EndsWith("--template-file infra/webhook.bicep --only-show-errors -o none --parameters functionAppName=func-x topicName=evgt-x storageAccountName=stx", hook.Calls[^1]);
        Assert.Contains("Uploads to stx/matters reach func-x.", ended.Output);
    }

    [Theory]
    [MemberData(nameof(Shell))]
    public async Task A_key_that_never_comes_is_given_up_in_words(string shell)
    {
        hook.Answer("functionapp keys list", ("0", 0));
        var ended = await hook.Run(shell, "webhook");
        Assert.Equal(1, ended.Code);
        Assert.Contains("STOP  func-x has no key blobs_extension", ended.Output);
        Assert.DoesNotContain(hook.Calls, call => call.Contains("deployment group", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Shell))]
    public async Task A_handshake_that_fails_is_tried_again(string shell)
    {
        hook.Answer("functionapp keys list", ("56", 0)).Answer("deployment group create", ("", 1), ("", 1), ("", 0));
        Assert.Equal(0, (await hook.Run(shell, "webhook")).Code);
        Assert.Equal(3, hook.Calls.Count(call => call.Contains("deployment group create", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Shell))]
    public async Task The_way_by_Service_Bus_needs_no_webhook(string shell)
    {
        Assert.Equal(0, (await hook.Set("INGEST_MODE=serviceBus").Run(shell, "webhook")).Code);
        Assert.Empty(hook.Calls);
    }

    [Theory]
    [MemberData(nameof(Shell))]
    public async Task The_smoke_ask_waits_for_the_evidence(string shell)
    {
        hook.Answer("/plan.json", ("0", 0), ("1", 0)).Answer("/pack.json", ("0", 0), ("1", 0));
        var ended = await hook.Set("READER_MODE=none").Run(shell, "smoke");
        Assert.Equal((0, ""), (ended.Code, ended.Errors));
        Assert.Contains("was read and its evidence is ready; nothing was sent. Page: https://func-x.example/keyed", ended.Output);
        Assert.Contains("upload-batch --destination matters --destination-path smoke/documents --source samples/northgate-supply/correspondence", hook.Calls[0]);
        Assert.Contains("upload --container-name matters --name smoke/asks/smoke-2", hook.Calls[1]);
        Assert.All(hook.Calls, call => Assert.Contains("--auth-mode login", call));
    }

    [Theory]
    [MemberData(nameof(Shell))]
    public async Task The_smoke_ask_does_not_wait_for_a_reader_at_the_firm(string shell)
    {
        hook.Answer("/plan.json", ("1", 0)).Answer("/pack.json", ("0", 0));
        var ended = await hook.Run(shell, "smoke");
        Assert.Equal(0, ended.Code);
        Assert.Contains("is planned and waits for the reader at the firm", ended.Output);
    }

    [Theory]
    [MemberData(nameof(Shell))]
    public async Task A_role_that_does_not_count_yet_is_waited_for(string shell)
    {
        hook.Answer("upload-batch", ("", 1), ("", 1), ("", 0)).Answer("/plan.json", ("1", 0));
        Assert.Equal(0, (await hook.Run(shell, "smoke")).Code);
        Assert.Equal(3, hook.Calls.Count(call => call.Contains("upload-batch", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Shell))]
    public async Task An_upload_that_starts_nothing_fails_the_deployment_in_words(string shell)
    {
        hook.Answer("/plan.json", ("0", 0));
        var ended = await hook.Run(shell, "smoke");
        Assert.Equal(1, ended.Code);
        Assert.Contains("STOP  The upload did not start an ask", ended.Output);
    }

    [Theory]
    [MemberData(nameof(Shell))]
    public async Task A_closed_account_is_not_smoked_from_outside(string shell)
    {
        var ended = await hook.Set("PRIVATE_NETWORKING=true").Run(shell, "smoke");
        Assert.Equal(0, ended.Code);
        Assert.Contains("No smoke ask", ended.Output);
        Assert.Empty(hook.Calls);
    }

    public void Dispose() => hook.Dispose();

    private static async Task<int> Read(string text)
    {
        using var sh = Process.Start(new ProcessStartInfo("sh", ["-n"]) { RedirectStandardInput = true, RedirectStandardError = true })!;
        await sh.StandardInput.WriteAsync(text);
        sh.StandardInput.Close();
        await sh.StandardError.ReadToEndAsync();
        await sh.WaitForExitAsync();
        return sh.ExitCode;
    }
}
