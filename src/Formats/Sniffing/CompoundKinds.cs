using Lector.Formats.Outlook;

namespace Lector.Formats.Sniffing;

/// <summary>Tells what a compound file ([MS-CFB]) holds, from the names in its root.</summary>
internal static class CompoundKinds
{
    private const string Old = "which Lector does not read: open it and save it as";

    private static readonly (string Name, string Reason)[] Known =
    [
        ("EncryptedPackage", "encrypted: it needs a password; open it with the password, save it without one and add that"),
        ("\tDRMContent", "encrypted by rights management: open it as someone who may, and save it without protection"),
        ("WordDocument", $"an old Word document (.doc), {Old} .docx or PDF"),
        ("Workbook", $"an old Excel workbook (.xls), {Old} .xlsx"),
        ("Book", $"an old Excel workbook (.xls), {Old} .xlsx"),
        ("PowerPoint Document", $"an old PowerPoint presentation (.ppt), {Old} .pptx or PDF"),
        ("VisioDocument", "a Visio drawing, which Lector does not read: export it as PDF"),
        ("Quill", "a Publisher document, which Lector does not read: export it as PDF"),
        ("MatOST", $"a Works document, {Old} .docx or PDF"),
        ("HwpSummaryInformation", $"a Hangul document (.hwp), {Old} .docx or PDF"),
        ("\u0005HwpSummaryInformation", $"a Hangul document (.hwp), {Old} .docx or PDF"),
        ("Catalog", "a by-product of Windows (thumbnails), not a document"),
    ];

    /// <summary>What the file is.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <returns><see cref="Format.Outlook"/> or a refusal.</returns>
    public static Sniffed KindOf(ReadOnlyMemory<byte> bytes)
    {
        if (CompoundFile.Open(bytes, out _) is not { } file)
            return Sniffed.Refuse("damaged: it begins like an old Office file or Outlook item, but its directory cannot be read; ask for it again");
        var names = file.Root.Children;
        if (names.ContainsKey("__properties_version1.0") || names.Keys.Any(name => name.StartsWith("__substg1.0_", StringComparison.OrdinalIgnoreCase)))
            return new(Format.Outlook);
        foreach (var (name, reason) in Known)
            if (names.ContainsKey(name))
                return Sniffed.Refuse(reason);
        return Sniffed.Refuse("a compound file that holds no document Lector reads: if it is an old Office file, save it in a new format or as PDF");
    }
}
