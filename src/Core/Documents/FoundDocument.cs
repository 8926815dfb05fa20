namespace Lector.Core.Documents;

/// <summary>One document found in an input file: the file itself, a mail of an mbox, an attachment, an entry of an archive.</summary>
/// <param name="Path">Unique within the matter: the file's path, and for what lies inside it <c>!/</c> and a name, as in <c>mail/a.eml!/2-invoice.pdf</c> or <c>box.mbox!/00017</c>; forward slashes, no <c>..</c> segment, no control character.</param>
/// <param name="Parent"><see cref="Path"/> of the document that holds this one (the mail of an attachment); null at the top and directly inside an mbox or archive, which are no documents themselves.</param>
/// <param name="Sha256">SHA-256 of the document's own decoded bytes, 64 lower-case hex digits.</param>
/// <param name="Size">Count of those bytes.</param>
/// <param name="Result">The text, or why there is none.</param>
public sealed record FoundDocument(string Path, string? Parent, string Sha256, long Size, Extraction Result);
