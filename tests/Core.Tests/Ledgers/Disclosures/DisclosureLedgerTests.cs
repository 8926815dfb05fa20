using System.Text;
using Lector.Core.Ledgers.Disclosures;

namespace Lector.Core.Tests.Ledgers.Disclosures;

public class DisclosureLedgerTests
{
    private static readonly LedgerEntry[] Entries = [.. Sample.Prepared, new LedgerEntry.Attempt(1, 1, AttemptState.Begun, null), new LedgerEntry.Attempt(1, 1, AttemptState.Sent, "200")];

    [Fact]
    public void Holds_as_it_was_written()
    {
        var verification = DisclosureLedger.Verify(Sample.Ledger(Entries));

        Assert.True(verification.Holds);
        Assert.Equal(Entries.Length, verification.Head.Rows);
        Assert.Equal(Entries, DisclosureLedger.Read(Sample.Ledger(Entries)).Select(row => row.Entry));
    }

    [Fact]
    public void Goes_on_where_it_ended()
    {
        var ledger = Sample.Ledger(Entries[..3]);
        var (head, length) = DisclosureLedger.FindEnd(ledger);
        Assert.Equal(ledger.Length, length);
        DisclosureLedger.Append(ledger, head, Sample.At, Entries[3..]);

        Assert.Equal(Sample.Ledger(Entries).ToArray(), ledger.ToArray());
    }

    [Fact]
    public void Any_changed_byte_is_found()
    {
        var bytes = Sample.Ledger(Entries).ToArray();
        var kept = DisclosureLedger.Verify(new MemoryStream(bytes)).Head.Sha256;
        for (var i = 0; i < bytes.Length; i += 29)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 1;

            Assert.False(DisclosureLedger.Verify(new MemoryStream(changed), kept).Holds, $"byte {i}");
        }
    }

    [Fact]
    public void Says_which_row_was_changed()
    {
        var lines = Lines(Entries);
        lines[2] = lines[2].Replace("\"length\":", "\"length\":1");

        Assert.Equal(["row 3: its hash differs from what row 4 holds: one of the two was changed"], Findings(lines));
    }

    [Fact]
    public void Says_which_rows_are_missing()
    {
        var lines = Lines(Entries);
        lines.RemoveRange(3, 2);

        Assert.Equal(["rows 4 to 5 are missing"], Findings(lines));
    }

    [Fact]
    public void Says_where_a_row_was_put_in()
    {
        var lines = Lines(Entries);
        lines.Insert(3, lines[1]);

        Assert.Contains("row 2 stands after row 3: rows were put in or moved", Findings(lines));
    }

    [Theory]
    [InlineData("\"row\":3,", "\"row\":3, ")]
    [InlineData("\"row\":3,", "\"row\":3,\"row\":3,")]
    [InlineData("\"row\":3,", "\"row\":3,\"comment\":\"not sent\",")]
    public void Says_that_a_row_holds_more_than_is_read(string from, string to)
    {
        var lines = Lines(Entries);
        lines[2] = lines[2].Replace(from, to);

        Assert.Contains("row 3: it is not in the form in which Lector writes", Findings(lines));
    }

    [Fact]
    public void Says_that_a_line_is_no_row_and_goes_on()
    {
        var lines = Lines(Entries);
        lines[2] = "{}";

        Assert.Equal(["line 3: it is not a row of lector-disclosure-1", "row 3: its hash differs from what row 4 holds: one of the two was changed"], Findings(lines));
    }

    [Fact]
    public void Shows_a_cut_only_to_who_kept_the_head()
    {
        var whole = DisclosureLedger.Verify(Sample.Ledger(Entries)).Head.Sha256;
        var cut = Sample.Ledger(Entries[..4]);

        Assert.True(DisclosureLedger.Verify(cut).Holds);
        cut.Position = 0;
        var finding = Assert.IsType<LedgerFinding.OtherHead>(Assert.Single(DisclosureLedger.Verify(cut, whole).Findings));
        Assert.StartsWith($"no row has the hash that you kept, {whole}: the ledger was rewritten or cut", finding.ToString());
    }

    [Fact]
    public void Tells_rows_that_came_after_the_head_that_was_kept()
    {
        var kept = DisclosureLedger.Verify(Sample.Ledger(Entries[..^1])).Head.Sha256;

        Assert.Equal($"the hash that you kept is that of row {Entries.Length - 1}: 1 row came after", Assert.Single(DisclosureLedger.Verify(Sample.Ledger(Entries), kept.ToUpperInvariant()).Findings).ToString());
    }

    [Fact]
    public void Removes_a_line_that_broke_off_before_it_goes_on()
    {
        var bytes = Sample.Ledger(Entries).ToArray();
        var torn = new MemoryStream();
        torn.Write(bytes.AsSpan(0, bytes.Length - 9));
        Assert.Contains($"line {Entries.Length}: it is cut off, writing broke off there", Findings(torn));

        var writer = new LedgerWriter(torn, TimeProvider.System);
        writer.Append([Entries[^1]]);

        Assert.Equal(Entries.Length, writer.Head.Rows);
        Assert.Empty(Findings(torn));
    }

    [Fact]
    public async Task Rows_of_several_threads_make_one_chain()
    {
        var stream = new MemoryStream();
        var writer = new LedgerWriter(stream, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 50; i++)
                writer.Append([new LedgerEntry.Envelope(Sample.Hash("x"), i), new LedgerEntry.Envelope(Sample.Hash("y"), i)]);
        })));

        Assert.Equal(800, writer.Head.Rows);
        Assert.Empty(Findings(stream));
    }

    [Fact]
    public void Says_what_it_does_not_prove_in_its_first_row() =>
        Assert.Contains("whether a server passes on what it receives", Lines(Entries)[0]);

    private static List<string> Lines(IEnumerable<LedgerEntry> entries) => [.. Encoding.UTF8.GetString(Sample.Ledger(entries).ToArray()).TrimEnd('\n').Split('\n')];

    private static string[] Findings(IEnumerable<string> lines) => Findings(new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")))));

    private static string[] Findings(MemoryStream ledger)
    {
        ledger.Position = 0;
        return [.. DisclosureLedger.Verify(ledger).Findings.Select(finding => finding.ToString())];
    }
}
