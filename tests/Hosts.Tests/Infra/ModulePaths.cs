using System.Text.RegularExpressions;

namespace Lector.Hosts.Tests.Infra;

/// <summary>Every file that a template names is there, and every file that is there is named by a template or by a hook.</summary>
internal static partial class ModulePaths
{
    /// <summary>Read by azd and the compiler under their fixed names.</summary>
    private static readonly string[] ReadByTools = ["infra/main.bicep", "infra/main.parameters.json", "infra/bicepconfig.json"];

    public static IEnumerable<string> Complaints(InfraText text)
    {
        var named = new HashSet<string>(ReadByTools);
        foreach (var (path, template) in text.Under("infra", ".bicep"))
        {
            foreach (Match match in Named().Matches(template))
            {
                var target = Resolve(path, match.Groups["path"].Value);
                named.Add(target);
                if (!text.Has(target))
                    yield return $"{path}: {match.Groups["path"].Value} is not there.";
            }
        }

        var hooks = string.Concat(text.Under("infra/hooks").Select(hook => hook.Value));
        foreach (var (path, _) in text.Under("infra", ".bicep").Concat(text.Under("infra", ".json")))
        {
            if (!named.Contains(path) && !hooks.Contains(path, StringComparison.Ordinal))
                yield return $"{path} is used by nothing.";
        }
    }

    private static string Resolve(string from, string path)
    {
        var parts = from.Split('/')[..^1].ToList();
        foreach (var part in path.Split('/'))
        {
            if (part == "..")
                parts.RemoveAt(parts.Count - 1);
            else
                parts.Add(part);
        }

        return string.Join('/', parts);
    }

    [GeneratedRegex(@"^module \w+ '(?<path>[^']+)'|^import .* from '(?<path>[^']+)'|loadJsonContent\('(?<path>[^']+)'\)", RegexOptions.Multiline)]
    private static partial Regex Named();
}
