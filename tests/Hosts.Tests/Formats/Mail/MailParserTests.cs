using System.Text;
using Lector.Formats.Mail;

namespace Lector.Hosts.Tests.Formats.Mail;

public sealed class MailParserTests
{
    [Fact]
    public void Reads_the_fields_and_the_text_of_a_plain_mail()
    {
        var mail = Mails.Parse(Mails.Header + "Cc: c@example.org\nMessage-ID: <1@example.org>\nIn-Reply-To: <0@example.org>\n\nHello,\n\n> quoted\n\n-- \nAnn\n");

        Assert.Equal("Hello,\n\n> quoted\n\n-- \nAnn", mail.Body!.Text);
        var fields = mail.Body.Fields;
        Assert.Equal(("Ann <ann@example.org>", "ben@example.org", "c@example.org", "Lease"), (fields.From, fields.To, fields.Cc, fields.Subject));
        Assert.Equal(("1@example.org", "0@example.org"), (fields.MessageId, fields.InReplyTo));
        Assert.Equal(new DateTimeOffset(2026, 11, 2, 9, 30, 0, TimeSpan.FromHours(1)), fields.Date);
        Assert.Equal("us-ascii", mail.Body.Charset);
        Assert.Empty(mail.Body.Notes);
    }

    [Fact]
    public void Takes_the_last_reference_where_nothing_says_what_is_answered() =>
        Assert.Equal("b@x", Mails.Parse(Mails.Header + "References: <a@x>\n <b@x>\n\ntext").Body!.Fields.InReplyTo);

    [Fact]
    public void Prefers_plain_text_to_the_same_in_html()
    {
        var mail = Mails.Parse(Mails.Header + Mails.Multipart("alternative",
            "Content-Type: text/plain\n\nThe rent is due on Monday.",
            "Content-Type: text/html\n\n<p>The rent is <b>due</b> on Monday.</p>"));

        Assert.Equal("The rent is due on Monday.", mail.Body!.Text);
        Assert.Empty(mail.Attachments);
    }

    [Theory]
    [InlineData("", "an empty plain version")]
    [InlineData("See the HTML version.", "a stub")]
    public void Reads_the_html_where_the_plain_version_says_next_to_nothing(string plain, string why)
    {
        var mail = Mails.Parse(Mails.Header + Mails.Multipart("alternative",
            $"Content-Type: text/plain\n\n{plain}",
            "Content-Type: text/html; charset=utf-8\n\n<p>The landlord accepts the reduced rent of 900 a month from May onwards, as agreed.</p>"));

        Assert.True(mail.Body!.Text.StartsWith("The landlord accepts", StringComparison.Ordinal), why);
    }

    [Fact]
    public void Keeps_a_version_that_says_other_things_as_an_attachment()
    {
        var mail = Mails.Parse(Mails.Header + Mails.Multipart("alternative",
            "Content-Type: text/plain\n\nDear tenant, nothing changes this year, we remain with kind regards.",
            "Content-Type: text/html\n\n<p>The contract ends in March unless objections arrive before.</p>"));

        Assert.StartsWith("Dear tenant", mail.Body!.Text);
        var version = Assert.Single(mail.Attachments);
        Assert.Equal("text/html", version.MediaType);
        Assert.Contains("contract ends", Encoding.UTF8.GetString(version.Content.Span));
        Assert.Contains(mail.Body.Notes, note => note.Contains("HTML version", StringComparison.Ordinal));
    }

    [Fact]
    public void Joins_text_parts_and_leaves_named_ones_as_attachments()
    {
        var mail = Mails.Parse(Mails.Header + Mails.Multipart("mixed",
            "Content-Type: text/plain\n\nfirst",
            "Content-Type: text/plain; name=notes.txt; charset=koi8-r\nContent-Disposition: attachment; filename=notes.txt\n\nattached",
            "Content-Type: application/pdf; name=\"a.pdf\"\nContent-Transfer-Encoding: base64\n\nJVBERi0=",
            "Content-Type: text/plain\n\nsecond"));

        Assert.Equal("first\n\nsecond", mail.Body!.Text);
        Assert.Equal(["first", "second"], mail.Body.Parts.Select(part => mail.Body.Text[part.Start..part.End]));
        Assert.Equal(["notes.txt", "a.pdf"], mail.Attachments.Select(attachment => attachment.Name));
        Assert.Equal("koi8-r", mail.Attachments[0].Charset);
        Assert.Equal("%PDF-", Encoding.ASCII.GetString(mail.Attachments[1].Content.Span));
    }

