using System.Diagnostics;
using System.Globalization;
using System.Text;
using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Models.Endpoints;
using Lector.Models.Endpoints.NextTokens;
using Lector.Models.Processes;

namespace Lector.Bench;

/// <summary>Measures endpoint readers against a real llama-server: CPU-seconds of the server, never wall time, on one thread, so that threads waiting for each other on a busy machine are not counted, each figure beside what it is held against in the same run.</summary>
internal static class Endpoints
{
    private const string Question = "What notice must be given to end the contract before its term?";

    // A question with its definitions, as a matter has them: with the instructions some 310 tokens come before each passage.
    private const string LongQuestion = Question
        + " Count as notice any written statement, letter, e-mail or fax by which one party tells the other that it ends, will end or does not renew the contract or a part of it, whether or not it names a date."
        + " Count as contract the supply contract of March, its three amendments, the price schedule and the side letter on returns, but not the earlier framework of the parent company, which was ended by agreement before."
        + " Passages that only repeat the wording of the statute do not help; passages that show when a notice was sent, to whom, by which way, whether it was received, who decided on it, what was said about its effect,"
        + " or that give a reason for or against ending the contract do help, as do passages that show how the parties behaved afterwards. Talks about new prices help only where an end of the contract is held out.";

    private static readonly ReaderIdentity Nobody = new("bench", "", "", ReaderPlace.Loopback, null);

    /// <summary>All measurements.</summary>
    /// <param name="llamaServer">llama-server's program; llama-bench lies beside it.</param>
    /// <param name="chat">A real chat model's GGUF.</param>
    /// <param name="embedding">A real embedding model's GGUF.</param>
    /// <param name="tiny">A decision model so small that only the client's work counts.</param>
    /// <param name="output">Where figures go.</param>
    /// <param name="passages">Passages a measurement of reading; the client's overhead is measured with fifty times as many.</param>
    /// <param name="kills">Times that the server is killed in the middle of a run.</param>
    public static async Task Run(string llamaServer, string chat, string embedding, string tiny, TextWriter output, int passages = 16, int kills = 50)
    {
        await Prefill(llamaServer, chat, output, passages);
        await Prefill(llamaServer, chat, output, passages, longQuestion: true);
        await Embedding(llamaServer, embedding, output, passages * 8);
        await Overhead(llamaServer, tiny, output, passages * 50);
        await Kills(llamaServer, tiny, output, kills);
        foreach (var model in (string[])[chat, embedding])
            await Check(llamaServer, model, output);
    }

    /// <summary>New tokens a CPU-second while reading against llama-bench, and against the ways that others ask.</summary>
    public static async Task Prefill(string llamaServer, string model, TextWriter output, int count, bool longQuestion = false)
    {
        var question = longQuestion ? LongQuestion : Question;
        await using var server = await LlamaServer.Start(new ReaderChoice { Model = model, LlamaServer = llamaServer, Threads = 1 }, TimeProvider.System, CancellationToken.None);
        using var endpoint = server.Connect(new ReaderChoice(), TimeProvider.System);
        var facts = await Discovery.Ask(endpoint, null, CancellationToken.None);
        var counter = await TokenCounter.Find(endpoint, "x", CancellationToken.None);
        var form = await LlamaCompletionForm.Prepare(endpoint, "x", counter!, facts.Context!.Value, CancellationToken.None);
        using var reader = new YesNoReader(Nobody, facts.Slots ?? 1, form!);
        var random = new Random(1);
        await reader.Read(question, [Passage(random)], CancellationToken.None);

        var before = reader.Tally;
        PassageInContext[] texts = [.. Enumerable.Range(0, count).Select(_ => Passage(random))];
        var ours = await Cpu(server.ProcessId, () => reader.Read(question, texts, CancellationToken.None));
        var tally = reader.Tally;
        var (fresh, own) = (tally.PromptTokens - tally.CachedTokens - before.PromptTokens + before.CachedTokens, tally.PassageTokens - before.PassageTokens);

        string[] framed = [.. texts.Select(t => PassageFraming.Framed(PassageFraming.Context(t), t.Text))];
        var json = await Cpu(server.ProcessId, () => Ask(endpoint, question, framed, documentFirst: false, tokens: 60));
        var documentFirst = await Cpu(server.ProcessId, () => Ask(endpoint, question, framed, documentFirst: true, tokens: 1));
        var both = await Cpu(server.ProcessId, () => Ask(endpoint, question, framed, documentFirst: true, tokens: 60));
        var limit = await LlamaBench(Path.Combine(Path.GetDirectoryName(llamaServer)!, "llama-bench"), model, (int)(own / count), form!.SharedTokens!.Value);

        Line(output, $"passages {count}, {own / count} tokens each, shared beginning {form.SharedTokens} tokens");
        Line(output, $"new tokens a CPU-second: reading {fresh / ours:0.0}, llama-bench {limit:0.0}: ratio {fresh / ours / limit:0.000} (goal .95)");
        Line(output, $"tokens prefilled a verdict / the passage's own: {fresh / (double)own:0.000} (goal 1.05)");
        Line(output, $"CPU-seconds a passage: ours {ours / count:0.000}, 60-token JSON {json / count:0.000} ({json / ours:0.00}x), document first {documentFirst / count:0.000} ({documentFirst / ours:0.00}x, goal 1.6), JSON and document first {both / count:0.000} ({both / ours:0.00}x, goal 2.5)");
    }

