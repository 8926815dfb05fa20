using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lector.Hosts.Tests.House;

namespace Lector.Hosts.Tests.Infra;

/// <summary>The real compiler (<c>bicep</c> on PATH) over a copy of <c>infra/</c>: one process that answers by JSON-RPC, so that many combinations take seconds each, not starts.</summary>
/// <remarks>A snapshot is the compiler's own evaluation of a deployment: conditions decided, loops run, modules unfolded; only what Azure alone knows stays an expression.</remarks>
public sealed class BicepCompiler : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lector-bicep-").FullName;
    private readonly Lock turn = new();
    private Process? process;
    private int calls;

    public BicepCompiler()
    {
        foreach (var file in Repository.Files("infra", "*"))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(Repository.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>Compiles one template.</summary>
    /// <param name="path">From the repository's root.</param>
    /// <returns>Errors and warnings, as <c>file: code message</c>, and the ARM template; null when there are errors.</returns>
    public (IReadOnlyList<string> Diagnostics, JsonNode? Template) Compile(string path)
    {
        var result = Call("bicep/compile", new { path = Path.Combine(folder, path) })["result"]!;
        var diagnostics = result["diagnostics"]!.AsArray().Select(found => $"{path}: {found!["code"]} {found["message"]}").ToList();
        return (diagnostics, (string?)result["contents"] is { } contents ? JsonNode.Parse(contents) : null);
    }

    /// <summary>One template as the compiler's own formatter writes it.</summary>
    public string Format(string path) => (string)Call("bicep/format", new { path = Path.Combine(folder, path) })["result"]!["contents"]!;

    /// <summary>What a deployment with these parameters would make.</summary>
    /// <param name="parameters">Bicep values by name of the parameter.</param>
    /// <returns>The snapshot, or the sentence that refuses it.</returns>
    public (JsonNode? Snapshot, string? Refusal) Snapshot(IReadOnlyDictionary<string, string> parameters)
    {
        var path = Path.Combine(folder, "infra", "case.bicepparam");
        lock (turn)
            File.WriteAllText(path, "using './main.bicep'\n" + string.Concat(parameters.Select(parameter => $"param {parameter.Key} = {parameter.Value}\n")));
        var reply = Call("bicep/getSnapshot", new { path, metadata = new { subscriptionId = "00000000-0000-0000-0000-000000000000", location = "swedencentral" }, externalInputs = Array.Empty<object>() });
        return reply["error"] is { } error ? (null, (string?)error["message"]) : (JsonNode.Parse((string)reply["result"]!["snapshot"]!), null);
    }

    public void Dispose()
    {
        process?.Kill(entireProcessTree: true);
        process?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private JsonNode Call(string method, object parameters)
    {
        lock (turn)
        {
            process ??= Process.Start(new ProcessStartInfo(Shells.Find("bicep"), ["jsonrpc", "--stdio"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            var body = JsonSerializer.SerializeToUtf8Bytes(new { jsonrpc = "2.0", id = ++calls, method, @params = parameters });
            var input = process.StandardInput.BaseStream;
            input.Write(Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n"));
            input.Write(body);
            input.Flush();
            return JsonNode.Parse(Message(process.StandardOutput.BaseStream))!;
        }
    }

    /// <summary>One message after its header lines, as language servers frame them.</summary>
    private static byte[] Message(Stream output)
    {
        var length = 0;
        for (var line = Line(output); line.Length > 0; line = Line(output))
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                length = int.Parse(line.Split(':')[1], CultureInfo.InvariantCulture);
        }

        var message = new byte[length];
        output.ReadExactly(message);
        return message;
    }

    private static string Line(Stream output)
    {
        var line = new StringBuilder();
        for (var next = output.ReadByte(); next != '\n'; next = output.ReadByte())
        {
            if (next < 0)
                throw new EndOfStreamException("bicep ended before it answered.");
            if (next != '\r')
                line.Append((char)next);
        }

        return line.ToString();
    }
}
