using System.Text;

namespace Lector.Formats.Mail;

/// <summary>format=flowed (RFC 3676): lines that end in a space go on in the next one of the same quote depth.</summary>
internal static class FlowedText
{
    /// <summary>Joins flowed lines.</summary>
    /// <param name="text">Lines separated by <c>\n</c>.</param>
    /// <param name="deleteSpace">DelSp=yes: the space at the end of a flowed line is not part of the text.</param>
    public static string Unflow(string text, bool deleteSpace)
    {
        var joined = new StringBuilder(text.Length);
        var depthBefore = -1;   // Quote depth of a line that goes on; -1 when none does.
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan(range);
            var depth = 0;
            while (depth < line.Length && line[depth] == '>')
                depth++;
            var content = line[depth..];
            if (content is [' ', ..])
                content = content[1..];
            var signature = content is "-- ";

            if (depthBefore >= 0 && (depthBefore != depth || signature))
                depthBefore = -1;
            if (depthBefore < 0)
            {
                if (range.Start.Value > 0)
                    joined.Append('\n');
                joined.Append('>', depth);
                if (depth > 0 && !content.IsEmpty)
                    joined.Append(' ');
            }

            var flows = content is [.., ' '] && !signature;
            joined.Append(flows && deleteSpace ? content[..^1] : content);
            depthBefore = flows ? depth : -1;
        }

        return joined.ToString();
    }
}
