using System.Globalization;
using System.Text;
using Lector.Core.Documents;

namespace Lector.Core.Answering;

/// <summary>The line of names above a piece of evidence: what travels with its text.</summary>
/// <remarks>These fields are stated by whoever wrote the document, so they are put on one line and cut to a length at which they say who and what, and no more.</remarks>
public static class EvidenceHeading
{
    private const int MostFile = 80;
    private const int MostPerson = 60;
    private const int MostSubject = 100;

    /// <summary>The names of one document: file, page, sender, recipients, date, subject, as far as it states them.</summary>
    /// <param name="document">The document's path; only its last segment is named.</param>
    /// <param name="fields">What the document says of itself.</param>
    /// <param name="part">Page, sheet or slide, or null.</param>
    public static string Of(string document, DocumentFields fields, string? part)
    {
        var line = new StringBuilder(OneLine(document[(document.LastIndexOf('/') + 1)..], MostFile));
        Add("", part, MostPerson);
        Add("from ", fields.From, MostPerson);
        Add("to ", fields.To, MostPerson);
        Add("", fields.Date?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), MostPerson);
        Add("subject ", fields.Subject, MostSubject);
        return line.ToString();

        void Add(string label, string? value, int most)
        {
            if (!string.IsNullOrWhiteSpace(value))
                line.Append("; ").Append(label).Append(OneLine(value, most));
        }
    }

    private static string OneLine(string value, int most)
    {
        var line = new StringBuilder(Math.Min(value.Length, most) + 1);
        foreach (var rune in value.EnumerateRunes())
        {
            if (line.Length >= most)
                return line.ToString().TrimEnd() + '…';
            var blank = Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format;
            if (!blank)
                line.Append(rune.ToString());
            else if (line.Length > 0 && line[^1] != ' ')
                line.Append(' ');
        }

        return line.ToString().TrimEnd();
    }
}
