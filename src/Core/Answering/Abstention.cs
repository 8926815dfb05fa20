namespace Lector.Core.Answering;

/// <summary>Why there is no answer.</summary>
/// <param name="Cause">The cause, for programs.</param>
/// <param name="Reason">The cause as a sentence for people, with what to do; never document text.</param>
public sealed record Abstention(AbstentionCause Cause, string Reason)
{
    /// <summary>The abstention of a cause that needs no particulars.</summary>
    /// <param name="cause">Why.</param>
    public static Abstention For(AbstentionCause cause) => new(cause, cause switch
    {
        AbstentionCause.NoFrontier => "No model answered, because none was chosen: read the evidence, or name one with --frontier and --frontier-model.",
        AbstentionCause.NothingReadable => "None of the documents could be read; each has its reason in documents.csv. Put e-mails, text, HTML, Office or PDF files with text there, and ask again.",
        AbstentionCause.NothingFound => "Nothing was found that answers this. Look at the nearest passages with --nearest, or ask in the words of the documents.",
        AbstentionCause.NoRoom => "Relevant passages were found, and the budget leaves no room for any beside the instructions and the question. Allow more tokens with --budget, or ask it shorter.",
        AbstentionCause.NothingMaySent => "What was found lies in documents that may not be sent (--never-send), so no model was asked.",
        AbstentionCause.NotApproved => "The request waits for a person's word before it is sent.",
        AbstentionCause.FrontierAbsent => "Nothing was sent: Lector runs without the model that was chosen for this question. Start it with that model again and give your word, or ask again.",
        AbstentionCause.PaidForAnother => "An earlier request of this run was sent and may have been paid for; this one is other bytes, prepared by another version of Lector. Look at it and give your word, or give the command with --send-again.",
        AbstentionCause.Insufficient => "The model says that the evidence does not answer the question.",
        AbstentionCause.NoVerifiedQuotation => "No claim of the model rests on a quotation that stands in the evidence, so none is shown.",
        AbstentionCause.ModelDeclined => "The model, or a filter of its service, declined to answer.",
        AbstentionCause.ReplyUnusable => "The model's reply cannot be used.",
        AbstentionCause.FrontierRefused => "The service refused the request.",
        AbstentionCause.FrontierBusy => "The service was busy and answered none of the attempts. Run the same command again later.",
        _ => "Whether the model did the work cannot be known. Say so to send it again: it may be paid twice.",
    });
}

/// <summary>The causes of an <see cref="Abstention"/>.</summary>
public enum AbstentionCause
{
    /// <summary>No frontier model was chosen.</summary>
    NoFrontier,

    /// <summary>No document could be read; the user can mend it (exit code 1).</summary>
    NothingReadable,

    /// <summary>No passage is above the floor.</summary>
    NothingFound,

    /// <summary>The budget leaves no room for evidence.</summary>
    NoRoom,

    /// <summary>Everything that was found is kept in the house by the disclosure policy.</summary>
    NothingMaySent,

    /// <summary>The request is prepared and waits for approval.</summary>
    NotApproved,

    /// <summary>The host was started without the model that the ask names.</summary>
    FrontierAbsent,

    /// <summary>An earlier, other request of the run was sent: this one needs a person's word.</summary>
    PaidForAnother,

    /// <summary>The model says that the evidence does not answer.</summary>
    Insufficient,

    /// <summary>No claim has a quotation that stands in the evidence.</summary>
    NoVerifiedQuotation,

    /// <summary>The model or a content filter declined.</summary>
    ModelDeclined,

    /// <summary>The reply is no answer: see <see cref="ReplyFault"/>.</summary>
    ReplyUnusable,

    /// <summary>The service refused; the user can mend it (exit code 1).</summary>
    FrontierRefused,

    /// <summary>The service was busy in all attempts; the user can mend it by waiting (exit code 1).</summary>
    FrontierBusy,

    /// <summary>It is unknown whether the model did the work: a person's word is needed to send again.</summary>
    OutcomeUnknown,
}
