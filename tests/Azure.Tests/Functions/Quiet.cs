using System.Runtime.CompilerServices;

namespace Lector.Azure.Tests.Functions;

/// <summary>The in-process host writes every request of its own to the console unless it is told otherwise.</summary>
internal static class Quiet
{
    [ModuleInitializer]
    public static void Set() => Environment.SetEnvironmentVariable("Logging__LogLevel__Default", "None");
}
