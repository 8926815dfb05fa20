using System.IO.Compression;
using System.Text;

namespace Lector.Hosts.Tests.Formats;

/// <summary>Builds zip archives and Office packages for tests.</summary>
internal static class Zips
{
    public static byte[] Of(params (string Name, string Content)[] files) => Of([.. files.Select(f => (f.Name, Encoding.UTF8.GetBytes(f.Content)))]);

    public static byte[] Of(params (string Name, byte[] Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        return stream.ToArray();
    }

    public static byte[] Word(string body, params (string Name, string Content)[] more) => Package(
        "word/document.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        $"""<w:document xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><w:body>{body}</w:body></w:document>""",
        more);

    public const string W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    public const string X = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    public const string R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    public static byte[] Package(string main, string type, string content, params (string Name, string Content)[] more) => Of(
    [
        ("[Content_Types].xml", $"""<Types><Override PartName="/{main}" ContentType="{type}"/></Types>"""),
        ("_rels/.rels", Relations(("rId1", $"{R}/officeDocument", main))),
        (main, content),
        .. more,
    ]);

    public static string Relations(params (string Id, string Type, string Target)[] relations) =>
        $"<Relationships>{string.Concat(relations.Select(r => $"""<Relationship Id="{r.Id}" Type="{r.Type}" Target="{r.Target}"/>"""))}</Relationships>";
}
