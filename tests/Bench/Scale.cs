using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Lector.Core.Asking;
using Lector.Core.Storage;

namespace Lector.Bench;

/// <summary>A large matter under the durable host: pace, history, memory, and what a kill at half way costs.</summary>
internal static class Scale
{
    /// <summary>The most rows of history that a run of so many documents may have.</summary>
    public static double MostRows(int documents) => 60 + (0.12 * documents);

    /// <summary>Asks one question over a folder, once undisturbed and once killed at half way.</summary>
    /// <param name="mails">The folder.</param>
    /// <param name="documents">How many documents it holds.</param>
    /// <param name="folder">An empty folder to work in.</param>
    /// <param name="lector">How the program is started: the file, and arguments that come first.</param>
    /// <param name="reader">Options that choose the reader.</param>
    /// <param name="question">Words that the documents hold.</param>
    /// <param name="cancel">Stops.</param>
    public static async Task<ScaleResult> Run(string mails, int documents, string folder, IReadOnlyList<string> lector, IReadOnlyList<string> reader, string question, CancellationToken cancel)
    {
        var (whole, killed) = (Path.Combine(folder, "whole"), Path.Combine(folder, "killed"));
        string[] Arguments(string @out) => [mails, "--out", @out, .. reader];
        var every = TimeSpan.FromMilliseconds(200);
        double seconds;
        double reading;
        double cpu;
        long peak;
        using (var child = await ServedChild.Start(lector, Arguments(whole), cancel))
        {
            var clock = Stopwatch.StartNew();
            var id = await child.Ask(question, new { frontier = "none" }, cancel);
            reading = await Until(child, id, half: false, every, clock, cancel);
            await child.Ended(id, every, cancel);
            (seconds, cpu, peak) = (clock.Elapsed.TotalSeconds, child.Cpu, child.PeakBytes);
        }

        using (var child = await ServedChild.Start(lector, Arguments(killed), cancel))
        {
            await Until(child, await child.Ask(question, new { frontier = "none" }, cancel), half: true, every, Stopwatch.StartNew(), cancel);
            child.Kill();
        }

        double resumed;
        using (var child = await ServedChild.Start(lector, Arguments(killed), cancel))
        {
            var clock = Stopwatch.StartNew();
            var id = (await child.Get("/api/asks", cancel))[0].GetProperty("id").GetString()!;
            var there = Shards(killed);
            while (Shards(killed) == there)
                await Task.Delay(10, cancel);
            resumed = clock.Elapsed.TotalSeconds;
            await child.Ended(id, every, cancel);
        }

        var lines = Directory.GetFiles(Path.Combine(whole, "instances"), "*.jsonl").SelectMany(File.ReadLines).ToList();
        return new ScaleResult(documents, seconds, reading, cpu, lines.Count, lines.Max(Encoding.UTF8.GetByteCount), lines.Max(LargestOfGroup), peak, resumed);
    }

    // A group's result, and its input, which is the chunk's with a number in place of a stretch; 0 of rows that are neither.
    private static int LargestOfGroup(string line)
    {
        var row = JsonDocument.Parse(line).RootElement;
        if (row.TryGetProperty("flow", out var flow))
            return flow.GetString() == Steps.ReadChunk.Name && row.GetProperty("input").Deserialize<ChunkRef>(Json.Options) is { } chunk
                ? JsonSerializer.SerializeToUtf8Bytes(new GroupRef(chunk.Matter, chunk.Ask, chunk.Run, chunk.First + chunk.Count - 1), Json.Options).Length : 0;
        var what = row.GetProperty("what").GetString()!.Split(' ');
        return what is ["step", var step, ..] && (step == Steps.Read.Name || step == Steps.Judge.Name) ? Encoding.UTF8.GetByteCount(row.GetProperty("result").GetRawText()) : 0;
    }

    private static int Shards(string @out) => Directory.GetFiles(@out, "*.files", SearchOption.AllDirectories).Length;

    private static async Task<double> Until(ServedChild child, string id, bool half, TimeSpan every, Stopwatch clock, CancellationToken cancel)
    {
        while (true)
        {
            var status = await child.Get($"/api/asks/{id}", cancel);
            if (status.TryGetProperty("customStatus", out var custom))
            {
                var (stage, files) = (custom.GetProperty("stage").GetString(), custom.GetProperty("files").GetInt32());
                if (stage is not ("planning" or "reading"))
                    return clock.Elapsed.TotalSeconds;
                if (half && custom.TryGetProperty("filesRead", out var read) && read.GetInt32() * 2 >= files && files > 0)
                    return clock.Elapsed.TotalSeconds;
            }

            await Task.Delay(every, cancel);
        }
    }
}

/// <summary>What a large matter took.</summary>
/// <param name="Documents">Its documents.</param>
/// <param name="Seconds">From the ask to its end.</param>
/// <param name="Reading">Of these, until all was read.</param>
/// <param name="Cpu">Seconds of processor time, the program's start included.</param>
/// <param name="Rows">Rows of history, of all its instances.</param>
/// <param name="LargestRow">The largest row, in bytes.</param>
/// <param name="LargestOfGroup">The largest input or result of a group, in bytes.</param>
/// <param name="PeakBytes">The most memory at once.</param>
/// <param name="ResumeSeconds">From the restart after a kill at half way until the next group was read.</param>
internal sealed record ScaleResult(int Documents, double Seconds, double Reading, double Cpu, int Rows, int LargestRow, int LargestOfGroup, long PeakBytes, double ResumeSeconds)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Documents:N0} documents in {Seconds:0} s ({Documents / Seconds:N0}/s; read in {Reading:0} s; {Documents / Cpu:N0} a CPU-second), {Rows:N0} rows of history (at most {Scale.MostRows(Documents):N0}), the largest {LargestRow:N0} bytes, of a group {LargestOfGroup:N0}, peak {PeakBytes / 1e6:N0} MB, resumed after a kill in {ResumeSeconds:0.0} s ({ResumeSeconds / Seconds:P1} of the run)");
}
