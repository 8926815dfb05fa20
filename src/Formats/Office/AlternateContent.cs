namespace Lector.Formats.Office;

/// <summary>Sees that of several renderings of the same content one is read (ECMA-376 part 3, 7.6).</summary>
internal sealed class AlternateContent
{
    private readonly Stack<bool> _chosen = new();

    /// <summary>Looks at an element before anyone else does.</summary>
    /// <returns>True when it was left out, with all inside.</returns>
    public bool Skips(XmlCursor xml)
    {
        switch (xml.Name)
        {
            case "mc:AlternateContent" when xml.IsStart && !xml.IsEmpty:
                _chosen.Push(false);
                return false;
            case "mc:AlternateContent" when xml.IsEnd:
                _chosen.TryPop(out _);
                return false;
            case "mc:Choice" or "mc:Fallback" when xml.IsStart && _chosen.TryPeek(out var chosen):
                if (chosen)
                {
                    xml.Skip();
                    return true;
                }
                _chosen.Pop();
                _chosen.Push(true);
                return false;
            default:
                return false;
        }
    }
}
