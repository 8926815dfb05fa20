using System.CommandLine;
using System.Globalization;
using Lector.Core;
using Lector.Local.Folders;
using Lector.Models.Library;

namespace Lector.Local.Commands;

/// <summary><c>lector model</c>: the models on this machine. <c>get</c> is the only command of Lector that fetches one.</summary>
internal static class ModelCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Build() => Build(() => new ModelLibrary(UserFolders.Models, Web(), TimeProvider.System));

    /// <summary>The same over another library.</summary>
    internal static Command Build(Func<ModelLibrary> library) => new("model", "Get, list and remove the models that read on this machine")
    {
        Get(library),
        List(library),
        Remove(library),
    };

    private static Command Get(Func<ModelLibrary> library)
    {
        var source = new Argument<string>("model") { Description = "a known name (see: lector model list), an http(s) address, or a GGUF file at hand" };
        var command = new Command("get", "Fetch a model, or take a file at hand; it is kept if it reproduces embeddings of the original model") { source };
        command.SetAction(async (parsed, cancel) =>
        {
            var (to, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var shown = new Shown(Console.IsErrorRedirected ? TextWriter.Null : errors);
            InstalledModel model;
            try
            {
                model = await library().Get(parsed.GetValue(source)!, shown, cancel);
            }
            finally
            {
                shown.End();
            }

            await to.WriteLineAsync(Line($"{model.Name} is here ({Megabytes(model.Size)}, licence {model.Licence}): its golden texts agree with the original (cosine {model.Cosine:f4} or more)."));
            await to.WriteLineAsync($"From now on it reads beside the lexical score, in process and offline. SHA-256 {model.Sha256}");
            return Exit.Done;
        });
        return command;
    }

    private static Command List(Func<ModelLibrary> library)
    {
        var command = new Command("list", "Show the models on this machine and those that can be fetched");
        command.SetAction(async (parsed, cancel) =>
        {
            var (to, shelf) = (parsed.InvocationConfiguration.Output, library());
            var here = shelf.List();
            await to.WriteLineAsync(here.Count == 0 ? "No model is on this machine." : "On this machine:");
            foreach (var model in here)
            {
                await to.WriteLineAsync(Line($"  {model.Name}  {Megabytes(model.Size)}  {model.Licence}  accepted {model.Accepted:yyyy-MM-dd}  from {model.From}"));
                await to.WriteLineAsync(shelf.Verify(model) ? $"    SHA-256 {model.Sha256}, checked now" : $"    The file was changed since: it is not used. Run: lector model get {model.Name}");
            }

            await to.WriteLineAsync(Line($"Known ({KnownModel.AsOf:yyyy-MM-dd}):"));
            foreach (var known in KnownModel.All)
            {
                await to.WriteLineAsync(Line($"  {known.Name}  about {Megabytes(known.Size)}  {known.Licence}  {known.About}; by {known.Author}"));
                await to.WriteLineAsync($"    measured: {known.Measured}");
                foreach (var address in known.Addresses)
                    await to.WriteLineAsync($"    {address}{(known.Tried ? "" : "  (not tried from our build)")}");
            }

            return Exit.Done;
        });
        return command;
    }

    private static Command Remove(Func<ModelLibrary> library)
    {
        var name = new Argument<string>("name") { Description = "a name that lector model list shows" };
        var command = new Command("remove", "Delete a model from this machine") { name };
        command.SetAction(async (parsed, cancel) =>
        {
            if (!library().Remove(parsed.GetValue(name)!))
                throw new UserErrorException($"No model named {parsed.GetValue(name)} is on this machine.");
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{parsed.GetValue(name)} is removed.");
            return Exit.Done;
        });
        return command;
    }

    // The library watches for silence itself; a slow line is no failure.
    private static HttpClient Web()
    {
        var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("lector/0.1");
        return http;
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Megabytes(long bytes) => Line($"{bytes / 1e6:f1} MB");

    private sealed class Shown(TextWriter to) : IProgress<DownloadProgress>
    {
        private bool began;

        public void Report(DownloadProgress value)
        {
            began = true;
            to.Write(value.Total is { } total
                ? Line($"\r{Megabytes(value.Done)} of {Megabytes(total)} ({100.0 * value.Done / total:f0}%)   ")
                : Line($"\r{Megabytes(value.Done)}   "));
        }

        public void End()
        {
            if (began)
                to.WriteLine();
        }
    }
}
