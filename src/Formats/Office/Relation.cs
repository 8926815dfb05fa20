namespace Lector.Formats.Office;

/// <summary>A pointer from one part of a package to another.</summary>
/// <param name="Id">Its id within the pointing part.</param>
/// <param name="Type">Its type, a URI that differs between transitional and strict files in all but its end.</param>
/// <param name="Part">The part pointed to, or null outside the package.</param>
internal sealed record Relation(string Id, string Type, string? Part)
{
    /// <summary>Whether the type ends in this name.</summary>
    public bool Is(string type) => Type.EndsWith(type, StringComparison.OrdinalIgnoreCase) && Type.Length > type.Length && Type[^(type.Length + 1)] == '/';
}
