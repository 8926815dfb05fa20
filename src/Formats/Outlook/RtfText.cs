using System.Globalization;
using System.Text;
using Lector.Formats.Mail;

namespace Lector.Formats.Outlook;

/// <summary>What an RTF document holds.</summary>
/// <param name="Text">Plain text with <c>\n</c>, or the original HTML source where <paramref name="IsHtml"/>.</param>
/// <param name="IsHtml">Whether the RTF was only a wrapping of HTML ([MS-OXRTFEX] 2.1.3.1).</param>
internal readonly record struct RtfContent(string Text, bool IsHtml);

/// <summary>Reads RTF (specification 1.9.1) as mail bodies hold it: plain, or wrapping HTML or text ([MS-OXRTFEX]).</summary>
internal sealed class RtfText
{
    private const int DeepestGroup = 5_000;

    private readonly byte[] rtf;
    private readonly StringBuilder text = new();
    private readonly List<byte> pending = [];
    private readonly Stack<State> groups = new();
    private readonly Dictionary<int, int> fontCodePages = [];
    private State state = new() { UnicodeSkip = 1 };
    private int position;
    private int ansiCodePage = 1252;
    private int font = -1;
    private int skip;
    private char highSurrogate;
    private bool isHtml;

    private RtfText(byte[] rtf) => this.rtf = rtf;

    /// <summary>Settings that a group restores when it ends.</summary>
    private struct State
    {
        public bool Ignored;        // Inside a destination that is not text.
        public bool HtmlRtf;        // Inside \htmlrtf: only for RTF readers.
        public bool FontTable;
        public int UnicodeSkip;
        public int CodePage;
    }

    /// <summary>Reads. Whatever the bytes are, something is returned.</summary>
    /// <param name="rtf">Decompressed RTF.</param>
    /// <param name="cancel">Looked at now and then.</param>
    public static RtfContent Read(byte[] rtf, CancellationToken cancel)
    {
        var reader = new RtfText(rtf);
        reader.Run(cancel);
        return new(reader.text.ToString(), reader.isHtml);
    }

    private void Run(CancellationToken cancel)
    {
        for (var steps = 0; position < rtf.Length; steps++)
        {
            if ((steps & 0xFFF) == 0)
                cancel.ThrowIfCancellationRequested();
            var c = (char)rtf[position++];
            switch (c)
            {
                case '{':
                    Flush();
                    if (groups.Count >= DeepestGroup)
                        return;
                    groups.Push(state);
                    skip = 0;
                    break;
                case '}':
                    Flush();
                    if (groups.TryPop(out var outer))
                        state = outer;
                    skip = 0;
                    break;
                case '\\':
                    Control();
                    break;
                case '\r' or '\n':
                    break;
                default:
                    Byte((byte)c);
                    break;
            }
        }

        Flush();
    }

