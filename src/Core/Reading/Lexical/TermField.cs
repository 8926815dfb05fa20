namespace Lector.Core.Reading.Lexical;

/// <summary>What surrounds a document's text and helps to find it. Terms of a field help the score and are never quoted as the passage's text.</summary>
internal enum TermField
{
    /// <summary>Subject of a mail, title of a document.</summary>
    Subject,

    /// <summary>Sender or author.</summary>
    From,

    /// <summary>All recipients.</summary>
    To,

    /// <summary>Year, month in words, day.</summary>
    Date,

    /// <summary>The first lines of the document's own text (<see cref="HeadLines"/>): they are part of the text too, and stand here apart because mails that answer this one are found by them.</summary>
    Head,
}
