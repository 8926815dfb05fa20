using System.CommandLine;
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
            var choice = ReaderOptions.Choice(parsed, parsed.GetValue(target)!) with { Say = parsed.InvocationConfiguration.Error.WriteLine };
            if (parsed.GetValue(model) is { } name)
                choice = choice with { ModelName = name };
            var report = await EndpointReaders.Check(choice, TimeProvider.System, cancel);
            ReportText.Write(report, parsed.InvocationConfiguration.Output);
            return report.Refusal is null ? Exit.Done : Exit.User;
        });
        return command;
    }
}
