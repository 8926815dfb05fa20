using System.Text;
using Lector.Core.Documents;
using Lector.Formats;

namespace Lector.Hosts.Tests.Formats;

/// <summary>Runs the extractor on bytes.</summary>
internal static class Extract
{
    public static List<FoundDocument> All(string path, byte[] bytes, ExtractionLimits? limits = null) =>
        [.. new Extractor(limits ?? new ExtractionLimits()).Extract(new InputFile(path, bytes.Length, () => new MemoryStream(bytes)), CancellationToken.None)];

    public static FoundDocument One(string path, byte[] bytes, ExtractionLimits? limits = null) => Assert.Single(All(path, bytes, limits));

    public static DocumentText Text(string path, byte[] bytes) => Assert.IsType<Extraction.Readable>(One(path, bytes).Result).Text;

    public static DocumentText Text(string path, string text) => Text(path, Encoding.UTF8.GetBytes(text));

    public static string Reason(string path, byte[] bytes, ExtractionLimits? limits = null) =>
        Assert.IsType<Extraction.Unreadable>(One(path, bytes, limits).Result).Reason;
}
