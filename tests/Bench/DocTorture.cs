using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lector.Core.Documents;
using Lector.Formats;
using Lector.Formats.Pdf;

namespace Lector.Bench;

/// <summary>Measures how much of a document's text extraction finds, on the doc-torture and cuad-pdf corpora.</summary>
internal static partial class DocTorture
{
    private static readonly string[] Formats = ["pdf", "docx", "html", "xlsx", "pptx", "csv", "md", "txt", "json"];

    /// <summary>Reads every file of doc-torture and holds it against its expected text; prints the share of tokens found a format and what is missing a file.</summary>
    /// <param name="corpora">Folder that holds the corpora's folders.</param>
    /// <param name="output">Where the figures go: figures and file names, no text of the corpora.</param>
    /// <param name="missing">Whether the missing tokens are printed too, for a person at work on extraction.</param>
    /// <param name="pdf">Another engine for PDF than poppler.</param>
    public static void Run(string corpora, TextWriter output, bool missing = false, IPdfText? pdf = null)
    {
        var extractor = pdf is null ? new Extractor(new ExtractionLimits()) : new Extractor(new ExtractionLimits(), pdf);
        var scores = new List<Score>();
        int crashes = 0, hangs = 0, files = 0;
        foreach (var row in File.ReadLines(Path.Combine(corpora, "doc-torture", "manifest.jsonl")).Select(line => JsonDocument.Parse(line).RootElement))
        {
            var name = row.GetProperty("document").GetString()!;
            var file = new FileInfo(Path.Combine(corpora, "doc-torture", "docs", name));
            if (!file.Exists)
                continue;
            files++;
            var watch = Stopwatch.StartNew();
            List<FoundDocument> documents = [];
            try
            {
                documents = [.. extractor.Extract(new InputFile(name, file.Length, file.OpenRead), CancellationToken.None)];
            }
            catch (Exception e)
            {
                crashes++;
                output.WriteLine($"CRASH {name} {e}");
            }
            hangs += watch.Elapsed > TimeSpan.FromSeconds(60) ? 1 : 0;
            foreach (var document in documents)
                if (document.Result is not Extraction.Readable)
                    output.WriteLine($"  {document.Path}: {document.Result switch { Extraction.Unreadable u => u.Reason, Extraction.Failed f => $"FAILED {f.Reason}", _ => "" }}");
            var expected = row.GetProperty("expected").EnumerateArray().Select(e => e.GetString()!).FirstOrDefault(e => e.EndsWith(".md", StringComparison.Ordinal));
            var text = string.Join('\n', documents.Select(d => d.Result).OfType<Extraction.Readable>().Select(r => r.Text.Text));
            if (expected is not null)
                scores.Add(Compare(name, Plain(File.ReadAllText(Path.Combine(corpora, "doc-torture", "expected", expected))), text) with { Against = expected });
        }
        var strangers = Strangers(scores);
        output.WriteLine($"held against another file's text by the manifest, and not counted: {string.Join(", ", strangers.Select(s => s.Name))}");
        scores.RemoveAll(strangers.Contains);
        Print(scores, output, missing);
        output.WriteLine($"files {files}, crashes {crashes}, hangs {hangs}");
    }

