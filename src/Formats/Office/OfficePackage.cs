using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Xml;
using Lector.Core.Documents;

namespace Lector.Formats.Office;

/// <summary>The parts of an Office file and how they point to each other (ECMA-376 part 2, Open Packaging Conventions).</summary>
/// <remarks>
/// Read from the zip itself: a package library refuses a whole contract for one malformed hyperlink, loads parts as trees whose
/// depth a hostile file chooses, and does not count what it unpacks.
/// </remarks>
internal sealed class OfficePackage : IDisposable
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CheckCharacters = false,
    };

    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _parts = new(StringComparer.OrdinalIgnoreCase);
    private readonly CancellationToken _cancel;
    private long _left;

    /// <summary>Opens a package.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="most">Most bytes that all parts which are read may unpack to.</param>
    /// <param name="cancel">Stops all reading of its parts.</param>
    /// <exception cref="InvalidDataException">It is no zip.</exception>
    public OfficePackage(ReadOnlyMemory<byte> bytes, long most, CancellationToken cancel)
    {
        var stream = MemoryMarshal.TryGetArray(bytes, out var array) ? new MemoryStream(array.Array!, array.Offset, array.Count, false) : new MemoryStream(bytes.ToArray());
        (_archive, _left, _cancel, Most) = (new ZipArchive(stream, ZipArchiveMode.Read), most, cancel, most);
        foreach (var entry in _archive.Entries)
            _parts.TryAdd(entry.FullName.Replace('\\', '/').TrimStart('/'), entry);
    }

    /// <summary>Most bytes that may be unpacked, and most characters of text that may come of them.</summary>
    public long Most { get; }

    /// <summary>The part that the package is about, or null.</summary>
    public string? Main => Relations("").FirstOrDefault(r => r.Is("officeDocument"))?.Part;

    /// <summary>Opens a part as XML.</summary>
    /// <returns>Null when there is no such part.</returns>
    public XmlCursor? Open(string? part) => part is not null && _parts.TryGetValue(part, out var entry)
        ? new XmlCursor(XmlReader.Create(new CountedStream(entry.Open(), this), Settings), _cancel)
        : null;

    /// <summary>What a part points to.</summary>
    /// <param name="part">The part; empty for the package itself.</param>
    public IReadOnlyList<Relation> Relations(string part)
    {
        var slash = part.LastIndexOf('/') + 1;
        var found = new List<Relation>();
        using var xml = Open($"{part[..slash]}_rels/{part[slash..]}.rels");
        while (xml?.Next() == true)
            if (xml.IsStart && xml.LocalName == "Relationship" && xml["Id"] is { } id && xml["Type"] is { } type && xml["Target"] is { } target)
                found.Add(new Relation(id, type, xml["TargetMode"] == "External" ? null : Resolve(part[..slash], target)));
        return found;
    }

    /// <summary>Title, author and date (ECMA-376 part 2, 11: core properties).</summary>
    public DocumentFields Fields()
    {
        var values = new Dictionary<string, string>();
        try
        {
            using var xml = Open(Relations("").FirstOrDefault(r => r.Is("core-properties"))?.Part);
            while (xml?.Next() == true)
                if (xml.IsStart && xml.LocalName is "title" or "creator" or "modified" or "created" && xml.LocalName is var name && xml.Text() is { } text && !string.IsNullOrWhiteSpace(text))
                    values[name] = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
        catch (XmlException)
        {
            // Properties are beside the text: a broken part costs only themselves.
        }
        return new DocumentFields
        {
            Subject = values.GetValueOrDefault("title"),
            From = values.GetValueOrDefault("creator"),
            Date = DateTimeOffset.TryParse(values.GetValueOrDefault("modified") ?? values.GetValueOrDefault("created"), CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal, out var date) ? date : null,
        };
    }

    public void Dispose() => _archive.Dispose();

    private static string Resolve(string folder, string target)
    {
        var segments = new List<string>();
        foreach (var segment in (target.StartsWith('/') ? target : folder + target).Split('/', '\\'))
            if (segment == "..")
                segments.RemoveRange(Math.Max(0, segments.Count - 1), Math.Min(1, segments.Count));
            else if (segment is not ("" or "."))
                segments.Add(Uri.UnescapeDataString(segment));
        return string.Join('/', segments);
    }

    private sealed class CountedStream(Stream inner, OfficePackage package) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            package._cancel.ThrowIfCancellationRequested();
            var read = inner.Read(buffer);
            return (package._left -= read) < 0 ? throw new TooLargeException() : read;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing) => inner.Dispose();
    }
}

/// <summary>A file unpacks to more than a document may have; caught where documents are read.</summary>
internal sealed class TooLargeException : Exception;
