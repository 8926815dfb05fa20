using System.CommandLine;
using Lector.Local.Commands;
using Lector.Local.Running;

namespace Lector.Bench;

/// <summary><c>lector serve</c> with <see cref="StubReader"/> instead of a reader of the user's choice, in this program: what is measured and killed is the host itself.</summary>
internal static class StubProgram
{
    /// <summary>The first argument that asks for it.</summary>
    public const string Word = "stub";

    /// <summary>How it is started.</summary>
    public static IReadOnlyList<string> Start { get; } = ["dotnet", Path.Combine(AppContext.BaseDirectory, "Lector.Bench.dll"), Word];

    /// <summary>Runs it.</summary>
    public static Task<int> Run(IReadOnlyList<string> args) =>
        Exit.Run(new RootCommand { ServeCommand.Build((_, _, _, _) => Task.FromResult(Readers.Of(new StubReader()))) }, [.. args]);
}
