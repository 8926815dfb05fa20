using System.Text;

namespace Lector.Formats.Mail;

/// <summary>The charset that a page states in its own head.</summary>
internal static class HtmlCharset
{
    /// <summary>Looks for <c>charset=</c> in a meta element of the first 2,048 bytes; null when there is none.</summary>
    public static string? Find(ReadOnlySpan<byte> html)
    {
        var head = html[..Math.Min(html.Length, 2048)];
        if (Ascii.IsValid(html))
            return null;
        var text = Encoding.Latin1.GetString(head);
        var meta = text.IndexOf("<meta", StringComparison.OrdinalIgnoreCase);
        while (meta >= 0)
        {
            var end = text.IndexOf('>', meta);
            var element = end < 0 ? text[meta..] : text[meta..end];
            var at = element.IndexOf("charset=", StringComparison.OrdinalIgnoreCase);
            if (at >= 0)
            {
                var value = element.AsSpan(at + 8).TrimStart("\"' ");
                var stop = value.IndexOfAny("\"' />;");
                return (stop < 0 ? value : value[..stop]).ToString();
            }

            meta = text.IndexOf("<meta", meta + 5, StringComparison.OrdinalIgnoreCase);
        }

        return null;
    }
}
