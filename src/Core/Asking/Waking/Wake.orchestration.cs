using Lector.Core.Asking.Queueing;

namespace Lector.Core.Asking.Waking;

/// <summary>The flows that start asks, under instances whose ids keep them from running twice.</summary>
public static class WakeOrchestration
{
    /// <summary>How often a matter is looked at for one wake before it is given up: with pauses that double up to a day, four days, so that a machine may be off over a long weekend.</summary>
    public const int Looks = 15;

    /// <summary>The first pause after a look that failed.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Begins a person's ask.</summary>
    public static Task<Begun> RunTake(IHistory history, BeginRef ask) => history.Call(WakeSteps.Begin, ask);

    /// <summary>Looks at a matter whose documents changed, and again later where that failed or an ask could not be begun: an outage loses no upload.</summary>
    /// <exception cref="StepFailedException">The last look failed too.</exception>
    public static async Task<Woken> RunWake(IHistory history, WakeRef wake)
    {
        for (var look = 0; ; look++)
        {
            var isLast = look == Looks - 1;
            try
            {
                var woken = await history.Call(WakeSteps.LookAround, wake);
                if (woken.Failed == 0 || isLast)
                    return woken;
            }
            catch (StepFailedException) when (!isLast)
            {
                // Its store, or the reader's machine, may be there again after the pause.
            }

            // A pause: nobody raises this signal.
            await history.Wait($"look-{look}", QueuedReading.Limit(Pause, look));
        }
    }
}
