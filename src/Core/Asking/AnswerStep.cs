using Lector.Core.Answering;
using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>Asks the frontier model, once: an intent is stored before anything is sent, and what came of it after.</summary>
/// <remarks>An intent without an attempt is a process that ended while it was sending: whether the model did the work is unknown, and only a person's word sends again.</remarks>
public sealed class AnswerStep(AskPorts ports)
{
    /// <summary>Speaks.</summary>
    public async Task<Answered> Run(RunRef run, CancellationToken cancel)
    {
        var spoken = await Spoken.Load(ports.Store, run, cancel);
        if (spoken.MustNotSend)
            return spoken.Outcome;
        var plan = await ports.Store.Planned(run, cancel);
        if (plan.Ask.Options.Frontier is not { } choice || ports.Frontier(choice) is not { } frontier)
            return Answered.NotSent;

        var (request, pack) = await Request(run, plan, cancel);
        var ledgers = new RunLedgers(ports.Store, ports.Time, ports.Prices);
        await ports.Store.Delete(run.Path(RunFiles.SendAgain), cancel);
        await new Speaking(frontier, ports.Time).Send(request, Intend, Record, cancel);
        return (await Spoken.Load(ports.Store, run, cancel)).Outcome;

        // The ledger first: what may leave is written down before it can.
        async Task Intend(int number, CancellationToken stop)
        {
            await ledgers.Intend(run, request, pack, frontier.Destination, spoken.Attempts.Count + 1, stop);
            await ports.Store.WriteJson(run.Path(RunFiles.Intent), new Intent(spoken.Attempts.Count + 1, ports.Time.GetUtcNow(), request.Sha256), WriteMode.Replace, stop);
        }

        // The reply first: a process that ends in between must not leave a paid answer that nobody has.
        async Task Record(Attempt attempt, FrontierReply reply)
        {
            if (reply is FrontierReply.Answered answered)
            {
                await ports.Store.WriteJson(run.Path(RunFiles.ReplyTo(request.Sha256)), new StoredReply(spoken.Attempts.Count + 1, answered), WriteMode.Replace, CancellationToken.None);
                await ports.Store.Delete(run.Path(RunFiles.CarriedTo(request.Sha256)), CancellationToken.None);
            }

            spoken = spoken with { Attempts = [.. spoken.Attempts, attempt with { Number = spoken.Attempts.Count + 1 }] };
            await ports.Store.WriteJson(run.Path(RunFiles.Attempts), spoken.Attempts, WriteMode.Replace, CancellationToken.None);
        }
    }

    // The bytes that a person saw are the bytes that leave.
    private async Task<(FrontierRequest Request, EvidencePack Pack)> Request(RunRef run, RunPlan plan, CancellationToken cancel)
    {
        var stored = await ports.Store.ReadBytes(run.Path(RunFiles.Request), cancel);
        var packed = await ports.Store.ReadJson<PackRecord>(run.Path(RunFiles.Pack), cancel) ?? throw new InvalidDataException("The run has no evidence to send. Ask again.");
        var pack = await packed.Open(new RunDocuments(ports.Store, plan), cancel);
        var request = Prompt.Build(plan.Ask.Question, pack, SelectStep.AnswerOptions(plan.Ask.Options));
        return stored is not null && request.Body.Span.SequenceEqual(stored)
            ? (request, pack)
            : throw new InvalidDataException("The request is not the one that was prepared and shown. Nothing was sent; ask again to have it prepared anew.");
    }
}

/// <summary>What is stored before an attempt.</summary>
/// <param name="Number">The attempt's number, from 1.</param>
/// <param name="At">When.</param>
/// <param name="RequestSha256">SHA-256 of the body, lower-case hex.</param>
public sealed record Intent(int Number, DateTimeOffset At, string RequestSha256);

/// <summary>A reply as it is kept, under its request's hash.</summary>
/// <param name="Attempt">Number of the attempt that it answers.</param>
/// <param name="Reply">What the model wrote.</param>
public sealed record StoredReply(int Attempt, FrontierReply.Answered Reply);

/// <summary>What is known of a run's attempts to send.</summary>
/// <param name="Attempts">Every attempt, the one that a process ended in included.</param>
/// <param name="RequestSha256">SHA-256 of the request as it is prepared now, or null without one.</param>
/// <param name="SendAgain">Whether a person said to send again.</param>
public sealed record Spoken(IReadOnlyList<Attempt> Attempts, string? RequestSha256, bool SendAgain)
{
    /// <summary>The last attempt to send the request as it is now; another program version may have prepared another one.</summary>
    public Attempt? Last => Attempts.LastOrDefault(attempt => attempt.RequestSha256 == RequestSha256);

    /// <summary>What came of it.</summary>
    public Answered Outcome => Last?.Outcome switch
    {
        null => Answered.NotSent,
        AttemptOutcome.Answered => Answered.Replied,
        AttemptOutcome.Unknown => Answered.Unknown,
        _ => Answered.Refused,
    };

    /// <summary>Whether sending would pay twice, or might.</summary>
    public bool MustNotSend => Outcome == Answered.Replied || (Outcome == Answered.Unknown && !SendAgain);

    /// <summary>Looks.</summary>
    public static async Task<Spoken> Load(IStore store, RunRef run, CancellationToken cancel)
    {
        var attempts = await store.ReadJson<List<Attempt>>(run.Path(RunFiles.Attempts), cancel) ?? [];
        if (await store.ReadJson<Intent>(run.Path(RunFiles.Intent), cancel) is { } intent && intent.Number > attempts.Count)
        {
            // The reply is stored before its attempt: an ended process may have left one without the other.
            var reply = await store.ReadJson<StoredReply>(run.Path(RunFiles.ReplyTo(intent.RequestSha256)), cancel);
            attempts.Add(reply?.Attempt == intent.Number
                ? new Attempt(intent.Number, intent.At, 0, intent.RequestSha256, AttemptOutcome.Answered, 200, Sent: true, reply.Reply.Usage, reply.Reply.Model, reply.Reply.Declined)
                : new Attempt(intent.Number, intent.At, 0, intent.RequestSha256, AttemptOutcome.Unknown, null, Sent: true, null, null, "Lector ended while the request was under way: whether it arrived is unknown."));
        }

        var request = await store.ReadBytes(run.Path(RunFiles.Request), cancel);
        var sha256 = request is null ? null : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(request));
        return new Spoken(attempts, sha256, await store.Exists(run.Path(RunFiles.SendAgain), cancel));
    }
}
