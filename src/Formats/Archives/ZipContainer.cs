using System.IO.Compression;
using System.Text;
using Lector.Formats.Sniffing;

namespace Lector.Formats.Archives;

/// <summary>An opened zip (APPNOTE.TXT 6.3), plain or the package of another format.</summary>
internal sealed class ZipContainer : IDisposable
{
    private readonly ZipArchive _archive;

    private ZipContainer(ZipArchive archive, Sniffed kind) => (_archive, Kind) = (archive, kind);

    /// <summary>What it is: <see cref="Format.Zip"/> for an archive of files, an Office format, or one that Lector does not read.</summary>
    public Sniffed Kind { get; }

    /// <summary>Its files, without folders.</summary>
    public IEnumerable<ZipArchiveEntry> Files => _archive.Entries.Where(e => !e.FullName.EndsWith('/') && !e.FullName.EndsWith('\\'));

    /// <summary>Bytes of all its files as it states them.</summary>
    public long Unpacked => _archive.Entries.Aggregate(0L, (sum, e) => sum > long.MaxValue - e.Length ? long.MaxValue : sum + e.Length);

    /// <summary>Opens a zip.</summary>
    /// <param name="stream">Seekable; stays open.</param>
    /// <param name="cancel">Stops between steps.</param>
    /// <returns>Null when it is damaged.</returns>
    public static ZipContainer? Open(Stream stream, CancellationToken cancel)
    {
        try
        {
            var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            // Names without the UTF-8 flag are in the old DOS set where they are not valid UTF-8 all the same.
            if (archive.Entries.Any(e => e.FullName.Contains('\uFFFD')))
            {
                archive.Dispose();
                stream.Position = 0;
                archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true, CodePagesEncodingProvider.Instance.GetEncoding(850));
            }
            return new ZipContainer(archive, KindOf(archive, cancel));
        }
        catch (Exception e) when (IsDamage(e))
        {
            return null;
        }
    }

    /// <summary>Unpacks a file of a zip.</summary>
    /// <returns>Its bytes, or why there are none.</returns>
    public static (byte[]? Bytes, string? Reason) Read(ZipArchiveEntry entry, long most, CancellationToken cancel)
    {
        if (entry.IsEncrypted)
            return (null, "encrypted: it needs a password; unpack the archive with it and add the files");
        if (entry.Length > most)
            return (null, $"larger than the limit of {most / 1_000_000} MB for one document: split it or raise the limit");
        try
        {
            using var stream = entry.Open();
            var bytes = new byte[entry.Length];
            for (var at = 0; at < bytes.Length;)
            {
                cancel.ThrowIfCancellationRequested();
                var read = stream.Read(bytes.AsSpan(at, Math.Min(bytes.Length - at, 1 << 20)));
                if (read == 0)
                    return (null, "damaged: the archive holds less of it than it says");
                at += read;
            }
            return stream.ReadByte() < 0 ? (bytes, null) : (null, "damaged: the archive holds more of it than it says");
        }
        catch (NotSupportedException)
        {
            return (null, "packed by a method that Lector does not know: unpack the archive and add the files");
        }
        catch (Exception e) when (IsDamage(e))
        {
            return (null, "damaged inside the archive: it cannot be unpacked");
        }
    }

    public void Dispose() => _archive.Dispose();

    /// <summary>Whether an exception tells of the archive's content, not of the disk or a cancellation.</summary>
    public static bool IsDamage(Exception e) => e is not OperationCanceledException and not OutOfMemoryException && e is EndOfStreamException or not IOException;

    private static Sniffed KindOf(ZipArchive archive, CancellationToken cancel)
    {
        if (Beginning(archive.GetEntry("mimetype"), cancel) is { } type)
        {
            if (type.StartsWith("application/epub", StringComparison.Ordinal))
                return Sniffed.Refuse("an e-book (.epub), which Lector does not read: save it as PDF or .html");
            if (type.StartsWith("application/vnd.oasis.opendocument", StringComparison.Ordinal))
                return Sniffed.Refuse("an OpenDocument file (LibreOffice), which Lector does not read: save it as .docx, .xlsx, .pptx or PDF");
        }
        if (archive.GetEntry("Index/Document.iwa") is not null || archive.GetEntry("Index.zip") is not null)
            return Sniffed.Refuse("an Apple Pages, Numbers or Keynote file, which Lector does not read: export it as PDF");
        return Beginning(archive.GetEntry("[Content_Types].xml"), cancel) is { } types ? PackageKind(types) : new(Format.Zip);
    }

    // ECMA-376 part 1, 11.3.10, 12.3.23 and 13.3.6, with Microsoft's types of templates, slide shows and macro files.
    private static Sniffed PackageKind(string types) =>
        Names(types, "wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml", "ms-word.document.macroEnabled.main+xml", "ms-word.template.macroEnabledTemplate.main+xml") ? new(Format.Word)
        : Names(types, "spreadsheetml.sheet.main+xml", "spreadsheetml.template.main+xml", "ms-excel.sheet.macroEnabled.main+xml", "ms-excel.template.macroEnabled.main+xml") ? new(Format.Workbook)
        : Names(types, "presentationml.presentation.main+xml", "presentationml.slideshow.main+xml", "presentationml.template.main+xml",
            "ms-powerpoint.presentation.macroEnabled.main+xml", "ms-powerpoint.slideshow.macroEnabled.main+xml", "ms-powerpoint.template.macroEnabled.main+xml") ? new(Format.Presentation)
        : Names(types, "ms-excel.sheet.binary.macroEnabled.main") ? Sniffed.Refuse("a binary workbook (.xlsb), which Lector does not read: save it as .xlsx")
        : Names(types, "ms-visio.") ? Sniffed.Refuse("a Visio drawing, which Lector does not read: export it as PDF")
        : Names(types, "ms-package.xps-", "openxps") ? Sniffed.Refuse("an XPS file, which Lector does not read: print it as PDF")
        : new(Format.Zip);

    private static bool Names(string types, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (types.Contains(name, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static string? Beginning(ZipArchiveEntry? entry, CancellationToken cancel) =>
        entry is { Length: < 4_000_000 } && Read(entry, 4_000_000, cancel).Bytes is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
}
