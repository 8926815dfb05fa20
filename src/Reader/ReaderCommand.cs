using Lector.Core;

namespace Lector.Reader;

/// <summary>What the program was asked to do on its command line.</summary>
internal enum ReaderMode
{
    /// <summary>Take work until it is stopped.</summary>
    Work,

    /// <summary>Take work until the queue is empty.</summary>
    Once,

    /// <summary>Open the engine, examine and measure it, and end; nothing of Azure is needed.</summary>
    Check,

    /// <summary>Print what there is.</summary>
    Help,
}

/// <summary>The command line.</summary>
internal static class ReaderCommand
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Help = """
        lector-reader takes work from a queue, has a local model read it, and writes numbers back. It only dials out; it listens nowhere.

          lector-reader            work until it is stopped (SIGTERM, Ctrl+C): what is in hand is given back, exit code 0
          lector-reader --once     work until the queue is empty, then end with exit code 0
          lector-reader --check    examine the model and measure it, without Azure: only Lector's own test passages are read

        Settings, as environment variables:
          Reader__Engine               llama (a chat model's GGUF, in this process), endpoint (a server), encoder (an embedding model's GGUF, in this process)
          Reader__ModelFile            llama, encoder: the model file
          Reader__Address              endpoint: the server's address, such as http://127.0.0.1:8080
          Reader__Model                endpoint: the model's name there; llama: what records call the file
          Reader__Dialect              endpoint: systemone, sglang, openai, chat, rerank, embedding; found out where it is not set
          Reader__Forks                llama: passages read at once (4)
          Reader__ServiceBusNamespace  such as NAME.servicebus.windows.net
          Reader__BlobEndpoint         such as https://NAME.blob.core.windows.net
          AZURE_CLIENT_ID …            who it is towards Azure: docs/reader.md
        """;

    /// <summary>Parses.</summary>
    /// <exception cref="UserErrorException">There is no such option.</exception>
    public static ReaderMode Parse(IReadOnlyList<string> args) => args switch
    {
        [] => ReaderMode.Work,
        ["--once"] => ReaderMode.Once,
        ["--check"] => ReaderMode.Check,
        ["--help" or "-h" or "-?"] => ReaderMode.Help,
        _ => throw new UserErrorException($"\"{string.Join(' ', args)}\" is not known. There are --once, --check and --help; all else is set by environment variables."),
    };
}
