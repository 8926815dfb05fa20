using System.CommandLine;
using Lector.Core;
using Lector.Core.Answering;
using Lector.Core.Asking;
using Lector.Core.Storage;
using Lector.Local.Running;
using Lector.Local.Showing;

namespace Lector.Local.Commands;

/// <summary><c>lector answer</c>: checks a reply that a person carried by hand from any chat window.</summary>
internal static class AnswerCommand
{
    private static readonly Argument<string> Run = new("run") { Description = "The run's folder, as ask printed it." };
    private static readonly Option<string> From = new("--from") { Description = "The file that holds the model's reply.", Required = true };

    /// <summary>The command.</summary>
    public static Command Build()
    {
        var command = new Command("answer", "Check a reply that you carried by hand from a chat window, and publish it as the run's answer.") { Run, From };
        command.SetAction(Publish);
        return command;
    }

    private static async Task<int> Publish(ParseResult parsed, CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        var (store, run) = RunPath.Of(parsed.GetValue(Run)!);
        var reply = ReplyFile(parsed.GetValue(From)!);
        if ((await Spoken.Load(store, run, cancel)).RequestSha256 is not { } sha256)
            throw new UserErrorException("That run has no request: nothing was found that may be sent, so there is nothing a reply could quote.");
        if (HandCarriedReply.Read(reply) is ReplyReading.Unusable unusable)
            throw new UserErrorException($"{parsed.GetValue(From)}: {unusable.Reason} The run is as it was.");

        await store.WriteBytes(run.Path(RunFiles.CarriedTo(sha256)), reply, WriteMode.Replace, cancel);
        await new PublishStep(new AskPorts(store, _ => throw new InvalidOperationException("Publishing reads no documents."), new Lector.Formats.Extractor(new Lector.Formats.ExtractionLimits()), TimeProvider.System)).Run(run, cancel);
        var shown = await RunFolder.Load(store, run, cancel);
        Console.WriteLine(shown.Record.Selection.ReadBy.Words);
        RunText.Write(Console.Out, shown, TimeProvider.System.GetElapsedTime(began));
        return Exit.Done;
    }

    private static byte[] ReplyFile(string path)
    {
        if (!File.Exists(path))
            throw new UserErrorException($"There is no file {path}. Save the model's reply there, the whole of it, and give the command again.");
        return new FileInfo(path).Length > HandCarriedReply.MostBytes
            ? throw new UserErrorException($"{path} is larger than any reply (1 MB). Save the model's reply alone.")
            : File.ReadAllBytes(path);
    }
}
