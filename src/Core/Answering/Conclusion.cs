namespace Lector.Core.Answering;

/// <summary>From what came back to what is shown: reads a reply, checks every quotation, withholds what is not verified, abstains when nothing is left.</summary>
public static class Conclusion
{
    /// <summary>Concludes from what a service sent.</summary>
    /// <param name="reply">The last attempt's reply.</param>
    /// <param name="evidence">What was sent.</param>
    public static Answer Of(FrontierReply reply, IReadOnlyList<EvidenceItem> evidence) => reply switch
    {
        FrontierReply.Answered { Declined: { } why } answered =>
            Answer.Abstaining(new Abstention(AbstentionCause.ModelDeclined, why)) with { Model = answered.Model, Usage = answered.Usage },
        FrontierReply.Answered answered =>
            Of(ReplyText.Read(answered.Content, answered.Complete), evidence) with { Model = answered.Model, Usage = answered.Usage },
        FrontierReply.Busy => Answer.Abstaining(Abstention.For(AbstentionCause.FrontierBusy)),
        FrontierReply.Refused refused => Answer.Abstaining(new Abstention(AbstentionCause.FrontierRefused, refused.Message)),
        FrontierReply.Unknown unknown => Answer.Abstaining(new Abstention(AbstentionCause.OutcomeUnknown, unknown.Message)),
        _ => throw new ArgumentOutOfRangeException(nameof(reply)),
    };

    /// <summary>Concludes from a reply that was read, also one that a person carried by hand.</summary>
    /// <param name="reading">The reply.</param>
    /// <param name="evidence">What was sent, or shown for carrying.</param>
    public static Answer Of(ReplyReading reading, IReadOnlyList<EvidenceItem> evidence) => reading switch
    {
        ReplyReading.Unusable unusable => Answer.Abstaining(new Abstention(AbstentionCause.ReplyUnusable, unusable.Reason)),
        ReplyReading.Read read => Of(read.Answer, evidence) with { TextAround = read.Around },
        _ => throw new ArgumentOutOfRangeException(nameof(reading)),
    };

    private static Answer Of(FrontierAnswer answer, IReadOnlyList<EvidenceItem> evidence)
    {
        var (shown, withheld) = (new List<CheckedClaim>(), new List<WithheldClaim>());
        foreach (var (i, claim) in answer.Claims.Index())
        {
            var results = claim.Quotations.Select(quotation => CitationCheck.Check(quotation, evidence)).ToList();
            var verified = results.OfType<CitationResult.Verified>().Select(result => result.Quotation).DistinctBy(quotation => (quotation.Evidence, quotation.Start, quotation.End)).ToList();
            var faults = results.OfType<CitationResult.Withheld>().Select(result => result.Fault).ToList();
            if (verified.Count == 0 || claim.Text.Length == 0)
                withheld.Add(new WithheldClaim(i + 1, faults));
            else
                shown.Add(new CheckedClaim(claim.Text, verified, faults, Flags(claim, verified, evidence)));
        }

        var missing = answer.Insufficient.Length == 0 ? null : answer.Insufficient;
        return new Answer { Claims = shown, Withheld = withheld, Missing = missing, Abstained = shown.Count > 0 ? null : Empty(withheld.Count) };
    }

    private static IReadOnlyList<ClaimFlag> Flags(Claim claim, List<CheckedQuotation> verified, IReadOnlyList<EvidenceItem> evidence)
    {
        var quoted = evidence.Where(item => verified.Any(quotation => quotation.Evidence == item.Number));
        return ClaimFlags.Of(
            claim.Text,
            [.. verified.Select(quotation => quotation.Text)],
            [.. quoted.Select(item => EvidenceHeading.Of(item.Span.Document, item.Fields, item.Part))],
            [.. evidence.Select(item => item.Span.Text)]);
    }

    private static Abstention Empty(int withheld) => withheld switch
    {
        0 => Abstention.For(AbstentionCause.Insufficient),
        1 => new Abstention(AbstentionCause.NoVerifiedQuotation, "The model made one claim, and no quotation of it could be found in the evidence as it was sent: it is not shown."),
        _ => new Abstention(AbstentionCause.NoVerifiedQuotation, FormattableString.Invariant($"The model made {withheld} claims, and no quotation of theirs could be found in the evidence as it was sent: none is shown.")),
    };
}
