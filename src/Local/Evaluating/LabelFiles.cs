using System.Text.Json;
using Lector.Core;
using Lector.Core.Documents;
using Lector.Core.Evaluating;

namespace Lector.Local.Evaluating;

/// <summary>The question and label files of a corpus: JSON lines.</summary>
internal static class LabelFiles
{
    /// <summary>Reads both.</summary>
    /// <param name="questions">Lines of <c>{"id", "question"}</c>; lines with <c>"header": true</c> are passed over.</param>
    /// <param name="labels">Lines of <c>{"question_id", "document", "relevant", "spans"?}</c>; <c>relevant</c> is a grade.</param>
    /// <exception cref="UserErrorException">A file is missing or a line is not in the format.</exception>
    public static IReadOnlyList<EvaluationQuestion> Read(string questions, string labels)
    {
        var asked = Lines(questions).Where(line => !line.Has("header", JsonValueKind.True)).Select(line => (Id: line.Text("id"), Text: line.Text("question"))).ToArray();
        var byQuestion = new Dictionary<string, Dictionary<string, EvaluationLabel>>(StringComparer.Ordinal);
        foreach (var line in Lines(labels))
        {
            var (id, document, grade) = (line.Text("question_id"), line.Text("document"), line.Number("relevant"));
            if (grade <= 0)
                continue;
            if (!byQuestion.TryGetValue(id, out var documents))
                byQuestion[id] = documents = new Dictionary<string, EvaluationLabel>(StringComparer.Ordinal);
            documents[document] = new EvaluationLabel(grade, line.Spans());
        }
        if (asked.Length == 0)
            throw new UserErrorException($"{questions} holds no question to score.");
        if (!asked.Any(question => byQuestion.ContainsKey(question.Id)))
            throw new UserErrorException($"No question of {questions} has a relevant document in {labels}: are they files of the same corpus?");
        return [.. asked.Select(question => new EvaluationQuestion(question.Id, question.Text, byQuestion.GetValueOrDefault(question.Id) ?? []))];
    }

    private static IEnumerable<Line> Lines(string path)
    {
        if (!File.Exists(path))
            throw new UserErrorException($"The file {path} is not there.");
        var number = 0;
        foreach (var text in File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(text))
                yield return Line.Parse(text, $"Line {number} of {path}");
        }
    }

    // One line, with the words that name it.
    private readonly record struct Line(JsonElement Json, string Where)
    {
        public static Line Parse(string text, string where)
        {
            try
            {
                var json = JsonElement.Parse(text);
                return json.ValueKind == JsonValueKind.Object ? new Line(json, where) : throw new UserErrorException($"{where} is not a JSON object.");
            }
            catch (JsonException e)
            {
                throw new UserErrorException($"{where} is not JSON.", e);
            }
        }

        public bool Has(string name, JsonValueKind kind) => Json.TryGetProperty(name, out var value) && value.ValueKind == kind;

        public string Text(string name) => Has(name, JsonValueKind.String) ? Json.GetProperty(name).GetString()! : throw new UserErrorException($"{Where} has no text \"{name}\".");

        public double Number(string name) => Has(name, JsonValueKind.Number) ? Json.GetProperty(name).GetDouble() : throw new UserErrorException($"{Where} has no number \"{name}\".");

        public IReadOnlyList<Passage> Spans()
        {
            if (!Json.TryGetProperty("spans", out var spans) || spans.ValueKind == JsonValueKind.Null)
                return [];
            var read = new List<Passage>();
            var fits = spans.ValueKind == JsonValueKind.Array;
            foreach (var span in fits ? spans.EnumerateArray() : default)
            {
                var (start, end) = (0, 0);
                fits &= span.ValueKind == JsonValueKind.Array && span.GetArrayLength() == 2 && TryOffset(span[0], out start) && TryOffset(span[1], out end) && start <= end;
                if (fits && start < end)
                    read.Add(new Passage(start, end));
            }
            return fits ? read : throw new UserErrorException($"\"spans\" in line {Where["Line ".Length..]} is not a list of [start, end] with offsets from 0.");
        }

        private static bool TryOffset(JsonElement value, out int offset)
        {
            offset = 0;
            return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out offset) && offset >= 0;
        }
    }
}
