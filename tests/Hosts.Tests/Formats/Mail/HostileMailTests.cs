using System.Diagnostics;
using System.Text;
using Lector.Formats.Mail;

namespace Lector.Hosts.Tests.Formats.Mail;

public sealed class HostileMailTests
{
    [Fact]
    public void States_what_lies_too_deep()
    {
        var mail = new StringBuilder(Mails.Header);
        for (var i = 0; i < 10_000; i++)
            mail.Append($"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n");
        var parsed = InTime(mail.Append("\nthe innermost text").ToString());

        Assert.Contains(parsed.Attachments, attachment => attachment.Unreadable == "parts nested more than 60 deep are not opened");
    }

    [Fact]
    public void States_what_is_too_many()
    {
        var parsed = InTime(Mails.Header + "Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat("--b\n\nx\n", 300_000)));

        Assert.Contains(parsed.Attachments, attachment => attachment.Unreadable == "more than 10,000 parts; the rest was not opened");
        Assert.Contains("x", parsed.Body!.Text);
    }

    [Fact]
    public void Ends_on_mails_that_are_nothing_but_one_thing()
    {
        InTime(string.Concat(Enumerable.Repeat("To: a@example.org\n", 200_000)) + "\nx");
        InTime("Subject: " + new string('x', 5_000_000) + "\n\nx");
        InTime("Subject: x\nContent-Type: multipart/mixed; boundary=\"" + new string('-', 200_000) + "\"\n\n" + new string('-', 5_000_000));
        InTime("Subject: x\nContent-Type: multipart/mixed; boundary=-\n\n" + string.Concat(Enumerable.Repeat("---\n", 500_000)));
        InTime("Subject: x\n\n" + string.Concat(Enumerable.Repeat("begin 644 a\n" + string.Concat(Enumerable.Repeat("#0V%T\n", 50)), 5_000)));
        InTime("Subject: x\n\n" + string.Concat(Enumerable.Repeat("=ybegin name=a\nxx\n", 100_000)));
        InTime("Subject: x\nContent-Type: text/html\n\n" + string.Concat(Enumerable.Repeat("<div><!--", 200_000)));
        InTime("Subject: x\nContent-Type: text/plain; format=flowed\n\n" + string.Concat(Enumerable.Repeat("> x \n", 300_000)));
        InTime("Subject: x\nContent-Transfer-Encoding: base64\n\n" + new string('=', 3_000_000));
        InTime("Subject: x\nContent-Transfer-Encoding: quoted-printable\n\n" + new string('=', 3_000_000));
        InTime("Subject: x\nContent-Type: " + string.Concat(Enumerable.Repeat("a=\"b\";", 40_000)) + "\n\nx");
        InTime("To: " + new string('<', 100_000) + "," + new string('(', 100_000) + "\n\nx");
        InTime("x: y\n" + string.Concat(Enumerable.Repeat("junk\n", 300_000)) + "\nx");
        InTime("Subject: x\n\n" + new string('\0', 1_000_000));
    }

    [Fact]
    public void Compares_no_endless_number_of_versions()
    {
        var version = "--b\nContent-Type: text/html\n\n<p>" + string.Join(' ', Enumerable.Range(0, 200).Select(i => $"word{i}")) + "</p>\n";
        InTime(Mails.Header + "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n" + string.Join(' ', Enumerable.Range(0, 100_000)) + "\n" + string.Concat(Enumerable.Repeat(version, 3_000)));
    }

    [Fact]
    public void Throws_nothing_at_damaged_mails()
    {
        var original = Encoding.UTF8.GetBytes((Mails.Header + "Content-Type: multipart/mixed; boundary=\"o\"; name*0*=utf-8''%C3; name*1=b\n\n--o\n" + Mails.Multipart("alternative",
            "Content-Type: text/plain; charset=iso-2022-jp; format=flowed\nContent-Transfer-Encoding: quoted-printable\n\n=?utf-8?Q?=C3=A4?= =1B$B%5=1B(B a =\n b",
            "Content-Type: text/html; charset=utf-16\nContent-Transfer-Encoding: base64\n\nPGI+aGVsbG88L2I+") + "--o\nContent-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\n"
            + "MIAGCSqGSIb3DQEHAqCAMIACAQExADCABgkqhkiG9w0BBwGggCSABAVoZWxsbwAAAAAAAA==\n--o\nContent-Type: message/rfc822\n\nSubject: =?gb2312?B?1tDOxA==?=\n\nbegin 644 a\n#0V%T\n`\nend\n--o--\n").ReplaceLineEndings("\r\n"));
        var random = new Random(1);
        for (var round = 0; round < 6_000; round++)
        {
            var bytes = (byte[])original.Clone();
            for (var changes = random.Next(1, 12); changes > 0; changes--)
                bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)"\r\n:=;-\"?*\0%"[random.Next(11)] : (byte)random.Next(256);
            var mail = Mails.Parse(bytes[..random.Next(1, bytes.Length + 1)]);
            Assert.True(mail.Body is null || mail.Body.Text.Length > 0);
        }
    }

    private static Lector.Formats.Mail.Mail InTime(string text)
    {
        var clock = Stopwatch.StartNew();
        var mail = MailParser.Parse(Encoding.Latin1.GetBytes(text), CancellationToken.None);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{text[..Math.Min(text.Length, 60)]}… took {clock.Elapsed}");
        return mail;
    }
}
