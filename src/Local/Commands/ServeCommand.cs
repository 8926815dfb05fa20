using System.CommandLine;
using System.Net;
using Lector.Api;
using Lector.Core;
using Lector.Core.Answering;
using Lector.Core.Asking;
using Lector.Formats;
using Lector.Local.Folders;
using Lector.Local.Running;
using Lector.Local.Serving;

namespace Lector.Local.Commands;

/// <summary><c>lector serve</c>: the product on one machine, in a browser.</summary>
internal static class ServeCommand
{
    /// <summary>The environment variable that holds the token.</summary>
    public const string TokenVariable = "LECTOR_TOKEN";

    /// <summary>The shortest token.</summary>
    public const int ShortestToken = 16;

    private static readonly Argument<string> FolderArgument = new("folder") { Description = "A folder with matters/NAME/documents in it, or the folder of one matter." };
    private static readonly Option<int> Port = new("--port") { Description = "The port to listen at; 0 takes a free one.", DefaultValueFactory = _ => 7080 };
    private static readonly Option<string> Bind = new("--bind") { Description = "The address to listen at. Any but this machine's own needs a token.", DefaultValueFactory = _ => "127.0.0.1" };
    private static readonly Option<string?> Token = new("--token") { Description = $"The token that every request needs, at least {ShortestToken} characters. Other users of this machine can see it here: rather use {TokenVariable} or --token-file." };
    private static readonly Option<string?> TokenFile = new("--token-file") { Description = "A file that holds the token." };
    private static readonly Option<double> Quiet = new("--quiet") { Description = "Seconds that documents must have lain still before standing asks are asked again.", DefaultValueFactory = _ => 10 };

    /// <summary>The command.</summary>
    public static Command Build() => Build(ReaderOptions.Open);

    /// <summary>The command with another way to come by a reader.</summary>
    /// <param name="open">As <see cref="ReaderOptions.Open"/>.</param>
    public static Command Build(Func<ParseResult, string, Action<string>, CancellationToken, Task<Readers>> open)
    {
        var command = new Command("serve", "Serve a folder's matters to a browser on this machine: ask, watch it read, approve what may leave, read the answer.") { FolderArgument, Port, Bind, Token, TokenFile, Quiet };
        FrontierChoices.AddTo(command);
        ReaderOptions.AddTo(command);
        RunOptions.AddTo(command);
        command.SetAction((parsed, cancel) => Run(parsed, open, cancel));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, Func<ParseResult, string, Action<string>, CancellationToken, Task<Readers>> open, CancellationToken cancel)
    {
        var (bind, port, token) = Listening(parsed);
        var @out = RunOptions.Out(parsed);
        var store = new FolderStore(@out);
        using var alone = StoreLock.Alone(@out);
        await using var readers = await open(parsed, @out, Console.Error.WriteLine, cancel);
        var extractor = new Extractor(new ExtractionLimits());
        var (time, frontier) = (TimeProvider.System, Only(FrontierChoices.Choice(parsed), FrontierChoices.Opener(parsed)));
        var words = ReadBy.Of(Ports(_ => throw new InvalidOperationException()), new AskOptions { Reader = readers.Kind }).Words;
        var config = new ApiConfig(typeof(ServeCommand).Assembly.GetName().Version?.ToString(3) ?? "", words, readers.Kind, FrontierChoices.Choice(parsed) is { } choice ? [choice] : [], token is not null);
        await using var host = AskHost.Open(parsed.GetValue(FolderArgument)!, @out, store, documents => Ports(_ => documents), config, time);
        var (server, address) = await Site.Serve(host, bind, port, token, cancel);
        await using var serving = server;

        Console.WriteLine(words);
        Console.WriteLine($"Lector serves {host.Folder.Path} at {address}{(token is null ? "" : "?token=… (the token that you gave)")}");
        Console.WriteLine("Ctrl-C stops it; what is under way goes on when it is started again.");
        await new FolderWatch(host.Folder, host, time) { Quiet = TimeSpan.FromSeconds(Math.Max(0.1, parsed.GetValue(Quiet))) }.Run(cancel);
        using var hurry = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await server.StopAsync(hurry.Token);
        return Exit.Done;

        // An ask that was stored under another start's frontier does not go there with today's key.
        static Func<FrontierChoice, IFrontier?> Only(FrontierChoice? chosen, Func<FrontierChoice, IFrontier?> open) =>
            asked => asked.IsSameModel(chosen) ? open(asked) : null;

        AskPorts Ports(Func<string, Core.Documents.IDocumentSource> documents) => new(store, documents, extractor, time)
        {
            Reader = readers.Reader,
            Reading = readers.Reading,
            Embedder = readers.Embedder,
            ReaderReport = readers.Report,
            Pause = () => readers.Pause,
            Frontier = frontier,
        };
    }

    private static (IPAddress Bind, int Port, string? Token) Listening(ParseResult parsed)
    {
        var (at, port) = (parsed.GetValue(Bind)!, parsed.GetValue(Port));
        var bind = at is "localhost" ? IPAddress.Loopback : IPAddress.TryParse(at, out var address) ? address : throw new UserErrorException($"\"{at}\" is no IP address. Give one of this machine's, 0.0.0.0 for all of them, or leave --bind out.");
        if (port is < 0 or > 65535)
            throw new UserErrorException($"There is no port {port}. Ports are 1 to 65535, or 0 for a free one.");
        var token = Given(parsed);
        if (token is { Length: < ShortestToken })
            throw new UserErrorException($"The token has {token.Length} characters; at least {ShortestToken} are needed. Make one with: openssl rand -hex 16");
        if (token is null && !IPAddress.IsLoopback(bind))
            throw new UserErrorException($"{bind} can be reached from other machines, so a token is needed: set {TokenVariable}, or give --token-file FILE. Make one with: openssl rand -hex 16");
        return (bind, port, token);
    }

    private static string? Given(ParseResult parsed)
    {
        if (parsed.GetValue(Token) is { } token)
            return token.Trim();
        if (parsed.GetValue(TokenFile) is not { } file)
            return Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } variable ? variable.Trim() : null;
        return File.Exists(file) ? File.ReadAllText(file).Trim() : throw new UserErrorException($"There is no token file {file}.");
    }
}