    [Fact]
    public void Takes_the_first_text_of_a_related_for_the_page_and_the_rest_for_what_it_shows()
    {
        var mail = Mails.Parse(Mails.Header + Mails.Multipart("related; type=\"text/html\"",
            "Content-Type: image/png\nContent-Location: https://example.org/logo.png\n\nx",
            "Content-Type: text/html\n\n<p>the page</p>",
            "Content-Type: text/html\n\n<p>a frame</p>"));

        Assert.Equal("the page", mail.Body!.Text);
        Assert.Equal(["logo.png", "text.html"], mail.Attachments.Select(attachment => attachment.Name));
    }

    [Fact]
    public void Leaves_a_mail_inside_whole()
    {
        var mail = Mails.Parse(Mails.Header + Mails.Multipart("mixed",
            "\nforwarded",
            "Content-Type: message/rfc822\n\nSubject: inner\n\ninner text"));

        var inner = Assert.Single(mail.Attachments);
        Assert.Equal("message/rfc822", inner.MediaType);
        Assert.Equal("inner text", MailParser.Parse(inner.Content, CancellationToken.None).Body!.Text);
    }

    [Fact]
    public void Takes_the_parts_of_a_digest_for_mails() =>
        Assert.All(Mails.Parse(Mails.Header + Mails.Multipart("digest", "\nSubject: a\n\none", "\nSubject: b\n\ntwo")).Attachments, part => Assert.Equal("message/rfc822", part.MediaType));

    [Fact]
    public void Keeps_the_parts_of_a_report()
    {
        var mail = Mails.Parse(Mails.Header + Mails.Multipart("report; report-type=delivery-status",
            "\nNot delivered.",
            "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\nAction: failed",
            "Content-Type: text/rfc822-headers\n\nSubject: lost"));

        Assert.Equal("Not delivered.", mail.Body!.Text);
        Assert.Equal(["delivery-status.txt", "headers.eml"], mail.Attachments.Select(attachment => attachment.Name));
    }

    [Fact]
    public void Names_an_invitation() =>
        Assert.Equal("invitation.ics", Assert.Single(Mails.Parse(Mails.Header + Mails.Multipart("alternative", "\nCome.", "Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR")).Attachments).Name);

