using Lector.Core;
using Lector.Core.Reading;

namespace Lector.Reader;

/// <summary>Exit codes, and the one place where what went wrong becomes a sentence.</summary>
internal static class Exit
{
    /// <summary>Done, or stopped as it was told to.</summary>
    public const int Done = 0;

    /// <summary>The user can mend it.</summary>
    public const int User = 1;

    /// <summary>A fault of Lector.</summary>
    public const int Fault = 2;

    /// <summary>Stopped before it could tell anything, as shells count it: 128 + SIGINT.</summary>
    public const int Stopped = 130;

    /// <summary>Runs the program.</summary>
    /// <param name="program">Returns an exit code.</param>
    /// <param name="error">Where the sentence goes.</param>
    public static async Task<int> Of(Func<Task<int>> program, TextWriter error)
    {
        try
        {
            return await program();
        }
        catch (OperationCanceledException)
        {
            return Stopped;
        }
        catch (Exception e) when (e is UserErrorException or ReaderUnavailableException)
        {
            await error.WriteLineAsync(e.Message);
            return User;
        }
        catch (Exception e)
        {
            await error.WriteLineAsync($"This is a fault of Lector: {e.GetType().Name}. No work is lost: the queue gives it out again. Please report it with the lines below; they hold no document text.");
            await error.WriteLineAsync(e.StackTrace);
            return Fault;
        }
    }
}
