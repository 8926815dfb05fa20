namespace Lector.Core.Asking.Queueing;

/// <summary>Reading by readers at a queue: groups are posted, and taken in when a signal says that their items are read.</summary>
/// <remarks>Replayed code. A signal is a hint that may be early, late, lost or doubled: each name serves one wait, and after every wait a step looks at the store.</remarks>
public static class QueuedReading
{
    /// <summary>How often a wait is begun for one group, or for a first reader, before it is given up: with waits that double up to a day, about a month.</summary>
    public const int Looks = 40;

    private const int None = -1;
    private const int MostDoublings = 20;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>The signal that a group's items are all read.</summary>
    public static string Read(int group, int wait) => $"read-{group}.{wait}";

    /// <summary>The signal that a reader has announced itself.</summary>
    public static string Announced(int call) => $"reader-{call}";

    /// <summary>How long a wait lasts: twice as long as the one before, a day at most.</summary>
    /// <param name="first">The first.</param>
    /// <param name="look">Which, from 0.</param>
    public static TimeSpan Limit(TimeSpan first, int look)
    {
        var limit = first * Math.Pow(2, Math.Min(look, MostDoublings));
        return limit < Longest ? limit : Longest;
    }

    /// <summary>Settles which reader reads, and waits for one where none is known.</summary>
    /// <returns>Groups for it to read.</returns>
    internal static async Task<int> Appoint(IHistory history, RunRef run, AskProgress progress)
    {
        DateTimeOffset? since = null;
        for (var call = 0; ; call++)
        {
            // The last call fails when nobody is there, in words for people.
            var appointed = await history.Call(Steps.Appoint, new AppointRef(run.Matter, run.Ask, run.Run, call));
            if (appointed.Judging != None)
                return appointed.Judging;
            since ??= history.Now;
            history.Report(progress with { WaitingSince = since });
            await history.Wait(Announced(call), Limit(TimeSpan.FromMinutes(1), call));
        }
    }

    /// <summary>Reads a chunk of groups, as many at once as the readers that are there allow.</summary>
    public static async Task<GroupRead> RunChunk(IHistory history, ChunkRef chunk)
    {
        var next = chunk.First;
        var end = chunk.First + chunk.Count;
        var (files, unread, running, wanted) = (0, 0, 0, 1);
        var lanes = new List<Task>();
        Grow();
        // A lane that is under way may begin others: they come behind it in the list.
        for (var i = 0; i < lanes.Count; i++)
            await lanes[i];
        return new GroupRead(files, 0, unread);

        void Grow()
        {
            for (; running < wanted && next < end; running++)
                lanes.Add(Lane());
        }

        // All lanes run in the same turn on one thread: taking the next number needs no lock.
        async Task Lane()
        {
            for (var (held, wait) = (None, 0); ;)
            {
                // More lanes than the readers need now: this one takes nothing new.
                var coming = next < end && running <= wanted ? next++ : None;
                if (held == None && coming == None)
                    break;
                var exchanged = await Exchange(held, coming, wait);
                files += exchanged.Files;
                unread += exchanged.Unread;
                wanted = exchanged.Lanes;
                (held, wait) = (coming, exchanged.Wait);
                if (coming != None)
                    Grow();
            }

            running--;
        }

        async Task<Exchanged> Exchange(int held, int coming, int wait)
        {
            for (var look = 0; ; look++)
            {
                if (held != None && wait > 0)
                    await history.Wait(Read(held, look), TimeSpan.FromSeconds(wait));
                // The last look takes the group in as it is: what nobody read is counted as such.
                var exchanged = await history.Call(Steps.Exchange, new ExchangeRef(chunk.Matter, chunk.Ask, chunk.Run, held, look, coming));
                if (exchanged.Gathered)
                    return exchanged;
                wait = exchanged.Wait;
                history.Report(new AskProgress(AskStage.Reading, 0, chunk.Count, next - chunk.First) { WaitingSince = exchanged.WaitingSince });
            }
        }
    }
}
