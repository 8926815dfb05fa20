using System.Globalization;
using Lector.Core.Reading;

namespace Lector.Models.Endpoints;

/// <summary>What the checks of a reader found, in words for a person: the same in every program that opens readers.</summary>
public static class ReportText
{
    /// <summary>Writes a report, one finding a line; what is not known is left out. Ends with the reader that is used, or why there is none.</summary>
    public static void Write(ProbeReport report, TextWriter output)
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
        "llama" => "the yes/no reader in process, because the model file is a chat model that keeps the shared beginning of its prompts.",
        "encoder" => "the encoder in process, because the model file is an embedding model.",
        "rerank" => "the rerank reader, because this server scores a question with a passage.",
        _ => "the embedding reader, because this server places texts in a vector space.",
    };

    private static string Join(string between, params string?[] parts) => string.Join(between, parts.Where(p => !string.IsNullOrEmpty(p)));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
