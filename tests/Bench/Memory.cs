using System.Text.Json;

namespace Lector.Bench;

/// <summary>A large matter: the memory that one question takes, what it grows by with the documents, and what is read again when some are new.</summary>
internal static class Memory
{
    /// <summary>Measures with a tenth of the mails, with all, once more, and with one in a hundred new.</summary>
    public static async Task<IReadOnlyList<Measured>> Run(Measuring measuring, CancellationToken cancel)
    {
        using var temporary = new TemporaryFolder();
        var (few, many) = (measuring.Mails / 10, measuring.Mails);
        var (small, large, runs) = (Path.Combine(temporary.Path, "small"), Path.Combine(temporary.Path, "large"), Path.Combine(temporary.Path, "runs"));
        GeneratedMails.Write(small, few);
        GeneratedMails.Write(large, many);
        var question = GeneratedMails.Question();

        var (first, _) = await ChildRun.Ask(measuring, small, question, runs, cancel);
        Tell(few, first);
        var (whole, counts) = await ChildRun.Ask(measuring, large, question, runs, cancel);
        Tell(many, whole);
        var (again, _) = await ChildRun.Ask(measuring, large, question, runs, cancel);
        Tell(many, again);
        GeneratedMails.Write(large, many / 100, seed: 2);
        var (fresh, more) = await ChildRun.Ask(measuring, large, question, runs, cancel);
        Tell(many + (many / 100), fresh);
        var read = Reread(Path.Combine(more.Folder, "plan.json"));

        return
        [
            new Measured($"{many:N0} generated mails", counts.Words, "all accounted for"),
            new Measured("peak memory", FormattableString.Invariant($"{whole.PeakBytes / 1e6:N0} MB; with {few:N0} mails {first.PeakBytes / 1e6:N0} MB: {(whole.PeakBytes - first.PeakBytes) / (double)(many - few):N0} bytes a document"), "under 400 MB"),
            new Measured("time", FormattableString.Invariant($"{whole.Seconds:N0} s, {whole.Cpu:N0} CPU-seconds: {many / whole.Cpu:N0} documents a CPU-second")),
            new Measured("the same question again", FormattableString.Invariant($"{again.Seconds:N0} s, {again.Cpu:N0} CPU-seconds, peak {again.PeakBytes / 1e6:N0} MB")),
            new Measured($"with {many / 100:N0} new mails", FormattableString.Invariant($"{read:N0} read, {fresh.Seconds:N0} s, {fresh.Cpu:N0} CPU-seconds"), $"{many / 100:N0} read"),
        ];

        void Tell(int mails, ChildRun run) =>
            measuring.Output.WriteLine(FormattableString.Invariant($"  {mails:N0} mails: {run.Seconds:0.0} s, {run.Cpu:0.0} CPU-s, peak {run.PeakBytes / 1e6:N0} MB; load {Machine.Load}"));
    }

    private static int Reread(string plan)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(plan));
        var shards = json.RootElement.GetProperty("shards");
        return json.RootElement.GetProperty("reading").EnumerateArray().Sum(shard => shards[shard.GetInt32()].GetProperty("files").GetInt32());
    }
}
