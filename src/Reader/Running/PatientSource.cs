using Lector.Core;
using Lector.Core.Asking.Queueing;
using Microsoft.Extensions.Logging;

namespace Lector.Reader.Running;

/// <summary>A source of work that outlives outages: an address that never answered is a mistake, one that did is waited for.</summary>
/// <remarks>After an item that had to be given back the next is taken later, and later still: a store that is out of reach for minutes does not use up the deliveries of all that waits.</remarks>
/// <param name="work">The source.</param>
/// <param name="isOutage">Whether what it throws may pass.</param>
/// <param name="log">Told when an outage begins and ends.</param>
/// <param name="time">The clock.</param>
internal sealed class PatientSource(IWorkSource work, Func<Exception, bool> isOutage, ILogger log, TimeProvider time) : IWorkSource
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private bool answered;
    private int inSuccession;

    /// <inheritdoc/>
    public async Task<IWorkLease?> Receive(TimeSpan patience, CancellationToken cancel)
    {
        if (inSuccession > 0)
            await Task.Delay(Pause(inSuccession), time, cancel);
        for (var outages = 0; ;)
            try
            {
                var lease = await work.Receive(patience, cancel);
                if (outages > 0)
                    log.Answers();
                answered = true;
                return lease is null ? null : new Watched(this, lease);
            }
            catch (Exception e) when (answered && Cause(e) is { } cause && isOutage(cause))
            {
                if (outages++ == 0)
                    log.OutOfReach();
                await Task.Delay(Pause(outages), time, cancel);
            }
    }

    // 5, 10, 20, 40, 60 seconds.
    private static TimeSpan Pause(int times) => times > 4 ? Longest : First * (1 << (times - 1));

    private static Exception? Cause(Exception e) => e is UserErrorException told ? told.InnerException : e is OperationCanceledException ? null : e;

    private sealed class Watched(PatientSource source, IWorkLease lease) : IWorkLease
    {
        public WorkItem? Item => lease.Item;

        public int Deliveries => lease.Deliveries;

        public Task Renew(CancellationToken cancel) => lease.Renew(cancel);

        public Task Complete(CancellationToken cancel)
        {
            source.inSuccession = 0;
            return lease.Complete(cancel);
        }

        public Task Abandon(CancellationToken cancel)
        {
            source.inSuccession++;
            return lease.Abandon(cancel);
        }
    }
}
