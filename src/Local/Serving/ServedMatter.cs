using Lector.Core.Asking;
using Lector.Local.Folders;
using Lector.Local.Running.Durable;

namespace Lector.Local.Serving;

/// <summary>A matter of the served folder.</summary>
/// <param name="Slug">Its slug.</param>
/// <param name="Name">The folder's name, as people know it.</param>
/// <param name="Documents">Its documents.</param>
/// <param name="Ports">What its steps work with.</param>
/// <param name="Host">Runs its instances.</param>
internal sealed record ServedMatter(string Slug, string Name, FolderDocuments Documents, AskPorts Ports, InstanceHost Host)
{
    /// <summary>Held by the one ask that plans and reads: those behind it find its texts, and no document is read twice at once.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Files when it was last looked at; null before.</summary>
    public int? Files { get; set; }

    /// <summary>Files as far as a glance tells: 0 where there is none now, else <see cref="Files"/> where that can still be.</summary>
    /// <remarks>Any file ends the glance, so that it costs the same in a matter of any size.</remarks>
    public int? FilesAtAGlance()
    {
        if (!Directory.EnumerateFiles(Documents.Name, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true }).Any())
            return 0;
        return Files > 0 ? Files : null;
    }
}
