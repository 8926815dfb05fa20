using Lector.Core.Answering;
using Lector.Core.Documents;
using Lector.Core.Ledgers;

namespace Lector.Core.Selecting;

/// <summary>What to pack.</summary>
/// <param name="Question">The question: long passages are cut to the sentences that have most of its words.</param>
/// <param name="Candidates">Relevant passages, in any order.</param>
/// <param name="Policy">What may leave.</param>
/// <param name="FixedTokens">Estimated tokens of the request beside its evidence.</param>
/// <param name="Overhead">Estimated tokens that a piece of evidence adds beside its text, from its document's path, fields and part.</param>
public sealed record PackingRequest(
    string Question, IReadOnlyList<Candidate> Candidates, DisclosurePolicy Policy, int FixedTokens, Func<string, DocumentFields, string?, int> Overhead)
{
    /// <summary>The most estimated input tokens of the whole request.</summary>
    public int Budget { get; init; } = 1700;

    /// <summary>Candidates with a lower score are left out.</summary>
    public double Cut { get; init; }

    /// <summary>Ordinals of documents that the question names: their passages are not asked to let others go first.</summary>
    public IReadOnlySet<int> Named { get; init; } = new HashSet<int>();
}

/// <summary>What came of packing.</summary>
/// <param name="Pack">The evidence; empty where nothing may be or can be quoted.</param>
/// <param name="LeftOut">Every candidate that was not quoted as or within a piece of evidence, best first.</param>
public sealed record Packed(EvidencePack Pack, IReadOnlyList<LeftOut> LeftOut);
