using System.Collections.Frozen;
using AngleSharp.Html.Parser;

namespace Lector.Formats.Html;

/// <summary>What the names of HTML elements mean for lines of text (WHATWG HTML, rendering section).</summary>
internal static class HtmlTags
{
    private static readonly FrozenSet<string> VoidNames = Set("area base br col embed hr img input link meta param source track wbr basefont bgsound frame keygen");

    private static readonly FrozenSet<string> LineNames = Set(
        "address article aside body center dd details dialog dir div dt fieldset figcaption figure footer form frameset header hgroup html legend li main menu nav " +
        "optgroup option search section summary tbody tfoot thead tr caption");

    private static readonly FrozenSet<string> ParagraphNames = Set("p h1 h2 h3 h4 h5 h6 blockquote ul ol dl pre listing xmp plaintext table hr");

    private static readonly FrozenSet<string> UnseenNames = Set(
        "script style template iframe noembed noframes datalist audio video canvas annotation annotation-xml");

    /// <summary>Whether the element has no content and no end tag.</summary>
    public static bool IsVoid(string name) => VoidNames.Contains(name);

    /// <summary>Whether the element's text is never shown.</summary>
    public static bool IsUnseen(string name) => UnseenNames.Contains(name);

    /// <summary>Whether the element stands on lines of its own.</summary>
    public static bool IsLine(string name) => LineNames.Contains(name);

    /// <summary>Whether the element stands on lines of its own with a blank line around it.</summary>
    public static bool IsParagraph(string name) => ParagraphNames.Contains(name);

    /// <summary>Whether white space inside the element is kept.</summary>
    public static bool KeepsSpace(string name) => name is "pre" or "textarea" or "listing" or "xmp" or "plaintext";

    /// <summary>How the characters after the element's start tag are to be tokenized (WHATWG HTML, 13.2.6.2).</summary>
    public static HtmlParseMode ContentMode(string name) => name switch
    {
        "title" or "textarea" => HtmlParseMode.RCData,
        "style" or "xmp" or "iframe" or "noembed" or "noframes" => HtmlParseMode.Rawtext,
        "script" => HtmlParseMode.Script,
        "plaintext" => HtmlParseMode.Plaintext,
        _ => HtmlParseMode.PCData,
    };

    /// <summary>Whether a start tag ends an open element that was not closed (WHATWG HTML, 13.1.2.4: optional tags).</summary>
    /// <param name="open">The innermost open element.</param>
    /// <param name="next">The start tag's name.</param>
    public static bool Ends(string open, string next) => open switch
    {
        "p" => IsParagraph(next) || (IsLine(next) && next is not ("body" or "html" or "option" or "optgroup")),
        "li" => next == "li",
        "td" or "th" => next is "td" or "th" or "tr" or "tbody" or "tfoot" or "thead",
        "tr" => next is "tr" or "tbody" or "tfoot" or "thead",
        "dt" or "dd" => next is "dt" or "dd",
        "option" => next is "option" or "optgroup",
        _ => false,
    };

    private static FrozenSet<string> Set(string names) => names.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
