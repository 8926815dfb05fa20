using System.Text;
using Lector.Formats.Mail;

namespace Lector.Hosts.Tests.Formats.Mail;

/// <summary>Mails written out in tests.</summary>
internal static class Mails
{
    public const string Header = "From: Ann <ann@example.org>\nTo: ben@example.org\nSubject: Lease\nDate: Mon, 2 Nov 2026 09:30:00 +0100\n";

    /// <summary>Parses a mail given as Latin-1 text; <c>\n</c> stands for CRLF.</summary>
    public static Lector.Formats.Mail.Mail Parse(string text) => Parse(Encoding.Latin1.GetBytes(text.ReplaceLineEndings("\r\n")));

    public static Lector.Formats.Mail.Mail Parse(byte[] bytes) => MailParser.Parse(bytes, CancellationToken.None);

    /// <summary>A multipart of the given parts, each with its own header lines.</summary>
    public static string Multipart(string subtype, params string[] parts) =>
        $"Content-Type: multipart/{subtype}; boundary=\"{Boundary(parts)}\"\n\n" + string.Concat(parts.Select(part => $"--{Boundary(parts)}\n{part}\n")) + $"--{Boundary(parts)}--\n";

    private static string Boundary(string[] parts) => $"b{parts.Sum(part => part.Length)}-{parts.Length}";
}
