using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Lector.Core;
using Lector.Core.Reading;
using Lector.Models.Endpoints;

namespace Lector.Models.Processes;

/// <summary>The user's own llama-server as a child: started for a model file, alone on a socket that nobody else may open, gone when Lector is.</summary>
/// <remarks>Unix: a socket in a folder of mode 0700, so that there is no port to race for and no other user to connect. Windows: a loopback port of the server's choice, behind a key.</remarks>
internal sealed partial class LlamaServer : IAsyncDisposable
{
    private const int FalseStarts = 5;
    private static readonly TimeSpan LoadLimit = TimeSpan.FromMinutes(10);

    private readonly string program;
    private readonly int? threads;
    private readonly TimeProvider time;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("lector-");
    private readonly SemaphoreSlim starting = new(1, 1);
    private readonly string key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
    private string model;
    private readonly bool byPort;
    private ChildProcess? process;
    private volatile ListeningAt? listening;
    private string? stamp;
    private bool closed;

    private LlamaServer(ReaderChoice choice, ModelFacts facts, TimeProvider time) =>
        (program, model, threads, byPort, Facts, this.time) = (choice.LlamaServer, choice.Model!, choice.Threads, choice.ByPort, facts, time);

    /// <summary>What the model file says of itself.</summary>
    public ModelFacts Facts { get; private set; }

    /// <summary>The child's process id, which changes when it has to be started again.</summary>
    public int ProcessId => process!.Id;

    private string Socket => Path.Combine(folder.FullName, "l.sock");

    // Every start gives another port, and none while no child lives: what was a dead child's port, another program may be given.
    private int? Port
    {
        get
        {
            if (process is not { HasExited: false } child)
                return null;
            if (listening?.Child != child && child.Said(Listening()) is { } said)
                listening = new ListeningAt(child, int.Parse(said.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture));
            return listening is { } at && at.Child == child ? at.Port : null;
        }
    }