    [Theory]
    [InlineData("multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=x", "--x\n\nVersion: 1\n--x--", "encrypted (PGP/MIME)")]
    [InlineData("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "MIAGCSqGSIb3DQEHA6CA", "encrypted (S/MIME)")]
    [InlineData("text/plain", "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----", "encrypted (PGP)")]
    [InlineData("message/external-body; access-type=URL; url=\"https://example.org/a.pdf\"", "Content-Type: application/pdf\n", "only a reference to https://example.org/a.pdf")]
    public void Says_why_a_part_cannot_be_read(string type, string content, string reason)
    {
        var mail = Mails.Parse($"{Mails.Header}Content-Type: {type}\n\n{content}\n");

        Assert.Equal(reason, Assert.Single(mail.Attachments).Unreadable);
        Assert.StartsWith("Subject: Lease\nFrom: Ann", mail.Body!.Text);
    }

    [Fact]
    public void Opens_a_mail_that_was_signed_as_a_whole()
    {
        // ContentInfo { signedData, SignedData { 1, {}, { data, "…" } } } in BER, lengths in one byte.
        var inner = Encoding.ASCII.GetBytes("Content-Type: text/plain\r\n\r\nsigned words");
        byte[] octets = [0x04, (byte)inner.Length, .. inner];
        byte[] content = [0x30, (byte)(octets.Length + 13), 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01, 0xA0, (byte)octets.Length, .. octets];
        byte[] signed = [0x30, (byte)(content.Length + 5), 0x02, 0x01, 0x01, 0x31, 0x00, .. content];
        byte[] info = [0x30, (byte)(signed.Length + 13), 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02, 0xA0, (byte)signed.Length, .. signed];
        var mail = Mails.Parse(Mails.Header + "Content-Type: application/pkcs7-mime; smime-type=signed-data\nContent-Transfer-Encoding: base64\n\n" + Convert.ToBase64String(info));

        Assert.Equal("signed words", mail.Body!.Text);
        Assert.Contains("signed, the signature was not checked", mail.Body.Notes);
    }

    [Fact]
    public void Says_that_a_signature_was_not_checked_and_attaches_none()
    {
        var mail = Mails.Parse(Mails.Header + Mails.Multipart("signed", "\nwords", "Content-Type: application/pgp-signature; name=signature.asc\n\n-----BEGIN PGP SIGNATURE-----"));

        Assert.Equal("words", mail.Body!.Text);
        Assert.Empty(mail.Attachments);
        Assert.Contains("signed, the signature was not checked", mail.Body.Notes);
    }

    [Fact]
    public void Lets_header_lines_stand_for_a_mail_without_text() =>
        Assert.Equal("Subject: Lease\nFrom: Ann <ann@example.org>\nTo: ben@example.org\nDate: 2026-11-02 09:30 +01:00", Mails.Parse(Mails.Header + "\n\n").Body!.Text);

    [Fact]
    public void Has_no_body_where_there_is_neither_subject_nor_text()
    {
        var mail = Mails.Parse("From: a@example.org\n\n  \n");

        Assert.Null(mail.Body);
        Assert.Null(mail.Defect);
    }

    [Fact]
    public void Says_that_nothing_is_no_mail() => Assert.NotNull(Mails.Parse([]).Defect);

    [Theory]
    [InlineData("Subject: a\nno field here\nTo: b@example.org\n\ntext", "text", "junk among the fields")]
    [InlineData("Subject: a\nThe text begins here\nwithout a blank line", "The text begins here\nwithout a blank line", "no blank line")]
    [InlineData("Subject: a\n \ntext after a line of blanks", "text after a line of blanks", "a blank line that is none")]
    [InlineData("Just words, no fields at all.", "Just words, no fields at all.", "no header")]
    public void Finds_the_text_of_a_mail_with_a_broken_header(string raw, string text, string why) =>
        Assert.True(Mails.Parse(raw).Body!.Text == text, why);

    [Theory]
    [InlineData("multipart/mixed; boundary=x", "--x\n\none\n--x\n\ntwo", "one\n\ntwo", "cut off before the last boundary")]
    [InlineData("multipart/mixed", "--guess\nContent-Type: text/plain\n\none\n--guess--", "one", "no boundary stated")]
    [InlineData("multipart/mixed; boundary=other", "--x\nContent-Type: text/plain\n\none\n--x--", "one", "another boundary stated")]
    [InlineData("multipart/mixed; boundary=x", "no parts at all", "no parts at all", "no parts")]
    [InlineData("multipart/mixed; boundary=x", "--x\n\none\n--x--\nlist footer", "one\n\nlist footer", "text after the end")]
    [InlineData("multipart/mixed; boundary=x", "--x\n\none\n--x--\n--x\n\ntwo\n--x--", "one\n\ntwo", "parts after the end")]
    [InlineData("multipart/mixed; boundary=x", "--x\n\nsays --x in words\n--xy\nand --x\n--x--", "says --x in words\n--xy\nand --x", "boundaries that are none")]
    public void Finds_the_text_of_a_broken_multipart(string type, string body, string text, string why) =>
        Assert.True(Mails.Parse($"{Mails.Header}Content-Type: {type}\n\n{body}\n").Body!.Text == text, why);

    [Fact]
    public void Reads_lines_that_end_in_cr_alone() =>
        Assert.Equal("one\ntwo", Mails.Parse(Encoding.ASCII.GetBytes("From: a@example.org\rSubject: s\r\rone\rtwo\r")).Body!.Text);

    [Fact]
    public void Takes_uuencoded_files_out_of_the_text()
    {
        var mail = Mails.Parse(Mails.Header + "\nbefore\nbegin 644 cat.txt\n#0V%T\n`\nend\nafter\nbegin 1 of 2 lines of prose\n");

        Assert.Equal("before\nafter\nbegin 1 of 2 lines of prose", mail.Body!.Text);
        Assert.Equal(("cat.txt", "Cat"), (mail.Attachments[0].Name, Encoding.ASCII.GetString(mail.Attachments[0].Content.Span)));
    }

    [Fact]
    public void Says_which_charset_was_taken_for_an_unknown_one()
    {
        var mail = Mails.Parse(Mails.Header + "Content-Type: text/plain; charset=x-klingon\n\ncaf\u00E9\n");

        Assert.Equal("café", mail.Body!.Text);
        Assert.Equal("windows-1252", mail.Body.Charset);
        Assert.Contains("unknown charset \"klingon\", read as windows-1252", mail.Body.Notes);
    }

    [Fact]
    public void Stops_when_it_is_told_to() =>
        Assert.Throws<OperationCanceledException>(() => MailParser.Parse("Subject: a\n\nb"u8.ToArray(), new CancellationToken(canceled: true)));
}
