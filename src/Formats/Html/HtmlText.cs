using System.Globalization;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Text;
using Lector.Formats.Text;

namespace Lector.Formats.Html;

/// <summary>Turns HTML into the lines that a person sees.</summary>
/// <remarks>
/// A walk over AngleSharp's tokens with a stack of our own, not over its tree: for text the tree adds nothing but its cost, and
/// building it takes quadratic time and walking it deep recursion on a page of 100,000 nested tags.
/// </remarks>
internal static class HtmlText
{
    /// <summary>The text of a page or a fragment; empty when nothing is shown.</summary>
    public static string Read(string html) => ReadPage(html, CancellationToken.None).Text;

    /// <summary>The text of a page or a fragment, with its title and how much it hides.</summary>
    public static HtmlPage ReadPage(string html, CancellationToken cancel)
    {
        var walk = new Walk();
        var tokens = new HtmlTokenizer(new TextSource(html), HtmlEntityProvider.Resolver)
        {
            SkipComments = true,
            ShouldEmitAttribute = static (ref _, name) => name.Span is "style" or "hidden" or "start" or "value" or "type",
        };
        for (var i = 0; ; i++)
        {
            if ((i & 255) == 0)
                cancel.ThrowIfCancellationRequested();
            var token = tokens.Get();
            switch (token.Type)
            {
                case HtmlTokenType.EndOfFile:
                    return walk.End();
                case HtmlTokenType.Character:
                    walk.Text(token.Data);
                    break;
                case HtmlTokenType.StartTag:
                    walk.Start(token.AsTag());
                    tokens.State = HtmlTags.ContentMode(token.Name);
                    break;
                case HtmlTokenType.EndTag:
                    walk.Close(token.Name);
                    break;
            }
        }
    }

    private sealed class Walk
    {
        private readonly LineWriter _lines = new();
        private readonly LineWriter _title = new();
        private readonly OpenElements _open = new();
        private int _hidden;

        public void Text(string text)
        {
            var inside = _open.Innermost;
            if (inside is { Name: "title" } && !_open.Has("svg"))
                _title.Flow(text);
            else if (inside is { Unseen: true })
                return;
            else if (inside is { Hidden: true })
                _hidden += text.AsSpan().Length - text.AsSpan().Count(' ') - text.AsSpan().Count('\n');
            else if (inside is { KeepsSpace: true })
                _lines.Verbatim(text);
            else
                _lines.Flow(text);
        }

        public void Start(HtmlTagToken tag)
        {
            var name = tag.Name;
            while (_open.Innermost is { } last && HtmlTags.Ends(last.Name, name))
                Leave(_open.Pop());
            var outer = _open.Innermost;
            var element = new OpenElement(
                name,
                outer is { Hidden: true } || IsHidden(tag),
                outer is { Unseen: true } || HtmlTags.IsUnseen(name),
                outer is { KeepsSpace: true } || HtmlTags.KeepsSpace(name))
            {
                NumberType = name == "ol" ? tag.GetAttribute("type") : null,
                Count = name == "ol" && int.TryParse(tag.GetAttribute("start"), CultureInfo.InvariantCulture, out var first) ? first : 1,
            };
            if (element is { Hidden: false, Unseen: false })
                Enter(element, tag);
            if (!HtmlTags.IsVoid(name) && !(tag.IsSelfClosing && _open.Has("svg")))
                _open.Push(element);
        }

        public void Close(string name)
        {
            if (name is "br" or "p" && !_open.Has(name))
                _lines.Line();
            if (!_open.Has(name))
                return;
            OpenElement closed;
            do
            {
                closed = _open.Pop();
                Leave(closed);
            } while (closed.Name != name);
        }

        public HtmlPage End() => new(_lines.ToString(), _title.ToString() is { Length: > 0 } title ? title : null, _hidden);

        private void Enter(OpenElement element, HtmlTagToken tag)
        {
            switch (element.Name)
            {
                case "br":
                    _lines.ForcedBreak();
                    break;
                case "td" or "th":
                    var row = _open.Innermost is { Name: "tr" } tr ? tr : null;
                    _lines.BeginCell(first: row is null or { Count: 1 });
                    if (row is not null)
                        row.Count++;
                    break;
                case "li":
                    _lines.BeginItem(Marker(_open.NearestList(), tag));
                    break;
                case "ul" or "ol" when _open.Has("li"):
                    _lines.Line();
                    break;
                case "input" when tag.GetAttribute("type") is null or "" or "text" or "submit" or "button" or "email" or "tel" or "number" or "date":
                    _lines.Flow($" {tag.GetAttribute("value")} ");
                    break;
                default:
                    Break(element.Name);
                    break;
            }
        }

        private void Leave(OpenElement element)
        {
            if (element is { Hidden: true } or { Unseen: true })
                return;
            if (element.Name is "td" or "th")
                _lines.EndCell();
            else if (element.Name is "li")
                _lines.EndItem();
            else if (element.Name is "ul" or "ol" && _open.Has("li"))
                _lines.Line();
            else
                Break(element.Name);
        }

        private void Break(string name)
        {
            if (HtmlTags.IsParagraph(name))
                _lines.Paragraph();
            else if (HtmlTags.IsLine(name))
                _lines.Line();
        }

        private static string Marker(OpenElement? list, HtmlTagToken item)
        {
            if (list is not { Name: "ol" })
                return "- ";
            if (int.TryParse(item.GetAttribute("value"), CultureInfo.InvariantCulture, out var number))
                list.Count = number;
            number = list.Count;
            list.Count = number == int.MaxValue ? number : number + 1;
            return list.NumberType switch
            {
                "a" => Numerals.Letters(number).ToLowerInvariant(),
                "A" => Numerals.Letters(number),
                "i" => Numerals.Roman(number).ToLowerInvariant(),
                "I" => Numerals.Roman(number),
                _ => Numerals.Decimal(number),
            } + ". ";
        }

        private static bool IsHidden(HtmlTagToken tag)
        {
            foreach (var attribute in tag.Attributes)
                if (attribute.Name == "hidden" || (attribute.Name == "style" && HidesByStyle(attribute.Value)))
                    return true;
            return false;
        }

        private static bool HidesByStyle(string style) =>
            style.Contains("display", StringComparison.OrdinalIgnoreCase) && Declares(style, "display", "none")
            || style.Contains("visibility", StringComparison.OrdinalIgnoreCase) && Declares(style, "visibility", "hidden");

        private static bool Declares(ReadOnlySpan<char> style, ReadOnlySpan<char> property, ReadOnlySpan<char> value)
        {
            foreach (var range in style.Split(';'))
            {
                var declaration = style[range];
                var colon = declaration.IndexOf(':');
                if (colon >= 0 && declaration[..colon].Trim().Equals(property, StringComparison.OrdinalIgnoreCase)
                    && declaration[(colon + 1)..].Trim().StartsWith(value, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
            return false;
        }
    }
}
