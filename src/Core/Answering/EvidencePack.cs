using Lector.Core.Documents;

namespace Lector.Core.Answering;

/// <summary>What Select chose to show the frontier model, in the order in which it is quoted.</summary>
/// <param name="Items">The evidence, numbered from 1.</param>
/// <param name="EstimatedTokens">Estimated input tokens of the whole request: instructions, schema, question and evidence.</param>
/// <param name="Budget">The most that was allowed, in the same unit.</param>
public sealed record EvidencePack(IReadOnlyList<EvidenceItem> Items, int EstimatedTokens, int Budget);

/// <summary>One piece of evidence.</summary>
/// <param name="Number">Its number in the request, from 1: what the model cites.</param>
/// <param name="Span">The text.</param>
/// <param name="Fields">Sender, date, subject of its document; they travel with it and are disclosed.</param>
/// <param name="Part">Page, sheet or slide, as <c>page 3</c>; null where the format has none.</param>
/// <param name="Score">The passage's quote-first score, for the record.</param>
public sealed record EvidenceItem(int Number, VerifiedSpan Span, DocumentFields Fields, string? Part, double Score);
