using Lector.Core.Answering;

namespace Lector.Core.Tests.Answering;

public class SpeakingTests
{
    private static readonly FrontierRequest Request = Prompt.Build("Q?", Evidence.Pack("Text."), new AnswerOptions { Model = "m" });
    private static readonly FrontierReply Good = new FrontierReply.Answered("{}", new FrontierUsage(10, 0, 5, 0), true, "m-1");

    [Fact]
    public async Task Repeats_only_what_was_answered_busy()
    {
        var (speech, log, waits) = await Send(new FrontierReply.Busy(429, TimeSpan.FromSeconds(7)), new FrontierReply.Busy(503, null), Good);
        Assert.Same(Good, speech.Reply);
        Assert.Equal([AttemptOutcome.Busy, AttemptOutcome.Busy, AttemptOutcome.Answered], speech.Attempts.Select(attempt => attempt.Outcome));
        Assert.Equal([429, 503, 200], speech.Attempts.Select(attempt => attempt.Status!.Value));
        Assert.Equal([1, 2, 3], speech.Attempts.Select(attempt => attempt.Number));
        Assert.Equal("intend 1,send,record 1,intend 2,send,record 2,intend 3,send,record 3", log);
        // As long as was asked for, and a tenth more: the jitter of this test is .4 of a quarter.
        Assert.Equal([7.7, 2.2], waits.Select(wait => Math.Round(wait.TotalSeconds, 3)));
        Assert.Equal(10, speech.Attempts[2].Usage!.InputTokens);
        Assert.All(speech.Attempts, attempt => Assert.Equal(Request.Sha256, attempt.RequestSha256));
    }

    [Fact]
    public async Task Gives_up_after_three_attempts()
    {
        var (speech, _, waits) = await Send(new FrontierReply.Busy(429, null), new FrontierReply.Busy(429, null), new FrontierReply.Busy(429, null), Good);
        Assert.IsType<FrontierReply.Busy>(speech.Reply);
        Assert.Equal((3, 2), (speech.Attempts.Count, waits.Count));
    }

    [Fact]
    public async Task Does_not_wait_longer_than_a_minute()
    {
        var (speech, _, waits) = await Send(new FrontierReply.Busy(429, TimeSpan.FromSeconds(61)), Good);
        Assert.IsType<FrontierReply.Busy>(speech.Reply);
        Assert.Empty(waits);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Never_repeats_what_may_have_been_done_or_was_refused(bool unknown)
    {
        var (speech, log, _) = await Send(unknown ? new FrontierReply.Unknown("Lost.") : new FrontierReply.Refused(401, "No key."), Good);
        Assert.Equal("intend 1,send,record 1", log);
        var attempt = Assert.Single(speech.Attempts);
        Assert.Equal(unknown ? AttemptOutcome.Unknown : AttemptOutcome.Refused, attempt.Outcome);
        Assert.Equal(unknown ? "Lost." : "No key.", attempt.Message);
    }

    [Fact]
    public async Task A_request_that_never_left_is_no_sending()
    {
        var (speech, _, _) = await Send(new FrontierReply.Refused(0, "No connection."));
        Assert.False(speech.Attempts[0].Sent);
        Assert.Null(speech.Attempts[0].Status);
    }

    [Fact]
    public async Task Sends_nothing_when_the_intent_cannot_be_recorded()
    {
        var frontier = new Scripted([Good], []);
        await Assert.ThrowsAsync<IOException>(() => new Speaking(frontier, TimeProvider.System).Send(Request, (_, _) => throw new IOException(), (_, _) => Task.CompletedTask, default));
        Assert.Empty(frontier.Log);
    }

    [Fact]
    public async Task Records_an_attempt_that_was_stopped_under_way_as_unknown()
    {
        using var stop = new CancellationTokenSource();
        var rows = new List<Attempt>();
        var frontier = new Scripted([], []) { Then = () => { stop.Cancel(); stop.Token.ThrowIfCancellationRequested(); return Good; } };
        await Assert.ThrowsAsync<OperationCanceledException>(() => new Speaking(frontier, TimeProvider.System).Send(
            Request, (_, _) => Task.CompletedTask, (row, _) => { rows.Add(row); return Task.CompletedTask; }, stop.Token));
        Assert.Equal(AttemptOutcome.Unknown, Assert.Single(rows).Outcome);
    }

    [Fact]
    public async Task An_adapter_that_fails_leaves_the_outcome_unknown()
    {
        var frontier = new Scripted([], []) { Then = () => throw new InvalidOperationException("secret words") };
        var speech = await new Speaking(frontier, TimeProvider.System).Send(Request, (_, _) => Task.CompletedTask, (_, _) => Task.CompletedTask, default);
        Assert.Equal(AttemptOutcome.Unknown, Assert.Single(speech.Attempts).Outcome);
        Assert.DoesNotContain("secret", speech.Attempts[0].Message);
    }

    private static async Task<(Speech Speech, string Log, List<TimeSpan> Waits)> Send(params FrontierReply[] replies)
    {
        var log = new List<string>();
        var clock = new Impatient();
        var speech = await new Speaking(new Scripted(replies, log), clock, () => .4).Send(
            Request,
            (number, _) => { log.Add($"intend {number}"); return Task.CompletedTask; },
            (row, _) => { log.Add($"record {row.Number}"); return Task.CompletedTask; },
            default);
        return (speech, string.Join(',', log), clock.Waits);
    }

    private sealed class Scripted(FrontierReply[] replies, List<string> log) : IFrontier
    {
        public List<string> Log => log;

        public Func<FrontierReply>? Then { get; init; }

        public FrontierDestination Destination { get; } = new("http://localhost", "m", "test", "not stated", "none", null);

        public Task<FrontierReply> Send(FrontierRequest request, CancellationToken cancel)
        {
            log.Add("send");
            return Task.FromResult(Then is null ? replies[log.Count(line => line == "send") - 1] : Then());
        }
    }

    /// <summary>A clock whose waits are over at once, and are noted.</summary>
    private sealed class Impatient : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
