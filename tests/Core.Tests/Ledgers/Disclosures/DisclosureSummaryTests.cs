using Lector.Core.Ledgers.Disclosures;

namespace Lector.Core.Tests.Ledgers.Disclosures;

public class DisclosureSummaryTests
{
    private const string What = "2 passages of 2 documents, 86 characters of document text, with the question and the file and person names beside them";

    [Fact]
    public void Nothing_was_sent() => Assert.Equal(["Lector sent nothing off this machine."], Sentences());

    [Fact]
    public void Prepared_is_not_sent() => Assert.Equal(["Lector sent nothing off this machine.", $"Prepared, not sent: {What}."], Sentences(Sample.Prepared));

    [Fact]
    public void Says_what_went_where_and_when() =>
        Assert.Equal([$"{What}, went to models.example, https://models.example/v1/ at 2026-11-22 12:00:00 UTC."], Sentences([.. Sample.Prepared, Attempt(1, AttemptState.Begun), Attempt(1, AttemptState.Sent)]));

    [Theory]
    [InlineData(AttemptState.Begun)]
    [InlineData(AttemptState.OutcomeUnknown)]
    public void An_attempt_without_an_outcome_may_have_gone(AttemptState state) =>
        Assert.Equal([$"{What}, may have gone to models.example, https://models.example/v1/ at 2026-11-22 12:00:00 UTC: the outcome is unknown."], Sentences([.. Sample.Prepared, Attempt(1, state)]));

    [Fact]
    public void No_connection_is_not_sent() =>
        Assert.Equal(["Lector sent nothing off this machine.", $"Not sent, no connection was made to models.example, https://models.example/v1/: {What}."], Sentences([.. Sample.Prepared, Attempt(1, AttemptState.Begun), Attempt(1, AttemptState.NotSent)]));

    [Fact]
    public void A_later_attempt_does_not_hide_an_earlier_one()
    {
        var sentences = Sentences([.. Sample.Prepared, Attempt(1, AttemptState.OutcomeUnknown), Attempt(2, AttemptState.Begun), Attempt(2, AttemptState.NotSent)]);

        Assert.Equal([$"{What}, may have gone to models.example, https://models.example/v1/ at 2026-11-22 12:00:00 UTC, in 2 attempts: the outcome is unknown."], sentences);
    }

    [Fact]
    public void What_a_person_carried_is_as_the_person_says()
    {
        var rows = Sample.Rows([.. RequestEntries.Of(1, Sample.Request, Sample.Pack, RequestEntries.Stated("the firm's chat window")), Attempt(1, AttemptState.HandCarried)]);
        var summary = DisclosureSummary.Of(rows);

        Assert.False(summary.SentSomething);
        Assert.Equal(["Lector sent nothing off this machine.", $"A person carried {What}, to the firm's chat window; destination as stated by the user, not observed."], summary.Sentences());
        Assert.Equal((2, 86L), (summary.Spans, summary.Characters));
    }

    [Fact]
    public void A_server_on_this_machine_is_not_vouched_for() =>
        Assert.Equal("The reader at http://127.0.0.1:8080/ is a server on this machine: whether it passes on what it receives is not seen.", DisclosureSummary.Of([]).Sentences("http://127.0.0.1:8080/")[1]);

    private static LedgerEntry Attempt(int number, AttemptState state) => new LedgerEntry.Attempt(1, number, state, null);

    private static IReadOnlyList<string> Sentences(params LedgerEntry[] entries) => DisclosureSummary.Of(Sample.Rows(entries)).Sentences();

    private static IReadOnlyList<string> Sentences(IReadOnlyList<LedgerEntry> entries) => Sentences([.. entries]);
}
