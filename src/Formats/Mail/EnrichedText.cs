using System.Text;

namespace Lector.Formats.Mail;

/// <summary>text/enriched (RFC 1896) as plain text: commands are dropped, <c>&lt;&lt;</c> is a less-than sign.</summary>
internal static class EnrichedText
{
    /// <summary>Reads.</summary>
    public static string Read(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '<')
                plain.Append(text[i]);
            else if (i + 1 < text.Length && text[i + 1] == '<')
            {
                plain.Append('<');
                i++;
            }
            else if (text.IndexOf('>', i) is > 0 and var end && end - i < 64)
            {
                var isParameter = text.AsSpan(i).StartsWith("<param>", StringComparison.OrdinalIgnoreCase);
                var close = isParameter ? text.IndexOf("</param>", i, StringComparison.OrdinalIgnoreCase) : -1;
                i = close > 0 ? close + "</param>".Length - 1 : end;
            }
            else
                plain.Append('<');
        }

        return plain.ToString();
    }
}
