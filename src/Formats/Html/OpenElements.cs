namespace Lector.Formats.Html;

/// <summary>The elements that are open at a place of a page, with what their descendants inherit.</summary>
/// <remarks>A stack and a count per name, so that a page of 100,000 open or unmatched tags costs linear time.</remarks>
internal sealed class OpenElements
{
    private readonly List<OpenElement> _stack = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>The innermost element, or null outside all.</summary>
    public OpenElement? Innermost => _stack.Count == 0 ? null : _stack[^1];

    /// <summary>Whether an element of that name is open.</summary>
    public bool Has(string name) => _counts.GetValueOrDefault(name) > 0;

    /// <summary>Opens an element inside the innermost.</summary>
    public void Push(OpenElement element)
    {
        _stack.Add(element);
        _counts[element.Name] = _counts.GetValueOrDefault(element.Name) + 1;
    }

    /// <summary>Closes the innermost element.</summary>
    public OpenElement Pop()
    {
        var element = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        _counts[element.Name]--;
        return element;
    }

    /// <summary>The nearest open list, or null.</summary>
    /// <remarks>Looks at no more than the 32 innermost elements: list items stand close below their list.</remarks>
    public OpenElement? NearestList()
    {
        for (var i = _stack.Count - 1; i >= 0 && i >= _stack.Count - 32; i--)
            if (_stack[i].Name is "ul" or "ol" or "menu" or "dir")
                return _stack[i];
        return null;
    }
}

/// <summary>An open element.</summary>
/// <param name="Name">Lower-case tag name.</param>
/// <param name="Hidden">Its text is not shown, by itself or by an ancestor.</param>
/// <param name="Unseen">Its text is code or data and counts for nothing, by itself or by an ancestor.</param>
/// <param name="KeepsSpace">White space inside is kept.</param>
internal sealed record OpenElement(string Name, bool Hidden, bool Unseen, bool KeepsSpace)
{
    /// <summary>For a list: the number of its next item. For a table row: the cells seen so far.</summary>
    public int Count { get; set; }

    /// <summary>For an ordered list: its <c>type</c> attribute.</summary>
    public string? NumberType { get; init; }
}
