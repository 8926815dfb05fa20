using System.CommandLine;
using Lector.Hosts.Tests.Models;

namespace Lector.Bench;

/// <summary><c>endpoints</c>: readers behind a real llama-server, with models that it makes itself and with real ones where they are named.</summary>
internal static class EndpointsCommand
{
    private static readonly string[] Parts = ["reading", "embedding", "overhead", "kills", "check"];

    /// <summary>The command with its options.</summary>
    public static Command Build()
    {
        var server = new Option<string?>("--llama-server") { Description = "llama-server's program, with llama-bench and llama-quantize beside it; by default the one on PATH" };
        var chat = new Option<string?>("--chat") { Description = "a chat model's GGUF to read with; by default one of 0.5 billion random weights is made (350 MB)" };
        var embedding = new Option<string?>("--embedding") { Description = "an embedding model's GGUF; left out, embedding is not measured" };
        var work = new Option<string>("--work") { Description = "folder that keeps made models", DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "lector-bench") };
        var only = new Option<string[]>("--only") { Description = $"a part; may be repeated: {string.Join(", ", Parts)}" };
        only.AcceptOnlyFromAmong(Parts);
        var passages = new Option<int>("--passages") { Description = "passages to read with the chat model", DefaultValueFactory = _ => 16 };
        var words = new Option<int>("--words") { Description = "words of each of them; 160 make one of Lector's, 800 characters long", DefaultValueFactory = _ => 160 };
        var many = new Option<int>("--many") { Description = "passages to measure the client with", DefaultValueFactory = _ => 100_000 };
        var kills = new Option<int>("--kills") { Description = "times that the server is killed in the middle of a run", DefaultValueFactory = _ => 50 };
        var command = new Command("endpoints", "Measures readers behind a llama-server in its CPU-seconds, each beside what it is held against in the same run.") { server, chat, embedding, work, only, passages, words, many, kills };
        command.SetAction(async (parsed, cancel) =>
        {
            var (tools, folder) = (LlamaTools.Find(parsed.GetValue(server)), parsed.GetValue(work)!);
            var wanted = parsed.GetValue(only) is { Length: > 0 } named ? named : Parts;
            Directory.CreateDirectory(folder);
            var tiny = TinyGguf.Write(folder, TinyGguf.Kind.Decision);
            await Console.Out.WriteLineAsync($"{Machine.Name}; load {Machine.Load} at the beginning");
            if (wanted.Contains("reading"))
                await Endpoints.Prefill(tools, parsed.GetValue(chat), folder, Console.Out, parsed.GetValue(passages), parsed.GetValue(words), cancel);
            if (wanted.Contains("embedding") && parsed.GetValue(embedding) is { } embedder)
                await Endpoints.Embedding(tools, embedder, Console.Out, parsed.GetValue(passages) * 8);
            if (wanted.Contains("overhead"))
                await Endpoints.Overhead(tools, tiny, Console.Out, parsed.GetValue(many), cancel);
            if (wanted.Contains("kills"))
                await Endpoints.Kills(tools, tiny, Console.Out, parsed.GetValue(kills));
            if (wanted.Contains("check"))
                foreach (var model in new[] { parsed.GetValue(chat), parsed.GetValue(embedding) }.OfType<string>())
                    await Endpoints.Check(tools, model, Console.Out);
            await Console.Out.WriteLineAsync($"load {Machine.Load} at the end");
            return 0;
        });
        return command;
    }
}