    /// <summary>CPU-seconds of the server for a passage against the same batches sent by a bare loop.</summary>
    public static async Task Embedding(string llamaServer, string model, TextWriter output, int count)
    {
        await using var server = await LlamaServer.Start(new ReaderChoice { Model = model, LlamaServer = llamaServer, Threads = 1 }, TimeProvider.System, CancellationToken.None);
        using var endpoint = server.Connect(new ReaderChoice(), TimeProvider.System);
        var facts = await Discovery.Ask(endpoint, null, CancellationToken.None);
        using var embedder = new EmbeddingReader(Nobody, endpoint, "x", await TokenCounter.Find(endpoint, "x", CancellationToken.None), facts.Context);
        await embedder.Measure(CancellationToken.None);
        var random = new Random(2);
        PassageInContext[] texts = [.. Enumerable.Range(0, count).Select(_ => Passage(random, words: 130))];
        string[] framed = [.. texts.Select(t => PassageFraming.Framed(PassageFraming.Context(t), t.Text))];
        double ours = 0, bare = 0;
        for (var round = 0; round < 2; round++)
        {
            bare += await Cpu(server.ProcessId, async () =>
            {
                foreach (var batch in framed.Chunk(16))
                    await endpoint.Post("v1/embeddings", body =>
                    {
                        body.WriteStartArray("input");
                        foreach (var text in batch)
                            body.WriteStringValue(text);
                        body.WriteEndArray();
                    }, CancellationToken.None);
            });
            ours += await Cpu(server.ProcessId, () => embedder.Embed(texts, CancellationToken.None));
        }

        Line(output, $"embedding: CPU-seconds a passage {ours / count / 2:0.0000}, bare loop {bare / count / 2:0.0000}: ratio {ours / bare:0.000} (goal 1.05)");
    }

