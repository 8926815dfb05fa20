using System.Text;
using Lector.Core.Documents;

namespace Lector.Formats.Text;

/// <summary>Joins pages, sheets or slides to one text with the map of where each stands.</summary>
internal sealed class PartedText(TextPartKind kind)
{
    private readonly StringBuilder _text = new();
    private readonly List<TextPart> _parts = [];

    /// <summary>UTF-16 units so far.</summary>
    public int Length => _text.Length;

    /// <summary>Adds a part; one without text keeps its place in the map.</summary>
    public void Add(string label, ReadOnlySpan<char> text)
    {
        if (_text.Length > 0 && !text.IsEmpty)
            _text.Append("\n\n");
        var start = _text.Length;
        _text.Append(text);
        _parts.Add(new TextPart(kind, label, start, _text.Length));
    }

    /// <summary>The text with its parts.</summary>
    public DocumentText ToDocument() => new(_text.ToString()) { Parts = _parts };
}
