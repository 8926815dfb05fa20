using Lector.Core.Documents;

namespace Lector.Core.Reading;

/// <summary>A local model that judges how relevant passages are to a question.</summary>
/// <remarks>
/// A reader is a filter, not a writer: what it returns holds numbers and no string, so it cannot put words before a person.
/// The score of a passage does not depend on its neighbours in a call. The lexical score is no reader in this sense, for it
/// needs the statistics of the whole folder.
/// </remarks>
public interface IReader
{
    /// <summary>Who reads, for records and for the keys of the verdict cache.</summary>
    ReaderIdentity Identity { get; }

    /// <summary>Judges passages.</summary>
    /// <param name="question">The question, as the person asked it.</param>
    /// <param name="passages">Any number of passages; the reader batches and runs parallel requests as its engine likes.</param>
    /// <param name="cancel">Stops within a second.</param>
    /// <returns>One verdict a passage, in the order given. A passage that could not be judged is <see cref="Verdict.Unread"/>, never a score.</returns>
    /// <exception cref="ReaderUnavailableException">The engine cannot be reached or refuses: no passage of this call was judged.</exception>
    Task<IReadOnlyList<Verdict>> Read(string question, IReadOnlyList<PassageInContext> passages, CancellationToken cancel);
}

/// <summary>A passage with what helps to judge it. Only <paramref name="Text"/> is ever quoted.</summary>
/// <param name="Text">The passage, verbatim.</param>
/// <param name="Fields">From, to, date, subject of its document.</param>
/// <param name="AnsweredText">The first lines of the mail that its mail answers, at most 300 UTF-16 units, or null.</param>
public sealed record PassageInContext(string Text, DocumentFields Fields, string? AnsweredText)
{
    /// <summary>Where the passage stands, for the ledger of what leaves the house; null for Lector's own test passages.</summary>
    public PassagePlace? Place { get; init; }
}

/// <summary>Where a passage stands.</summary>
/// <param name="Document">Path of its document.</param>
/// <param name="DocumentSha256">SHA-256 of the document's original bytes, lower-case hex.</param>
/// <param name="Start">First UTF-16 unit in the document's text.</param>
public sealed record PassagePlace(string Document, string DocumentSha256, int Start);

/// <summary>What a reader says of one passage: a number, and what shows that it read all of it.</summary>
/// <param name="Score">Relevance in [0, 1]; greater is more relevant. Ranks passages; a probability only where calibrated. 0 where <paramref name="Cause"/> is not <see cref="UnreadCause.None"/>.</param>
/// <param name="Tokens">Tokens of the passage that the engine processed, or 0 where it does not tell.</param>
/// <param name="Grade">What shows that the whole passage was read.</param>
/// <param name="Cause">Why there is no score; <see cref="UnreadCause.None"/> when there is one.</param>
public readonly record struct Verdict(float Score, int Tokens, FullReading Grade, UnreadCause Cause)
{
    /// <summary>Whether <see cref="Score"/> says something.</summary>
    public bool IsRead => Cause == UnreadCause.None;

    /// <summary>The verdict of a passage that was not judged.</summary>
    /// <param name="cause">Why.</param>
    public static Verdict Unread(UnreadCause cause) => new(0, 0, FullReading.Unproven, cause);
}
