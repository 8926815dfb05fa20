using System.Text;
using Lector.Formats.Mail;

namespace Lector.Hosts.Tests.Formats.Mail;

public sealed class MboxReaderTests
{
    [Fact]
    public void Cuts_at_separators_and_undoes_quoting()
    {
        var mails = Split("From ann@example.org Mon Nov  2 09:30:00 2026\nSubject: a\n\n>From here\n>>From there\n > From x\n\nFrom - Mon Nov  2 09:30:00 2026\nSubject: b\n\ntwo\n");

        Assert.Equal(["Subject: a\n\nFrom here\n>From there\n > From x\n\n", "Subject: b\n\ntwo\n"], mails);
    }

    [Fact]
    public void Takes_a_line_of_prose_for_no_separator() =>
        Assert.Single(Split("From - x\nSubject: a\n\nFrom Russia with love\nand\n\nFrom here on it is cold.\nYes.\n"));

    [Fact]
    public void Believes_a_length_that_leads_to_a_separator()
    {
        const string Body = "see:\n\nFrom ann@example.org Mon Nov  2 09:30:00 2026\nSubject: not a mail\n\nquoted\n";
        var mails = Split($"From - x\nContent-Length: {Body.Length}\nSubject: a\n\n{Body}\nFrom - y\nContent-Length: 99999\nSubject: b\n\ntwo\n\nFrom - z\nSubject: c\n\nthree");

        Assert.Equal(3, mails.Count);
        Assert.Contains("quoted", mails[0]);
    }

    [Fact]
    public void Finds_no_mail_in_other_files()
    {
        Assert.Empty(Split("Dear all,\nFrom now on"));
        Assert.Empty(Split(""));
    }

    [Fact]
    public void Cuts_a_large_box_whatever_the_sizes_of_the_reads()
    {
        var box = new StringBuilder();
        for (var i = 0; i < 3_000; i++)
            box.Append($"From a@b Mon Nov  2 09:30:00 2026\nSubject: {i}\n\n").Append('x', i % 700).Append("\n\n");
        using var stream = new Trickle(Encoding.ASCII.GetBytes(box.ToString()));

        var mails = MboxReader.Split(stream, CancellationToken.None).Select(mail => MailParser.Parse(mail, CancellationToken.None)).ToList();

        Assert.Equal(Enumerable.Range(0, 3_000).Select(i => $"{i}"), mails.Select(mail => mail.Body!.Fields.Subject));
        Assert.All(mails.Index().Where(mail => mail.Index % 700 > 0), mail => Assert.Equal(mail.Index % 700, mail.Item.Body!.Text.Length));
    }

    private static List<string> Split(string box) =>
        [.. MboxReader.Split(new MemoryStream(Encoding.ASCII.GetBytes(box)), CancellationToken.None).Select(mail => Encoding.ASCII.GetString(mail.Span))];

    /// <summary>Gives a stream's bytes in pieces of changing size.</summary>
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        private int size = 1;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, size = (size * 7 % 5_003) + 1));
    }
}
