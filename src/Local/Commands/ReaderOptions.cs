using System.CommandLine;
using Lector.Core;
using Lector.Local.Folders;
using Lector.Local.Running;
using Lector.Models.Encoders;
using Lector.Models.Endpoints;
using Lector.Models.Library;

namespace Lector.Local.Commands;

/// <summary>Who reads: keyword statistics, and beside them a model in process, of a file, or behind an address.</summary>
internal static class ReaderOptions
{
    /// <summary>The environment variable that holds the key of a reader's server.</summary>
    public const string KeyVariable = "LECTOR_READER_KEY";

    /// <summary>The environment variable that names llama-server's program.</summary>
    public const string ServerVariable = "LECTOR_LLAMA_SERVER";

    private static readonly Option<string?> Reader = new("--reader")
    {
        Description = "lexical (keyword statistics with relevance feedback), bm25 (the plain baseline), or the address of a model's server. By default a model that lector model get fetched, else lexical.",
        HelpName = "lexical|bm25|URL",
    };

    private static readonly Option<string?> Model = new("--model") { Description = "A model file that Lector reads with itself, or serves with your llama-server.", HelpName = "FILE.gguf|hf:OWNER/REPO[:QUANT]" };
    private static readonly Option<string?> Name = new("--reader-model") { Description = "The model's name at the reader's server.", HelpName = "NAME" };
    private static readonly Option<string?> Dialect = new("--reader-dialect") { Description = "systemone, sglang, openai, chat, rerank or embedding; found out when left out.", HelpName = "NAME" };
    private static readonly Option<bool> MayLeave = new("--reader-may-leave-the-house") { Description = "Lets a third party read every passage; the disclosure ledger then lists them." };
    private static readonly Option<bool> OwnTenant = new("--reader-own-tenant") { Description = "Asserts that the reader's address belongs to your own cloud tenant." };

    /// <summary>Adds the options to a command.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in new Option[] { Reader, Model, Name, Dialect, MayLeave, OwnTenant })
            command.Options.Add(option);
    }

    /// <summary>Adds the options that say how a server is asked, without those that name it.</summary>
    public static void AddServerOptionsTo(Command command)
    {
        foreach (var option in new Option[] { Name, Dialect, MayLeave, OwnTenant })
            command.Options.Add(option);
    }

    /// <summary>Opens the reader: an address or a file is checked first, and what fails is refused by name.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="out">Where runs are kept: what goes to a reader outside the house is written into their ledgers.</param>
    /// <param name="say">Told when a server keeps a run waiting.</param>
    /// <param name="cancel">Stops within a second.</param>
    /// <exception cref="UserErrorException">The choice cannot be followed.</exception>
    /// <exception cref="Core.Reading.ReaderUnavailableException">The model cannot be reached, or failed its checks.</exception>
    public static async Task<Readers> Open(ParseResult parsed, string @out, Action<string> say, CancellationToken cancel)
    {
        var (reader, model) = (parsed.GetValue(Reader), parsed.GetValue(Model));
        if (model is not null && reader is not null)
            throw new UserErrorException($"--model {model} and --reader {reader} name two readers. Give one of them.");
        if (model is null && reader is "lexical" or "bm25")
            return new Readers(reader);
        if (model is null && reader is null)
            return Installed() is { } installed ? Readers.Of(ExaminedEncoder.Accepted(installed)) : new Readers("lexical");
        if (model is not null && File.Exists(model) && EncoderReader.Reads(model))
            return Readers.Of(await ExaminedEncoder.Open(model, TimeProvider.System, cancel));
        var ledger = new ReaderLedger(new FolderStore(@out), TimeProvider.System);
        var opened = await EndpointReaders.Open((model is null ? Choice(parsed, reader!) : OfFile(parsed, model)) with { Say = say, Sending = ledger.Sending }, TimeProvider.System, cancel);
        ledger.Identity = () => opened.Identity;
        return Readers.Of(opened, ledger);
    }

    /// <summary>A choice of an address or a model file under the command's other options.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="target">A URL, a file, or <c>hf:OWNER/REPO</c>.</param>
    public static ReaderChoice Choice(ParseResult parsed, string target)
    {
        if (target.StartsWith("hf:", StringComparison.Ordinal) || File.Exists(target))
            return OfFile(parsed, target);
        if (Path.GetExtension(target).ToLowerInvariant() is ".gguf" or ".bin" or ".safetensors" && !target.Contains("://", StringComparison.Ordinal))
            throw new UserErrorException($"There is no file {target}. Check its name, or give the address of a server with http:// before it.");
        return Common(parsed) with { Address = ReaderChoice.ParseAddress(target) };
    }

    // A name that is no file is a mistake, never an address: nobody's name server is asked about it.
    private static ReaderChoice OfFile(ParseResult parsed, string model) =>
        model.StartsWith("hf:", StringComparison.Ordinal) || File.Exists(model) ? Common(parsed) with { Model = model }
        : model.Contains("://", StringComparison.Ordinal) ? throw new UserErrorException("--model takes a model file or hf:OWNER/REPO[:QUANT]. The address of a server is given with --reader.")
        : throw new UserErrorException($"There is no model file {model}. Check its name, or give hf:OWNER/REPO[:QUANT] to have llama-server download one.");

    private static ReaderChoice Common(ParseResult parsed)
    {
        var dialect = parsed.GetValue(Dialect);
        return new ReaderChoice
        {
            ModelName = parsed.GetValue(Name),
            Dialect = dialect is null ? ReaderDialect.Probe
                : Enum.TryParse<ReaderDialect>(dialect, ignoreCase: true, out var known) && !int.TryParse(dialect, out _) ? known
                : throw new UserErrorException($"\"{dialect}\" is no dialect. Use systemone, sglang, openai, chat, rerank or embedding."),
            Key = ReaderChoice.ParseKey(Environment.GetEnvironmentVariable(KeyVariable)),
            LlamaServer = Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 } server ? server : "llama-server",
            MayLeaveTheHouse = parsed.GetValue(MayLeave),
            OwnTenant = parsed.GetValue(OwnTenant),
        };
    }

    private static EncoderReader? Installed()
    {
        using var none = new HttpClient();
        var library = new ModelLibrary(UserFolders.Models, none, TimeProvider.System);
        return library.List() is [var first, ..] ? library.Open(first, Environment.ProcessorCount) : null;
    }
}
