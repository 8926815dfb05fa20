using Lector.Core.Reading;

namespace Lector.Models.Endpoints.NextTokens;

/// <summary>Where the probabilities of the next token come from: a server's endpoint, or an engine in this process.</summary>
internal interface INextTokenSource
{
    /// <summary>Whether what does not fit is held back here, so that nothing behind it is ever seen to refuse.</summary>
    bool HoldsBack { get; }

    /// <summary>Asks what would come next after the instructions, a question and a text.</summary>
    /// <param name="question">The question.</param>
    /// <param name="framed">Context and passage, defused.</param>
    /// <param name="cancel">Stops within a second.</param>
    /// <exception cref="ReaderUnavailableException">Nothing can be asked there any more.</exception>
    Task<NextToken> Ask(string question, string framed, CancellationToken cancel);
}
