using System.Net;
using Lector.Core.Answering;

namespace Lector.Models.Frontiers;

/// <summary>Which frontier model is asked, and what the user says of its operator.</summary>
public sealed class FrontierOptions
{
    /// <summary>Base address as <see cref="FrontierAddress.Of"/> gives it; <c>chat/completions</c> is put after it.</summary>
    public required Uri Address { get; init; }

    /// <summary>The model as the service names it; on Azure the deployment's name.</summary>
    public required string Model { get; init; }

    /// <summary>The service's key, sent as a bearer token; null sends none. Ignored with <see cref="Entra"/>.</summary>
    public string? Key { get; init; }

    /// <summary>Signs in to Azure as whoever runs Lector (Azure CLI, managed identity …) instead of using a key. Azure addresses only.</summary>
    public bool Entra { get; init; }

    /// <summary>How long an attempt may take until the reply is read whole; default 120 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The dialect that requests are written in; null: the address's own, see <see cref="FrontierAddress.Dialect"/>.</summary>
    public ChatDialect? Dialect { get; init; }

    /// <summary>An HTTP proxy to tunnel through, such as <c>HttpClient.DefaultProxy</c>; null, the default: none, whatever the environment says.</summary>
    /// <remarks>Used for https only, so that it sees the host name and not the content, and never for this machine's own addresses.</remarks>
    public IWebProxy? Proxy { get; init; }

    /// <summary>Who runs the service, as the user states; null: by its host name.</summary>
    public string? Operator { get; init; }

    /// <summary>Where it is processed, as the user states; null: not stated.</summary>
    public string? Zone { get; init; }

    /// <summary>The terms that hold with the operator, as the user states; null: none stated.</summary>
    public string? Terms { get; init; }
}
