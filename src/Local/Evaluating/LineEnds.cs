using Lector.Core.Documents;
using Lector.Core.Evaluating;

namespace Lector.Local.Evaluating;

/// <summary>Label offsets count a file's text as it is; a document's text has <c>\n</c> alone at the end of its lines.</summary>
internal static class LineEnds
{
    /// <summary>The questions, their spans counting the documents' text.</summary>
    /// <param name="questions">Their spans count the files' text.</param>
    /// <param name="documents">The folder of the files.</param>
    public static IReadOnlyList<EvaluationQuestion> Translate(IReadOnlyList<EvaluationQuestion> questions, string documents)
    {
        var shifts = questions.SelectMany(question => question.Labels).Where(pair => pair.Value.Spans.Count > 0).Select(pair => pair.Key).Distinct()
            .ToDictionary(file => file, file => DroppedIn(Path.Combine(documents, file)));
        return shifts.Values.All(dropped => dropped.Length == 0)
            ? questions
            : [.. questions.Select(question => question with { Labels = question.Labels.ToDictionary(pair => pair.Key, pair => Translate(pair.Value, shifts.GetValueOrDefault(pair.Key) ?? [])) })];
    }

    private static EvaluationLabel Translate(EvaluationLabel label, int[] dropped) =>
        label with { Spans = [.. label.Spans.Select(span => new Passage(Translate(span.Start, dropped), Translate(span.End, dropped)))] };

    private static int Translate(int offset, int[] dropped)
    {
        var before = Array.BinarySearch(dropped, offset);
        return offset - (before < 0 ? ~before : before);
    }

    // Where a file has a carriage return that its document's text has not, ascending.
    private static int[] DroppedIn(string path)
    {
        if (!path.EndsWith(".txt", StringComparison.OrdinalIgnoreCase))
            return [];
        var text = File.ReadAllText(path);
        return [.. Enumerable.Range(0, text.Length).Where(i => text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n')];
    }
}