    /// <summary>The client's own CPU a passage, and its memory over many.</summary>
    public static async Task Overhead(string llamaServer, string tiny, TextWriter output, int count)
    {
        await using var opened = await EndpointReaders.Open(new ReaderChoice { Model = tiny, LlamaServer = llamaServer }, TimeProvider.System, CancellationToken.None);
        PassageInContext[] texts = [.. Enumerable.Range(0, 200).Select(i => new PassageInContext($"The clerk counted {i} pens and a zebra on a day of rain.", DocumentFields.None, null))];
        await opened.Reader!.Read(Question, texts, CancellationToken.None);
        using var self = Process.GetCurrentProcess();
        var memory = Settled();
        self.Refresh();
        var before = self.TotalProcessorTime;
        for (var read = 0; read < count; read += texts.Length)
            await opened.Reader.Read(Question, texts, CancellationToken.None);
        self.Refresh();
        Line(output, $"client: {(self.TotalProcessorTime - before).TotalMilliseconds / count:0.000} ms CPU a passage over {count} (goal 1), memory {memory / 1024.0:0} kB before and {Settled() / 1024.0:0} kB after");

        static long Settled()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return GC.GetTotalMemory(forceFullCollection: true);
        }
    }

    /// <summary>Kills the server at random points of a run, and counts verdicts.</summary>
    public static async Task Kills(string llamaServer, string tiny, TextWriter output, int kills)
    {
        await using var server = await LlamaServer.Start(new ReaderChoice { Model = tiny, LlamaServer = llamaServer }, TimeProvider.System, CancellationToken.None);
        using var endpoint = server.Connect(new ReaderChoice(), TimeProvider.System);
        using var reader = new DecisionReader(Nobody, 1, endpoint, new Models.Endpoints.Decisions.SystemOneDialect(), "x", await TokenCounter.Find(endpoint, "x", CancellationToken.None));
        var random = new Random(3);
        int done = 0, read = 0, right = 0, runs = 0;
        while (done < kills)
        {
            PassageInContext[] texts = [.. Enumerable.Range(0, 500).Select(i => new PassageInContext($"The {(i % 2 == 0 ? "zebra" : "clerk")} of day {i} was seen.", DocumentFields.None, null))];
            var reading = reader.Read(Question, texts, CancellationToken.None);
            while (done < kills && !reading.IsCompleted)
            {
                // Mostly while it reads; one kill in ten while it loads.
                var loading = random.Next(10) == 0;
                while (!loading && !reading.IsCompleted && await endpoint.Once("health", CancellationToken.None) is not { Ok: true })
                    await Task.Delay(20);
                await Task.Delay(random.Next(20, 400));
                try
                {
                    using var process = Process.GetProcessById(server.ProcessId);
                    process.Kill();
                    done++;
                }
                catch (Exception e) when (e is ArgumentException or InvalidOperationException)
                {
                    // It is just being started again.
                }
            }

            var verdicts = await reading;
            runs++;
            read += verdicts.Count;
            right += verdicts.Where((v, i) => v.IsRead && (v.Score > 0.9) == (i % 2 == 0)).Count();
        }

        Line(output, $"server killed {done} times in {runs} runs: {right} of {read} verdicts there and right");
    }

    /// <summary>What the checks say of a model.</summary>
    public static async Task Check(string llamaServer, string model, TextWriter output)
    {
        var report = await EndpointReaders.Check(new ReaderChoice { Model = model, LlamaServer = llamaServer }, TimeProvider.System, CancellationToken.None);
        Line(output, $"{report.Model}: {report.Refusal ?? $"reads as {report.Kind}, golden pairs {report.Golden!.Relevant:0.00} against {report.Golden.Irrelevant:0.00}, {report.Grade}"}");
    }

    private static async Task Ask(Endpoint endpoint, string question, string[] framed, bool documentFirst, int tokens)
    {
        const string verdict = "Answer with JSON: {\"relevant\": true or false, \"confidence\": 0 to 1, \"reason\": one sentence}.";
        foreach (var text in framed)
        {
            var instructions = NextTokenForm.Preamble(question).Replace("\n\nPassage:\n", "", StringComparison.Ordinal) + (tokens > 1 ? verdict : "");
            var reply = await endpoint.Post("v1/chat/completions", body =>
            {
                body.WriteStartArray("messages");
                body.WriteStartObject();
                body.WriteString("role", "user");
                body.WriteString("content", documentFirst ? text + "\n\n" + instructions : instructions + "\n\nPassage:\n" + text);
                body.WriteEndObject();
                body.WriteEndArray();
                body.WriteNumber("max_tokens", tokens);
                body.WriteBoolean("ignore_eos", true);
            }, CancellationToken.None);
            if (!reply.Ok)
                throw new InvalidOperationException($"The comparison was refused: {(int)reply.Status}.");
        }
    }

    // CPU-seconds a repetition: what 5 repetitions cost more than 1, so that loading, warming up and the depth's own prefill drop out.
    private static async Task<double> LlamaBench(string program, string model, int tokens, int depth)
    {
        var few = await Repeat(1);
        var many = await Repeat(5);
        return tokens * 4 / (many - few);

        async Task<double> Repeat(int times)
        {
            var before = Spent(Environment.ProcessId, ofChildren: true);
            using var process = Process.Start(new ProcessStartInfo(program, ["-m", model, "-p", $"{tokens}", "-n", "0", "-d", $"{depth}", "-t", "1", "-r", $"{times}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (words, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            await Task.WhenAll(words, errors);
            return Spent(Environment.ProcessId, ofChildren: true) - before;
        }
    }

    private static async Task<double> Cpu(int process, Func<Task> work)
    {
        var before = Spent(process);
        await work();
        return Spent(process) - before;
    }

    // utime and stime of /proc/PID/stat, in ticks of 10 ms; or cutime and cstime, those of children that ended.
    private static double Spent(int process, bool ofChildren = false)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (ofChildren ? fields[13..15] : fields[11..13]).Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)) / 100.0;
    }

    // Words in random order, so that no passage has another's beginning in the cache.
    private static PassageInContext Passage(Random random, int words = 300)
    {
        const string vocabulary = "the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one you were all her she there would their we him been has when who will no more if out so said what up its about into than them can only other new some could time these two may then do first any my now such like our over man me even most made after also did many before must through back years where much your way well down should because each just those people how too little state good very make world still own see men work long get here between both life being under never day same another know while last might us great old year off come since against go came right used take three";
        var known = vocabulary.Split(' ');
        var text = new StringBuilder();
        for (var i = 0; i < words; i++)
            text.Append(known[random.Next(known.Length)]).Append(i % 12 == 11 ? ". " : " ");
        return new PassageInContext(text.ToString(), new DocumentFields { From = $"Person {random.Next(1000)}", Subject = $"Contract {random.Next(1000)}" }, null);
    }

    private static void Line(TextWriter output, FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
