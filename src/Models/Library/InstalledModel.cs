namespace Lector.Models.Library;

/// <summary>A model on this machine, as it was recorded when its file was accepted.</summary>
/// <param name="Name">The name of the <see cref="KnownModel"/> that its golden texts proved it to be.</param>
/// <param name="Sha256">SHA-256 of the file, lower-case hex.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Licence">SPDX identifier.</param>
/// <param name="From">Where it came from: an address without credentials and query, or a file's name.</param>
/// <param name="Accepted">When.</param>
/// <param name="Cosine">The smallest cosine between the file's embeddings and the original's over the golden texts.</param>
public sealed record InstalledModel(string Name, string Sha256, long Size, string Licence, string From, DateTimeOffset Accepted, float Cosine);
