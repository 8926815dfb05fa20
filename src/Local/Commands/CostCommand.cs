using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Lector.Core;
using Lector.Core.Ledgers.Costs;
using Lector.Core.Storage;

namespace Lector.Local.Commands;

/// <summary><c>lector cost</c>: which way of asking is cheapest, and from where on, for given volumes. It reads no document and calls nobody.</summary>
internal static class CostCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Build() => Build(TimeProvider.System);

    /// <summary>The same with a clock: prices are those in force today.</summary>
    internal static Command Build(TimeProvider clock)
    {
        var emails = new Option<long>("--emails") { Description = "documents to read for each question", DefaultValueFactory = _ => 10_000 };
        var tokens = new Option<int>("--tokens") { Description = "mean tokens of a document (1 token is about 4 characters)", DefaultValueFactory = _ => 700 };
        var questions = new Option<long>("--questions") { Description = "questions a month", DefaultValueFactory = _ => 40 };
        var frontier = new Option<string>("--frontier-model") { Description = "the model that the one call goes to", DefaultValueFactory = _ => "gpt-6-astra" };
        var input = new Option<int>("--call-input") { Description = "tokens into the one call", DefaultValueFactory = _ => 1_700 };
        var output = new Option<int>("--call-output") { Description = "tokens of an answer", DefaultValueFactory = _ => 300 };
        var prices = new Option<FileInfo?>("--prices") { Description = "a price table that replaces the one inside" };
        var on = new Option<DateOnly?>("--on") { Description = "take the prices of this day, as 2026-11-22", CustomParser = Day };
        var json = new Option<bool>("--json") { Description = "print one JSON object" };
        Limit(emails, 1, 1_000_000_000);
        Limit(tokens, 1, 10_000_000);
        Limit(questions, 1, 10_000_000);
        Limit(input, 1, 10_000_000);
        Limit(output, 0, 10_000_000);
        var command = new Command("cost", "Compare what ways of asking cost, and from where on which is cheapest") { emails, tokens, questions, frontier, input, output, prices, on, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var table = await ReadPrices(parsed.GetValue(prices), cancel);
            var volume = Volume.Of(parsed.GetValue(emails), parsed.GetValue(tokens)) with { CallInput = parsed.GetValue(input), CallOutput = parsed.GetValue(output) };
            var day = parsed.GetValue(on) ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
            var comparison = CostComparison.Make(volume, parsed.GetValue(questions), parsed.GetValue(frontier)!, table, day);
            var to = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
                await to.WriteLineAsync(JsonSerializer.Serialize(comparison, Json.Options));
            else
                foreach (var line in CostReport.Lines(comparison))
                    await to.WriteLineAsync(line);
            return 0;
        });
        return command;
    }

    /// <summary>Reads a person's price table, or takes the one inside.</summary>
    /// <param name="file">The file, or null.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="UserErrorException">The file cannot be read or is no price table.</exception>
    internal static async Task<PriceTable> ReadPrices(FileInfo? file, CancellationToken cancel)
    {
        if (file is null)
            return PriceTable.Default;
        try
        {
            return PriceTableFile.Parse(file.Name, await File.ReadAllBytesAsync(file.FullName, cancel));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The price table {file.FullName} cannot be read: {e.Message}", e);
        }
    }

    private static DateOnly? Day(ArgumentResult result)
    {
        if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        result.AddError($"--on is {result.Tokens[0].Value}: give a day as 2026-11-22.");
        return null;
    }

    private static void Limit<T>(Option<T> option, T least, T most)
        where T : IComparable<T> =>
        option.Validators.Add(result =>
        {
            // A value that does not parse has its own message already.
            if (result.Errors.Any() || result.Tokens.Count == 0 || result.GetValueOrDefault<T>() is not { } value)
                return;
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
                result.AddError(FormattableString.Invariant($"{option.Name} is {value}: give a number from {least:N0} to {most:N0}."));
        });
}
