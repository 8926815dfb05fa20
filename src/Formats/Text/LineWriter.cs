using System.Text;

namespace Lector.Formats.Text;

/// <summary>Writes running text, blocks and table cells as lines: breaks are remembered and written only when text follows.</summary>
internal sealed class LineWriter
{
    private const int MostTabs = 16;

    private readonly StringBuilder _out = new();
    private int _breaks;
    private int _tabs;
    private bool _space;
    private bool _glued;
    private bool _gluedBefore;
    private string? _marker;

    /// <summary>UTF-16 units written so far.</summary>
    public int Length => _out.Length;

    /// <summary>Ends the line, if something stands on it.</summary>
    public void Line() => Break(1);

    /// <summary>Ends the line and leaves one blank, if something stands above.</summary>
    public void Paragraph() => Break(2);

    /// <summary>Ends the line even if it is empty; two in a row leave one blank line.</summary>
    public void ForcedBreak()
    {
        if (!_glued)
            (_breaks, _tabs, _space) = (Math.Min(_breaks + 1, 2), 0, false);
    }

    /// <summary>Begins a table cell: what follows stands on the row's line, whatever blocks it is wrapped in.</summary>
    /// <param name="first">Whether it is the first of its row.</param>
    public void BeginCell(bool first)
    {
        if (!first)
            _tabs = Math.Min(_tabs + 1, MostTabs);
        (_space, _glued) = (false, true);
    }

    /// <summary>Ends a table cell.</summary>
    public void EndCell()
    {
        if (!_glued)
            _breaks = 0;
        (_space, _glued) = (false, false);
    }

    /// <summary>Puts a list marker before the text that follows, if any does before the item ends.</summary>
    public void BeginItem(string marker)
    {
        Line();
        (_marker, _gluedBefore, _glued) = (marker, _glued, true);
    }

    /// <summary>Ends a list item.</summary>
    public void EndItem()
    {
        if (_marker is not null)
            (_marker, _glued) = (null, _gluedBefore);
        Line();
    }

    /// <summary>Writes text with every run of white space as one space.</summary>
    public void Flow(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var space = text.IndexOfAny(" \t\n\r\f\u00A0");
            var word = space < 0 ? text : text[..space];
            if (!word.IsEmpty)
            {
                Settle();
                _out.Append(word);
            }
            if (space < 0)
                return;
            _space = true;
            text = text[(space + 1)..];
        }
    }

    /// <summary>Writes text as it stands; carriage returns are dropped.</summary>
    public void Verbatim(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return;
        Settle();
        foreach (var c in text)
            if (c != '\r')
                _out.Append(c);
    }

    /// <summary>The text, without white space at its end.</summary>
    public override string ToString()
    {
        var end = _out.Length;
        while (end > 0 && char.IsWhiteSpace(_out[end - 1]))
            end--;
        return _out.ToString(0, end);
    }

    private void Break(int breaks)
    {
        if (!_glued)
            (_breaks, _tabs, _space) = (Math.Max(_breaks, breaks), 0, false);
    }

    private void Settle()
    {
        if (_out.Length > 0)
        {
            var there = _out[^1] != '\n' ? 0 : _out.Length > 1 && _out[^2] == '\n' ? 2 : 1;
            _out.Append('\n', Math.Max(0, _breaks - there));
            if (_breaks == 0 && _tabs == 0 && _space && there == 0 && _out[^1] != '\t')
                _out.Append(' ');
        }
        _out.Append('\t', _tabs).Append(_marker);
        (_breaks, _tabs, _space, _glued, _marker) = (0, 0, false, false, null);
    }
}
