using System.Security.Cryptography;
using System.Text;
using Lector.Core.Answering;
using Lector.Core.Documents;
using Lector.Core.Ledgers;

namespace Lector.Core.Tests.Answering;

/// <summary>Evidence made of texts, the only way there is: stored, then cut.</summary>
internal static class Evidence
{
    public static StoredText Stored(string path, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return StoredText.Open(path, new string('0', 64), utf8, Convert.ToHexStringLower(SHA256.HashData(utf8)));
    }

    public static VerifiedSpan Span(string path, string text, int start = 0, int? end = null) =>
        VerifiedSpan.Cut(Stored(path, text), start, end ?? text.Length, DisclosurePolicy.Everything)!;

    public static EvidenceItem Item(int number, string text, string? path = null, DocumentFields? fields = null, string? part = null) =>
        new(number, Span(path ?? $"mail/{number}.eml", text), fields ?? DocumentFields.None, part, 1);

    public static EvidencePack Pack(params string[] texts) => new([.. texts.Select((text, i) => Item(i + 1, text))], 0, 1700);
}
