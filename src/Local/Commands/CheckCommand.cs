using System.CommandLine;
using System.Globalization;
using Lector.Core.Reading;
using Lector.Models.Endpoints;

namespace Lector.Local.Commands;

/// <summary><c>lector check</c>: asks a reader's server, or serves a model file and asks that, and prints what it found and which reader would be used.</summary>
internal static class CheckCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Build()
    {
        var target = new Argument<string>("reader") { Description = "Address of a server, a .gguf file, or hf:OWNER/REPO[:QUANT]", HelpName = "URL|FILE" };
        var model = new Option<string?>("--model") { Description = "The same as --reader-model: the model's name at the server", HelpName = "NAME" };
        var command = new Command("check", "Probe a reader: what it is, whether it reads, and how well it is known that it reads everything. Only Lector's own test passages are sent") { target, model };
        ReaderOptions.AddServerOptionsTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var choice = ReaderOptions.Choice(parsed, parsed.GetValue(target)!);
            if (parsed.GetValue(model) is { } name)
                choice = choice with { ModelName = name };
            var report = await EndpointReaders.Check(choice, TimeProvider.System, cancel);
            Print(report, parsed.InvocationConfiguration.Output);
            return report.Refusal is null ? Exit.Done : Exit.User;
        });
        return command;
    }

    /// <summary>Prints a report, one finding a line; what is not known is left out.</summary>
    internal static void Print(ProbeReport report, TextWriter output)
    {
        Line("Address", report.Address);
        Line("Place", Place(report));
        Line("Server", Join(" ", report.Product, report.ProductVersion));
        Line("Kind", Join(", ", report.Kind, report.Form));
        Line("Model", Join(", ", report.Model, report.Publisher is { } by ? "by " + by : null, report.Quantisation, report.Licence is { } licence ? "licence " + licence : null));
        Line("File hash", report.FileHash);
        Line("Window", Join(", ", report.Context is { } context ? $"{context} tokens" : null, report.Slots is { } slots ? $"{slots} at once" : null,
            report.CountsTokens ? "counts tokens for Lector" : report.Kind is null ? null : "does not count tokens for Lector"));
        Line("Log-probabilities", report.LogProbabilities);
        Line("Yes/no", report.ExactYesNo is { } exact ? (exact ? "exact over the full vocabulary" : "among the candidates only") + (report.LeastMass is { } mass ? Invariant($"; P(yes) + P(no) at least {mass:0.00}") : "") : null);
        Line("Prefix cache", report.CachedTokens is { } cached && report.SharedTokens is { } shared ? $"{cached} of {shared} shared tokens kept" : null);
        Line("Batches", report.BatchIndependent is { } alone ? alone ? "a passage is judged the same alone and beside others" : "a passage's score changes with its neighbours" : null);
        Line("Speed", report.TokensPerSecond is { } speed ? Invariant($"{speed:0} tokens/s") : null);
        Line("Golden pairs", report.Golden is { } golden ? Invariant($"{(golden.Passed ? "passed" : "failed")}: {golden.Ordered} of {golden.Pairs} in order, means {golden.Relevant:0.00} and {golden.Irrelevant:0.00}") : null);
        Line("Canary", report.CanaryLength is { } length ? length > 0 ? $"the last sentence of {length} characters decides" : "not seen" : null);
        Line("Too long", report.RefusesTooLong is { } refuses ? refuses ? "refused" : "cut without a word" : null);
        Line("Full reading", report.Kind is null || report.Refusal is not null ? null : Grade(report.Grade));
        foreach (var warning in report.Warnings)
            Line("Note", warning);
        output.WriteLine();
        output.WriteLine(report.Refusal ?? $"Reads: {Why(report)}");

        void Line(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                output.WriteLine($"{name + ":",-19}{value}");
        }
    }

    private static string? Place(ProbeReport report) => report.Place switch
    {
        null => null,
        _ when report.Forwarder is { } product => $"a third party: {product} forwards",
        ReaderPlace.Loopback or ReaderPlace.InProcess => "this machine",
        ReaderPlace.PrivateNetwork => "a private network",
        ReaderPlace.OwnTenant => "your own tenant, as you assert",
        _ => "a third party: every passage would leave the house",
    };

    private static string Grade(FullReading grade) => grade switch
    {
        FullReading.IdsCompared => "proven: the token ids that were read are compared",
        FullReading.CountsAgree => "proven: the token counts agree",
        FullReading.ServerRefusesTooLong => "the server refuses what is too long",
        FullReading.CanaryOnly => "not proven; only the canary was seen",
        _ => "not shown",
    };

    private static string Why(ProbeReport report) => report.Kind switch
    {
        "systemone" or "sglang" or "openai" => $"the decision reader ({report.Kind}), because this server answers with a probability and cannot write.",
        "chat" => "the yes/no reader, because this server gives the next token's log-probabilities.",
        "rerank" => "the rerank reader, because this server scores a question with a passage.",
        _ => "the embedding reader, because this server places texts in a vector space.",
    };

    private static string Join(string between, params string?[] parts) => string.Join(between, parts.Where(p => !string.IsNullOrEmpty(p)));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
