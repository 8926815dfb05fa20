using Lector.Formats.Text;

namespace Lector.Formats.Office;

/// <summary>Writes equations (ECMA-376 part 1, 22.1) on one line: <c>a/b</c>, <c>x^2</c>, <c>√(x)</c>.</summary>
internal static class MathText
{
    /// <summary>Takes an element of the math namespace.</summary>
    /// <returns>Whether it was one.</returns>
    public static bool Write(XmlCursor xml, LineWriter lines)
    {
        if (!xml.Name.StartsWith("m:", StringComparison.Ordinal))
            return false;
        switch (xml.Name)
        {
            case "m:t" when xml.IsStart:
                lines.Verbatim(xml.Text());
                break;
            case "m:den" when xml.IsStart:
                lines.Verbatim("/");
                break;
            case "m:sup" when xml.IsStart && !xml.IsEmpty:
                lines.Verbatim("^");
                break;
            case "m:sub" when xml.IsStart && !xml.IsEmpty:
                lines.Verbatim("_");
                break;
            case "m:radPr" when xml.IsStart:
                lines.Verbatim("√");
                break;
            case "m:d" when xml.IsStart:
                lines.Verbatim("(");
                break;
            case "m:d" when xml.IsEnd:
                lines.Verbatim(")");
                break;
            case "m:fName" when xml.IsEnd:
            case "m:oMath" when xml.IsEnd:
                lines.Verbatim(" ");
                break;
            case "m:chr" when xml.IsStart && xml["val"] is { Length: > 0 } sign:
                lines.Verbatim(sign);
                break;
        }
        return true;
    }
}
