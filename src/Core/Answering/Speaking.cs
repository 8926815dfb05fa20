namespace Lector.Core.Answering;

/// <summary>Sends the one request, and again only when the service answered that it did not do it.</summary>
/// <remarks>
/// A repeat waits as long as the service asks, else one second and then two, plus up to a quarter so that clients that were turned away together do not come back together.
/// A time-out, a lost connection or a server error is never repeated: the model may have done the work.
/// </remarks>
/// <param name="frontier">Where to.</param>
/// <param name="time">The clock of attempts and waits.</param>
/// <param name="jitter">A number in [0, 1) at each call; null: random.</param>
public sealed class Speaking(IFrontier frontier, TimeProvider time, Func<double>? jitter = null)
{
    /// <summary>The most attempts.</summary>
    public const int MostAttempts = 3;

    /// <summary>The longest wait that a service may ask for; when it asks for more, the attempt is the last.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly Func<double> jitter = jitter ?? Random.Shared.NextDouble;

    /// <summary>Sends until the service answers, refuses, or stays busy.</summary>
    /// <param name="request">The request.</param>
    /// <param name="intend">Records that attempt N is about to be sent; nothing is sent before it returns, nor when it throws.</param>
    /// <param name="record">Records what came of an attempt, the reply before the row that says that there is one; is called for a cancelled attempt too, and never cancelled itself.</param>
    /// <param name="cancel">Stops a wait, and an attempt under way, whose outcome is then recorded as unknown.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<Speech> Send(FrontierRequest request, Func<int, CancellationToken, Task> intend, Func<Attempt, FrontierReply, Task> record, CancellationToken cancel)
    {
        var attempts = new List<Attempt>();
        for (var number = 1; ; number++)
        {
            await intend(number, cancel).ConfigureAwait(false);
            var started = time.GetUtcNow();
            var clock = time.GetTimestamp();
            FrontierReply reply;
            try
            {
                reply = await frontier.Send(request, cancel).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                var stopped = new FrontierReply.Unknown("Stopped while the request was under way: whether it arrived is unknown.");
                await record(Row(stopped), stopped).ConfigureAwait(false);
                throw;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                reply = new FrontierReply.Unknown($"The request broke off unexpectedly ({e.GetType().Name}): whether it arrived is unknown.");
            }

            attempts.Add(Row(reply));
            await record(attempts[^1], reply).ConfigureAwait(false);
            if (reply is not FrontierReply.Busy busy || number == MostAttempts || busy.RetryAfter > LongestWait)
                return new Speech(reply, attempts);
            var wait = busy.RetryAfter ?? TimeSpan.FromSeconds(1 << (number - 1));
            await Task.Delay(wait * (1 + jitter() / 4), time, cancel).ConfigureAwait(false);

            Attempt Row(FrontierReply came) => Describe(number, started, time.GetElapsedTime(clock), request, came);
        }
    }

    private static Attempt Describe(int number, DateTimeOffset started, TimeSpan took, FrontierRequest request, FrontierReply reply)
    {
        var row = new Attempt(number, started, Math.Round(took.TotalSeconds, 3), request.Sha256, AttemptOutcome.Unknown, null, Sent: true, null, null, null);
        return reply switch
        {
            FrontierReply.Answered answered => row with { Outcome = AttemptOutcome.Answered, Status = 200, Usage = answered.Usage, Model = answered.Model, Message = answered.Declined },
            FrontierReply.Busy busy => row with { Outcome = AttemptOutcome.Busy, Status = busy.Status },
            FrontierReply.Refused { Status: 0 } refused => row with { Outcome = AttemptOutcome.Refused, Sent = false, Message = refused.Message },
            FrontierReply.Refused refused => row with { Outcome = AttemptOutcome.Refused, Status = refused.Status, Message = refused.Message },
            FrontierReply.Unknown unknown => row with { Message = unknown.Message },
            _ => row,
        };
    }
}

/// <summary>What came of speaking.</summary>
/// <param name="Reply">The last attempt's reply.</param>
/// <param name="Attempts">Every attempt, in order.</param>
public sealed record Speech(FrontierReply Reply, IReadOnlyList<Attempt> Attempts);
