using Lector.Core.Documents;

namespace Lector.Core.Evaluating;

/// <summary>How much of the labelled evidence of a document stands in its first passages.</summary>
/// <param name="Covered">Labelled UTF-16 units inside the passages.</param>
/// <param name="Labelled">Labelled UTF-16 units; overlapping spans count once.</param>
public readonly record struct SpanCoverage(long Covered, long Labelled)
{
    /// <summary>Measures one document.</summary>
    /// <param name="spans">The labelled evidence, in any order, overlapping or not.</param>
    /// <param name="passages">The first passages, in any order; they do not overlap.</param>
    public static SpanCoverage Of(IEnumerable<Passage> spans, IReadOnlyList<Passage> passages)
    {
        var (covered, labelled, end) = (0L, 0L, 0);
        foreach (var span in spans.OrderBy(span => span.Start))
        {
            var start = Math.Max(span.Start, end);
            end = Math.Max(end, span.End);
            if (start >= span.End)
                continue;
            labelled += span.End - start;
            covered += passages.Sum(passage => Math.Max(0, Math.Min(span.End, passage.End) - Math.Max(start, passage.Start)));
        }
        return new SpanCoverage(covered, labelled);
    }

    /// <summary>Covered of labelled, in [0, 1]; 0 where nothing is labelled.</summary>
    public double Share => Labelled == 0 ? 0 : Covered / (double)Labelled;
}
