using System.Text;
using Lector.Formats.Pdf;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.DocumentLayoutAnalysis;
using UglyToad.PdfPig.DocumentLayoutAnalysis.PageSegmenter;
using UglyToad.PdfPig.DocumentLayoutAnalysis.ReadingOrderDetector;
using UglyToad.PdfPig.DocumentLayoutAnalysis.WordExtractor;

namespace Lector.Cloud.Pdf;

/// <summary>The text of a page as a person reads it, made of words with their places.</summary>
/// <remarks>As with poppler: lines as they are laid out, which keeps a clause with its number and a figure with its label; columns of prose are read one after another.</remarks>
internal static class PageText
{
    // Two words are on one line when their base lines are nearer than this share of the smaller one's height.
    private const double SameLine = .5;

    // Lines further apart than this many heights have a blank line between them.
    private const double Paragraph = 1.8;

    /// <summary>The page's text; empty for one without a text layer.</summary>
    public static string Of(Page page)
    {
        var letters = DuplicateOverlappingTextProcessor.Get(page.Letters);
        var words = NearestNeighbourWordExtractor.Instance.GetWords(letters).Where(word => !string.IsNullOrWhiteSpace(word.Text)).ToList();
        if (words.Count == 0)
            return "";
        var (upright, turned) = (words.Where(word => word.TextOrientation is TextOrientation.Horizontal).ToList(), words.Where(word => word.TextOrientation is not TextOrientation.Horizontal).ToList());
        var text = new StringBuilder();
        var laidOut = Lines(upright);
        text.Append(PageLayout.HasColumns(laidOut) ? Blocks(upright) : PageLayout.Compact(laidOut));
        // Text along the margin, stamps: after the rest, as it comes.
        if (turned.Count > 0)
            text.Append('\n').Append(Blocks(turned));
        return text.ToString();
    }

    /// <summary>Lines from top to bottom, with gaps as wide as they are on the page, counted in letters.</summary>
    private static string Lines(List<Word> words)
    {
        var text = new StringBuilder();
        Line? above = null;
        foreach (var line in Gather(words))
        {
            if (above is not null && above.Base - line.Base > Paragraph * Math.Max(above.Height, line.Height))
                text.Append('\n');
            line.AppendTo(text);
            text.Append('\n');
            above = line;
        }

        return text.ToString();
    }

    private static List<Line> Gather(List<Word> words)
    {
        var lines = new List<Line>();
        foreach (var word in words.OrderByDescending(Base))
        {
            // The lines near it are the last ones; a raised or lowered word may stand nearer to one before.
            var line = lines.TakeLast(3).Where(line => Math.Abs(line.Base - Base(word)) < SameLine * Math.Min(line.Height, Height(word))).MinBy(line => Math.Abs(line.Base - Base(word)));
            if (line is null)
                lines.Add(line = new Line(Base(word), Height(word)));
            line.Words.Add(word);
        }

        return lines;
    }

    private static string Blocks(List<Word> words)
    {
        var blocks = UnsupervisedReadingOrderDetector.Instance.Get(RecursiveXYCut.Instance.GetBlocks(words));
        return string.Join("\n\n", blocks.Select(block => string.Join('\n', block.TextLines.Select(line => string.Join(' ', line.Words.Select(Read))))));
    }

    private static double Base(Word word) => word.Letters[0].StartBaseLine.Y;

    private static double Height(Word word) => Math.Max(1, word.Letters[0].PointSize);

    private static string Read(Word word) => RightToLeft.IsIn(word.Text)
        ? string.Concat(RightToLeft.Order(word.Letters.OrderBy(letter => letter.StartBaseLine.X), letter => letter.Value).Select(letter => letter.Value))
        : word.Text;

    private sealed record Line(double Base, double Height)
    {
        public List<Word> Words { get; } = [];

        public void AppendTo(StringBuilder text)
        {
            var letters = Words.Sum(word => word.Letters.Count);
            var width = Math.Max(.5, Words.Sum(word => word.BoundingBox.Width) / letters);
            Word? before = null;
            foreach (var word in InOrder())
            {
                if (before is not null)
                {
                    var gap = Math.Max(word.BoundingBox.Left - before.BoundingBox.Right, before.BoundingBox.Left - word.BoundingBox.Right);
                    text.Append(' ', Math.Clamp((int)Math.Round(gap / width), 1, 200));
                }

                text.Append(Read(word));
                before = word;
            }
        }

        private IEnumerable<Word> InOrder()
        {
            var fromLeft = Words.OrderBy(word => word.BoundingBox.Left).ToList();
            return fromLeft.Count(word => RightToLeft.IsIn(word.Text)) * 2 > fromLeft.Count ? RightToLeft.Order(fromLeft, word => word.Text) : fromLeft;
        }
    }
}
