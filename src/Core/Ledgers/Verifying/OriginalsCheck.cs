using System.Text;
using Lector.Core.Answering;
using Lector.Core.Ledgers.Disclosures;

namespace Lector.Core.Ledgers.Verifying;

/// <summary>Holds spans, quotations and passages against original documents, one document at a time.</summary>
internal sealed class OriginalsCheck
{
    private readonly VerifiableRun run;
    private readonly ILookup<string, SpanClaim> spans;
    private readonly ILookup<string, QuotationClaim> quotations;
    private readonly ILookup<string, LedgerEntry.Passage> passages;
    private readonly HashSet<string> missing;
    private readonly List<string> wrongSpans = [], wrongQuotations = [], wrongPassages = [];
    private readonly int passageCount;

    public OriginalsCheck(VerifiableRun run, LedgerContent rows)
    {
        this.run = run;
        spans = run.Evidence.ToLookup(span => span.Document);
        quotations = run.Quotations.ToLookup(quotation => quotation.Document);
        passages = rows.Passages.ToLookup(passage => passage.Document);
        passageCount = rows.Passages.Count;
        Wanted = new HashSet<string>([.. spans.Select(of => of.Key), .. quotations.Select(of => of.Key), .. passages.Select(of => of.Key)]);
        missing = [.. Wanted];
    }

    public IReadOnlySet<string> Wanted { get; }

    public void Add(OriginalDocument original)
    {
        if (!missing.Remove(original.Path))
            return;
        var path = original.Path;
        foreach (var span in spans[path])
            Note(wrongSpans, $"evidence {span.Number}", Span(original, span.DocumentSha256, span.Start, span.End, span.Sha256));
        foreach (var quotation in quotations[path])
            Note(wrongQuotations, $"claim {quotation.Claim}", Quotation(original, quotation));
        foreach (var passage in passages[path])
            Note(wrongPassages, $"body {passage.Body}", Span(original, passage.DocumentSha256, passage.Start, passage.End, passage.Sha256));
    }

    public IEnumerable<RunCheck> Result()
    {
        foreach (var path in missing)
        {
            wrongSpans.AddRange(spans[path].Select(span => $"evidence {span.Number}: {path} is not in the folder of documents any more"));
            wrongQuotations.AddRange(quotations[path].Select(quotation => $"claim {quotation.Claim}: {path} is not in the folder of documents any more"));
            wrongPassages.AddRange(passages[path].Select(passage => $"body {passage.Body}: {path} is not in the folder of documents any more"));
        }

        missing.Clear();
        if (run.Evidence.Count > 0)
            yield return new RunCheck($"every piece of evidence is its document's text ({run.Evidence.Count})", wrongSpans);
        if (run.Quotations.Count > 0)
            yield return new RunCheck($"every quotation stands in its document, inside the evidence that was sent ({run.Quotations.Count})", wrongQuotations);
        if (passageCount > 0)
            yield return new RunCheck(FormattableString.Invariant($"every passage that went to a reader is its document's text ({passageCount:N0})"), wrongPassages);
    }

    private static void Note(List<string> differences, string what, string? difference)
    {
        if (difference is not null)
            differences.Add($"{what}: {difference}");
    }

    private static string? Span(OriginalDocument original, string documentSha256, int start, int end, string sha256)
    {
        if (Unusable(original, documentSha256) is { } why)
            return why;
        var text = original.Text!;
        return start < 0 || end > text.Length || start >= end || DisclosureLedger.Hash(Encoding.UTF8.GetBytes(text[start..end])) != sha256
            ? $"{original.Path} {start}-{end} is another text now, though the file is the same: it was read by another version of Lector, or the offsets were changed"
            : null;
    }

    private string? Quotation(OriginalDocument original, QuotationClaim quotation)
    {
        if (run.Evidence.FirstOrDefault(span => span.Number == quotation.Evidence) is not { } evidence || evidence.Document != quotation.Document)
            return $"it cites evidence {quotation.Evidence}, which is not of {quotation.Document}";
        if (Unusable(original, evidence.DocumentSha256) is { } why)
            return why;
        var text = original.Text!;
        if (quotation.Start < evidence.Start || quotation.End > evidence.End || quotation.Start >= quotation.End || quotation.End > text.Length)
            return $"its words are said to stand outside evidence {quotation.Evidence}";
        return text[quotation.Start..quotation.End] != quotation.Text || CitationCheck.Find(quotation.Text, text, quotation.Start, quotation.End) is null
            ? $"its words do not stand in {quotation.Document} at {quotation.Start}-{quotation.End}"
            : null;
    }

    private static string? Unusable(OriginalDocument original, string documentSha256) =>
        original.Sha256.Length > 0 && original.Sha256 != documentSha256 ? $"{original.Path} was changed since the run: its bytes have another hash"
        : original.Text is null ? $"{original.Path} cannot be read now: {original.Problem}"
        : null;
}
