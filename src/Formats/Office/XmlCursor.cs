using System.Text;
using System.Xml;

namespace Lector.Formats.Office;

/// <summary>Walks the XML of a part forward, node by node, whatever its depth.</summary>
internal sealed class XmlCursor(XmlReader reader, CancellationToken cancel) : IDisposable
{
    private readonly Dictionary<(string Space, string Local), string> _names = [];
    private bool _moved;
    private int _steps;

    /// <summary>Whether an element begins here; an empty one begins and does not end.</summary>
    public bool IsStart => reader.NodeType == XmlNodeType.Element;

    /// <summary>Whether an element ends here.</summary>
    public bool IsEnd => reader.NodeType == XmlNodeType.EndElement;

    /// <summary>Whether the element that begins here has no content.</summary>
    public bool IsEmpty => reader.IsEmptyElement;

    /// <summary>Elements around this one.</summary>
    public int Depth => reader.Depth;

    /// <summary>The element's name without prefix.</summary>
    public string LocalName => reader.LocalName;

    /// <summary>The element's name with the prefix that the standard uses, the same for transitional and strict files: <c>w:p</c>, <c>a:t</c>; <c>?</c> for unknown namespaces.</summary>
    public string Name
    {
        get
        {
            var key = (reader.NamespaceURI, reader.LocalName);
            if (!_names.TryGetValue(key, out var name))
                _names[key] = name = $"{Prefix(key.NamespaceURI)}:{key.LocalName}";
            return name;
        }
    }

    /// <summary>The attribute of that local name, in whatever namespace but that of relationships; null when absent.</summary>
    public string? this[string local] => Find(local, relationship: false);

    /// <summary>The relationship id in the attribute of that local name (<c>r:id</c>), or null.</summary>
    public string? RelationId(string local) => Find(local, relationship: true);

    /// <summary>Moves to the next element begin, element end or text.</summary>
    /// <returns>False at the end of the part.</returns>
    public bool Next()
    {
        if ((++_steps & 1023) == 0)
            cancel.ThrowIfCancellationRequested();
        if (_moved)
        {
            _moved = false;
            return !reader.EOF;
        }
        return reader.Read();
    }

    /// <summary>Leaves out the element that begins here; <see cref="Next"/> goes to what follows it.</summary>
    public void Skip()
    {
        reader.Skip();
        _moved = true;
    }

    /// <summary>All characters inside the element that begins here; <see cref="Next"/> goes to what follows it.</summary>
    public string Text()
    {
        if (reader.IsEmptyElement)
            return "";
        var depth = reader.Depth;
        var text = new StringBuilder();
        while (Next() && !(reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth))
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
                text.Append(reader.Value);
        return text.ToString();
    }

    /// <summary>Visits the begins of all elements inside the one that begins here; <see cref="Next"/> then goes to what follows it.</summary>
    public IEnumerable<string> Inside()
    {
        if (reader.IsEmptyElement)
            yield break;
        var depth = reader.Depth;
        while (Next() && !(reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth))
            if (IsStart)
                yield return Name;
    }

    public void Dispose() => reader.Dispose();

    private string? Find(string local, bool relationship)
    {
        string? found = null;
        for (var more = reader.MoveToFirstAttribute(); more && found is null; more = reader.MoveToNextAttribute())
            if (reader.LocalName == local && reader.NamespaceURI.EndsWith("/relationships", StringComparison.Ordinal) == relationship)
                found = reader.Value;
        reader.MoveToElement();
        return found;
    }

    private static string Prefix(string space) =>
        space.EndsWith("/main", StringComparison.Ordinal)
            ? space.Contains("/wordprocessingml/", StringComparison.Ordinal) ? "w"
            : space.Contains("/spreadsheetml/", StringComparison.Ordinal) ? "x"
            : space.Contains("/presentationml/", StringComparison.Ordinal) ? "p"
            : space.Contains("/drawingml/", StringComparison.Ordinal) ? "a" : "?"
        : space.EndsWith("/math", StringComparison.Ordinal) ? "m"
        : space.EndsWith("/chart", StringComparison.Ordinal) ? "c"
        : space.EndsWith("/diagram", StringComparison.Ordinal) ? "dgm"
        : space.EndsWith("/wordml", StringComparison.Ordinal) ? "w14"
        : space.Contains("/markup-compatibility/", StringComparison.Ordinal) ? "mc"
        : "?";
}
