using System.Net;
using Lector.Core.Reading;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Lector.Models.Endpoints;

/// <summary>How failures of a server are met: a few tries more for a request that fails by itself, a pause of the run for a server that is away.</summary>
/// <remarks>
/// Three kinds of failure. A server that is away (connection refused, 429, 502, 503, 504, 529) opens the circuit: all lanes wait, one request at a time asks whether it is
/// back, and reading goes on where it was; only after <see cref="Limit"/> it is given up. A request that breaks (500, a connection that dies in the middle) is
/// tried a few times and then answered with what came, so that one poisonous passage stops neither the run nor the server for ever. When requests break one after the other,
/// a golden passage tells whether it is they that are poisonous or the server that is dead, and a dead one is away. The three are met in one place, for they share the pause.
/// </remarks>
internal sealed class Patience
{
    private const int Tries = 3;
    private const int Deaths = 5;
    private const int FailuresInARow = 8;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private static readonly ResiliencePropertyKey<Trying> State = new("trying");
    private readonly ResiliencePipeline<Reply> pipeline;
    private readonly TimeProvider time;
    private readonly Action<string>? say;
    private string? shown;
    private volatile string? lastFailure;
    private volatile ReaderPause? pause;
    private volatile int failures;
    private volatile bool answers;
    private volatile bool runs;
    private volatile bool silenceSaid;
    private long heard;

