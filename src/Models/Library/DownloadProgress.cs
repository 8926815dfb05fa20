namespace Lector.Models.Library;

/// <summary>How far a download is.</summary>
/// <param name="Done">Bytes on disk.</param>
/// <param name="Total">Bytes of the file, or null where the server does not tell.</param>
public readonly record struct DownloadProgress(long Done, long? Total);
