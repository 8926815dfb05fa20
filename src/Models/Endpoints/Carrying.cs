using Lector.Core.Ledgers.Disclosures;
using Lector.Core.Reading;

namespace Lector.Models.Endpoints;

/// <summary>Which passages the requests of the current asynchronous flow carry: what the disclosure ledger says of a body that goes to a reader outside.</summary>
internal static class Carrying
{
    private static readonly AsyncLocal<IReadOnlyList<SentPassage>?> Current = new();

    /// <summary>The passages; empty for the server's description, the question and Lector's own test passages.</summary>
    public static IReadOnlyList<SentPassage> Now => Current.Value ?? [];

    /// <summary>Says what the requests from here on carry; the caller's caller does not see it. Nothing, where the method asks without a passage.</summary>
    /// <param name="parts">Passages, and the part of each, with its offset within the passage; defused, as it stands in the body.</param>
    public static void Set(params IEnumerable<(PassageInContext Passage, int Offset, string Text)> parts) =>
        Current.Value = [.. parts.Where(part => part.Passage.Place is not null && part.Text.Length > 0).Select(part => new SentPassage(
            part.Passage.Place!.Document, part.Passage.Place.DocumentSha256, part.Passage.Place.Start + part.Offset, PassageFraming.Defused(part.Text)))];
}
