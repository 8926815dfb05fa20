using System.CommandLine;
using Lector.Local.Folders;

namespace Lector.Local.Commands;

/// <summary>Where runs and caches are kept.</summary>
internal static class RunOptions
{
    private static readonly Option<string?> OutOption = new("--out") { Description = "Where runs and caches are kept; by default a folder of this user. Never inside the asked folder." };

    /// <summary>Adds the option to a command.</summary>
    public static void AddTo(Command command) => command.Options.Add(OutOption);

    /// <summary>The folder.</summary>
    public static string Out(ParseResult parsed) => parsed.GetValue(OutOption) is { Length: > 0 } given ? Path.GetFullPath(given) : UserFolders.Data;
}
