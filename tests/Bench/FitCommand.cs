using System.CommandLine;
using Lector.Models.Encoders;
using Lector.Models.Processes;

namespace Lector.Bench;

/// <summary><c>fit</c>: how a model's scores are joined with the lexical ones, a corpus left out at a time.</summary>
internal static class FitCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Build()
    {
        var corpora = new Option<string[]>("--corpus") { Description = "a labelled corpus to fit on; repeated", Required = true };
        var kept = new Option<string[]>("--held-out") { Description = "a corpus that is only read, with the weights of the others; may be repeated" };
        var model = new Option<string>("--model") { Description = "the embedding model's GGUF, read in process", Required = true };
        var store = new Option<string>("--store") { Description = "folder that keeps embeddings between runs, as --out of lector eval does", DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "lector-bench") };
        var json = new Option<string?>("--json") { Description = "the file to write: src/Core/Reading/Lexical/combination.json; left out, the table is printed only" };
        var command = new Command("fit", "Fits the combination of a model with the keyword statistics, leaving a corpus out, and holds it against both alone on that corpus.") { corpora, kept, model, store, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var file = parsed.GetValue(model)!;
            var (encoder, quantisation) = (EncoderReader.Open(file, Environment.ProcessorCount), GgufFacts.Read(file).Quantisation ?? "unknown");
            await Fitting.Run(parsed.GetValue(corpora)!, parsed.GetValue(kept) ?? [], encoder, quantisation, parsed.GetValue(store)!, parsed.GetValue(json), Console.Out, cancel);
            return 0;
        });
        return command;
    }
}
