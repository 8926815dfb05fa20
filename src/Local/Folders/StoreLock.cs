using Lector.Core;

namespace Lector.Local.Folders;

/// <summary>Who works in a place for runs: one <c>lector serve</c> alone, or any number of <c>lector ask</c>, each alone in its matter.</summary>
/// <remarks>The system lets go of a lock when its holder ends, however it ends. Two programs over one run could each send its request.</remarks>
internal static class StoreLock
{
    private const int WouldBlock = 11;
    private const int WouldBlockOnMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>Takes a place for <c>lector serve</c>.</summary>
    /// <param name="out">The place.</param>
    /// <returns>The lock, held until it is disposed of.</returns>
    /// <exception cref="UserErrorException">Another program works there, or the place cannot be written.</exception>
    public static FileStream Alone(string @out) =>
        Take(Path.Combine(@out, "serve.lock"), FileAccess.ReadWrite, FileShare.None)
        ?? throw new UserErrorException($"Another lector serve or ask works in {@out}. Stop it, or choose another place with --out.");

    /// <summary>Takes a matter for <c>lector ask</c>; waits for another that asks it.</summary>
    /// <param name="out">The place for runs.</param>
    /// <param name="matter">The matter's slug.</param>
    /// <param name="say">Told that it waits.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <returns>The locks, held until they are disposed of.</returns>
    /// <exception cref="UserErrorException">A <c>lector serve</c> works there, or the place cannot be written.</exception>
    public static async Task<IDisposable> Matter(string @out, string matter, Action<string> say, CancellationToken cancel)
    {
        var beside = Take(Path.Combine(@out, "serve.lock"), FileAccess.Read, FileShare.ReadWrite)
            ?? throw new UserErrorException($"A lector serve works in {@out}. Ask in its page, stop it, or choose another place with --out.");
        try
        {
            for (var first = true; ; first = false)
            {
                if (Take(Path.Combine(@out, matter, "ask.lock"), FileAccess.ReadWrite, FileShare.None) is { } alone)
                    return new Both(beside, alone);
                if (first)
                    say("Another lector ask reads this folder; waiting for it to end.");
                await Task.Delay(Look, cancel);
            }
        }
        catch
        {
            beside.Dispose();
            throw;
        }
    }

    // Null where another program holds it.
    private static FileStream? Take(string path, FileAccess access, FileShare share)
    {
        try
        {
            Directories.CreatePrivate(Path.GetDirectoryName(path)!);
            return new FileStream(path, FileMode.OpenOrCreate, access, share);
        }
        catch (IOException e) when (e.HResult is WouldBlock or WouldBlockOnMac or SharingViolation)
        {
            return null;
        }
        catch (Exception e) when (FolderStore.DiskFault(e) is { } what)
        {
            throw new UserErrorException($"{what}: {path} could not be written. Make room, or choose another place with --out.", e);
        }
        catch (IOException e)
        {
            throw new UserErrorException($"{Path.GetDirectoryName(path)} is no folder to write in: {e.Message} Choose another place with --out.", e);
        }
    }

    private sealed record Both(FileStream Beside, FileStream Alone) : IDisposable
    {
        public void Dispose()
        {
            Alone.Dispose();
            Beside.Dispose();
        }
    }
}
