using System.Globalization;

namespace Lector.Formats.Mail;

/// <summary>Dates of mails: RFC 5322 section 3.3 with the obsolete forms of 4.3, asctime, ISO 8601, and what mailers write besides.</summary>
internal static class MailDate
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>Reads a date; null when the value holds none. Without a zone, UTC is taken (RFC 5322: <c>-0000</c>).</summary>
    public static DateTimeOffset? Parse(string? value)
    {
        if (string.IsNullOrWhiteSpace(value) || value.Length > 200)
            return null;
        if (value.Length >= 10 && char.IsAsciiDigit(value[0]) && value[4] == '-'
            && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var iso))
            return iso;

        int? day = null, month = null, year = null;
        TimeSpan? time = null, zone = null;
        var afternoon = false;
        var morning = false;
        foreach (var range in value.AsSpan().SplitAny(" \t,;\r\n()/"))
        {
            var token = value.AsSpan(range).Trim('"');
            if (token.IsEmpty)
                continue;
            if (token.Contains(':') && time is null && Clock(token, out var clock, out var attached))
                (time, zone) = (clock, attached.IsEmpty ? zone : zone ?? Zone(attached));
            else if (token[0] is '+' or '-' && Zone(token) is { } offset)
                zone ??= offset;
            else if (token.Count('-') == 2)
                Dashed(token, ref day, ref month, ref year);
            else if (char.IsAsciiDigit(token[0]))
                Number(token, ref day, ref year, ref time);
            else if (MonthOf(token) is { } named && month is null)
                month = named;
            else if (token.Equals("pm", StringComparison.OrdinalIgnoreCase))
                afternoon = true;
            else if (token.Equals("am", StringComparison.OrdinalIgnoreCase))
                morning = true;
            else if (time is not null)
                zone ??= Zone(token);
        }

        if (day is null || month is null || year is null)
            return null;
        var hours = time ?? TimeSpan.Zero;
        if (afternoon && hours.Hours < 12)
            hours += TimeSpan.FromHours(12);
        if (morning && hours.Hours == 12)
            hours -= TimeSpan.FromHours(12);
        return Make(FullYear(year.Value), month.Value, day.Value, hours, zone ?? TimeSpan.Zero);
    }

    private static DateTimeOffset? Make(int year, int month, int day, TimeSpan time, TimeSpan zone)
    {
        if (year is < 1900 or > 9998 || day < 1 || day > DateTime.DaysInMonth(year, month) || zone.Duration() > TimeSpan.FromHours(14))
            return null;
        return new DateTimeOffset(new DateTime(year, month, day) + time, zone);
    }

    private static int FullYear(int year) => year switch
    {
        < 50 => year + 2000,
        < 1000 => year + 1900,
        _ => year,
    };

    private static int? MonthOf(ReadOnlySpan<char> token)
    {
        for (var i = 0; i < Months.Length && token.Length >= 3; i++)
        {
            if (token.StartsWith(Months[i], StringComparison.OrdinalIgnoreCase))
                return i + 1;
        }

        return null;
    }

    private static void Number(ReadOnlySpan<char> token, ref int? day, ref int? year, ref TimeSpan? time)
    {
        token = token.TrimEnd('.');
        if (token.Contains('.') && time is null && Clock(token.ToString().Replace('.', ':'), out var dotted, out _))
            time = dotted;
        else if (!int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return;
        else if (token.Length <= 2 && day is null)
            day = number;
        else
            year ??= number;
    }

    private static void Dashed(ReadOnlySpan<char> token, ref int? day, ref int? month, ref int? year)
    {
        Span<Range> parts = stackalloc Range[3];
        token.Split(parts, '-');
        if (MonthOf(token[parts[1]]) is { } named
            && int.TryParse(token[parts[0]], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(token[parts[2]], NumberStyles.None, CultureInfo.InvariantCulture, out var last))
            (day, month, year) = (first, named, last);
    }

    /// <summary>Reads <c>h:m[:s]</c> with a zone perhaps glued to it.</summary>
    private static bool Clock(ReadOnlySpan<char> token, out TimeSpan time, out ReadOnlySpan<char> zone)
    {
        time = default;
        var cut = token.IndexOfAnyExcept("0123456789:.");
        zone = cut < 0 ? [] : token[cut..];
        Span<int> parts = [0, 0, 0];
        var count = 0;
        foreach (var range in (cut < 0 ? token : token[..cut]).Split(':'))
        {
            var digits = (cut < 0 ? token : token[..cut])[range];
            if (digits.IndexOf('.') is >= 0 and var fraction)
                digits = digits[..fraction];
            if (count == 3 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out parts[count++]))
                return false;
        }

        if (count < 2 || parts[0] > 24 || parts[1] > 59 || parts[2] > 60)
            return false;
        time = new TimeSpan(parts[0] % 24, parts[1], Math.Min(parts[2], 59));
        return true;
    }

    private static TimeSpan? Zone(ReadOnlySpan<char> token)
    {
        if (token.StartsWith("GMT", StringComparison.OrdinalIgnoreCase) || token.StartsWith("UTC", StringComparison.OrdinalIgnoreCase))
            return token.Length > 3 && token[3] is '+' or '-' ? Zone(token[3..]) : TimeSpan.Zero;
        if (token[0] is '+' or '-')
        {
            var digits = token[1..].ToString().Replace(":", "", StringComparison.Ordinal);
            if (digits.Length is 0 or > 4 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return null;
            var span = digits.Length <= 2 ? TimeSpan.FromHours(number) : new TimeSpan(number / 100, number % 100, 0);
            return span > TimeSpan.FromHours(14) ? null : token[0] == '-' ? -span : span;
        }

        // Military letters were defined with the wrong sign once, so RFC 5322 reads all of them but Z as unknown.
        return token.ToString().ToUpperInvariant() switch
        {
            "UT" or "Z" => TimeSpan.Zero,
            "EDT" => TimeSpan.FromHours(-4),
            "EST" or "CDT" => TimeSpan.FromHours(-5),
            "CST" or "MDT" => TimeSpan.FromHours(-6),
            "MST" or "PDT" => TimeSpan.FromHours(-7),
            "PST" => TimeSpan.FromHours(-8),
            "WET" => TimeSpan.Zero,
            "BST" or "CET" or "MET" or "MEZ" or "WEST" => TimeSpan.FromHours(1),
            "CEST" or "MEST" or "MESZ" or "MDST" or "EET" => TimeSpan.FromHours(2),
            "EEST" or "MSK" => TimeSpan.FromHours(3),
            "JST" or "KST" => TimeSpan.FromHours(9),
            "AEST" => TimeSpan.FromHours(10),
            "NZST" => TimeSpan.FromHours(12),
            _ => null,
        };
    }
}
