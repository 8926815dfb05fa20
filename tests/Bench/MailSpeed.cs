using System.Text.Json;

namespace Lector.Bench;

/// <summary>Real mail: every file accounted for, and what reading costs beside Python's own mail parser with a plain BM25, on the same files in the same run.</summary>
internal static class MailSpeed
{
    private const string First = "What is said about the interest rate of a mortgage, and by whom?";
    private const string Second = "Who asks for a meeting to be moved to another day?";

    /// <summary>Measures both sets.</summary>
    public static async Task<IReadOnlyList<Measured>> Run(Measuring measuring, CancellationToken cancel)
    {
        var rows = new List<Measured>();
        var enron = Path.Combine(measuring.Corpora, "enron-berkeley", "docs");
        if (measuring.Spam is null)
            rows.Add(Measuring.Skipped("SpamAssassin", "name the folder of its raw messages with --spam"));
        else
            rows.AddRange(await Set(measuring, "SpamAssassin", Directory.EnumerateFiles(measuring.Spam, "*.txt", SearchOption.AllDirectories), cancel));
        if (!Directory.Exists(enron))
            rows.Add(Measuring.Skipped("enron-berkeley", "the corpus is not unpacked"));
        else
            rows.AddRange(await Set(measuring, "enron-berkeley", Directory.EnumerateFiles(enron, "*.eml", SearchOption.AllDirectories), cancel));
        return rows;
    }

    private static async Task<IReadOnlyList<Measured>> Set(Measuring measuring, string name, IEnumerable<string> files, CancellationToken cancel)
    {
        using var temporary = new TemporaryFolder();
        var mails = Path.Combine(temporary.Path, "mails");
        var count = Gather(files, mails);
        var (cold, again, python, parses, scores) = (new List<ChildRun>(), new List<ChildRun>(), new List<ChildRun>(), new List<double>(), new List<double>());
        Counted? counts = null;
        var script = Path.Combine(AppContext.BaseDirectory, "plain_mail.py");
        for (var round = 0; round < Measuring.Rounds; round++)
        {
            var runs = Path.Combine(temporary.Path, $"runs-{round}");
            (var run, counts) = await ChildRun.Ask(measuring, mails, First, runs, cancel);
            cold.Add(run);
            again.Add((await ChildRun.Ask(measuring, mails, Second, runs, cancel)).Run);
            var plain = await ChildRun.Of(["python3", script, mails, First], null, cancel);
            if (plain.ExitCode != 0)
                throw new InvalidOperationException($"python3 ended with {plain.ExitCode}: {plain.Complaint.Trim()}");
            python.Add(plain);
            using var told = JsonDocument.Parse(plain.Printed);
            parses.Add(told.RootElement.GetProperty("parse").GetDouble());
            scores.Add(told.RootElement.GetProperty("score").GetDouble());
            measuring.Output.WriteLine(FormattableString.Invariant(
                $"  {name} {round + 1}: lector {run.Cpu:0.00} CPU-s {run.Seconds:0.0} s, another question {again[^1].Cpu:0.00} CPU-s; python {plain.Cpu:0.00} CPU-s (parse {parses[^1]:0.00}, score {scores[^1]:0.00}) {plain.Seconds:0.0} s; load {Machine.Load}"));
        }

        var missing = Missing(mails, Path.Combine(counts!.Folder, "documents.csv"));
        var (cpu, wall) = (Median(cold, run => run.Cpu), Median(cold, run => run.Seconds));
        var (theirCpu, theirWall) = (Median(python, run => run.Cpu), Median(python, run => run.Seconds));
        var scoring = Median(again, run => run.Cpu);
        return
        [
            new Measured($"{name}, {count:N0} mails", $"{counts.Words}; {missing} files without a document, 0 crashes", "all accounted for, 0"),
            new Measured($"{name}, CPU-seconds against Python's `email` and a plain BM25", FormattableString.Invariant($"{cpu:0.0} against {theirCpu:0.0}: {theirCpu / cpu:0.0} times fewer"), "5 times"),
            new Measured($"{name}, wall time against the same", FormattableString.Invariant($"{wall:0.0} s against {theirWall:0.0} s: {theirWall / wall:0.0} times less"), "8 times"),
            new Measured($"{name}, apart: reading · another question over what was read", FormattableString.Invariant($"{cpu - scoring:0.0} · {scoring:0.0} CPU-seconds, start of the program and hashing of all files in the second; Python: parsing {Measuring.Median(parses):0.0} · scoring {Measuring.Median(scores):0.0}")),
        ];
    }

    private static double Median(IEnumerable<ChildRun> runs, Func<ChildRun, double> of) => Measuring.Median(runs.Select(of));

    private static int Gather(IEnumerable<string> files, string folder)
    {
        Directory.CreateDirectory(folder);
        var count = 0;
        foreach (var file in files.Order(StringComparer.Ordinal))
            File.Copy(file, Path.Combine(folder, FormattableString.Invariant($"{++count:00000}{Path.GetExtension(file)}")));
        return count;
    }

    // A document's path is its file's, or begins with it.
    private static int Missing(string folder, string table)
    {
        var found = File.ReadLines(table).Skip(1).Select(row => row.Split(',')[0].Trim('"').Split("!/")[0]).ToHashSet();
        return Directory.EnumerateFiles(folder).Count(file => !found.Contains(Path.GetFileName(file)));
    }
}
