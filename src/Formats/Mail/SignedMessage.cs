using System.Formats.Asn1;

namespace Lector.Formats.Mail;

/// <summary>What a PKCS #7 part (S/MIME, RFC 8551; CMS, RFC 5652) holds.</summary>
/// <param name="Inner">The MIME entity that was signed, when it is inside; empty else.</param>
/// <param name="Unreadable">Why the content cannot be read; null when <paramref name="Inner"/> has it.</param>
internal sealed record SignedMessage(ReadOnlyMemory<byte> Inner, string? Unreadable)
{
    private const string Data = "1.2.840.113549.1.7.1";
    private const string SignedData = "1.2.840.113549.1.7.2";
    private const string EnvelopedData = "1.2.840.113549.1.7.3";
    private const string EncryptedData = "1.2.840.113549.1.7.6";
    private const string AuthEnvelopedData = "1.2.840.113549.1.9.16.1.23";

    /// <summary>Opens a part. Signatures are not checked.</summary>
    public static SignedMessage Open(ReadOnlyMemory<byte> content)
    {
        try
        {
            var info = new AsnReader(content, AsnEncodingRules.BER).ReadSequence();
            switch (info.ReadObjectIdentifier())
            {
                case EnvelopedData or EncryptedData or AuthEnvelopedData:
                    return new(default, "encrypted (S/MIME)");
                case SignedData:
                    var signed = info.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadSequence();
                    signed.ReadIntegerBytes();
                    signed.ReadEncodedValue();
                    var inner = signed.ReadSequence();
                    if (inner.ReadObjectIdentifier() != Data || !inner.HasData)
                        return new(default, "a signature or certificates without a text (S/MIME)");
                    return new(inner.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadOctetString(), null);
                default:
                    return new(default, "an S/MIME part that is neither signed nor encrypted");
            }
        }
        catch (AsnContentException)
        {
            return new(default, "a broken S/MIME part");
        }
    }
}