    /// <summary>Sets the limit and who is told.</summary>
    /// <param name="limit">How long to wait for a server that is away.</param>
    /// <param name="say">Told of a pause and of its end.</param>
    /// <param name="time">The clock.</param>
    public Patience(TimeSpan limit, Action<string>? say, TimeProvider time)
    {
        (Limit, this.say, this.time) = (limit, say, time);
        pipeline = new ResiliencePipelineBuilder<Reply> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<Reply>
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = TimeSpan.FromSeconds(5),
                UseJitter = true,
                ShouldHandle = args => ValueTask.FromResult(ShouldTryAgain(args)),
                DelayGenerator = args => ValueTask.FromResult(Delay(args)),
                OnRetry = async args => await (Revive?.Invoke(args.Context.CancellationToken) ?? Task.CompletedTask),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Reply>
            {
                // Away is away, however much was answered shortly before; and the tries of a request that is alone are up to five seconds apart.
                FailureRatio = 0,
                MinimumThroughput = 2,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDurationGenerator = args => ValueTask.FromResult(Of(args.Context).Asked ?? TimeSpan.FromMilliseconds(Math.Min(5000, 500 * args.FailureCount))),
                ShouldHandle = args => ValueTask.FromResult(IsAway(args.Outcome)),
                OnOpened = _ => Paused(true),
                OnClosed = _ => Paused(false),
            })
            .Build();
    }

    /// <summary>How long to wait for a server that is away.</summary>
    public TimeSpan Limit { get; set; }

    /// <summary>One try takes no longer than this; slow hardware and long queues are no failure.</summary>
    public TimeSpan TryLimit { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>After so long without any answer it is said, once, that the server is still waited for.</summary>
    public TimeSpan Silence { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Brings the server back before the next try where Lector started it, or throws that it cannot.</summary>
    public Func<CancellationToken, Task>? Revive { get; set; }

    /// <summary>Doubts about what answers, raised by failures and by a minute of silence, and cleared before an answer is handed on.</summary>
    public Doubts Doubts { get; } = new();

    /// <summary>Asked after many failures in a row: whether the server still judges a passage that it judged when it was checked. Its own requests are met without this.</summary>
    public Func<CancellationToken, Task<bool>>? Judges { get; set; }

    /// <summary>The wait that is under way, or null while the server answers.</summary>
    public ReaderPause? Pause => pause;

    /// <summary>Sends until there is an answer, or patience ends.</summary>
    /// <param name="shown">The server, for messages.</param>
    /// <param name="send">One try.</param>
    /// <param name="cancel">Stops at once, also while waiting.</param>
    /// <returns>The answer; after a few tries also one of status 500, or one without a body and status 0 for a connection that broke every time.</returns>
    /// <exception cref="ReaderUnavailableException">The server stayed away.</exception>
    public async Task<Reply> Send(string shown, Func<CancellationToken, Task<Reply>> send, CancellationToken cancel)
    {
        var context = ResilienceContextPool.Shared.Get(cancel);
        var trying = new Trying { Since = time.GetTimestamp() };
        using var silence = time.CreateTimer(_ => SaySilence(), null, Silence, Silence / 4);
        try
        {
            this.shown ??= shown;
            // A server that was exchanged while nobody asked it fails no request.
            if (Volatile.Read(ref heard) is var last && last != 0 && time.GetElapsedTime(last) > Idle)
                Doubts.Raise();
            Reply reply;
            do
            {
                context.Properties.Set(State, trying = new Trying { Since = time.GetTimestamp() });
                reply = await pipeline.ExecuteAsync(
                    static async (context, state) => await state.@this.Once(state.send, state.trying, context.CancellationToken),
                    context, (send, trying, @this: this));
                if (Diagnosis.IsUnavailable(reply.Status))
                    throw new ReaderUnavailableException(Away(trying, Diagnosis.Of(reply, "", null)));
            }
            while (await CameBack(reply, cancel));
            if (reply.Status != 0)
                await Doubts.Clear(cancel);
            return reply;
        }
        catch (HttpRequestException e)
        {
            throw new ReaderUnavailableException(IsAway(e) ? Away(trying, Diagnosis.Of(e)) : $"The reader {shown} cannot be used: {Diagnosis.Of(e)}.", e);
        }
        catch (BrokenCircuitException e)
        {
            throw new ReaderUnavailableException(Away(trying, lastFailure), e);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private string Away(Trying trying, string? why) =>
        $"The reader {shown} has not answered for {Math.Floor(time.GetElapsedTime(trying.Since).TotalSeconds):0} s{(why is null ? "" : ": " + why)}. {(runs ? "Ask again when it is ready" : "Start it and ask again")}; what was read is kept.";

    private void SaySilence()
    {
        if (silenceSaid || pause is not null || time.GetElapsedTime(Volatile.Read(ref heard)) < Silence)
            return;
        silenceSaid = true;
        say?.Invoke($"The reader {shown} has not answered for {Silence.TotalSeconds:0} s; it is waited for.");
    }

    // True when the server was dead and is back: what it failed at is asked once more.
    private async Task<bool> CameBack(Reply reply, CancellationToken cancel)
    {
        if (Judges is not { } judges || Doubts.AreAsked)
            return false;
        if (reply.Ok || reply.SaysTooLong)
        {
            failures = 0;
            return false;
        }

        return Interlocked.Increment(ref failures) >= FailuresInARow && await Doubts.Alone(async () =>
        {
            var back = failures < FailuresInARow;
            for (var since = time.GetTimestamp(); !back && !await judges(cancel); await Task.Delay(Rest, time, cancel))
            {
                if (time.GetElapsedTime(since) >= Limit)
                    throw new ReaderUnavailableException($"The reader {shown} fails at everything: {Diagnosis.Of(reply, "it", null)}. Start it anew and ask again; what was read is kept.");
                await Paused(true);
            }

            back |= pause is not null;
            failures = 0;
            await Paused(false);
            return back;
        }, cancel);
    }

    private async ValueTask<Reply> Once(Func<CancellationToken, Task<Reply>> send, Trying trying, CancellationToken cancel)
    {
        trying.Asked = null;
        using var limit = new CancellationTokenSource(TryLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            var reply = await send(either.Token);
            trying.Asked = Asked(reply);
            answers = runs = true;
            Volatile.Write(ref heard, time.GetTimestamp());
            lastFailure = Diagnosis.IsUnavailable(reply.Status) ? Diagnosis.Of(reply, "", null) : null;
            if ((int)reply.Status is 502 or 503 or 504)
                Doubts.Raise();
            return reply;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return new Reply(HttpStatusCode.RequestTimeout, null, []);
        }
        catch (HttpRequestException e) when (e.InnerException is ReaderUnavailableException refusal)
        {
            // What the connection itself refused is wrapped as if the server were away: no waiting mends it.
            throw new ReaderUnavailableException(refusal.Message, e);
        }
        catch (HttpRequestException e) when (IsAway(e))
        {
            lastFailure = Diagnosis.Of(e);
            runs = false;
            Doubts.Raise();
            throw;
        }
        catch (HttpRequestException e) when (BrokeInTheMiddle(e))
        {
            Doubts.Raise();
            return new Reply(0, null, []);
        }
    }

    private static Trying Of(ResilienceContext context) => context.Properties.GetValue(State, null!);

    private bool ShouldTryAgain(RetryPredicateArguments<Reply> args)
    {
        var trying = Of(args.Context);
        if (IsAway(args.Outcome))
            return time.GetElapsedTime(trying.Since) < Limit;
        return args.Outcome switch
        {
            { Exception: BrokenCircuitException } => time.GetElapsedTime(trying.Since) < Limit,
            { Result.Status: 0 } => ++trying.Deaths < Deaths,
            { Result.Status: HttpStatusCode.InternalServerError } reply => !reply.Result!.SaysTooLong && ++trying.Faults < Tries,
            { Result.Status: HttpStatusCode.RequestTimeout } => Judges is not null && ++trying.Faults < Tries,
            _ => false,
        };
    }

    private static bool IsAway(Outcome<Reply> outcome) => outcome switch
    {
        { Exception: HttpRequestException failure } => IsAway(failure),
        { Result: { } reply } => Diagnosis.IsUnavailable(reply.Status),
        _ => false,
    };

    private static bool IsAway(HttpRequestException e) => e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError;

    // What is no HTTP, or without end, is another kind of server only where no answer came before it.
    private bool BrokeInTheMiddle(HttpRequestException e) => e.HttpRequestError is HttpRequestError.ResponseEnded or HttpRequestError.Unknown or HttpRequestError.HttpProtocolError
        || answers && e.HttpRequestError is HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded;

    private static TimeSpan? Delay(RetryDelayGeneratorArguments<Reply> args)
    {
        if (args.Outcome.Exception is BrokenCircuitException broken)
            return (broken.RetryAfter ?? TimeSpan.FromSeconds(1)) + TimeSpan.FromMilliseconds(20);
        // Spread by up to a tenth, so that lanes that were refused together do not come back together; never sooner than asked.
        return Of(args.Context).Asked * (1 + Random.Shared.NextDouble() / 10);
    }

    private TimeSpan? Asked(Reply reply)
    {
        var asked = reply.Headers?.RetryAfter;
        return (asked?.Delta ?? (asked?.Date - time.GetUtcNow())) is { } wait && wait > TimeSpan.Zero ? (wait < Limit ? wait : Limit) : null;
    }

    // The circuit opens anew at every failed try while the server is away: that is one pause.
    private ValueTask Paused(bool now)
    {
        if (now == pause is not null)
            return default;
        pause = now ? new ReaderPause(shown!, time.GetUtcNow(), (int)Math.Ceiling(Limit.TotalSeconds)) : null;
        // Before the checks are over, nothing is read that could pause.
        if (Judges is not null)
            say?.Invoke(now ? $"The reader {shown} does not answer; reading pauses until it is back." : $"The reader {shown} answers again; reading goes on.");
        return default;
    }

    private sealed class Trying
    {
        public long Since { get; init; }
        public int Faults { get; set; }
        public int Deaths { get; set; }

        // By Retry-After of the last answer: this request comes back no sooner, and no other lane meanwhile.
        public TimeSpan? Asked { get; set; }
    }
}
