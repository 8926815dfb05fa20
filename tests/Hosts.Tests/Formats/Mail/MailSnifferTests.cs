using System.Text;
using Lector.Formats.Mail;

namespace Lector.Hosts.Tests.Formats.Mail;

public sealed class MailSnifferTests
{
    [Theory]
    [InlineData("Return-Path: <a@b>\nSubject: x\n\ntext", true, "a mail of a Maildir")]
    [InlineData("From - Mon Nov  2 09:30:00 2026\nX-Mozilla-Status: 0001\nSubject: x\n\n", true, "with a From_ line")]
    [InlineData("\uFEFFMIME-Version: 1.0\nSubject: x\n\n", true, "with a signature of UTF-8")]
    [InlineData("From: Ann <a@b>\nTo: c@d\nSubject: x\n\ntext", true, "few fields, but addresses")]
    [InlineData("Content-Type: text/plain\n\ntext", true, "one field that is enough")]
    [InlineData("TO: Ann\nFROM: Ben\nDATE: today\nRE: lease\n\nThis memorandum", false, "a memorandum")]
    [InlineData("MEMORANDUM\nTo: Ann\nFrom: Ben\n", false, "words before")]
    [InlineData("Title: x\nDate: y\n\ntext", false, "the head of a Markdown file")]
    [InlineData("{\"a\":1,\"content-type\":\"a/b\"}", false, "JSON")]
    [InlineData("Received: yesterday your letter", true, "a field in form: the parser keeps its text")]
    [InlineData("", false, "nothing")]
    public void Tells_mails_from_other_texts(string head, bool isMail, string why) => Assert.True(MailSniffer.LooksLikeMail(Encoding.UTF8.GetBytes(head)) == isMail, why);

    [Theory]
    [InlineData("From a@b Mon Nov  2 09:30:00 2026\nReceived: x\n", true)]
    [InlineData("From now on\nall is well", false)]
    [InlineData("From: a@b\nSubject: x\n", false)]
    public void Tells_mailboxes_from_other_texts(string head, bool isBox) => Assert.Equal(isBox, MailSniffer.LooksLikeMbox(Encoding.UTF8.GetBytes(head)));
}
