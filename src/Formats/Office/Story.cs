using System.Globalization;
using Lector.Formats.Text;

namespace Lector.Formats.Office;

/// <summary>Reads one story of an Office file: a Word document's body, a header, its notes (ECMA-376 part 1, 17.2 and 17.10), the shapes of a slide, a drawing or a diagram (21.1.2).</summary>
/// <remarks>Tracked insertions are read, tracked deletions and hidden text are not; a text box stands after the paragraph that it is anchored in.</remarks>
internal sealed class Story(XmlCursor xml, int most, WordNumbering? numbering = null, Func<string, string?>? related = null)
{
    private readonly AlternateContent _alternates = new();
    private readonly Stack<LineWriter> _outer = new();
    private readonly Stack<int> _cells = new();
    private readonly List<string> _boxes = [];
    private readonly int[] _numbers = new int[9];
    private LineWriter _lines = new();
    private bool _hiddenRun;
    private bool _muted;
    private int _level;
    private bool _isNumbered;

    /// <summary>Tracked deletions that were left out.</summary>
    public int Deletions { get; private set; }

    /// <summary>Runs of hidden text that were left out.</summary>
    public int HiddenRuns { get; private set; }

    /// <summary>Whether the shapes that repeat on every slide (number, date, header, footer) are left out.</summary>
    public bool LeavesOutFurniture { get; init; }

    /// <summary>Reads on to the end of the part.</summary>
    /// <exception cref="TooLargeException">It has more text than the most UTF-16 units that were allowed.</exception>
    public string ReadAll()
    {
        while (xml.Next())
            if (xml.IsStart || xml.IsEnd)
                Take();
        WriteBoxes();
        return _lines.ToString();
    }

    /// <summary>Reads the element that begins here, such as a single note.</summary>
    /// <exception cref="TooLargeException">It has more text than the most UTF-16 units that were allowed.</exception>
    public string ReadElement()
    {
        var depth = xml.Depth;
        if (!xml.IsEmpty)
            while (xml.Next() && !(xml.IsEnd && xml.Depth == depth))
                if (xml.IsStart || xml.IsEnd)
                    Take();
        var text = _lines.ToString();
        _lines = new LineWriter();
        return text;
    }

    private void Take()
    {
        if (_lines.Length > most)
            throw new TooLargeException();
        if (_alternates.Skips(xml) || MathText.Write(xml, _lines))
            return;
        var (name, begins, ends) = (xml.Name, xml.IsStart, xml.IsEnd || xml.IsEmpty);
        if (begins)
            Start(name);
        if (ends)
            End(name);
    }

    private void Start(string name)
    {
        switch (name)
        {
            case "w:t" or "a:t":
                var text = xml.Text();
                if (!_hiddenRun && !_muted)
                    _lines.Verbatim(text);
                break;
            case "w:tab" or "w:ptab" when !_hiddenRun:
                _lines.Verbatim("\t");
                break;
            case "w:br" or "w:cr" or "a:br":
                _lines.ForcedBreak();
                break;
            case "w:noBreakHyphen":
                _lines.Verbatim("-");
                break;
            case "w:sym" when xml["char"] is { Length: 4 } code && ushort.TryParse(code, NumberStyles.HexNumber, null, out var unit) && unit is > 0x20 and < 0xD800:
                _lines.Verbatim([(char)unit]);
                break;
            case "w:p" or "a:p":
                Break();
                (_level, _isNumbered) = (0, false);
                break;
            case "w:pPr":
                ReadParagraphProperties();
                break;
            case "w:r":
                _hiddenRun = false;
                break;
            case "w:rPr":
                ReadRunProperties();
                break;
            case "a:pPr":
                _level = int.TryParse(xml["lvl"], out var deep) ? Math.Clamp(deep, 0, _numbers.Length - 1) : 0;
                break;
            case "a:buAutoNum":
                _lines.BeginItem(Number(xml["type"] ?? "", int.TryParse(xml["startAt"], out var from) ? from : 1));
                break;
            case "w:del" or "w:moveFrom":
                Deletions += xml.IsEmpty ? 0 : 1;
                xml.Skip();
                break;
            case "w:sdtPr" or "w:sdtEndPr" or "w:tblPr" or "w:tblGrid" or "w:sectPr" or "w:instrText" or "w:tcPr":
                xml.Skip();
                break;
            case "w:tbl" or "a:tbl":
                Break();
                _cells.Push(0);
                break;
            case "w:tr" or "a:tr" when _cells.Count > 0:
                _lines.Line();
                _cells.Pop();
                _cells.Push(0);
                break;
            case "w:tc" or "a:tc" when _cells.Count > 0:
                var cells = _cells.Pop();
                _lines.BeginCell(first: cells == 0);
                _cells.Push(cells + 1);
                break;
            case "w:txbxContent" when !xml.IsEmpty:
                _outer.Push(_lines);
                _lines = new LineWriter();
                break;
            case "p:ph" when LeavesOutFurniture:
                _muted = xml["type"] is "sldNum" or "dt" or "hdr" or "ftr" or "sldImg";
                break;
            case "c:chart" or "dgm:relIds" when (xml.RelationId("id") ?? xml.RelationId("dm")) is { } id && related?.Invoke(id) is { Length: > 0 } picture:
                _boxes.Add(picture);
                break;
        }
    }

