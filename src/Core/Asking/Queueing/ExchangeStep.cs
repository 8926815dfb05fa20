namespace Lector.Core.Asking.Queueing;

/// <summary>Takes in a group whose items are read, and then posts the next: one step, for every step costs rows of history.</summary>
public sealed class ExchangeStep(AskPorts ports)
{
    private const double Patience = 4;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private readonly LastPlan plans = new(ports.Store);
    private readonly Posting posting = new(ports);
    private readonly Gathering gathering = new(ports);

    /// <summary>Exchanges.</summary>
    public async Task<Exchanged> Run(ExchangeRef exchange, CancellationToken cancel)
    {
        var run = new RunRef(exchange.Matter, exchange.Ask, exchange.Run);
        var plan = await plans.Of(run, cancel);
        var reader = plan.Queued ?? throw new InvalidOperationException("The run has no reader.");
        var readers = await Announcements.Load(ports.Store, ports.Time, cancel);
        var key = Verdicts.Key(reader.Identity);
        var (pace, there) = (readers.Pace(key), readers.There(key, ports.Time.GetUtcNow()));
        var share = FairShare.Of(reader.Tokens, pace, there);

        var (files, unread) = (0, 0);
        if (exchange.Gather >= 0)
        {
            var last = exchange.Look >= QueuedReading.Looks - 1;
            if (await gathering.Gather(run, plan, exchange.Gather, exchange.Look, readerIsThere: there > 0, giveUp: last, cancel) is not { } missing)
            {
                var posted = await ports.Store.Queued(run, plan.Shards[plan.Judging[exchange.Gather]].Id, cancel);
                return new Exchanged(false, 0, 0, Seconds(QueuedReading.Limit(ports.LeastWait, exchange.Look + 1)), share.Lanes, there > 0 ? null : Later(posted?.Posted, readers.SeenLast(key)));
            }

            (files, unread) = (plan.Shards[plan.Judging[exchange.Gather]].Files, missing);
        }

        if (exchange.Post < 0)
            return new Exchanged(true, files, unread, 0, share.Lanes, null);
        var (isRead, tokens) = await posting.Post(run, plan, exchange.Post, pace, share.Window, cancel);
        // Other lanes and other asks have their turns between this group's items; only then is a signal late.
        var late = TimeSpan.FromSeconds(Math.Min(Patience * share.Lanes * tokens / (pace ?? WorkSizing.FirstGuess), Longest.TotalSeconds));
        return new Exchanged(true, files, unread, isRead ? 0 : Seconds(late > ports.LeastWait ? late : ports.LeastWait), share.Lanes, null);
    }

    private static int Seconds(TimeSpan wait) => Math.Max(1, (int)wait.TotalSeconds);

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one > other || other is null ? one : other;
}
