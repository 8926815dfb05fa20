using System.Globalization;

namespace Lector.Bench;

/// <summary>The durable host's rows of the table.</summary>
internal static class Durability
{
    private const string Held = "0 lost, 0 doubled, 0 changed, 0 paid twice";

    /// <summary>Kills the host while a stub stands for a model.</summary>
    public static Task<IReadOnlyList<Measured>> KilledWithStub(Measuring measuring, CancellationToken cancel) => Killed(measuring, "a stub for a model", StubProgram.Start, [], cancel);

    /// <summary>Kills the host while it reads by keyword statistics.</summary>
    public static Task<IReadOnlyList<Measured>> KilledLexical(Measuring measuring, CancellationToken cancel) => Killed(measuring, "keyword statistics", measuring.Lector, ["--reader", "lexical"], cancel);

    /// <summary>Kills the host while llama-server, its child, reads.</summary>
    public static Task<IReadOnlyList<Measured>> KilledWithModel(Measuring measuring, CancellationToken cancel) => measuring.Model is { } model
        ? Killed(measuring, "llama-server as a child", measuring.Lector, ["--model", model], cancel)
        : Task.FromResult<IReadOnlyList<Measured>>([Measuring.Skipped("killed with llama-server as a child", "no --model FILE.gguf")]);

    private static async Task<IReadOnlyList<Measured>> Killed(Measuring measuring, string what, IReadOnlyList<string> lector, IReadOnlyList<string> reader, CancellationToken cancel)
    {
        using var temporary = new TemporaryFolder();
        var result = await Kills.Run(temporary.Path, measuring.Kills, lector, reader, measuring.Seed, measuring.Output, cancel);
        return [new Measured($"killed with {what}", result.ToString(), Held)];
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
