using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Lector.Core.Reading;

/// <summary>How a passage stands before a model: what is known of its document first, then the passage, all of it defused.</summary>
/// <remarks>Only what the model sees is changed. Quotations are cut from the stored text by offset.</remarks>
public static partial class PassageFraming
{
    /// <summary>Changes whenever the same passage is framed in another way: verdicts of another framing are not reused.</summary>
    public const string Version = "f1";

    private const int LongestField = 200;

    /// <summary>The context of a passage: from, to, date, subject, the first lines of the mail that its mail answers.</summary>
    /// <param name="passage">The passage.</param>
    /// <returns>Lines that end in <c>\n</c>, at most about 1,200 UTF-16 units; empty when nothing is known.</returns>
    public static string Context(PassageInContext passage)
    {
        var context = new StringBuilder();
        Line("From", passage.Fields.From);
        Line("To", passage.Fields.To);
        Line("Date", passage.Fields.Date?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        Line("Subject", passage.Fields.Subject);
        Line("In answer to", passage.AnsweredText, 300);
        return context.ToString();

        void Line(string name, string? value, int longest = LongestField)
        {
            if (!string.IsNullOrWhiteSpace(value))
                context.Append(name).Append(": ").Append(Defused(OneLine(value, longest))).Append('\n');
        }
    }

    /// <summary>Context and text as one piece of data.</summary>
    /// <param name="context">From <see cref="Context"/>.</param>
    /// <param name="text">The passage, or a part of it.</param>
    public static string Framed(string context, string text) => context.Length == 0 ? Defused(text) : context + "\n" + Defused(text);

    /// <summary>Breaks up what chat templates and tokenizers take for control tokens, so that a document cannot end its own turn and speak for the model.</summary>
    /// <param name="text">Untrusted text.</param>
    /// <returns>The same text with a space after the first character of each such token; the same instance when there is none.</returns>
    public static string Defused(string text) =>
        text.AsSpan().IndexOfAny('<', '[') < 0 ? text : ControlToken().Replace(text, match => match.Value.Insert(1, " "));

    private static string OneLine(string value, int longest)
    {
        var line = LineBreaks().Replace(value.Trim(), " ");
        if (line.Length <= longest)
            return line;
        var end = char.IsHighSurrogate(line[longest - 1]) ? longest - 1 : longest;
        return line[..end] + "…";
    }

    [GeneratedRegex(@"\s*[\r\n\u0085\u2028\u2029]\s*")]
    private static partial Regex LineBreaks();

    // Control tokens of ChatML, Llama 2 to 4, Mistral, Gemma, Phi, DeepSeek (full-width bars), BERT and of reasoning templates.
    [GeneratedRegex(@"<[|｜][^<>|｜]{0,60}[|｜]?>|</?(?:s|bos|eos|pad|unk|mask|cls|sep|think|thinking|tool_call|tool_response|start_of_turn|end_of_turn|turn)\|?>|<</?SYS>>|\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|CLS|SEP|MASK|PAD|UNK|gMASK)\]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ControlToken();
}
