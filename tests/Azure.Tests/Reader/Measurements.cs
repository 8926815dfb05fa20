using System.Diagnostics;
using System.Globalization;
using System.Text;
using Lector.Bench;
using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Models.Endpoints.NextTokens;
using Lector.Reader.Engines;
using LLama;
using LLama.Common;
using LLama.Native;

namespace Lector.Azure.Tests.Reader;

/// <summary>What reading in process costs. Run by name only: <c>dotnet run --project tests/Azure.Tests -- -explicit only -class Lector.Azure.Tests.Reader.Measurements</c>.</summary>
public sealed class Measurements(ITestOutputHelper output)
{
    private const string Vocabulary = "the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one you were all her she there would their we him been has when who will no more if out so said what up its about into than them can only other new some could time these two may then do first any my now such like our over man me even most made after also did many before must through back years where much your way well down should because each just those people how too little state good very make world still own see men work long get here between both life being under never day same another know while last might us great old year off come since against go came right used take three";
    private static readonly string[] Words = Vocabulary.Split(' ');

    /// <summary>New tokens a CPU-second on one thread, beside llama-bench's prefill of the same shape with the same file: prefix 310, passage 409 tokens, 0.5 billion random weights in Q4_0.</summary>
    /// <remarks>In turns with a bare prefill by the same library in the same process, so that both meet the same load of the machine; llama-bench, of another build, follows.</remarks>
    [Theory(Explicit = true)]
    [InlineData(4)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public async Task Reads_at_the_speed_of_the_bare_prefill(int forks)
    {
        const int rounds = 2, prefix = 310, passage = 409;
        var (count, random, cancel) = (Math.Max(4, forks), new Random(forks), TestContext.Current.CancellationToken);
        var tools = LlamaTools.Find(Environment.GetEnvironmentVariable("LECTOR_LLAMA_SERVER"));
        var file = Environment.GetEnvironmentVariable("LECTOR_BENCH_MODEL") is { Length: > 0 } named ? named
            : await ShapedModel.Make(Path.Combine(Path.GetTempPath(), "lector-bench"), tools.Quantize, (NextTokenForm.Preamble("") + " " + Vocabulary).Split(' ', '\n', StringSplitOptions.RemoveEmptyEntries), cancel);
        using var model = await LlamaModel.Load(file, cancel);
        var question = Fitted(random, text => model.Frame(text).Before.Length, prefix);
        PassageInContext Passage() => new(Fitted(random, text => model.Tokens(text).Length, passage), DocumentFields.None, null);
        await using var reader = await LlamaReader.Load(file, forks, threads: 1, cancel);
        await reader.Read(question, [Passage()], cancel);
        var (before, shared, after) = (reader.Tally, model.Frame(question).Before.Length, model.Frame(question).After.Length);
        using var context = new BarePrefill(model, shared);
        double ours = 0, bare = 0;
        for (var round = 0; round < rounds; round++)
        {
            PassageInContext[] passages = [.. Enumerable.Range(0, count).Select(_ => Passage())];
            ours += await Cost(() => reader.Read(question, passages, cancel));
            bare += await Cost(() => Task.Run(() => context.Read(passage + after, count), cancel));
        }

        var (fresh, own) = (reader.Tally.PromptTokens - reader.Tally.CachedTokens - before.PromptTokens + before.CachedTokens, reader.Tally.PassageTokens - before.PassageTokens);
        var all = rounds * count;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Path.GetFileName(file)}, {forks} forks: {all} passages of {own / all} tokens, shared beginning of {shared}: {fresh / ours:0.0} new tokens a CPU-second, bare prefill {all * (passage + after) / bare:0.0}: ratio {fresh / ours / (all * (passage + after) / bare):0.000}; new tokens / the passages' own {fresh / (double)own:0.000}"));
        if (Environment.GetEnvironmentVariable("LECTOR_WITHOUT_LLAMA_BENCH") is not null)
            return;
        var limit = await Limit(tools.Bench, file, fresh / all, shared, cancel);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"llama-bench {limit:0.0} tokens a CPU-second: ratio {fresh / ours / limit:0.000}"));
    }

    private static async Task<double> Cost(Func<Task> work)
    {
        var began = Spent();
        await work();
        return Spent() - began;
    }

    // Tokens a CPU-second of what 4 repetitions cost more than 1, so that loading, warming up and the depth's own prefill drop out.
    private static async Task<double> Limit(string program, string model, long tokens, long depth, CancellationToken cancel)
    {
        var few = await Repeat(1);
        return tokens * 3 / (await Repeat(4) - few);

        async Task<double> Repeat(int times)
        {
            var before = Spent(ofChildren: true);
            using var process = Process.Start(new ProcessStartInfo(program, ["-m", model, "-p", $"{tokens}", "-n", "0", "-d", $"{depth}", "-t", "1", "-r", $"{times}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel), process.WaitForExitAsync(cancel));
            return Spent(ofChildren: true) - before;
        }
    }

    // utime and stime of /proc/self/stat in ticks of 10 ms, or those of children that ended.
    private static double Spent(bool ofChildren = false)
    {
        var stat = File.ReadAllText("/proc/self/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (ofChildren ? fields[13..15] : fields[11..13]).Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)) / 100.0;
    }

    // Words in random order, so that no passage has another's beginning, up to a number of tokens.
    private static string Fitted(Random random, Func<string, int> tokens, int wanted)
    {
        var text = new StringBuilder();
        while (tokens(text.ToString()) < wanted)
            text.Append(' ').Append(Words[random.Next(Words.Length)]);
        return text.ToString();
    }

    /// <summary>What llama-bench does: tokens at a depth, one sequence, nothing else.</summary>
    private sealed class BarePrefill : IDisposable
    {
        private readonly LLamaContext context;
        private readonly int depth;

        public BarePrefill(LlamaModel model, int depth)
        {
            this.depth = depth;
            context = model.Weights.CreateContext(new ModelParams("") { ContextSize = 1024, BatchSize = 512, UBatchSize = 512, Threads = 1, BatchThreads = 1 });
            Decode(0, depth);
        }

        public void Read(int tokens, int times)
        {
            for (var i = 0; i < times; i++)
            {
                Decode(depth, tokens);
                context.NativeHandle.MemorySequenceRemove((LLamaSeqId)0, depth, -1);
            }
        }

        public void Dispose() => context.Dispose();

        private void Decode(int first, int count)
        {
            var batch = new LLamaBatch();
            for (var i = 0; i < count; i++)
                batch.Add(400 + (i * 7919 % 600), first + i, (LLamaSeqId)0, i == count - 1);
            Assert.Equal(DecodeResult.Ok, context.Decode(batch));
        }
    }
}
