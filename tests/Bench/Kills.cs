using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Lector.Bench;

/// <summary>Kills <c>lector serve</c> at random moments of many asks, and holds what comes of each against a run that nobody killed.</summary>
/// <remarks>Every second ask waits for a person's word before it is sent; the word is given as soon as it is waited for, and lives end around it too.</remarks>
internal static class Kills
{
    private const int Documents = 96;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);
    private const string Question = "Who approved the interim price of 8.95 per pallet, and until when does it hold?";
    private const string Sentence = "Owen Tarrant approved the interim price of 8.95 per pallet on 15 May 2025.";

    private static readonly string Reply = JsonSerializer.Serialize(new { claims = new[] { new { text = "Owen Tarrant approved it.", quotes = new[] { new { evidence = 1, words = Sentence } } } }, insufficient = "" });

    /// <summary>Kills and counts.</summary>
    /// <param name="folder">An empty folder to work in.</param>
    /// <param name="count">How many kills.</param>
    /// <param name="lector">How the program is started: the file, and arguments that come first.</param>
    /// <param name="reader">Options that choose the reader, such as <c>--reader lexical</c> or <c>--model FILE</c>.</param>
    /// <param name="seed">Another seed, other moments.</param>
    /// <param name="say">Told after every ask.</param>
    /// <param name="cancel">Stops.</param>
    public static async Task<KillsResult> Run(string folder, int count, IReadOnlyList<string> lector, IReadOnlyList<string> reader, int seed, TextWriter say, CancellationToken cancel)
    {
        var random = new Random(seed);
        var matter = Matter(Path.Combine(folder, "matter"), random);
        using var frontier = new CountingFrontier(Reply, TimeSpan.FromMilliseconds(80));
        string[] Arguments(string @out) => [matter, "--out", @out, "--frontier", frontier.Address, "--frontier-model", "counting", .. reader];

        var (lasts, cpu) = (default(TimeSpan), 0.0);
        var wanted = Path.Combine(folder, "unkilled");
        using (var unkilled = await ServedChild.Start(lector, Arguments(wanted), cancel))
        {
            var (clock, began) = (Stopwatch.StartNew(), unkilled.Cpu);
            await unkilled.Ended(await unkilled.Ask(Question, new { autoSend = true }, cancel), Every, cancel);
            (lasts, cpu) = (clock.Elapsed, unkilled.Cpu - began);
        }

        var reference = Marks(wanted);
        var result = new KillsResult { Reference = lasts };
        while (result.Kills < count)
        {
            var @out = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"killed-{result.Asks}"));
            await One(@out, Math.Min(count - result.Kills, random.Next(1, 17)));
            result.Histories += Histories.Replay(@out);
            Directory.Delete(@out, recursive: true);
            say.WriteLine(result.ToString());
        }

        return result;

        async Task One(string @out, int kills)
        {
            var (before, resent, taken, waits) = (frontier.Count, 0, (string?)null, result.Asks % 2 == 1);
            for (var life = 0; ; life++)
            {
                var last = life == kills;
                // One life in eight ends before it serves.
                if (!last && random.Next(8) == 0)
                {
                    await ServedChild.KillStarting(lector, Arguments(@out), random.NextDouble() * 0.3, cancel);
                    result.Kills++;
                    continue;
                }

                using var child = await ServedChild.Start(lector, Arguments(@out), cancel);
                using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                var killing = last ? Task.CompletedTask : Kill(child, Moment(random), over);
                try
                {
                    if (taken is not null && (await child.Get("/api/asks", cancel)).GetArrayLength() == 0)
                        result.LostAsks++;
                    taken = taken is null || last ? await Take(child) : taken;
                    if (last)
                    {
                        await End(child, taken);
                        break;
                    }

                    await (waits ? Approve(child, taken, over.Token) : killing);
                    await killing;
                }
                catch (Exception e) when (!last && e is HttpRequestException or IOException or System.Net.Sockets.SocketException or JsonException or OperationCanceledException && !cancel.IsCancellationRequested)
                {
                    // Killed while it was asked.
                    await killing;
                }

                result.Kills++;
            }

            result.Asks++;
            var requests = frontier.Count - before;
            if (requests > 1 + resent)
                result.PaidTwice++;
            var marks = Marks(@out);
            result.LostShards += reference.Shards.Keys.Except(marks.Shards.Keys).Count();
            result.DoubledShards += marks.Shards.Keys.Except(reference.Shards.Keys).Count() + marks.DoubledFiles;
            result.OtherShards += reference.Shards.Count(shard => marks.Shards.TryGetValue(shard.Key, out var hash) && hash != shard.Value);
            if (!marks.Run.SequenceEqual(reference.Run))
            {
                result.OtherResults++;
                say.WriteLine($"  differs: {string.Join(", ", marks.Run.Except(reference.Run))}");
            }

            async Task<string> Take(ServedChild child)
            {
                var there = await child.Get("/api/asks", cancel);
                return there.GetArrayLength() > 0 ? there[0].GetProperty("id").GetString()! : await child.Ask(Question, new { autoSend = !waits }, cancel);
            }

            async Task Approve(ServedChild child, string id, CancellationToken until)
            {
                for (; !until.IsCancellationRequested; await Task.Delay(Every, until))
                {
                    var status = await child.Get($"/api/asks/{id}", until);
                    if (status.GetProperty("runtimeStatus").GetString() is not ("Pending" or "Running"))
                        return;
                    if (status.TryGetProperty("customStatus", out var custom) && custom.GetProperty("stage").GetString() == "awaitingApproval")
                        await child.Approve(id, sendAgain: false, until);
                }
            }

            async Task End(ServedChild child, string id)
            {
                if (waits)
                    await Approve(child, id, cancel);
                var status = await child.Ended(id, Every, cancel);
                if (status.GetProperty("runtimeStatus").GetString() != "Completed")
                    result.NotCompleted++;
                else if (status.GetProperty("output").GetProperty("answered").GetString() == "unknown")
                {
                    // A kill while the request was under way: only a person's word sends again.
                    result.Unknown++;
                    resent++;
                    await child.Approve(id, sendAgain: true, cancel);
                    await child.Ended(id, Every, cancel);
                }
            }
        }

        // Counted in the host's own processor time, so that a busy machine does not have all of them die young; and on the clock, so that they die waiting too.
        async Task Kill(ServedChild child, double share, CancellationTokenSource over)
        {
            var (clock, began) = (Stopwatch.StartNew(), child.Cpu);
            while (child.Cpu - began < share * cpu && clock.Elapsed < 2 * share * lasts)
                await Task.Delay(5, cancel);
            child.Kill();
            await over.CancelAsync();
        }
    }

    // Most lives are short, so that an ask dies often; some outlast a whole run. What one life did, the next goes on from: late steps are met as often as early ones.
    private static double Moment(Random random) => -Math.Log(1 - random.NextDouble()) / 5;

    // The zebra is for the tiny models of the tests, which find nothing else.
    private static string Matter(string folder, Random random)
    {
        Directory.CreateDirectory(folder);
        string[] words = ["pallet", "invoice", "canteen", "forklift", "volume", "meeting", "letter", "price", "clause", "warehouse", "driver", "budget", "holiday", "contract", "claim"];
        for (var i = 0; i < Documents; i++)
        {
            var text = string.Join(' ', Enumerable.Range(0, 120 + random.Next(200)).Select(k => words[random.Next(words.Length)] + (k % 12 == 11 ? "." : "")));
            File.WriteAllText(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{i:000}.txt")), i == Documents / 2 ? $"{Sentence}\nIt holds until 30 November 2025, also for the pallets of the zebra.\n" : $"Note {i}. {text}\n");
        }

        return folder;
    }

    // What must be the same whatever was killed: the result's files, and every shard of texts and verdicts by its name and bytes.
    private static (IReadOnlyList<string> Run, IReadOnlyDictionary<string, string> Shards, int DoubledFiles) Marks(string @out)
    {
        string[] results = ["answer.json", "documents.csv", "pack.json", "request.json"];
        var files = Directory.GetFiles(@out, "*", SearchOption.AllDirectories).Where(file => !Path.GetFileName(file).StartsWith(".unfinished-", StringComparison.Ordinal)).ToList();
        var run = files.Where(file => results.Contains(Path.GetFileName(file))).Select(file => $"{Path.GetFileName(file)} {Hash(file)}").Order(StringComparer.Ordinal).ToList();
        var shards = files.Where(file => Path.GetRelativePath(@out, file).Split(Path.DirectorySeparatorChar).Any(name => name is "texts" or "embeddings" or "verdicts"))
            .ToDictionary(file => Path.GetRelativePath(@out, file), Hash);
        var listed = files.Where(file => file.EndsWith(".files", StringComparison.Ordinal))
            .SelectMany(file => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.GetProperty("files").EnumerateArray().Select(one => one.GetProperty("path").GetString()!)).ToList();
        return (run, shards, listed.Count - listed.Distinct().Count());
    }

    private static string Hash(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)).AsSpan(0, 8));
}

