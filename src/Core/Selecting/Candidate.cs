using Lector.Core.Documents;

namespace Lector.Core.Selecting;

/// <summary>A passage that might be quoted.</summary>
/// <param name="Document">Ordinal of its document in the run.</param>
/// <param name="Path">The document's path.</param>
/// <param name="Passage">Where it stands in the document's text.</param>
/// <param name="Score">Its quote-first score; greater is more relevant, not below 0.</param>
public sealed record Candidate(int Document, string Path, Passage Passage, double Score);
