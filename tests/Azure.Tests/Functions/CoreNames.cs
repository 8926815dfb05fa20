using Lector.Core.Asking;

namespace Lector.Azure.Tests.Functions;

/// <summary>Every step and flow of Core, found by their types wherever Core declares them.</summary>
internal static class CoreNames
{
    public static IReadOnlyDictionary<string, Type> Steps { get; } = Declared(typeof(Step<,>));

    public static IReadOnlyDictionary<string, Type> Flows { get; } = Declared(typeof(Flow<,>));

    public static Type? Of(string name) => Steps.GetValueOrDefault(name) ?? Flows.GetValueOrDefault(name);

    private static Dictionary<string, Type> Declared(Type kind) =>
        (from type in typeof(AskOrchestration).Assembly.GetTypes()
         where type is { IsAbstract: true, IsSealed: true }
         from property in type.GetProperties()
         where property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == kind
         select (Name: (string)((dynamic)property.GetValue(null)!).Name, property.PropertyType)).ToDictionary();
}
