using System.Globalization;
using Lector.Formats.Mail;

namespace Lector.Hosts.Tests.Formats.Mail;

public sealed class MailDateTests
{
    [Theory]
    [InlineData("Fri, 21 Nov 1997 09:55:06 -0600", "1997-11-21T09:55:06-06:00", "RFC 5322, A.1.1")]
    [InlineData("Thu,\n   13\n     Feb\n  1969\n 23:32\n   -0330 (Newfoundland Time)", "1969-02-13T23:32:00-03:30", "RFC 5322, A.5")]
    [InlineData("21 Nov 97 09:55:06 GMT", "1997-11-21T09:55:06+00:00", "RFC 5322, A.6.2: two digits, named zone")]
    [InlineData("Wed, 11 Feb 98 11:51 CST", "1998-02-11T11:51:00-06:00", "no seconds")]
    [InlineData("Mon, 21 Aug 95 13:30:57 -600", "1995-08-21T13:30:57-06:00", "a zone of three digits")]
    [InlineData("Tue Jan  2 12:00:05 2001", "2001-01-02T12:00:05+00:00", "asctime")]
    [InlineData("Thu Jul 11 2002 09:00:13 GMT+0200 (CEST)", "2002-07-11T09:00:13+02:00", "JavaScript")]
    [InlineData("2026-11-22T13:00:00Z", "2026-11-22T13:00:00+00:00", "ISO 8601")]
    [InlineData("01-Jan-2001 10:11:12 +0100", "2001-01-01T10:11:12+01:00", "dashes")]
    [InlineData("Sat, 5 Jan 2002 3:04:05 PM EST", "2002-01-05T15:04:05-05:00", "twelve hours")]
    [InlineData("Mon, 22 Jul 2002 20.11.37 +0100", "2002-07-22T20:11:37+01:00", "dots")]
    [InlineData("Tue, 1 Apr 2003 24:10:00 +0000", "2003-04-01T00:10:00+00:00", "an hour that does not exist")]
    [InlineData("Fri, 3 Sept 2004 10:00:00 A", "2004-09-03T10:00:00+00:00", "a long month, a military zone")]
    [InlineData("Sun, 1 Jan 100 10:00:00 +0000", "2000-01-01T10:00:00+00:00", "three digits of a year count from 1900")]
    public void Reads_dates(string value, string date, string why) =>
        Assert.True(MailDate.Parse(value) == DateTimeOffset.Parse(date, CultureInfo.InvariantCulture), $"{why}: {MailDate.Parse(value):O}");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("Mon, 31 Feb 2020 10:00:00 +0000")]
    [InlineData("1 Jan 99999 10:00 +9999")]
    [InlineData("99999999999999999999")]
    [InlineData("Mon, 0 Jan 2020 10:00:00 +0000")]
    [InlineData("1-Jan-99999999999 1:1")]
    public void Reads_nothing_from_what_is_no_date(string? value) => Assert.Null(MailDate.Parse(value));
}
