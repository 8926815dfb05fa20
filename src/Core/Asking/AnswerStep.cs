using Lector.Core.Answering;
using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>Asks the frontier model, once: an intent is stored before anything is sent, and what came of it after.</summary>
/// <remarks>An intent without an attempt is a process that ended while it was sending: whether the model did the work is unknown, and only a person's word sends again.</remarks>
public sealed class AnswerStep(AskPorts ports)
{
    private const int MostLooks = 300;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Speaks.</summary>
    public async Task<Answered> Run(RunRef run, CancellationToken cancel)
    {
        var spoken = await Spoken.Load(ports.Store, run, cancel);
        var plan = await ports.Store.Planned(run, cancel);
        if (!spoken.MaySend(plan.Ask.Options.AutoSend))
            return spoken.Outcome;
        if (plan.Ask.Options.Frontier is not { } choice || ports.Frontier(choice) is not { } frontier)
            return Answered.NotSent;

        var (request, pack) = await Request(run, plan, cancel);
        var ledgers = new RunLedgers(ports.Store, ports.Time, ports.Prices);
        await ports.Store.Delete(run.Path(RunFiles.SendAgain), cancel);
        try
        {
            await new Speaking(frontier, ports.Time).Send(request, Intend, Record, cancel);
        }
        catch (SentElsewhereException)
        {
            await Elsewhere(run, spoken.Attempts.Count + 1, cancel);
        }

        return (await Spoken.Load(ports.Store, run, cancel)).Outcome;

        // The ledger first: what may leave is written down before it can.
        async Task Intend(int number, CancellationToken stop)
        {
            await ledgers.Intend(run, request, pack, frontier.Destination, spoken.Attempts.Count + 1, stop);
            var intent = new Intent(spoken.Attempts.Count + 1, ports.Time.GetUtcNow(), request.Sha256);
            if (!await ports.Store.WriteJson(run.Path(RunFiles.IntentOf(intent.Number)), intent, WriteMode.OnlyIfNew, stop))
                throw new SentElsewhereException();
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

    // The step was given out twice, and the other is sending: what comes of that is what came of it.
    private async Task Elsewhere(RunRef run, int attempt, CancellationToken cancel)
    {
        for (var look = 0; look < MostLooks && !((await ports.Store.ReadJson<List<Attempt>>(run.Path(RunFiles.Attempts), cancel))?.Count >= attempt); look++)
            await Task.Delay(Look, ports.Time, cancel);
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
/// <param name="Approved">Whether a person said to send the request as it is now.</param>
public sealed record Spoken(IReadOnlyList<Attempt> Attempts, string? RequestSha256, bool SendAgain, bool Approved)
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

    /// <summary>Whether another request of this run was paid for, or may have been: a run that begins again under another version may prepare other bytes.</summary>
    public bool PaidForAnother => Attempts.Any(attempt => attempt.RequestSha256 != RequestSha256 && attempt.Outcome is AttemptOutcome.Answered or AttemptOutcome.Unknown);

    /// <summary>Whether the request may be sent as it is now.</summary>
    /// <param name="unasked">Whether the ask sends without a person's word; never what may be paid twice.</param>
    public bool MaySend(bool unasked) => !MustNotSend && (Approved || SendAgain || (unasked && !PaidForAnother));

    /// <summary>Looks.</summary>
    public static async Task<Spoken> Load(IStore store, RunRef run, CancellationToken cancel)
    {
        var attempts = await store.ReadJson<List<Attempt>>(run.Path(RunFiles.Attempts), cancel) ?? [];
        if (await store.ReadJson<Intent>(run.Path(RunFiles.IntentOf(attempts.Count + 1)), cancel) is { } intent)
        {
            // The reply is stored before its attempt: an ended process may have left one without the other.
            var reply = await store.ReadJson<StoredReply>(run.Path(RunFiles.ReplyTo(intent.RequestSha256)), cancel);
            attempts.Add(reply?.Attempt == intent.Number
                ? new Attempt(intent.Number, intent.At, 0, intent.RequestSha256, AttemptOutcome.Answered, 200, Sent: true, reply.Reply.Usage, reply.Reply.Model, reply.Reply.Declined)
                : new Attempt(intent.Number, intent.At, 0, intent.RequestSha256, AttemptOutcome.Unknown, null, Sent: true, null, null, "Lector ended while the request was under way: whether it arrived is unknown."));
        }

        var request = await store.ReadBytes(run.Path(RunFiles.Request), cancel);
        var sha256 = request is null ? null : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(request));
        var approval = sha256 is null ? null : await store.ReadJson<Approval>(run.Path(RunFiles.Approved), cancel);
        return new Spoken(attempts, sha256, await store.Exists(run.Path(RunFiles.SendAgain), cancel), approval is not null && approval.RequestSha256 == sha256);
    }
}

/// <summary>Another delivery of the same step holds the intent of this attempt.</summary>
internal sealed class SentElsewhereException : Exception;
