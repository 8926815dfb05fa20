using System.Globalization;
using Lector.Core;
using Lector.Models.Endpoints;
using Microsoft.Extensions.Configuration;

namespace Lector.Reader;

/// <summary>Which engine reads.</summary>
internal enum ReaderEngine
{
    /// <summary>A chat model's GGUF in this process.</summary>
    Llama,

    /// <summary>A server.</summary>
    Endpoint,

    /// <summary>An embedding model's GGUF in this process.</summary>
    Encoder,
}

/// <summary>The program's settings: section <c>Reader</c>.</summary>
internal sealed record ReaderSettings
{
    /// <summary>The section.</summary>
    public const string Section = "Reader";

    /// <summary>The most passages at once that make sense for one context.</summary>
    public const int MostForks = 64;

    /// <summary>The engine; llama where only a model file is named, endpoint where only an address is.</summary>
    public ReaderEngine Engine { get; init; }

    /// <summary>The model file; set for llama and encoder.</summary>
    public string? ModelFile { get; init; }

    /// <summary>The server; set for endpoint.</summary>
    public Uri? Address { get; init; }

    /// <summary>The model's name at the server, or what records call the file; null takes the server's first, or the file's name.</summary>
    public string? Model { get; init; }

    /// <summary>The server's wire format.</summary>
    public ReaderDialect Dialect { get; init; }

    /// <summary>The server's key, from <c>LECTOR_READER_KEY</c>; null where none is needed.</summary>
    public string? Key { get; init; }

    /// <summary>Passages that llama reads at once.</summary>
    public int Forks { get; init; } = 4;

    /// <summary>The Service Bus namespace; null where nothing of Azure is needed.</summary>
    public string? ServiceBusNamespace { get; init; }

    /// <summary>The storage account's blob address; null where nothing of Azure is needed.</summary>
    public string? BlobEndpoint { get; init; }

    /// <summary>How the program signs in, as the environment tells.</summary>
    public SignIn SignIn { get; init; } = new();

    /// <summary>All names below the section.</summary>
    internal static IReadOnlyList<string> Names { get; } =
        [nameof(Engine), nameof(ModelFile), nameof(Address), nameof(Model), nameof(Dialect), nameof(Forks), nameof(ServiceBusNamespace), nameof(BlobEndpoint)];

    /// <summary>Takes the settings from the environment.</summary>
    /// <exception cref="UserErrorException">One is unknown, missing, or says nothing; the sentence names it as it is set.</exception>
    public static ReaderSettings Of(IConfiguration environment)
    {
        var section = environment.GetSection(Section);
        if (section.GetChildren().FirstOrDefault(child => !Names.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new UserErrorException($"{Name(unknown.Key)} is no setting. There are {string.Join(", ", Names.Select(Name))}.");

        var (file, address) = (Text(nameof(ModelFile)), Text(nameof(Address)));
        if (file is null && address is null)
            throw new UserErrorException($"No model is set. Set {Name(nameof(ModelFile))} to a GGUF file, or {Name(nameof(Address))} to a model server.");
        var engine = Word(nameof(Engine), file is null ? ReaderEngine.Endpoint : ReaderEngine.Llama);
        if (engine == ReaderEngine.Endpoint && address is null)
            throw new UserErrorException($"{Name(nameof(Engine))}=endpoint needs {Name(nameof(Address))}, such as http://127.0.0.1:8080.");
        if (engine != ReaderEngine.Endpoint && file is null)
            throw new UserErrorException($"{Name(nameof(Engine))}={engine.ToString().ToLowerInvariant()} needs {Name(nameof(ModelFile))}: a GGUF file.");
        return new ReaderSettings
        {
            Engine = engine,
            ModelFile = file,
            Address = engine == ReaderEngine.Endpoint ? ReaderChoice.ParseAddress(address!) : null,
            Model = Text(nameof(Model)),
            Dialect = Word(nameof(Dialect), ReaderDialect.Probe),
            Key = ReaderChoice.ParseKey(environment["LECTOR_READER_KEY"]),
            Forks = Number(nameof(Forks), 4, MostForks),
            ServiceBusNamespace = Text(nameof(ServiceBusNamespace)),
            BlobEndpoint = Text(nameof(BlobEndpoint)),
            SignIn = SignIn.Of(environment),
        };

        string? Text(string name) => section[name]?.Trim() is { Length: > 0 } text ? text : null;

        T Word<T>(string name, T otherwise) where T : struct, Enum =>
            Text(name) is not { } text ? otherwise
            : Enum.TryParse<T>(text, ignoreCase: true, out var word) && !int.TryParse(text, out _) ? word
            : throw new UserErrorException($"{Name(name)} is \"{text}\". It can be {string.Join(", ", Enum.GetNames<T>().Select(one => one.ToLowerInvariant()))}.");

        int Number(string name, int otherwise, int most) =>
            Text(name) is not { } text ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number
            : throw new UserErrorException($"{Name(name)} is \"{text}\". It can be 1 to {most}.");
    }

    private static string Name(string name) => $"{Section}__{name}";
}
