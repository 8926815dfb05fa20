namespace Lector.Core.Documents;

/// <summary>The matters of a host: people know them by their names, the store by slugs, and there is no way back from a slug but to look.</summary>
public interface IMatters
{
    /// <summary>Their names as people know them.</summary>
    IAsyncEnumerable<string> List(CancellationToken cancel);

    /// <summary>The name of a matter.</summary>
    /// <param name="slug">As <see cref="Storage.MatterPaths.Slug"/> makes it of the name.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>Null when no matter with documents has it.</returns>
    Task<string?> NameOf(string slug, CancellationToken cancel);

    /// <summary>The documents of a matter; its name is looked up when they are asked for.</summary>
    /// <param name="slug">The matter's slug.</param>
    IDocumentSource Documents(string slug);

    /// <summary>When a matter's newest document was last written.</summary>
    /// <param name="slug">The matter's slug.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>Null without any.</returns>
    Task<DateTimeOffset?> Newest(string slug, CancellationToken cancel);
}
