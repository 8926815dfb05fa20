using System.Text;
using System.Text.RegularExpressions;

namespace Lector.Core.Ledgers;

/// <summary>Which documents may be quoted outside the house.</summary>
/// <param name="neverSend">Globs over document paths; <c>*</c> and <c>?</c> stay within a segment, <c>**</c> crosses segments, case is ignored; a pattern without a slash is matched against every segment, so <c>privileged</c> keeps a whole folder.</param>
public sealed class DisclosurePolicy(IReadOnlyList<string> neverSend)
{
    private readonly Regex[] kept = [.. neverSend.Select(Compile)];

    /// <summary>The patterns as given.</summary>
    public IReadOnlyList<string> NeverSend { get; } = neverSend;

    /// <summary>The policy that keeps nothing back.</summary>
    public static DisclosurePolicy Everything { get; } = new([]);

    /// <summary>Whether a document may be quoted. What lies inside a kept document (attachments, entries) is kept too.</summary>
    /// <param name="path">The document's path.</param>
    public bool Allows(string path) => !kept.Any(pattern => pattern.IsMatch(path));

    private static Regex Compile(string glob)
    {
        var pattern = new StringBuilder(glob.Contains('/') ? "^" : "(^|/)");
        var rest = glob.TrimStart('/').TrimEnd('/');
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == '*' && i + 1 < rest.Length && rest[i + 1] == '*')
            {
                var slash = i + 2 < rest.Length && rest[i + 2] == '/';
                pattern.Append(slash ? "(.*/)?" : ".*");
                i += slash ? 2 : 1;
            }
            else
                pattern.Append(rest[i] switch { '*' => "[^/]*", '?' => "[^/]", var c => Regex.Escape(c.ToString()) });
        }

        return new Regex(pattern.Append("(!?/|$)").ToString(), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }
}
