using Lector.Core.Documents;

namespace Lector.Core.Evaluating;

/// <summary>A question with what people said of the documents.</summary>
/// <param name="Id">Its name in the corpus.</param>
/// <param name="Text">The question.</param>
/// <param name="Labels">Labels by file name, only those of relevant documents; may be empty.</param>
public sealed record EvaluationQuestion(string Id, string Text, IReadOnlyDictionary<string, EvaluationLabel> Labels);

/// <summary>What people said of one document.</summary>
/// <param name="Grade">How relevant it is, above 0.</param>
/// <param name="Spans">The evidence, in UTF-16 units of the document's text; empty where none is labelled.</param>
public sealed record EvaluationLabel(double Grade, IReadOnlyList<Passage> Spans);