    /// <summary>Reads PDFs of contracts and holds each against the text of the same contract.</summary>
    /// <param name="corpora">Folder that holds the corpora's folders.</param>
    /// <param name="output">Where the figures go.</param>
    /// <param name="most">Most PDFs.</param>
    /// <param name="pdf">Another engine for PDF than poppler.</param>
    public static void RunContracts(string corpora, TextWriter output, int most = 50, IPdfText? pdf = null)
    {
        var extractor = pdf is null ? new Extractor(new ExtractionLimits()) : new Extractor(new ExtractionLimits(), pdf);
        var scores = new List<Score>();
        var watch = Stopwatch.StartNew();
        foreach (var file in new DirectoryInfo(Path.Combine(corpora, "cuad-pdf", "docs")).EnumerateFiles("*.pdf", SearchOption.AllDirectories).OrderBy(f => f.Name, StringComparer.Ordinal).Take(most))
        {
            var twin = Path.Combine(corpora, "cuad", "docs", Path.ChangeExtension(file.Name, ".txt"));
            if (!File.Exists(twin))
                continue;
            var text = extractor.Extract(new InputFile(file.Name, file.Length, file.OpenRead), CancellationToken.None).Select(d => d.Result).OfType<Extraction.Readable>().FirstOrDefault()?.Text.Text;
            scores.Add(Compare(file.Name, File.ReadAllText(twin), text ?? ""));
        }
        foreach (var score in scores.Where(s => s.Share < .97))
            output.WriteLine($"  {score.Share:0.000} {score.Name} ({score.Expected} tokens)");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"cuad-pdf: {scores.Count} PDFs, tokens found {scores.Sum(s => s.Found) / (double)scores.Sum(s => s.Expected):0.0000}, mean of files {scores.Average(s => s.Share):0.0000}, in order {scores.Average(s => s.InOrder):0.0000}, {watch.Elapsed.TotalSeconds:0.0} s"));
    }

    // The manifest pairs by name without extension, so that one expected text is given to files that hold something else: it counts for the file that it fits best.
    private static List<Score> Strangers(List<Score> scores) =>
        [.. scores.GroupBy(s => s.Against).SelectMany(g => g.OrderByDescending(s => s.Share).Skip(1)).Where(s => Formats.Contains(Format(s.Name)))];

    private static void Print(List<Score> scores, TextWriter output, bool missing)
    {
        foreach (var group in scores.GroupBy(s => Format(s.Name)).OrderBy(g => Array.IndexOf(Formats, g.Key) is var i and >= 0 ? i : 99))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{group.Key,-5} {group.Count(),3} files: tokens {group.Sum(s => s.Found) / (double)Math.Max(1, group.Sum(s => s.Expected)):0.000}, mean of files {group.Average(s => s.Share):0.000}, distinct {group.Average(s => s.DistinctShare):0.000}{(Formats.Contains(group.Key) ? "" : " (not read)")}"));
            foreach (var score in group.Where(s => s.Share < .97 && Formats.Contains(group.Key)))
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"      {score.Share:0.000} {score.DistinctShare:0.000} {score.Name} ({score.Found} of {score.Expected}){(missing ? " " + string.Join(' ', score.Missing.Take(25)) : "")}"));
        }
    }

    private static string Format(string name) => Path.GetExtension(name).TrimStart('.').ToLowerInvariant() switch { "xlsm" => "xlsx", "htm" => "html", var other => other };

    private static Score Compare(string name, string expected, string found)
    {
        var tokens = Tokens(expected);
        var left = Tokens(found).CountBy(t => t).ToDictionary();
        var distinct = tokens.ToHashSet();
        var hits = 0;
        var lost = new List<string>();
        var shares = distinct.Count == 0 ? 1 : distinct.Count(left.ContainsKey) / (double)distinct.Count;
        foreach (var token in tokens)
            if (left.TryGetValue(token, out var count) && count > 0)
            {
                left[token] = count - 1;
                hits++;
            }
            else
                lost.Add(token);
        return new Score(name, tokens.Count, hits, shares, lost, Trigrams(tokens, Tokens(found)));
    }

    // Share of expected neighbours (three tokens) that are neighbours in what was found: how far the reading order is legible.
    private static double Trigrams(List<string> expected, List<string> found)
    {
        var there = Enumerable.Range(0, Math.Max(0, found.Count - 2)).Select(i => (found[i], found[i + 1], found[i + 2])).ToHashSet();
        var count = Math.Max(0, expected.Count - 2);
        return count == 0 ? 1 : Enumerable.Range(0, count).Count(i => there.Contains((expected[i], expected[i + 1], expected[i + 2]))) / (double)count;
    }

    private static List<string> Tokens(string text) => [.. Token().Matches(text.Normalize(System.Text.NormalizationForm.FormKC)).Select(m => m.Value.ToLowerInvariant())];

    // Expected texts are Markdown: comments, link targets and escapes are no text of the document.
    private static string Plain(string markdown) =>
        WebUtility.HtmlDecode(Escape().Replace(Target().Replace(Comment().Replace(markdown, " "), "] "), "$1"));

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Token();

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\]\([^)\n]*\)")]
    private static partial Regex Target();

    [GeneratedRegex(@"\\([_*#&<>\[\]])")]
    private static partial Regex Escape();

    private sealed record Score(string Name, int Expected, int Found, double DistinctShare, List<string> Missing, double InOrder)
    {
        public string? Against { get; init; }

        public double Share => Expected == 0 ? 1 : Found / (double)Expected;
    }
}
