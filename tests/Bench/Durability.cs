using System.Globalization;

namespace Lector.Bench;

/// <summary>The durable host's rows of the table.</summary>
internal static class Durability
{
    private const string Held = "0 lost, 0 doubled, 0 changed, 0 paid twice";

    /// <summary>Kills the host with a stub for a model, with keyword statistics alone, and while llama-server reads.</summary>
    public static async Task<IReadOnlyList<Measured>> Killed(Measuring measuring, CancellationToken cancel)
    {
        var rows = new List<Measured>
        {
            await Row("a stub for a model", measuring.Kills / 2, StubProgram.Start, []),
            await Row("keyword statistics", measuring.Kills - (measuring.Kills / 2), measuring.Lector, ["--reader", "lexical"]),
        };
        if (measuring.Model is { } model)
            rows.Add(await Row("llama-server as a child", Math.Max(1, measuring.Kills / 10), measuring.Lector, ["--model", model]));
        else
            rows.Add(Measuring.Skipped("killed with llama-server as a child", "no --model FILE.gguf"));
        return rows;

        async Task<Measured> Row(string what, int count, IReadOnlyList<string> lector, IReadOnlyList<string> reader)
        {
            using var temporary = new TemporaryFolder();
            var result = await Kills.Run(temporary.Path, count, lector, reader, seed: 1, measuring.Output, cancel);
            return new Measured($"killed with {what}", result.ToString(), Held);
        }
    }

    /// <summary>Asks a large matter with a stub for a model, with keyword statistics alone, and with one journalled step a document.</summary>
    public static async Task<IReadOnlyList<Measured>> AtScale(Measuring measuring, CancellationToken cancel)
    {
        using var temporary = new TemporaryFolder();
        var mails = Path.Combine(temporary.Path, "mails");
        GeneratedMails.Write(mails, measuring.Mails);
        var goal = FormattableString.Invariant($"1,000/s (stub), {Scale.MostRows(measuring.Mails):N0} rows, 4 KB, 300 bytes a group, 400 MB, resumed within 5%");
        return
        [
            await Row("a stub for a model", StubProgram.Start, []),
            await Row("keyword statistics", measuring.Lector, ["--reader", "lexical"]),
            await Naive(),
        ];

        async Task<Measured> Row(string what, IReadOnlyList<string> lector, IReadOnlyList<string> reader)
        {
            using var folder = new TemporaryFolder();
            var result = await Scale.Run(mails, measuring.Mails, folder.Path, lector, reader, GeneratedMails.Question(), cancel);
            measuring.Output.WriteLine($"  {what}: {result}; load {Machine.Load}");
            return new Measured($"{measuring.Mails:N0} generated mails, {what}", result.ToString(), goal);
        }

        async Task<Measured> Naive()
        {
            using var folder = new TemporaryFolder();
            var result = await NaiveHost.Run(mails, folder.Path, cancel);
            measuring.Output.WriteLine(FormattableString.Invariant($"  naive: {result.Documents / result.Seconds:N0} documents/s; load {Machine.Load}"));
            return new Measured("the same with one journalled step a document (stub; nothing selected or published)", string.Create(CultureInfo.InvariantCulture,
                $"{result.Documents:N0} documents in {result.Seconds:0} s ({result.Documents / result.Seconds:N0}/s), {result.Rows:N0} rows of history, {result.Bytes / 1e6:0.0} MB, half of it replayed in {result.ReplaySeconds:0.0} s"));
        }
    }
}
