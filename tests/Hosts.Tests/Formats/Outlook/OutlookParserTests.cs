using System.Text;
using Lector.Formats.Outlook;

namespace Lector.Hosts.Tests.Formats.Outlook;

public sealed class OutlookParserTests
{
    private static readonly DateTimeOffset Sent = new(2026, 11, 2, 8, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Reads_fields_recipients_and_text()
    {
        var mail = Parse(new MessageWriter().Text(0x001A, "IPM.Note").Text(0x0037, "Lease").Text(0x1000, "Hello,\r\n\r\nthe rent.\r\n")
            .Text(0x0C1A, "Ann").Text(0x5D01, "ann@example.org").Text(0x1035, "<1@example.org>").Text(0x1042, "<0@example.org>").Time(0x0039, Sent)
            .Recipient(1, "Ben", "ben@example.org").Recipient(2, "Cleo", "cleo@example.org").Recipient(3, "Dan, Sr.", "dan@example.org"));

        Assert.Equal("Hello,\n\nthe rent.", mail.Body!.Text);
        var fields = mail.Body.Fields;
        Assert.Equal(("Lease", "Ann <ann@example.org>", "Ben <ben@example.org>"), (fields.Subject, fields.From, fields.To));
        Assert.Equal("Cleo <cleo@example.org>, \"Dan, Sr.\" <dan@example.org>", fields.Cc);
        Assert.Equal((Sent, "1@example.org", "0@example.org"), (fields.Date, fields.MessageId, fields.InReplyTo));
    }

    [Fact]
    public void Takes_addresses_and_offset_from_the_transport_headers()
    {
        var mail = Parse(new MessageWriter().Text(0x0037, "s").Text(0x1000, "x").Text(0x0C1A, "Ann").Text(0x0C1F, "/O=FIRM/CN=ANN").Time(0x0039, Sent)
            .Text(0x007D, "From: Ann <ann@example.org>\r\nTo: ben@example.org\r\nDate: Mon, 2 Nov 2026 09:30:10 +0100\r\nMessage-ID: <9@example.org>\r\n"));

        Assert.Equal(("Ann <ann@example.org>", "ben@example.org", "9@example.org"), (mail.Body!.Fields.From, mail.Body.Fields.To, mail.Body.Fields.MessageId));
        Assert.Equal(TimeSpan.FromHours(1), mail.Body.Fields.Date!.Value.Offset);
    }

    [Theory]
    [InlineData(0x3FFD, 1251, "message code page")]
    [InlineData(0x3FF1, 0x0419, "language")]
    [InlineData(0x3FDE, 1251, "internet code page")]
    public void Reads_narrow_strings_by_the_code_page_that_is_stated(int property, int value, string why)
    {
        var mail = Parse(new MessageWriter().Integer(property, value).Narrow(0x0037, [0xEF, 0xF0, 0xE8]).Narrow(0x1000, [0xEF, 0xF0, 0xE8]));

        Assert.True(mail.Body is { Text: "при", Fields.Subject: "при" }, why);
    }

    [Fact]
    public void Reads_html_where_there_is_no_plain_text()
    {
        var mail = Parse(new MessageWriter().Text(0x0037, "s").Integer(0x3FDE, 65001).Binary(0x1013, Encoding.UTF8.GetBytes("<html><p>Grüße</p></html>")));

        Assert.Equal("Grüße", mail.Body!.Text);
        Assert.Equal("utf-8", mail.Body.Charset);
    }

    [Fact]
    public void Reads_rich_text_where_there_is_nothing_else()
    {
        var rtf = Encoding.ASCII.GetBytes("{\\rtf1\\ansi\\ansicpg1252 Only here: caf\\'e9\\par}");
        byte[] packed = [.. BitConverter.GetBytes(rtf.Length + 12), .. BitConverter.GetBytes(rtf.Length), 0x4D, 0x45, 0x4C, 0x41, 0, 0, 0, 0, .. rtf];

        Assert.Equal("Only here: café", Parse(new MessageWriter().Text(0x0037, "s").Text(0x1000, " \r\n").Binary(0x1009, packed)).Body!.Text);
    }

    [Fact]
    public void Gives_attachments_and_says_what_is_none()
    {
        var large = new byte[10_000];
        large.AsSpan().Fill(7);
        var mail = Parse(new MessageWriter().Text(0x1000, "x")
            .Attachment(one => one.Integer(0x3705, 1).Text(0x3707, "long name.pdf").Text(0x3704, "LONGNA~1.PDF").Text(0x370E, "application/pdf").Binary(0x3701, large))
            .Attachment(one => one.Integer(0x3705, 4).Text(0x3707, "plan.dwg").Text(0x370D, "\\\\server\\plans\\plan.dwg"))
            .Attachment(one => one.Integer(0x3705, 7).Text(0x3707, "shared.docx").Text(0x370D, "https://example.org/shared.docx"))
            .Attachment(one => one.Integer(0x3705, 6).Text(0x3001, "Picture").Embedded(_ => { }).Integer(0x3705, 6)));

        Assert.Equal(("long name.pdf", "application/pdf", 10_000), (mail.Attachments[0].Name, mail.Attachments[0].MediaType, mail.Attachments[0].Content.Length));
        Assert.Equal("only a reference to \\\\server\\plans\\plan.dwg", mail.Attachments[1].Unreadable);
        Assert.Equal("only a reference to https://example.org/shared.docx", mail.Attachments[2].Unreadable);
        Assert.Equal("an OLE object", mail.Attachments[3].Unreadable);
    }

    [Fact]
    public void Opens_messages_inside_to_a_bounded_depth()
    {
        var mail = Parse(Nest(new MessageWriter(), 30));

        for (var depth = 0; depth < OutlookParser.DeepestMessage; depth++)
        {
            Assert.Equal($"level {30 - depth}", mail!.Body!.Text);
            var attachment = Assert.Single(mail.Attachments);
            Assert.Equal("application/vnd.ms-outlook", attachment.MediaType);
            Assert.False(attachment.Content.IsEmpty);
            mail = attachment.Embedded;
        }

        Assert.Equal("messages nested more than 20 deep are not opened", Assert.Single(mail!.Attachments).Unreadable);

        static MessageWriter Nest(MessageWriter message, int depth) =>
            depth == 0 ? message : message.Text(0x1000, $"level {depth}").Attachment(one => one.Text(0x3001, "inner").Embedded(inner => Nest(inner, depth - 1)));
    }

    [Fact]
    public void Puts_place_and_time_before_the_text_of_an_appointment() =>
        Assert.Equal("Location: Room 4\n\nBring the lease.", Parse(new MessageWriter().Text(0x001A, "IPM.Appointment").Text(0x0037, "Talk").Text(0x1000, "Bring the lease.")
            .Named(NamedProperties.Appointment, 0x8208, (message, id) => message.Text(id, "Room 4"))).Body!.Text);

    [Fact]
    public void Opens_the_mail_that_a_signed_message_holds()
    {
        var mail = Parse(new MessageWriter().Text(0x001A, "IPM.Note.SMIME.MultipartSigned").Text(0x0037, "s")
            .Attachment(one => one.Text(0x3707, "smime.p7m").Binary(0x3701, Encoding.ASCII.GetBytes(
                "Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\nsigned words\r\n--b\r\nContent-Type: application/pkcs7-signature\r\n\r\nx\r\n--b--\r\n"))));

        Assert.Equal("signed words", mail.Body!.Text);
        Assert.Empty(mail.Attachments);
    }

    [Fact]
    public void Says_that_a_message_is_encrypted()
    {
        byte[] enveloped = [0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x03, 0xA0, 0x00];
        var mail = Parse(new MessageWriter().Text(0x001A, "IPM.Note.SMIME").Text(0x0037, "s").Attachment(one => one.Text(0x3707, "smime.p7m").Binary(0x3701, enveloped)));

        Assert.Equal("encrypted (S/MIME)", Assert.Single(mail.Attachments).Unreadable);
    }

    [Fact]
    public void Reads_a_mail_in_text_form_whatever_it_is_called() =>
        Assert.Equal("text", OutlookParser.Parse("MIME-Version: 1.0\r\nSubject: s\r\n\r\ntext"u8.ToArray(), CancellationToken.None).Body!.Text);

    [Fact]
    public void Has_no_body_where_there_is_neither_subject_nor_text()
    {
        var mail = Parse(new MessageWriter().Text(0x001A, "IPM.Note"));

        Assert.Null(mail.Body);
        Assert.Null(mail.Defect);
    }

    [Fact]
    public void Says_why_a_file_is_no_message()
    {
        Assert.Equal("it is a compound file, but no Outlook message", OutlookParser.Parse(new CompoundFileWriter().Stream(0, "WordDocument", new byte[100]).Write(), CancellationToken.None).Defect);
        Assert.Equal("the compound file ends within its header", OutlookParser.Parse(new CompoundFileWriter().Write()[..100], CancellationToken.None).Defect);
        Assert.Equal("it is no compound file", OutlookParser.Parse("words"u8.ToArray(), CancellationToken.None).Defect);
    }

    [Fact]
    public void Throws_nothing_at_damaged_messages_and_ends()
    {
        var original = new MessageWriter().Text(0x001A, "IPM.Note").Text(0x0037, "Lease").Text(0x1000, new string('x', 9_000)).Integer(0x3FFD, 1252).Narrow(0x0C1A, "Ann"u8.ToArray())
            .Recipient(1, "Ben", "ben@example.org").Binary(0x1009, CompressedRtfTests.Hello)
            .Attachment(one => one.Text(0x3707, "a").Binary(0x3701, new byte[6_000]))
            .Attachment(one => one.Text(0x3001, "b").Embedded(inner => inner.Text(0x1000, "inner"))).Write();
        var random = new Random(1);
        for (var round = 0; round < 2_000; round++)
        {
            var bytes = (byte[])original.Clone();
            for (var changes = random.Next(1, 10); changes > 0; changes--)
                bytes[random.Next(3) == 0 ? random.Next(512) : random.Next(bytes.Length)] = (byte)random.Next(256);
            var mail = OutlookParser.Parse(bytes[..random.Next(bytes.Length / 2, bytes.Length + 1)], CancellationToken.None);
            foreach (var attachment in mail.Attachments)
                _ = attachment.Embedded;
        }
    }

    [Fact]
    public void Ends_on_chains_that_loop()
    {
        var bytes = new MessageWriter().Text(0x0037, "Lease").Text(0x1000, new string('x', 50_000)).Write();
        var table = bytes.Length - (((bytes.Length / 512) + 126) / 127 * 512);
        for (var sector = 0; sector < 40; sector++)
            BitConverter.GetBytes(sector % 3).CopyTo(bytes, table + (sector * 4));

        Assert.NotNull(OutlookParser.Parse(bytes, CancellationToken.None));
    }

    private static Lector.Formats.Mail.Mail Parse(MessageWriter message) => OutlookParser.Parse(message.Write(), CancellationToken.None);
}
