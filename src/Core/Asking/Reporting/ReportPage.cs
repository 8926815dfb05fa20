using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Lector.Core.Asking.Reporting;

/// <summary>The report as one HTML page that needs nothing else: it opens offline, has no script, and shows document text as text only.</summary>
public static class ReportPage
{
    /// <summary>Writes the page.</summary>
    public static string Of(ReportView view)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <meta name="referrer" content="no-referrer">
            <title>{E(view.Question)}</title>
            <style>{ReportStyle.Css}</style>
            </head>
            <body>
            <header>
            <p class="brand">Lector</p>
            <h1>{E(view.Question)}</h1>
            <p class="meta">{E(view.Matter)} · {view.Made.ToUniversalTime().ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture)}</p>
            <p class="meta">{E(view.ReadBy)}</p>
            </header>
            <main>
            """);
        page.Append(CultureInfo.InvariantCulture, $"<section><h2>{(view.Answered ? "Answer" : "Result")}</h2><p class=\"{(view.Answered ? "note" : "verdict")}\">{E(view.Verdict)}</p>");
        Claims(page, view.Claims);
        page.Append("</section>");
        page.Append("<section><h2>From the folder to the answer</h2>").Append(FunnelPicture.Svg(view.Funnel)).Append("</section>");
        Evidence(page, view);
        Reasons(page, "Not read", "Every one of these is a document that Lector could not read. Nobody has looked into it.", view.NotRead);
        Lines(page, "What left the house", view.Disclosure);
        Lines(page, "What it cost", view.Cost);
        Reasons(page, "Close, and left out", "Passages that scored well and are not among the evidence.", view.LeftOut);
        page.Append("<section><h2>How this was made</h2><dl>");
        foreach (var fact in view.Facts)
            page.Append(CultureInfo.InvariantCulture, $"<dt>{E(fact.Name)}</dt><dd>{E(fact.Value)}</dd>");
        page.Append("</dl></section></main></body></html>\n");
        return page.ToString();
    }

    private static void Claims(StringBuilder page, IReadOnlyList<ReportClaim> claims)
    {
        if (claims.Count == 0)
            return;
        page.Append("<ol class=\"claims\">");
        foreach (var claim in claims)
        {
            page.Append(CultureInfo.InvariantCulture, $"<li><p class=\"claim\">{E(claim.Text)}</p>");
            foreach (var quotation in claim.Quotations)
                page.Append(CultureInfo.InvariantCulture, $"<blockquote><a href=\"#e{quotation.Evidence}\">{quotation.Evidence}</a> “{E(quotation.Text)}”</blockquote>");
            foreach (var flag in claim.Flags)
                page.Append(CultureInfo.InvariantCulture, $"<p class=\"flag\">{E(flag)}</p>");
            page.Append("</li>");
        }

        page.Append("</ol>");
    }

    private static void Evidence(StringBuilder page, ReportView view)
    {
        if (view.Evidence.Count == 0)
            return;
        page.Append("<section><h2>Evidence</h2><p class=\"note\">The documents' own words, in the order in which they were packed. What lies around them is in grey.</p>");
        foreach (var evidence in view.Evidence)
        {
            page.Append(CultureInfo.InvariantCulture, $"<article id=\"e{evidence.Number}\"><h3><span class=\"number\">{evidence.Number}</span> {E(evidence.Document)}</h3><p class=\"meta\">{E(evidence.About)}</p><p class=\"text\"><span class=\"around\">{E(evidence.Before)}</span>");
            Highlighted(page, evidence, [.. view.Claims.SelectMany(claim => claim.Quotations).Where(quotation => quotation.Evidence == evidence.Number)]);
            page.Append(CultureInfo.InvariantCulture, $"<span class=\"around\">{E(evidence.After)}</span></p></article>");
        }

        page.Append("</section>");
    }

    private static void Highlighted(StringBuilder page, ReportEvidence evidence, IReadOnlyList<ReportQuotation> quotations)
    {
        var at = 0;
        foreach (var quotation in quotations.OrderBy(quotation => quotation.Start))
        {
            var start = Math.Max(at, quotation.Start - evidence.Start);
            var end = Math.Min(evidence.Text.Length, quotation.End - evidence.Start);
            if (end <= start)
                continue;
            page.Append(CultureInfo.InvariantCulture, $"{E(evidence.Text[at..start])}<mark>{E(evidence.Text[start..end])}</mark>");
            at = end;
        }

        page.Append(E(evidence.Text[at..]));
    }

    private static void Lines(StringBuilder page, string heading, IReadOnlyList<string> lines)
    {
        page.Append(CultureInfo.InvariantCulture, $"<section><h2>{heading}</h2>");
        foreach (var line in lines)
            page.Append(CultureInfo.InvariantCulture, $"<p>{E(line)}</p>");
        page.Append("</section>");
    }

    private static void Reasons(StringBuilder page, string heading, string note, IReadOnlyList<ReportReason> reasons)
    {
        if (reasons.Count == 0)
            return;
        page.Append(CultureInfo.InvariantCulture, $"<section><h2>{heading}</h2><p class=\"note\">{note}</p><div class=\"scroll\"><table>");
        foreach (var reason in reasons)
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{E(reason.What)}</td><td>{E(reason.Reason)}</td></tr>");
        page.Append("</table></div></section>");
    }

    private static string E(string text) => HtmlEncoder.Default.Encode(text);
}
