using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Lector.Core.Asking.Queueing;
using Lector.Core.Storage;
using Lector.Functions.Orchestrations;
using Microsoft.Azure.Functions.Worker;

namespace Lector.Azure.Tests.Functions;

/// <summary>The app's functions against what Core names and what the deployment subscribes.</summary>
public sealed class WiringTests
{
    [Fact]
    public void Every_step_of_Core_has_its_activity_and_no_activity_is_without_one() =>
        Assert.Equal(CoreNames.Steps.Keys.Order(), FunctionCatalog.With<ActivityTriggerAttribute>().Select(function => function.Name).Order());

    [Fact]
    public void Every_flow_of_Core_has_its_orchestrator_and_no_orchestrator_is_without_one() =>
        Assert.Equal(CoreNames.Flows.Keys.Order(), FunctionCatalog.With<OrchestrationTriggerAttribute>().Select(function => function.Name).Order());

    [Fact]
    public void Inputs_and_results_are_those_of_Core()
    {
        foreach (var (name, method, trigger) in FunctionCatalog.With<ActivityTriggerAttribute>())
            Assert.Equal(CoreNames.Steps[name].GetGenericArguments(), [trigger.ParameterType, method.ReturnType.GetGenericArguments()[0]]);
        foreach (var (name, method, _) in FunctionCatalog.With<OrchestrationTriggerAttribute>())
            Assert.Equal(CoreNames.Flows[name].GetGenericArguments()[1], method.ReturnType.GetGenericArguments()[0]);
    }

    [Fact]
    public void A_functions_name_is_its_members() => Assert.All(FunctionCatalog.All, function => Assert.Equal(function.Method.Name, function.Name));

    [Fact]
    public void What_passes_through_the_history_is_flat_and_survives_the_JSON_of_every_host()
    {
        foreach (var type in CoreNames.Steps.Values.Concat(CoreNames.Flows.Values).SelectMany(type => type.GetGenericArguments()).Distinct())
        {
            Assert.True(type.IsEnum || type.IsSealed, type.Name);
            foreach (var member in type.IsEnum ? [] : type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(member => member.CanWrite))
                Assert.True(IsFlat(member.PropertyType), $"{type.Name}.{member.Name} is a {member.PropertyType.Name}.");
        }
    }

    [Theory]
    [InlineData("DocumentUploaded", "matters/{matter}/documents/{name}")]
    [InlineData("AskUploaded", "matters/{matter}/asks/{id}.json")]
    public void A_blob_trigger_hears_Event_Grid_and_is_given_the_blob_but_not_its_content(string name, string path)
    {
        var (_, _, trigger) = FunctionCatalog.All.Single(function => function.Name == name);
        var attribute = trigger.GetCustomAttribute<BlobTriggerAttribute>()!;
        Assert.Equal((path, BlobTriggerSource.EventGrid, "Documents", "BlobClient"), (attribute.BlobPath, attribute.Source, attribute.Connection, trigger.ParameterType.Name));
    }

    [Fact]
    public void No_function_writes_where_people_upload() =>
        Assert.DoesNotContain(FunctionCatalog.All.SelectMany(function => function.Method.GetCustomAttributes().Concat(function.Method.ReturnParameter.GetCustomAttributes())), attribute => attribute.GetType().Name.EndsWith("OutputAttribute", StringComparison.Ordinal));

    [Fact]
    public void Queues_and_containers_are_those_of_Core()
    {
        var queues = FunctionCatalog.All.Select(function => function.Trigger.GetCustomAttributes().SingleOrDefault(attribute => attribute.GetType().Name == "ServiceBusTriggerAttribute")).OfType<Attribute>()
            .Select(attribute => ((string)attribute.GetType().GetProperty("QueueName")!.GetValue(attribute)!).Split('/')[0]).Distinct();
        Assert.Subset(new HashSet<string> { Queues.Ingest, Queues.Results, Queues.Work }, queues.ToHashSet());
        Assert.Equal("webjobs-blobtrigger-poison", FunctionCatalog.With<QueueTriggerAttribute>().Single().Trigger.GetCustomAttribute<QueueTriggerAttribute>()!.QueueName);
        Assert.Equal("matters", Containers.Matters);
    }

    [Fact]
    public void The_root_host_json_lies_beside_the_app_and_says_what_the_app_counts_on()
    {
        var root = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "host.json"))).RootElement;
        Assert.True(JsonElement.DeepEquals(root, JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(typeof(Flows).Assembly.Location)!, "host.json"))).RootElement));
        Assert.Equal("OpenTelemetry", root.GetProperty("telemetryMode").GetString());
        Assert.Equal("", root.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString());
        var durable = root.GetProperty("extensions").GetProperty("durableTask");
        Assert.False(durable.GetProperty("throwStatusExceptionsOnRaiseEvent").GetBoolean());
        Assert.False(durable.GetProperty("tracing").GetProperty("traceInputsAndOutputs").GetBoolean());
        Assert.True(TimeSpan.Parse(root.GetProperty("functionTimeout").GetString()!, System.Globalization.CultureInfo.InvariantCulture) > Lector.Functions.Activities.StepWork.Limit);
        foreach (var trigger in new[] { "DocumentUploaded", "AskUploaded", "UploadPoisoned", "Ingest", "IngestDeadLetters" })
            Assert.Equal("Warning", root.GetProperty("logging").GetProperty("logLevel").GetProperty($"Function.{trigger}").GetString());
    }

    [Fact]
    public async Task The_root_host_json_is_published_and_no_settings_of_a_developers_machine_are()
    {
        // What dotnet publish would copy. The extensions' project is made by a build that not every test run gives; any other stands in for it.
        string[] asks =
        [
            "msbuild", Path.Combine(Root, "functions", "Functions.csproj"), "-t:ComputeResolvedFilesToPublishList", "-getItem:ResolvedFileToPublish", "-p:NoBuild=true",
            $"-p:Configuration={new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name}", $"-p:ExtensionsCsProj={Path.Combine(Root, "src", "Core", "Core.csproj")}",
        ];
        using var asked = Process.Start(new ProcessStartInfo("dotnet", asks) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (said, _) = (await asked.StandardOutput.ReadToEndAsync(), await asked.StandardError.ReadToEndAsync());
        await asked.WaitForExitAsync();
        Assert.True(asked.ExitCode == 0, said);
        var files = JsonDocument.Parse(said).RootElement.GetProperty("Items").GetProperty("ResolvedFileToPublish").EnumerateArray()
            .ToDictionary(file => file.GetProperty("RelativePath").GetString()!, file => file.GetProperty("FullPath").GetString());
        Assert.Equal(Path.Combine(Root, "host.json"), files["host.json"]);
        Assert.Contains("Lector.Functions.dll", files.Keys);
        Assert.DoesNotContain("local.settings.json", files.Keys);
    }

    private static string Root { get; } = Find();

    private static bool IsFlat(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare == typeof(string) || bare.IsEnum || bare == typeof(bool) || bare == typeof(int) || bare == typeof(long) || bare == typeof(DateTimeOffset) || bare == typeof(TimeSpan);
    }

    private static string Find([System.Runtime.CompilerServices.CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!File.Exists(Path.Combine(folder.FullName, "Serverless.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
