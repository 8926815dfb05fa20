using System.Text;
using Lector.Core.Answering;
using Lector.Core.Asking;
using Lector.Core.Ledgers.Disclosures;
using Lector.Core.Storage;

namespace Lector.Api;

/// <summary>What is about to leave, or left: <c>GET /api/asks/{id}/request</c>.</summary>
/// <param name="Destination">Who receives it; null where no frontier model was chosen.</param>
/// <param name="Model">The model that it names.</param>
/// <param name="Bytes">Length of the body.</param>
/// <param name="Sha256">Its SHA-256, lower-case hex: what an approval is for.</param>
/// <param name="Body">The exact bytes, as text (they are UTF-8).</param>
/// <param name="Parts">What the bytes are, in order, without gap.</param>
/// <param name="EstimatedTokens">By Lector's estimator.</param>
/// <param name="State"><c>preparing</c>, <c>awaitingApproval</c>, <c>prepared</c>, <c>sending</c>, <c>sent</c>, <c>refused</c> or <c>unknown</c>.</param>
public sealed record RequestView(FrontierDestination? Destination, string Model, int Bytes, string Sha256, string Body, IReadOnlyList<RequestPart> Parts, int EstimatedTokens, string State)
{
    /// <summary>Whether a person's word would send it now.</summary>
    public required bool MayApprove { get; init; }

    /// <summary>Whether that word must say to send again, because an attempt's outcome is unknown.</summary>
    public required bool MustSayAgain { get; init; }

    /// <summary>The request of a run.</summary>
    /// <returns>Null where none is prepared.</returns>
    public static async Task<RequestView?> Of(IStore store, AskState state, CancellationToken cancel)
    {
        if (state.Ref is not { } run || await store.ReadBytes(run.Path(RunFiles.Request), cancel) is not { } body
            || await store.ReadJson<RunPlan>(run.Path(RunFiles.Plan), cancel) is not { } plan || await store.ReadJson<PackRecord>(run.Path(RunFiles.Pack), cancel) is not { } packed)
            return null;
        var pack = await packed.Open(new RunDocuments(store, plan), cancel);
        var request = Prompt.Build(plan.Ask.Question, pack, SelectStep.AnswerOptions(plan.Ask.Options));
        if (!request.Body.Span.SequenceEqual(body))
            return null;
        var selection = await store.ReadJson<Selection>(run.Path(RunFiles.Selection), cancel);
        var spoken = await Spoken.Load(store, run, cancel);
        var word = StateOf(state, spoken, plan.Ask.Options);
        return new RequestView(
            selection?.Destination, request.Model, body.Length, request.Sha256, Encoding.UTF8.GetString(body), [.. request.Parts.Select(part => RequestPart.Of(part, body))], pack.EstimatedTokens, word)
        {
            MayApprove = plan.Ask.Options.Frontier is not null && state.Status switch
            {
                RuntimeStatus.Running => state.Progress?.Stage == AskStage.AwaitingApproval && word != "sent",
                RuntimeStatus.Completed or RuntimeStatus.Failed => word is "prepared" or "refused" or "unknown",
                RuntimeStatus.Terminated => word is "refused" or "unknown",
                _ => false,
            },
            MustSayAgain = word == "unknown",
        };
    }

    private static string StateOf(AskState state, Spoken spoken, AskOptions options) => spoken.Outcome switch
    {
        Core.Asking.Answered.Replied => "sent",
        Core.Asking.Answered.Refused => "refused",
        _ when state is { Status: RuntimeStatus.Running, Progress.Stage: AskStage.Answering } => "sending",
        Core.Asking.Answered.Unknown => "unknown",
        _ when state is { Status: RuntimeStatus.Running, Progress.Stage: AskStage.AwaitingApproval } && options.Frontier is not null => "awaitingApproval",
        _ => "prepared",
    };
}

/// <summary>A stretch of a request and what it discloses.</summary>
/// <param name="Kind"><c>instructions</c>, <c>question</c>, <c>names</c> or <c>documentText</c>.</param>
/// <param name="Document">The document that it comes from or names, where it does.</param>
/// <param name="Start">For document text: first UTF-16 unit in that document's text.</param>
/// <param name="End">For document text: last, exclusive.</param>
/// <param name="Characters">For document text: UTF-16 units.</param>
/// <param name="Text">What the bytes say; JSON's escapes undone where it is text in a string.</param>
/// <param name="Offset">First byte in the body.</param>
/// <param name="Length">Bytes.</param>
public sealed record RequestPart(DisclosedKind Kind, string? Document, int? Start, int? End, int? Characters, string Text, int Offset, int Length)
{
    /// <summary>The part of a body.</summary>
    public static RequestPart Of(DisclosedPart part, byte[] body)
    {
        var bytes = body.AsSpan(part.Offset, part.Length);
        var text = part.Kind == DisclosedKind.Instructions ? Encoding.UTF8.GetString(bytes) : BodyText.Decode(bytes, BodyForm.Json) ?? Encoding.UTF8.GetString(bytes);
        return new RequestPart(part.Kind, part.Document, part.Start, part.End, part.End - part.Start, text, part.Offset, part.Length);
    }
}