    private void Control()
    {
        if (position >= rtf.Length)
            return;
        var c = (char)rtf[position];
        if (!char.IsAsciiLetter(c))
        {
            position++;
            Symbol(c);
            return;
        }

        var start = position;
        while (position < rtf.Length && position - start < 40 && char.IsAsciiLetter((char)rtf[position]))
            position++;
        var word = Encoding.ASCII.GetString(rtf, start, position - start);
        var sign = position < rtf.Length && rtf[position] == '-' ? position++ : -1;
        var digits = position;
        while (position < rtf.Length && position - digits < 10 && char.IsAsciiDigit((char)rtf[position]))
            position++;
        int? number = position > digits && long.TryParse(Encoding.ASCII.GetString(rtf, digits, position - digits), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? (int)Math.Min(value, int.MaxValue) * (sign < 0 ? 1 : -1)
            : null;
        if (position < rtf.Length && rtf[position] == ' ')
            position++;
        Word(word, number);
    }

    private void Symbol(char c)
    {
        switch (c)
        {
            case '\'':
                if (position + 2 <= rtf.Length && byte.TryParse(Encoding.ASCII.GetString(rtf, position, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b))
                {
                    position += 2;
                    Byte(b);
                }

                break;
            case '*':
                // A destination that a reader may pass over; one holds the HTML that was wrapped.
                if (!Next("\\htmltag"))
                    state.Ignored = true;
                break;
            case '~':
                Unicode('\u00A0');
                break;
            case '_':
                Unicode('\u2011');
                break;
            case '-':
                break;
            case '\r' or '\n':
                Break("\n");
                break;
            default:
                Byte((byte)c);
                break;
        }
    }

    private bool Next(string word)
    {
        if (position + word.Length > rtf.Length)
            return false;
        for (var i = 0; i < word.Length; i++)
        {
            if (rtf[position + i] != word[i])
                return false;
        }

        return true;
    }

    private void Word(string word, int? number)
    {
        switch (word)
        {
            case "fromhtml":
                isHtml = true;
                break;
            case "htmlrtf":
                Flush();
                state.HtmlRtf = number != 0;
                break;
            case "ansicpg" when number is > 0 and < 65536:
                ansiCodePage = number.Value;
                break;
            case "mac":
                ansiCodePage = 10000;
                break;
            case "pc":
                ansiCodePage = 437;
                break;
            case "fonttbl":
                Flush();
                (state.FontTable, state.Ignored) = (true, true);
                break;
            case "colortbl" or "stylesheet" or "info" or "pict" or "header" or "headerl" or "headerr" or "headerf" or "footer" or "footerl" or "footerr" or "footerf"
                or "ftnsep" or "ftnsepc" or "listtable" or "listoverridetable" or "rsidtbl" or "generator" or "themedata" or "datastore" or "latentstyles" or "fldinst" or "nonshppict" or "xe" or "tc" or "mhtmltag":
                Flush();
                state.Ignored = true;
                break;
            case "bin":
                position = (int)Math.Clamp(position + (long)Math.Max(0, number ?? 0), 0, rtf.Length);
                break;
            case "uc":
                state.UnicodeSkip = Math.Clamp(number ?? 1, 0, 100);
                break;
            case "u" when number is not null:
                Unicode((char)(ushort)number.Value);
                skip = state.UnicodeSkip;
                break;
            case "f":
                Font(number ?? 0);
                break;
            case "fcharset" when state.FontTable:
                fontCodePages[font] = CodePageOfCharset(number ?? 0);
                break;
            case "cpg" when state.FontTable && number is > 0 and < 65536:
                fontCodePages[font] = number.Value;
                break;
            case "plain":
                Flush();
                state.CodePage = 0;
                break;
            case "par" or "sect" or "page" or "line" or "softline" or "row":
                Break("\n");
                break;
            case "tab" or "cell" or "nestcell":
                Break("\t");
                break;
            default:
                if (Special(word) is not '\0' and var special)
                    Unicode(special);
                break;
        }
    }

    private static char Special(string word) => word switch
    {
        "emdash" => '\u2014',
        "endash" => '\u2013',
        "lquote" => '\u2018',
        "rquote" => '\u2019',
        "ldblquote" => '\u201C',
        "rdblquote" => '\u201D',
        "bullet" => '\u2022',
        "emspace" => '\u2003',
        "enspace" => '\u2002',
        "zwj" => '\u200D',
        "zwnj" => '\u200C',
        _ => '\0',
    };

    private void Font(int number)
    {
        Flush();
        font = number;
        if (!state.FontTable)
            state.CodePage = fontCodePages.GetValueOrDefault(number);
    }

    /// <summary>Whether text that comes now is part of the document.</summary>
    private bool IsText => !state.Ignored && !state.HtmlRtf;

    private void Byte(byte b)
    {
        if (skip > 0)
            skip--;
        else if (IsText)
            pending.Add(b);
    }

    private void Unicode(char c)
    {
        if (!IsText)
            return;
        Flush();
        if (char.IsHighSurrogate(c))
            highSurrogate = c;
        else if (char.IsLowSurrogate(c))
        {
            if (highSurrogate != '\0')
                text.Append(highSurrogate).Append(c);
            highSurrogate = '\0';
        }
        else
            text.Append(c);
    }

    private void Break(string with)
    {
        if (!IsText)
            return;
        Flush();
        text.Append(with);
    }

    /// <summary>Decodes the bytes that were gathered: characters of two bytes come as two controls.</summary>
    private void Flush()
    {
        if (pending.Count == 0)
            return;
        var bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(pending);
        if (Ascii.IsValid(bytes))
            text.Append(Encoding.ASCII.GetString(bytes));
        else
            text.Append(Charsets.Decode(bytes, state.CodePage > 0 ? state.CodePage : ansiCodePage).Text);
        pending.Clear();
    }

    /// <summary>Code page of a \fcharset; 0 for the document's own.</summary>
    private static int CodePageOfCharset(int charset) => charset switch
    {
        77 => 10000,
        128 => 932,
        129 => 949,
        130 => 1361,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        254 => 437,
        _ => 0,
    };
}
