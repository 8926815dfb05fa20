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

    private const string Verdict = "Answer with JSON: {\"relevant\": true or false, \"confidence\": 0 to 1, \"reason\": one sentence}.";

    private const string Vocabulary = "the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one you were all her she there would their we him been has when who will no more if out so said what up its about into than them can only other new some could time these two may then do first any my now such like our over man me even most made after also did many before must through back years where much your way well down should because each just those people how too little state good very make world still own see men work long get here between both life being under never day same another know while last might us great old year off come since against go came right used take three";

    private const int InARound = 2;

    private static readonly ReaderIdentity Nobody = new("bench", "", "", ReaderPlace.Loopback, null);

    /// <summary>New tokens a CPU-second while reading against llama-bench, and against the ways that others ask.</summary>
    /// <param name="tools">llama-server and the programs beside it.</param>
    /// <param name="model">A chat model's GGUF; null makes one of 0.5 billion random weights.</param>
    /// <param name="folder">Keeps the made model.</param>
    /// <param name="output">Where figures go.</param>
    /// <param name="count">Passages, two a round: in each round every way has its turn, so that all meet the same load of the machine.</param>
    /// <param name="words">Words a passage: 160 make one of Lector's, 800 characters long at most.</param>
    /// <param name="cancel">Stops.</param>
    public static async Task Prefill(LlamaTools tools, string? model, string folder, TextWriter output, int count, int words, CancellationToken cancel)
    {
        model ??= await ShapedModel.Make(folder, tools.Quantize, Words(NextTokenForm.Preamble(LongQuestion) + Verdict + Vocabulary), cancel);
        await using var server = await LlamaServer.Start(new ReaderChoice { Model = model, LlamaServer = tools.Server, Threads = 1 }, TimeProvider.System, cancel);
        using var endpoint = server.Connect(new ReaderChoice(), TimeProvider.System);
        var facts = await Discovery.Ask(endpoint, null, cancel);
        var counter = await TokenCounter.Find(endpoint, "x", cancel);
        var form = await LlamaCompletionForm.Prepare(endpoint, "x", counter!, facts.Context!.Value, cancel);
        using var reader = new YesNoReader(Nobody, facts.Slots ?? 1, form!);
        var random = new Random(1);
        double ours = 0, limit = 0, json = 0, documentFirst = 0, both = 0, letters = 0;
        long fresh = 0, own = 0;
        var ratios = new List<double>();
        for (var round = 0; round < count / InARound; round++)
        {
            // The other ways have displaced the shared beginning.
            await reader.Read(LongQuestion, [Passage(random, words)], cancel);
            var before = reader.Tally;
            PassageInContext[] texts = [.. Enumerable.Range(0, InARound).Select(_ => Passage(random, words))];
            var reading = await Cpu(server.ProcessId, () => reader.Read(LongQuestion, texts, cancel));
            var tally = reader.Tally;
            var (prefilled, passages) = (tally.PromptTokens - tally.CachedTokens - before.PromptTokens + before.CachedTokens, tally.PassageTokens - before.PassageTokens);
            var bare = await LlamaBench(tools.Bench, model, (int)(passages / InARound), form!.SharedTokens!.Value, cancel);
            ratios.Add(prefilled / reading / bare);
            (ours, limit, fresh, own, letters) = (ours + reading, limit + (passages / bare), fresh + prefilled, own + passages, letters + texts.Sum(t => t.Text.Length));

            string[] framed = [.. texts.Select(t => PassageFraming.Framed(PassageFraming.Context(t), t.Text))];
            json += await Cpu(server.ProcessId, () => Ask(endpoint, framed, documentFirst: false, tokens: 60, cancel));
            documentFirst += await Cpu(server.ProcessId, () => Ask(endpoint, framed, documentFirst: true, tokens: 1, cancel));
            both += await Cpu(server.ProcessId, () => Ask(endpoint, framed, documentFirst: true, tokens: 60, cancel));
        }

        ratios.Sort();
        count = ratios.Count * InARound;
        Line(output, $"{Path.GetFileName(model)}: {count} passages of {own / count} tokens each ({letters / count:0} characters), shared beginning of {form!.SharedTokens} tokens, one thread; all ways in turn, {ratios.Count} rounds");
        Line(output, $"new tokens a CPU-second: reading {fresh / ours:0.0}, llama-bench {own / limit:0.0}: ratio {fresh / ours / (own / limit):0.000}, in single rounds {ratios[0]:0.00} to {ratios[^1]:0.00}, median {ratios[ratios.Count / 2]:0.000} (goal at least .95)");
        Line(output, $"tokens prefilled a verdict / the passage's own: {fresh / (double)own:0.000} (goal at most 1.05)");
        Line(output, $"CPU-seconds a passage: ours {ours / count:0.000}; document first {documentFirst / count:0.000} ({documentFirst / ours:0.00}x, goal 1.6); 60-token JSON {json / count:0.000} ({json / ours:0.00}x), with the document first {both / count:0.000} ({both / ours:0.00}x, goal 2.5)");
    }

    /// <summary>CPU-seconds of the server for a passage against the same batches sent by a bare loop.</summary>
    public static async Task Embedding(LlamaTools tools, string model, TextWriter output, int count)
    {
        await using var server = await LlamaServer.Start(new ReaderChoice { Model = model, LlamaServer = tools.Server, Threads = 1 }, TimeProvider.System, CancellationToken.None);
        using var endpoint = server.Connect(new ReaderChoice(), TimeProvider.System);
        var facts = await Discovery.Ask(endpoint, null, CancellationToken.None);
        using var embedder = new EmbeddingReader(Nobody, endpoint, "x", await TokenCounter.Find(endpoint, "x", CancellationToken.None), facts.Context);
        await embedder.Measure(CancellationToken.None);
        var random = new Random(2);
        PassageInContext[] texts = [.. Enumerable.Range(0, count).Select(_ => Passage(random, words: 160))];
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
    /// <param name="tools">llama-server.</param>
    /// <param name="tiny">A decision model so small that the client's work shows.</param>
    /// <param name="output">Where figures go.</param>
    /// <param name="count">Passages.</param>
    /// <param name="cancel">Stops.</param>
    public static async Task Overhead(LlamaTools tools, string tiny, TextWriter output, int count, CancellationToken cancel)
    {
        await using var opened = await EndpointReaders.Open(new ReaderChoice { Model = tiny, LlamaServer = tools.Server, Threads = 1 }, TimeProvider.System, cancel);
        const int atOnce = 500;
        await Some(0);
        using var self = Process.GetCurrentProcess();
        self.Refresh();
        var (cpu, done, right, kept) = (self.TotalProcessorTime, 0, 0, new List<(int After, long Bytes)> { (0, Settled()) });
        while (done < count)
        {
            right += await Some(done);
            done += atOnce;
            if (done % Math.Max(atOnce, count / 10) == 0)
                kept.Add((done, Settled()));
        }

        self.Refresh();
        Line(output, $"client: {(self.TotalProcessorTime - cpu).TotalMilliseconds / done:0.000} ms CPU a passage over {done:N0}, {right:N0} verdicts right (goal under 1)");
        Line(output, $"memory that is kept, in kB, after each tenth: {string.Join(", ", kept.Select(k => (k.Bytes / 1024).ToString(CultureInfo.InvariantCulture)))}; peak of the process {self.PeakWorkingSet64 >> 20} MB");

        async Task<int> Some(int first)
        {
            PassageInContext[] texts = [.. Enumerable.Range(first, atOnce).Select(i => new PassageInContext($"The clerk counted {i} pens and a {(i % 2 == 0 ? "zebra" : "table")} on a day of rain.", DocumentFields.None, null))];
            var verdicts = await opened.Reader!.Read(Question, texts, cancel);
            return verdicts.Where((verdict, i) => verdict.IsRead && verdict.Score > .9 == ((first + i) % 2 == 0)).Count();
        }

        static long Settled()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return GC.GetTotalMemory(forceFullCollection: true);
        }
    }

    /// <summary>Kills the server at random points of a run, and counts verdicts.</summary>
    public static async Task Kills(LlamaTools tools, string tiny, TextWriter output, int kills)
    {
        await using var server = await LlamaServer.Start(new ReaderChoice { Model = tiny, LlamaServer = tools.Server }, TimeProvider.System, CancellationToken.None);
        using var endpoint = server.Connect(new ReaderChoice(), TimeProvider.System);
        using var reader = new DecisionReader(Nobody, 1, endpoint, new Models.Endpoints.Decisions.SystemOneDialect(), "x", await TokenCounter.Find(endpoint, "x", CancellationToken.None), context: null);
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
    public static async Task Check(LlamaTools tools, string model, TextWriter output)
    {
        var report = await EndpointReaders.Check(new ReaderChoice { Model = model, LlamaServer = tools.Server }, TimeProvider.System, CancellationToken.None);
        Line(output, $"{report.Model}: {report.Refusal ?? $"reads as {report.Kind}, golden pairs {report.Golden!.Relevant:0.00} against {report.Golden.Irrelevant:0.00}, {report.Grade}"}");
    }

    private static async Task Ask(Endpoint endpoint, string[] framed, bool documentFirst, int tokens, CancellationToken cancel)
    {
        foreach (var text in framed)
        {
            var instructions = NextTokenForm.Preamble(LongQuestion).Replace("\n\nPassage:\n", "", StringComparison.Ordinal) + (tokens > 1 ? Verdict : "");
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
            }, cancel);
            if (!reply.Ok)
                throw new InvalidOperationException($"The comparison was refused: {(int)reply.Status}.");
        }
    }

    // CPU-seconds a repetition: what 5 repetitions cost more than 1, so that loading, warming up and the depth's own prefill drop out.
    private static async Task<double> LlamaBench(string program, string model, int tokens, int depth, CancellationToken cancel)
    {
        var few = await Repeat(1);
        var many = await Repeat(5);
        return tokens * 4 / (many - few);

        async Task<double> Repeat(int times)
        {
            var before = Spent(Environment.ProcessId, ofChildren: true);
            using var process = Process.Start(new ProcessStartInfo(program, ["-m", model, "-p", $"{tokens}", "-n", "0", "-d", $"{depth}", "-t", "1", "-r", $"{times}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel), process.WaitForExitAsync(cancel));
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"llama-bench ended with code {process.ExitCode}.");
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
    private static PassageInContext Passage(Random random, int words)
    {
        var known = Vocabulary.Split(' ');
        var text = new StringBuilder();
        for (var i = 0; i < words; i++)
            text.Append(known[random.Next(known.Length)]).Append(i % 12 == 11 ? ". " : " ");
        return new PassageInContext(text.ToString(), new DocumentFields { From = $"Person {random.Next(1000)}", Subject = $"Contract {random.Next(1000)}" }, null);
    }

    private static IEnumerable<string> Words(string text) => text.Split([' ', '\n', ',', '.', ':', '?', '"', '{', '}'], StringSplitOptions.RemoveEmptyEntries);

    private static void Line(TextWriter output, FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
