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

    /// <summary>Text that stands outside the parts, such as the footer that a list put after the last one: no mail program shows it, and it is read last.</summary>
    public List<BodyText> Outside { get; } = [];

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

    /// <summary>Takes one version of a text as the body.</summary>
    public void Choose(BodyText chosen, BodyText? other)
    {
        Texts.Add(chosen);
        if (other is not null)
            KeepVersion(other, chosen);
    }

    /// <summary>Makes a version that is not read, but says what the one that is read does not, a document of its own: no text is lost.</summary>
    public void KeepVersion(BodyText version, BodyText read)
    {
        if (version.Letters == 0 || !VersionWords.SaysMore(version, read))
            return;
        var (name, type) = version.IsHtml ? ("HTML version.html", "text/html") : ("plain text version.txt", "text/plain");
        Attachments.Add(new(name, type, Charsets.ToUtf8(version.Text), null));
        Note($"the {(version.IsHtml ? "HTML" : "plain text")} version says other things; it is an attachment here");
    }

    /// <summary>Takes over what another holds, its texts excepted.</summary>
    public void AddRest(MimeFindings other)
    {
        Attachments.AddRange(other.Attachments);
        Outside.AddRange(other.Outside);
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
