using System.Globalization;

namespace Lector.Formats.Office;

/// <summary>What stands before a comment, so that no one takes it for the document's own words.</summary>
internal static class CommentMark
{
    /// <summary>As <c>[Comment by Jane Smith, 2026-06-18 17:15 on B3]</c>, as far as it is known.</summary>
    /// <param name="author">Who wrote it, as the file states.</param>
    /// <param name="time">When, as the file states.</param>
    /// <param name="place">The cell that it is pinned to.</param>
    public static string Of(string? author, string? time, string? place)
    {
        var by = string.IsNullOrWhiteSpace(author) ? "" : $" by {author.Trim()}";
        var at = DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? $", {date.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}"
            : "";
        return $"[Comment{by}{at}{(string.IsNullOrEmpty(place) ? "" : $" on {place}")}]";
    }
}