/// <summary>What came of the kills.</summary>
internal sealed class KillsResult
{
    /// <summary>Processes that were killed.</summary>
    public int Kills { get; set; }

    /// <summary>Asks that were run to their end.</summary>
    public int Asks { get; set; }

    /// <summary>Asks that were taken and not known to the next process.</summary>
    public int LostAsks { get; set; }

    /// <summary>Shards that the unkilled run has and a killed one has not.</summary>
    public int LostShards { get; set; }

    /// <summary>Shards that only a killed run has, and files that two shards hold.</summary>
    public int DoubledShards { get; set; }

    /// <summary>Shards with other bytes.</summary>
    public int OtherShards { get; set; }

    /// <summary>Asks whose answer, table of documents, evidence, request or reply differ.</summary>
    public int OtherResults { get; set; }

    /// <summary>Asks that did not complete.</summary>
    public int NotCompleted { get; set; }

    /// <summary>Asks that were killed while the request was under way, and said so.</summary>
    public int Unknown { get; set; }

    /// <summary>Asks for which more requests came than one, and one for each word to send again.</summary>
    public int PaidTwice { get; set; }

    /// <summary>Histories that were replayed to the same end.</summary>
    public int Histories { get; set; }

    /// <summary>How long the unkilled run took, without the start of the program.</summary>
    public TimeSpan Reference { get; init; }

    /// <summary>Whether nothing was lost, doubled, changed or paid twice.</summary>
    public bool Holds => LostAsks + LostShards + DoubledShards + OtherShards + OtherResults + NotCompleted + PaidTwice == 0;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Kills} kills in {Asks} asks (unkilled: {Reference.TotalSeconds:0.0} s): lost {LostAsks} asks, {LostShards} shards; doubled {DoubledShards}; changed {OtherShards} shards, {OtherResults} results; not completed {NotCompleted}; paid twice {PaidTwice}; outcome unknown, and said so, {Unknown}; {Histories} histories replay");
}
