using System.CommandLine;
using Lector.Core;
using Lector.Core.Reading;

namespace Lector.Local.Commands;

/// <summary>Who reads.</summary>
internal static class ReaderOptions
{
    private static readonly Option<string> Reader = new("--reader") { Description = "Who reads: lexical (keyword statistics with relevance feedback) or bm25 (the plain baseline).", DefaultValueFactory = _ => "lexical" };

    /// <summary>Adds the options to a command.</summary>
    public static void AddTo(Command command) => command.Options.Add(Reader);

    /// <summary>Opens the reader.</summary>
    /// <exception cref="UserErrorException">There is no such reader.</exception>
    public static Task<Readers> Open(ParseResult parsed, CancellationToken cancel) => parsed.GetValue(Reader) switch
    {
        "lexical" or "bm25" => Task.FromResult(new Readers(parsed.GetValue(Reader)!)),
        var other => throw new UserErrorException($"There is no reader \"{other}\". Use lexical or bm25."),
    };
}

/// <summary>The opened reader of a run.</summary>
/// <param name="Kind"><c>lexical</c> or <c>bm25</c>, or the key of a model that reads beside the lexical score.</param>
internal sealed record Readers(string Kind) : IAsyncDisposable
{
    /// <summary>A model that judges passages, or null.</summary>
    public IReader? Reader { get; init; }

    /// <summary>A model that embeds passages, or null.</summary>
    public IEmbedder? Embedder { get; init; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
