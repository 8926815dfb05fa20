using System.Text.Json;
using Lector.Core.Answering;
using Lector.Core.Storage;

namespace Lector.Core.Tests.Answering;

public class ConclusionTests
{
    private static readonly IReadOnlyList<EvidenceItem> Sent = Evidence.Pack("The rent is 1,250 euro a month.", "The deposit is two rents.").Items;

    [Fact]
    public void Shows_what_is_verified_and_counts_what_is_withheld()
    {
        var answer = Conclude(
            Claim("The rent is 1,350 euro.", (1, "rent is 1,250 euro a month"), (1, "rent is 1,350 euro a month")),
            Claim("The deposit is one rent.", (2, "The deposit is one rent.")),
            Claim("Nothing supports this."));
        var shown = Assert.Single(answer.Claims);
        Assert.Equal("rent is 1,250 euro a month", Assert.Single(shown.Quotations).Text);
        Assert.Equal([CitationFault.NotThere], shown.WithheldQuotations);
        Assert.Equal(new ClaimFlag(ClaimFlagKind.Number, "1,350", false), Assert.Single(shown.Flags));
        Assert.Equal([2, 3], answer.Withheld.Select(claim => claim.Number));
        Assert.Equal((1, 1, 2), (answer.FlaggedClaims, answer.VerifiedQuotations, answer.WithheldQuotations));
        Assert.Null(answer.Abstained);
        Assert.Equal("the quoted words are in the source; whether they support the claim was not checked", answer.Notice);
    }

    [Fact]
    public void Abstains_when_nothing_is_left()
    {
        Assert.Equal(AbstentionCause.NoVerifiedQuotation, Conclude(Claim("A.", (1, "the rent is 9 euro"))).Abstained!.Cause);
        var insufficient = Conclusion.Of(ReplyText.Read("""{"claims":[],"insufficient":"The notice period."}"""), Sent);
        Assert.Equal((AbstentionCause.Insufficient, "The notice period."), (insufficient.Abstained!.Cause, insufficient.Missing));
        Assert.Equal(AbstentionCause.Insufficient, Conclude().Abstained!.Cause);
    }

    [Theory]
    [InlineData(AbstentionCause.ReplyUnusable, "garbage", true, null)]
    [InlineData(AbstentionCause.ReplyUnusable, "", true, null)]
    [InlineData(AbstentionCause.ReplyUnusable, "{\"claims\":[", false, null)]
    [InlineData(AbstentionCause.ModelDeclined, "", true, "The model declined to answer.")]
    public void Abstains_for_what_came_back(AbstentionCause cause, string content, bool complete, string? declined)
    {
        var usage = new FrontierUsage(10, 0, 5, 0);
        var answer = Conclusion.Of(new FrontierReply.Answered(content, usage, complete, "m-1") { Declined = declined }, Sent);
        Assert.Equal((cause, usage, "m-1"), (answer.Abstained!.Cause, answer.Usage, answer.Model));
    }

    [Fact]
    public void Abstains_for_what_did_not_come_back()
    {
        Assert.Equal(AbstentionCause.FrontierBusy, Conclusion.Of(new FrontierReply.Busy(429, null), Sent).Abstained!.Cause);
        Assert.Equal(new Abstention(AbstentionCause.FrontierRefused, "No key."), Conclusion.Of(new FrontierReply.Refused(401, "No key."), Sent).Abstained);
        Assert.Equal(AbstentionCause.OutcomeUnknown, Conclusion.Of(new FrontierReply.Unknown("Lost."), Sent).Abstained!.Cause);
    }

    [Fact]
    public void Every_cause_has_its_sentence() =>
        Assert.Equal(Enum.GetValues<AbstentionCause>().Length, Enum.GetValues<AbstentionCause>().Select(cause => Abstention.For(cause).Reason).Distinct().Count(reason => reason.EndsWith('.')));

    [Fact]
    public void Is_stored_and_read_again()
    {
        var answer = Conclude(Claim("Ann's rent is 1,350 euro.", (1, "rent is 1,250 euro a month")), Claim("B.", (2, "none of these words"))) with { Model = "m", Usage = new FrontierUsage(1, 2, 3, 4) };
        var json = JsonSerializer.Serialize(answer, Json.Options);
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<Answer>(json, Json.Options), Json.Options));
        Assert.Contains("\"flags\":[{\"kind\":\"name\",\"token\":\"Ann's\",\"inHeading\":false},{\"kind\":\"number\"", json);
        Assert.Contains("\"withheld\":[{\"number\":2,\"quotations\":[\"notThere\"]}]", json);
        Assert.DoesNotContain("B.", json);
    }

    private static Answer Conclude(params Claim[] claims) => Conclusion.Of(new ReplyReading.Read(new FrontierAnswer(claims, ""), false), Sent);

    private static Claim Claim(string text, params (int Evidence, string Words)[] quotations) => new(text, [.. quotations.Select(one => new Quotation(one.Evidence, one.Words))]);
}
