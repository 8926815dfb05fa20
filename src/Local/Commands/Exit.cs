using System.CommandLine;
using Lector.Core;
using Lector.Core.Reading;

namespace Lector.Local.Commands;

/// <summary>Exit codes, and the one place where what went wrong becomes a sentence.</summary>
internal static class Exit
{
    /// <summary>The command did what it was asked, also when nothing was found.</summary>
    public const int Done = 0;

    /// <summary>The user can mend it.</summary>
    public const int User = 1;

    /// <summary>A fault of Lector.</summary>
    public const int Fault = 2;

    /// <summary>Ctrl-C, as shells count it: 128 + SIGINT.</summary>
    public const int Stopped = 130;

    /// <summary>Parses and runs.</summary>
    public static async Task<int> Run(RootCommand root, string[] args)
    {
        try
        {
            var parsed = root.Parse(args);
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(5) });
        }
        catch (Exception e)
        {
            return Tell(e);
        }
    }

    private static int Tell(Exception e)
    {
        switch (e)
        {
            case OperationCanceledException:
                Console.Error.WriteLine("Stopped. What was done is kept: give the same command again to go on.");
                return Stopped;
            case UserErrorException or ReaderUnavailableException:
                Console.Error.WriteLine(e.Message);
                return User;
            case InvalidDataException:
                Console.Error.WriteLine(e.Message);
                return Fault;
            default:
                Console.Error.WriteLine($"This is a fault of Lector: {e.GetType().Name}. What was read is kept. Please report it with the lines below; they hold no document text.");
                Console.Error.WriteLine(e.StackTrace);
                return Fault;
        }
    }
}
