namespace Lector.Formats.Mail;

/// <summary>A stretch of text that belongs to the body of a mail.</summary>
/// <param name="Text">Decoded, lines separated by <c>\n</c>; HTML where <paramref name="IsHtml"/>.</param>
/// <param name="IsHtml">Whether it is HTML source.</param>
/// <param name="Charset">What it was decoded with.</param>
internal sealed record BodyText(string Text, bool IsHtml, string Charset)
{
    /// <summary>Letters and digits that a person would see.</summary>
    public int Letters { get; } = IsHtml ? HtmlLetters.OfHtml(Text) : HtmlLetters.OfText(Text);
}

/// <summary>What was found in a mail or in a part of it.</summary>
internal sealed class MimeFindings
{
    /// <summary>Body texts in their order.</summary>
    public List<BodyText> Texts { get; } = [];

    /// <summary>Everything else, in its order.</summary>
    public List<MailAttachment> Attachments { get; } = [];

    /// <summary>What a person should know, each once.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Those attachments that are text, have a name, and were not sent as attachments: the body, where there is no other.</summary>
    public List<(MailAttachment Attachment, MimePart Part)> NamedTexts { get; } = [];

    /// <summary>Letters of all texts.</summary>
    public int Letters => Texts.Sum(text => text.Letters);

    /// <summary>Notes something that was not noted before.</summary>
    public void Note(string? note)
    {
        if (note is not null && Notes.Count < 20 && !Notes.Contains(note))
            Notes.Add(note);
    }

    /// <summary>Takes over what another holds, its texts excepted.</summary>
    public void AddRest(MimeFindings other)
    {
        Attachments.AddRange(other.Attachments);
        NamedTexts.AddRange(other.NamedTexts);
        other.Notes.ForEach(Note);
    }

    /// <summary>Takes over all that another holds.</summary>
    public void Add(MimeFindings other)
    {
        Texts.AddRange(other.Texts);
        AddRest(other);
    }
}
