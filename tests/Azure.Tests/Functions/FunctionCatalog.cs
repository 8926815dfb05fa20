using System.Reflection;
using Lector.Functions.Orchestrations;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Lector.Azure.Tests.Functions;

/// <summary>The app's functions, found by their attributes as the Functions host finds them.</summary>
internal static class FunctionCatalog
{
    public static IReadOnlyList<(string Name, MethodInfo Method, ParameterInfo Trigger)> All { get; } =
    [
        .. from type in typeof(Flows).Assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
           let function = method.GetCustomAttribute<FunctionAttribute>()
           where function is not null
           select (function.Name, method, method.GetParameters().First(parameter => parameter.GetCustomAttributes().Any(attribute => attribute.GetType().Name.EndsWith("TriggerAttribute", StringComparison.Ordinal)))),
    ];

    public static IEnumerable<(string Name, MethodInfo Method, ParameterInfo Trigger)> With<TTrigger>()
        where TTrigger : Attribute => All.Where(function => function.Trigger.GetCustomAttribute<TTrigger>() is not null);

    /// <summary>Registers every orchestrator and activity at the in-process host, bound as the Functions worker binds them.</summary>
    public static void AddTo(DurableTaskRegistry registry)
    {
        foreach (var (name, method, _) in With<OrchestrationTriggerAttribute>())
            registry.AddOrchestrator(name, () => new Orchestrator(method));
        foreach (var (name, method, trigger) in With<ActivityTriggerAttribute>())
            registry.AddActivity(name, services => new Activity(method, trigger, services));
    }

    private static async Task<object?> Result(object? returned)
    {
        var task = (Task)returned!;
        await task;
        return task.GetType().GetProperty("Result")!.GetValue(task);
    }

    private sealed class Orchestrator(MethodInfo method) : ITaskOrchestrator
    {
        // The Functions worker converts when the input is asked for; here the type must be named before.
        public Type InputType { get; } = CoreNames.Of(method.Name)!.GetGenericArguments()[0];

        public Type OutputType => method.ReturnType.GetGenericArguments()[0];

        public Task<object?> RunAsync(TaskOrchestrationContext context, object? input) => Result(method.Invoke(null, [context]));
    }

    private sealed class Activity(MethodInfo method, ParameterInfo trigger, IServiceProvider services) : ITaskActivity
    {
        public Type InputType => trigger.ParameterType;

        public Type OutputType => method.ReturnType.GetGenericArguments()[0];

        public Task<object?> RunAsync(TaskActivityContext context, object? input) => Result(method.Invoke(
            ActivatorUtilities.CreateInstance(services, method.DeclaringType!),
            [.. method.GetParameters().Select(parameter => parameter == trigger ? input : parameter.ParameterType == typeof(DurableTaskClient) ? services.GetRequiredService<DurableTaskClient>() : null)]));
    }
}
