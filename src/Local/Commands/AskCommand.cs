using System.CommandLine;
using System.Text.Json;
using Lector.Core.Asking;
using Lector.Core.Storage;
using Lector.Local.Folders;
using Lector.Local.Running;
using Lector.Local.Showing;

namespace Lector.Local.Commands;

/// <summary><c>lector ask</c>: the main job.</summary>
internal static class AskCommand
{
    private static readonly Argument<string> Folder = new("folder") { Description = "The folder that holds the e-mails and documents." };
    private static readonly Argument<string> Question = new("question") { Description = "The question, in quotation marks." };
    private static readonly Option<bool> Preview = new("--preview") { Description = "Write the exact request and what it would disclose; send nothing." };
    private static readonly Option<bool> Nearest = new("--nearest") { Description = "Show the nearest passages even when nothing answers." };
    private static readonly Option<bool> SendAgain = new("--send-again") { Description = "Send once more after an attempt whose outcome is unknown; it may be paid twice." };
    private static readonly Option<int> Budget = new("--budget") { Description = "The most input tokens of the one frontier call.", DefaultValueFactory = _ => 1700 };
    private static readonly Option<int> AnswerTokens = new("--answer-tokens") { Description = "The most visible tokens of the answer.", DefaultValueFactory = _ => 800 };
    private static readonly Option<string[]> NeverSend = new("--never-send") { Description = "A glob of documents that are read and counted and never quoted outside; may be repeated." };
    private static readonly Option<bool> AsJson = new("--json") { Description = "Print one JSON object." };

    /// <summary>The command.</summary>
    public static Command Build()
    {
        var command = new Command("ask", "Ask a question over a folder of e-mails and documents.") { Folder, Question, Preview, Nearest, SendAgain, Budget, AnswerTokens, NeverSend, AsJson };
        FrontierChoices.AddTo(command);
        ReaderOptions.AddTo(command);
        RunOptions.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancel)
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        var json = parsed.GetValue(AsJson);
        await using var readers = await ReaderOptions.Open(parsed, RunOptions.Out(parsed), Console.Error.WriteLine, cancel);
        var frontier = FrontierChoices.Choice(parsed);
        var options = new AskOptions
        {
            Budget = parsed.GetValue(Budget),
            AnswerTokens = parsed.GetValue(AnswerTokens),
            NeverSend = parsed.GetValue(NeverSend) ?? [],
            Reader = readers.Kind,
            Frontier = frontier,
            AutoSend = true,
            Preview = parsed.GetValue(Preview),
            Nearest = parsed.GetValue(Nearest),
        };
        using var progress = new Progress(Console.Error, !Console.IsErrorRedirected && !json);
        await using var matter = Matter.Open(parsed.GetValue(Folder)!, RunOptions.Out(parsed), readers, FrontierChoices.Opener(parsed), json ? null : progress);
        var ask = Ask.Of(matter.Slug, parsed.GetValue(Question)!, options);
        using var alone = await StoreLock.Matter(RunOptions.Out(parsed), matter.Slug, Console.Error.WriteLine, cancel);
        if (!json)
            Console.WriteLine(ReadBy.Of(matter.Ports, options).Words);

        var run = await matter.Ask(ask, json ? null : progress, parsed.GetValue(SendAgain), cancel);
        progress.End();
        var shown = await RunFolder.Load(matter.Store, run, cancel);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(RunJson.Of(shown, clock.GetElapsedTime(began)), Json.Readable));
        else
            RunText.Write(Console.Out, shown, clock.GetElapsedTime(began));
        return shown.ExitCode;
    }
}
