using System.Globalization;

namespace Lector.Formats.Office;

/// <summary>Shows the numbers of a workbook's cells as a person sees what they mean: dates as dates, shares as percent (ECMA-376 part 1, 18.8.30).</summary>
/// <remarks>Plain numbers keep all their digits, which the cell's format may round away: a search for the figure finds it.</remarks>
internal sealed class CellFormats
{
    private readonly List<Kind> _byStyle = [];
    private readonly bool _since1904;

    /// <summary>Reads the formats of a workbook.</summary>
    /// <param name="styles">The styles part, or null.</param>
    /// <param name="since1904">Whether days are counted from 1904 (18.17.4.1).</param>
    public CellFormats(XmlCursor? styles, bool since1904)
    {
        _since1904 = since1904;
        var custom = new Dictionary<int, string>();
        while (styles?.Next() == true)
        {
            if (!styles.IsStart)
                continue;
            if (styles.Name == "x:numFmt" && int.TryParse(styles["numFmtId"], out var id) && styles["formatCode"] is { } code)
                custom[id] = code;
            else if (styles.Name == "x:cellXfs")
                foreach (var name in styles.Inside())
                    if (name == "x:xf")
                        _byStyle.Add(int.TryParse(styles["numFmtId"], out var used) ? custom.TryGetValue(used, out var format) ? KindOf(format) : BuiltIn(used) : Kind.Plain);
        }
    }

    private enum Kind
    {
        Plain,
        Date,
        Time,
        DateAndTime,
        Duration,
        Percent,
    }

    /// <summary>A number as text.</summary>
    /// <param name="stored">As the file holds it.</param>
    /// <param name="style">The cell's style index, or null.</param>
    public string Show(string stored, string? style)
    {
        if (!double.TryParse(stored, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            return stored;
        var kind = int.TryParse(style, out var index) && index >= 0 && index < _byStyle.Count ? _byStyle[index] : Kind.Plain;
        return kind switch
        {
            Kind.Percent => $"{Plain(number * 100)}%",
            Kind.Plain => Plain(number),
            Kind.Duration when number is >= 0 and < 1e6 => Duration(number),
            _ when Moment(number) is { } moment => kind switch
            {
                Kind.Date => moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Kind.Time => moment.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
                _ => moment.ToString(moment.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            },
            _ => Plain(number),
        };
    }

    // Fifteen digits are what the program itself shows and means: 0.1 + 0.2 is 0.3.
    private static string Plain(double number) => Math.Abs(number) is < 1e15 and >= 1e-5 or 0
        ? ((decimal)number).ToString("0.###############", CultureInfo.InvariantCulture)
        : number.ToString("G15", CultureInfo.InvariantCulture);

    private static string Duration(double days)
    {
        var seconds = (long)Math.Round(days * 86_400);
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}:{seconds / 60 % 60:00}:{seconds % 60:00}");
    }

    private DateTime? Moment(double days)
    {
        // Day 60 is the 29 February 1900 that never was; days before it are one too low against the calendar.
        var fromEpoch = _since1904 ? days + 1462 : days < 60 ? days + 1 : days;
        return fromEpoch is < 0 or > 2_958_465.99999 ? null : new DateTime(1899, 12, 30).AddSeconds(Math.Round(fromEpoch * 86_400));
    }

    private static Kind BuiltIn(int id) => id switch
    {
        9 or 10 => Kind.Percent,
        >= 14 and <= 17 => Kind.Date,
        >= 18 and <= 21 or 45 or 47 => Kind.Time,
        22 => Kind.DateAndTime,
        46 => Kind.Duration,
        >= 27 and <= 31 or 36 or >= 50 and <= 58 => Kind.Date,
        >= 32 and <= 35 => Kind.Time,
        _ => Kind.Plain,
    };

    private static Kind KindOf(string code)
    {
        bool date = false, time = false, duration = false, percent = false;
        for (var i = 0; i < code.Length && code[i] != ';'; i++)
            switch (char.ToLowerInvariant(code[i]))
            {
                case '"':
                    i = code.IndexOf('"', i + 1) is var quote and >= 0 ? quote : code.Length;
                    break;
                case '\\' or '_' or '*':
                    i++;
                    break;
                case '[':
                    var close = code.IndexOf(']', i);
                    duration |= close > i + 1 && code[(i + 1)..close].All(c => c is 'h' or 'H' or 'm' or 'M' or 's' or 'S');
                    i = close >= 0 ? close : code.Length;
                    break;
                case '%':
                    percent = true;
                    break;
                case 'y' or 'd':
                    date = true;
                    break;
                case 'h' or 's':
                    time = true;
                    break;
                case 'm' when !time:
                    date |= !code.Contains(':', StringComparison.Ordinal);
                    break;
                case 'g' when code.AsSpan(i).StartsWith("General", StringComparison.OrdinalIgnoreCase):
                    i += 6;
                    break;
            }
        return duration ? Kind.Duration : date && time ? Kind.DateAndTime : date ? Kind.Date : time ? Kind.Time : percent ? Kind.Percent : Kind.Plain;
    }
}
