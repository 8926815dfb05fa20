using Lector.Core;
using Lector.Models.Endpoints;

namespace Lector.Functions;

/// <summary>The app's settings, section <c>Lector</c>; all are checked when the app starts.</summary>
public sealed class LectorOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Lector";

    /// <summary>How uploads are heard of: by the blob trigger's webhook, or by Service Bus.</summary>
    public IngestMode IngestMode { get; init; }

    /// <summary>Seconds that documents must have lain still before standing asks are asked again, 0 to 86,400.</summary>
    public int QuietSeconds { get; init; } = 60;

    /// <summary>Who reads.</summary>
    public ReadingMode Reading { get; init; }

    /// <summary>Address of the reader, with <see cref="ReadingMode.Endpoint"/>.</summary>
    public string? ReaderAddress { get; init; }

    /// <summary>Its model's name at that server; the first that it lists where empty.</summary>
    public string? ReaderModel { get; init; }

    /// <summary>Its wire format; found out by asking where empty.</summary>
    public string? ReaderDialect { get; init; }

    /// <summary>Address of the Azure OpenAI resource; empty: the evidence brief is the result.</summary>
    public string? FrontierAddress { get; init; }

    /// <summary>The deployment there.</summary>
    public string? FrontierDeployment { get; init; }

    /// <summary>The model that is deployed, for its price; the deployment's name where empty.</summary>
    public string? FrontierModel { get; init; }

    /// <summary>Where it is processed, as the deployment says.</summary>
    public string? FrontierZone { get; init; }

    /// <summary>The terms that it is used under, as the user states them.</summary>
    public string? FrontierTerms { get; init; }

    /// <summary>Region of the storage account, for line one of what left the house.</summary>
    public string? Region { get; init; }

    /// <summary>Who stands at the door.</summary>
    public SignIn SignIn { get; init; }

    /// <summary><see cref="QuietSeconds"/> as a time.</summary>
    public TimeSpan Quiet => TimeSpan.FromSeconds(QuietSeconds);

    /// <summary>What is wrong with the settings, a sentence each with what to do.</summary>
    /// <param name="development">Whether this is a developer's machine.</param>
    public IEnumerable<string> Faults(bool development)
    {
        if (QuietSeconds is < 0 or > 86_400)
            yield return $"Lector__QuietSeconds is {QuietSeconds}; give 0 to 86400 seconds.";
        if (Reading == ReadingMode.Endpoint && string.IsNullOrWhiteSpace(ReaderAddress))
            yield return "Lector__Reading is endpoint, and Lector__ReaderAddress is empty: give the reader's address, such as http://10.0.4.7:8080.";
        foreach (var fault in new[] { Fault(() => ReaderAddress is { Length: > 0 } address ? ReaderChoice.ParseAddress(address) : null), Fault(() => Dialect), Fault(() => FrontierAddress is { Length: > 0 } address ? Models.Frontiers.FrontierAddress.Of(address) : null) })
        {
            if (fault is not null)
                yield return fault;
        }

        if (string.IsNullOrWhiteSpace(FrontierAddress) != string.IsNullOrWhiteSpace(FrontierDeployment))
            yield return "A frontier model needs both Lector__FrontierAddress and Lector__FrontierDeployment; leave both empty to have the evidence brief as the result.";
        if (SignIn == SignIn.None && !development)
            yield return "Lector__SignIn is none, which opens every matter to everyone: that is taken on a developer's machine only. Use entra or key.";
    }

    /// <summary>The reader's wire format.</summary>
    /// <exception cref="UserErrorException">There is none of that name.</exception>
    public ReaderDialect Dialect => string.IsNullOrWhiteSpace(ReaderDialect) ? Models.Endpoints.ReaderDialect.Probe
        : Enum.TryParse<ReaderDialect>(ReaderDialect, ignoreCase: true, out var known) && !int.TryParse(ReaderDialect, out _) ? known
        : throw new UserErrorException($"Lector__ReaderDialect is \"{ReaderDialect}\", which is no dialect. Use systemone, sglang, openai, chat, rerank or embedding, or leave it empty.");

    private static string? Fault<T>(Func<T> read)
    {
        try
        {
            _ = read();
            return null;
        }
        catch (UserErrorException e)
        {
            return e.Message;
        }
    }
}

/// <summary>How uploads are heard of.</summary>
public enum IngestMode
{
    /// <summary>Event Grid calls the blob trigger's webhook.</summary>
    BlobTrigger,

    /// <summary>Event Grid puts a message into a Service Bus queue: no key anywhere.</summary>
    ServiceBus,
}

/// <summary>Who reads.</summary>
public enum ReadingMode
{
    /// <summary>Keyword statistics, in the app itself.</summary>
    Lexical,

    /// <summary>A local model behind an address, asked by the app.</summary>
    Endpoint,

    /// <summary>Readers that pull work from a queue.</summary>
    Queue,
}
