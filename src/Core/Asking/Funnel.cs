namespace Lector.Core.Asking;

/// <summary>How many came to each stage of a run.</summary>
/// <param name="Documents">Documents by outcome.</param>
/// <param name="Passages">Passages by stage.</param>
public sealed record Funnel(DocumentCounts Documents, PassageCounts Passages);

/// <summary>Documents by outcome: the four sum to the total.</summary>
/// <param name="Total">All documents.</param>
/// <param name="Relevant">At or above the cut.</param>
/// <param name="SetAside">Below it.</param>
/// <param name="Unreadable">Without text.</param>
/// <param name="Failed">Broken off.</param>
public sealed record DocumentCounts(int Total, int Relevant, int SetAside, int Unreadable, int Failed);

/// <summary>Passages by stage, each stage a part of the one before.</summary>
/// <param name="Total">All passages of readable documents.</param>
/// <param name="Relevant">In relevant documents and near enough to the best passage to be quoted, at least a third of its score.</param>
/// <param name="Packed">Pieces of evidence.</param>
/// <param name="Cited">Of these, with a verified quotation in the answer.</param>
public sealed record PassageCounts(int Total, int Relevant, int Packed, int Cited);