    private void End(string name)
    {
        switch (name)
        {
            case "w:p" or "a:p":
                _lines.EndItem();
                if (!_isNumbered)
                    Array.Clear(_numbers, _level, _numbers.Length - _level);
                Break();
                if (_outer.Count == 0)
                    WriteBoxes();
                break;
            case "w:r":
                _hiddenRun = false;
                break;
            case "p:sp":
                _muted = false;
                Array.Clear(_numbers);
                break;
            case "w:tc" or "a:tc":
                _lines.EndCell();
                break;
            case "w:tr" or "a:tr":
                _lines.Line();
                break;
            case "w:tbl" or "a:tbl":
                _cells.TryPop(out _);
                Break();
                break;
            case "w:txbxContent" when _outer.Count > 0:
                _boxes.Add(_lines.ToString());
                _lines = _outer.Pop();
                break;
        }
    }

    // ECMA-376 part 1, 21.1.2.4.1: numbers run on through neighbours of the same level and begin anew after anything else.
    private string Number(string type, int from)
    {
        _isNumbered = true;
        Array.Clear(_numbers, _level + 1, _numbers.Length - _level - 1);
        var number = from + _numbers[_level]++;
        var shown = type.StartsWith("alphaUc", StringComparison.Ordinal) ? Numerals.Letters(number)
            : type.StartsWith("alphaLc", StringComparison.Ordinal) ? Numerals.Letters(number).ToLowerInvariant()
            : type.StartsWith("romanUc", StringComparison.Ordinal) ? Numerals.Roman(number)
            : type.StartsWith("romanLc", StringComparison.Ordinal) ? Numerals.Roman(number).ToLowerInvariant()
            : Numerals.Decimal(number);
        return type.EndsWith("ParenBoth", StringComparison.Ordinal) ? $"({shown}) " : type.EndsWith("ParenR", StringComparison.Ordinal) ? $"{shown}) " : $"{shown}. ";
    }

    private void WriteBoxes()
    {
        foreach (var box in _boxes)
        {
            Break();
            _lines.Verbatim(box);
            Break();
        }
        _boxes.Clear();
    }

    // Paragraphs stand apart, but the lines of a table's cell stay together.
    private void Break()
    {
        if (_cells.Count > 0)
            _lines.Line();
        else
            _lines.Paragraph();
    }

    private void ReadParagraphProperties()
    {
        string? style = null, number = null;
        int? level = null;
        foreach (var name in xml.Inside())
            if (name == "w:pStyle")
                style = xml["val"];
            else if (name == "w:numId")
                number = xml["val"];
            else if (name == "w:ilvl" && int.TryParse(xml["val"], out var index))
                level = index;
            else if (name is "w:pPrChange" or "w:rPr")
                xml.Skip();
        if (numbering?.Label(style, number, level) is { } label)
            _lines.BeginItem(label);
    }

    private void ReadRunProperties()
    {
        foreach (var name in xml.Inside())
            if (name == "w:vanish" && xml["val"] is not ("0" or "false" or "off"))
                _hiddenRun = true;
            else if (name == "w:rPrChange")
                xml.Skip();
        HiddenRuns += _hiddenRun ? 1 : 0;
    }
}