    /// <summary>Starts a server for a model and waits until it has loaded it.</summary>
    /// <exception cref="UserErrorException">The file is no model.</exception>
    /// <exception cref="ReaderUnavailableException">There is no llama-server, it is too old, or it cannot load the model.</exception>
    public static async Task<LlamaServer> Start(ReaderChoice choice, TimeProvider time, CancellationToken cancel)
    {
        var download = choice.Model!.StartsWith("hf:", StringComparison.Ordinal);
        if (download && !HubName().IsMatch(choice.Model))
            throw new UserErrorException($"\"{choice.Model}\" is no model's name: write hf:OWNER/REPO or hf:OWNER/REPO:QUANT.");
        OrphanLock.Sweep();
        var facts = download ? new ModelFacts(null, null) : new ModelFacts(GgufFacts.Read(choice.Model), await GgufFacts.Hash(choice.Model, cancel, choice.Say));
        if (download)
            choice.Say?.Invoke($"llama-server opens {choice.Model[3..]}, and downloads it first where it is not on this machine yet: some gigabytes take a while.");
        var server = new LlamaServer(choice, facts, time);
        try
        {
            await server.Launch(cancel);
            if (download)
                await server.ServeAsWhatItIs(cancel);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>An endpoint at the server that starts it again when it dies.</summary>
    public Endpoint Connect(ReaderChoice choice, TimeProvider time)
    {
        var patience = new Patience(choice.Patience, choice.Say, time) { Revive = Revive };
        var shown = "llama-server for " + (Facts.Header is null ? model : Path.GetFileName(model));
        return At(shown, patience);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await starting.WaitAsync();
        closed = true;
        process?.Dispose();
        starting.Release();
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file that is still open on Windows: the folder lies among the temporary files.
        }
    }

    private async Task Revive(CancellationToken cancel)
    {
        // Looked at inside only: another lane may be about to replace the process.
        await starting.WaitAsync(cancel);
        try
        {
            if (!closed && process is { HasExited: true })
                await Launch(cancel);
        }
        finally
        {
            starting.Release();
        }
    }

    private async Task Launch(CancellationToken cancel)
    {
        if (!byPort && Socket.Length > 100)
            throw new UserErrorException($"The folder for temporary files has too long a name for a socket ({folder.FullName}). Set TMPDIR to a shorter one.");
        // A file that was replaced meanwhile holds another model than the one that was checked.
        if (Facts.Header is not null && (stamp ??= ModelFacts.Stamp(model)) != ModelFacts.Stamp(model))
            throw new ReaderUnavailableException($"{model} was replaced or removed while it was read with. Run the same command again: the model that is there is checked first.");
        for (var tries = 1; ; tries++)
        {
            process?.Dispose();
            File.Delete(Socket);
            var keys = Path.Combine(folder.FullName, "key");
            await File.WriteAllTextAsync(keys, key + "\n", cancel);
            process = ChildProcess.Start(program, [.. Arguments(keys)], keepHubToken: Facts.Header is null, folder: folder.FullName);
            try
            {
                await Ready(cancel);
                return;
            }
            catch (ReaderUnavailableException) when (tries < FalseStarts && process.HasExited && process.ExitCode is not (0 or 1 or 127))
            {
                // Killed while it was loading: once more.
            }
            finally
            {
                File.Delete(keys);
            }
        }
    }

    // What a downloaded model is, only its file tells: one that does not chat is served again, with the arguments that it needs.
    private async Task ServeAsWhatItIs(CancellationToken cancel)
    {
        using var endpoint = At("", new Patience(TimeSpan.FromSeconds(5), null, time));
        var reply = await endpoint.Get("props", cancel);
        using var json = reply.Ok ? reply.Json() : null;
        if (json is null || ServerFacts.Text(json.RootElement, "model_path") is not { } path || !File.Exists(path) || GgufFacts.Read(path) is not { Kind: not GgufKind.Chat } header)
            return;
        (model, Facts) = (path, new ModelFacts(header, await GgufFacts.Hash(path, cancel)));
        await Launch(cancel);
    }

    private Endpoint At(string shown, Patience patience) =>
        byPort ? Endpoint.AtPort(() => Port, shown, key, patience) : Endpoint.AtSocket(Socket, shown, key, patience);

    private IEnumerable<string> Arguments(string keys)
    {
        yield return Facts.Header is null ? "-hf" : "-m";
        yield return Facts.Header is null ? model[3..] : Path.GetFullPath(model);
        if (Facts.Header is not null)
            yield return "--offline";
        foreach (var argument in byPort ? (string[])["--host", "127.0.0.1", "--port", "0"] : ["--host", Socket, "-lv", "1"])
            yield return argument;
        foreach (var argument in (string[])["--no-ui", "--no-slots", "-cram", "0", "--api-key-file", keys])
            yield return argument;

        if (threads is { } count)
            foreach (var argument in (string[])["-t", $"{count}", "-tb", $"{count}"])
                yield return argument;

        // A passage with its context and the instructions is some 700 tokens; the window of an encoder must fit one physical batch.
        var trained = Facts.Header?.Context ?? 4096;
        var slot = Math.Min(trained, Facts.Header?.Kind switch { GgufKind.Embedding or GgufKind.Rerank => 1024, _ => 4096 });
        var slots = Facts.Header?.Kind switch { GgufKind.Embedding => 8, GgufKind.Rerank => 2, _ => 1 };
        foreach (var argument in (string[])["-np", $"{slots}", "-c", $"{slot * slots}"])
            yield return argument;
        var kind = Facts.Header?.Kind;
        if (kind is GgufKind.Embedding or GgufKind.Rerank)
            foreach (var argument in (string[])["-b", $"{Math.Max(2048, slot)}", "-ub", $"{Math.Max(2048, slot)}", kind == GgufKind.Rerank ? "--reranking" : "--embeddings"])
                yield return argument;
        else if (kind == GgufKind.Decision && Facts.Header!.Architecture is not "llama")
            foreach (var argument in (string[])["-b", $"{slot}", "-ub", $"{slot}"])
                yield return argument;
    }

    private async Task Ready(CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            if (process!.HasExited)
                throw new ReaderUnavailableException(Obituary());
            if (byPort ? Port is not null : File.Exists(Socket))
            {
                using var endpoint = At("", new Patience(TimeSpan.Zero, null, time));
                if (await endpoint.Once("health", cancel) is { Status: HttpStatusCode.OK } && !process.HasExited)
                    return;
            }

            if (time.GetElapsedTime(began) > LoadLimit && Facts.Header is not null)
                throw new ReaderUnavailableException($"llama-server did not load {model} within {LoadLimit.TotalMinutes:0} minutes. Use a smaller model.");
            await Task.Delay(TimeSpan.FromMilliseconds(30), time, cancel);
        }
    }

    private string Obituary()
    {
        if (process!.ExitCode == 127)
            return $"There is no llama-server ({program}). Install llama.cpp (https://github.com/ggml-org/llama.cpp, `brew install llama.cpp`, `winget install llama.cpp`), or name its program with LECTOR_LLAMA_SERVER.";
        if (process.Said(BadArgument()) is { } flag)
            return $"llama-server is too old: it does not know {flag.Groups[1].Value}. Install build 11361 or later.";
        var why = process.Said(LoadError()) is { } error ? error.Groups[1].Value.Trim() : $"it ended with code {process.ExitCode}";
        return $"llama-server could not serve {model}: {(why.Length > 160 ? why[..160] + "…" : why)}.";
    }

    private sealed record ListeningAt(ChildProcess Child, int Port);

    [GeneratedRegex(@"^hf:[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*(:[A-Za-z0-9._-]+)?$")]
    private static partial Regex HubName();

    [GeneratedRegex(@"listening on https?://[^:\s]+:(\d+)")]
    private static partial Regex Listening();

    [GeneratedRegex(@"(?:invalid|unknown) argument:? *(\S+)")]
    private static partial Regex BadArgument();

    [GeneratedRegex(@"((?:error loading model|unknown model|failed to load)[^\r\n]*)", RegexOptions.IgnoreCase)]
    private static partial Regex LoadError();
}
