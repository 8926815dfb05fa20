using System.Globalization;
using Lector.Core.Answering;
using Lector.Core.Asking;
using Lector.Core.Asking.Reporting;
using Lector.Core.Ledgers.Costs;
using Lector.Local.Running;

namespace Lector.Local.Showing;

/// <summary>A run as text for a terminal: a short answer or the evidence, the funnel, what was not read, two lines of ledgers, and where the rest lies.</summary>
internal static class RunText
{
    private const int Width = 96;
    private const int NotReadShown = 5;

    /// <summary>Writes it.</summary>
    public static void Write(TextWriter to, RunFolder run, TimeSpan took)
    {
        to.WriteLine();
        if (run.Answer.Claims.Count > 0)
            Claims(to, run);
        else
            Evidence(to, run);
        to.WriteLine();
        Funnel(to, run);
        NotRead(to, run);
        Wrap(to, run.Cost.InOneLine(), "", "  ");
        foreach (var sentence in run.Disclosure.Sentences(RunReport.Loopback(run.Record)))
            Wrap(to, sentence, "", "  ");
        if (run.Answer.Abstained?.Cause is AbstentionCause.NoFrontier or AbstentionCause.NotApproved)
            to.WriteLine($"The request, to read or to carry by hand: {Path.Combine(run.Path, RunFiles.Paste)}");
        to.WriteLine($"Head of the ledger, to keep: {run.LedgerHead}");
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Took {took.TotalSeconds:0.0} s. Report: {Path.Combine(run.Path, "report.html")}"));
    }

    private static void Claims(TextWriter to, RunFolder run)
    {
        foreach (var claim in run.Answer.Claims)
        {
            Wrap(to, claim.Text, "", "");
            foreach (var quotation in claim.Quotations)
                Wrap(to, $"“{OneLine(quotation.Text)}” [{quotation.Evidence}] {quotation.Document}", "    ", "    ");
            foreach (var flag in RunReport.Flags(claim.Flags))
                Wrap(to, flag, "    ! ", "      ");
            to.WriteLine();
        }

        Wrap(to, RunReport.Verdict(run.Answer), "", "");
    }

    private static void Evidence(TextWriter to, RunFolder run)
    {
        Wrap(to, RunReport.Verdict(run.Answer), "", "");
        foreach (var item in run.Evidence.Items)
        {
            to.WriteLine();
            Wrap(to, $"[{item.Number}] {item.Span.Document}", "", "    ");
            if (RunReport.About(item.Fields, item.Part) is { Length: > 0 } about)
                Wrap(to, about, "    ", "    ");
            Wrap(to, OneLine(item.Span.Text), "    | ", "    | ");
        }
    }

    private static void Funnel(TextWriter to, RunFolder run)
    {
        var (documents, passages) = (run.Record.Funnel.Documents, run.Record.Funnel.Passages);
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{documents.Total:N0} documents = {documents.Relevant:N0} relevant + {documents.SetAside:N0} set aside + {documents.Unreadable:N0} unreadable + {documents.Failed:N0} failed"));
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{passages.Total:N0} passages read -> {passages.Relevant:N0} near enough to quote -> {passages.Packed:N0} packed -> {passages.Cited:N0} cited"));
    }

    private static void NotRead(TextWriter to, RunFolder run)
    {
        var reasons = run.Record.Selection.NotRead;
        foreach (var reason in reasons.Take(NotReadShown))
            Wrap(to, $"{reason.Document}: {reason.Why}", "  not read: ", "            ");
        var counts = run.Record.Funnel.Documents;
        if (counts.Unreadable + counts.Failed > NotReadShown)
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and {counts.Unreadable + counts.Failed - NotReadShown:N0} more: see documents.csv"));
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static void Wrap(TextWriter to, string text, string first, string rest)
    {
        var line = first;
        var empty = true;
        foreach (var word in Printable(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!empty && line.Length + 1 + word.Length > Width)
            {
                to.WriteLine(line);
                (line, empty) = (rest, true);
            }

            line += empty ? word : " " + word;
            empty = false;
        }

        to.WriteLine(line);
    }

    // Documents come from strangers: an escape sequence in one must not reach the terminal.
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format ? ' ' : c));
}
