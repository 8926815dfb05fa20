namespace Lector.Core.Asking.Reporting;

/// <summary>Everything that a report shows, in words and numbers ready to show; nothing in it is HTML.</summary>
/// <param name="Question">The question.</param>
/// <param name="Matter">Name of the folder or container.</param>
/// <param name="Made">When the run was published.</param>
/// <param name="ReadBy">Who read, as the command's first line says it.</param>
/// <param name="Verdict">One sentence on what came of it: answered, abstained and why, or that no model was asked.</param>
/// <param name="Answered">Whether the verdict is an answer.</param>
/// <param name="Claims">The answer's claims, each with verified quotations.</param>
/// <param name="Evidence">The quotations that were packed, in order, with their surroundings.</param>
/// <param name="Funnel">How many came to each stage.</param>
/// <param name="NotRead">Documents without text, each with its reason.</param>
/// <param name="LeftOut">Passages that were close and are not in the pack, each with its reason.</param>
/// <param name="Cost">What it cost, line by line.</param>
/// <param name="Disclosure">What left the house, line by line.</param>
/// <param name="Facts">How the run was made: name and value.</param>
public sealed record ReportView(
    string Question, string Matter, DateTimeOffset Made, string ReadBy, string Verdict, bool Answered,
    IReadOnlyList<ReportClaim> Claims, IReadOnlyList<ReportEvidence> Evidence, Funnel Funnel,
    IReadOnlyList<ReportReason> NotRead, IReadOnlyList<ReportReason> LeftOut,
    IReadOnlyList<string> Cost, IReadOnlyList<string> Disclosure, IReadOnlyList<ReportFact> Facts);

/// <summary>A claim of the answer.</summary>
/// <param name="Text">What the model says.</param>
/// <param name="Quotations">What it quotes for it, verified.</param>
/// <param name="Flags">What of the claim no quotation holds: numbers, dates, names.</param>
public sealed record ReportClaim(string Text, IReadOnlyList<ReportQuotation> Quotations, IReadOnlyList<string> Flags);

/// <summary>A verified quotation.</summary>
/// <param name="Evidence">Number of the evidence that it stands in.</param>
/// <param name="Text">The source's own words at that place.</param>
/// <param name="Start">First UTF-16 unit in the document's text.</param>
/// <param name="End">Last, exclusive.</param>
public sealed record ReportQuotation(int Evidence, string Text, int Start, int End);

/// <summary>A piece of evidence with its surroundings.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Document">Path of the document.</param>
/// <param name="About">Sender, date, subject, page, in one line.</param>
/// <param name="Before">Text before it in the document, as much as the page shows.</param>
/// <param name="Text">The evidence.</param>
/// <param name="After">Text behind it.</param>
/// <param name="Start">Offset of <paramref name="Text"/> in the document's text.</param>
public sealed record ReportEvidence(int Number, string Document, string About, string Before, string Text, string After, int Start);

/// <summary>A document or passage and why it is where it is.</summary>
/// <param name="What">Path, and passage where one is meant.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record ReportReason(string What, string Reason);

/// <summary>A fact of the run.</summary>
/// <param name="Name">What.</param>
/// <param name="Value">Its value.</param>
public sealed record ReportFact(string Name, string Value);
