using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lector.Hosts.Tests.Models.Endpoints;

/// <summary>Recorded replies of real servers.</summary>
internal static partial class Cases
{
    public static string Path(string folder, string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Cases", "Endpoints", folder, name);

    /// <summary>A recording of llama-server: the body, and the status that some recordings note on their last line.</summary>
    public static FakeReply Llama(string name)
    {
        var text = File.ReadAllText(Path("Llama", name + ".json")).TrimEnd();
        var trailer = Trailer().Match(text);
        return trailer.Success
            ? new FakeReply(int.Parse(trailer.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture), text[..trailer.Index].TrimEnd(), trailer.Groups[2].Value)
            : new FakeReply(200, text);
    }

    /// <summary>One of the 17 exchanges of systemone.json.</summary>
    public static FakeReply SystemOne(string name)
    {
        using var all = JsonDocument.Parse(File.ReadAllText(Path("Llama", "systemone.json")));
        var response = all.RootElement.GetProperty(name).GetProperty("response");
        return new FakeReply(response.GetProperty("status").GetInt32(), response.GetProperty("body").GetString()!);
    }

    [GeneratedRegex(@"\n(\d{3}) (\S+/\S+.*)$")]
    private static partial Regex Trailer();
}
