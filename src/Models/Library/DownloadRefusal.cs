using System.Net;

namespace Lector.Models.Library;

/// <summary>Why a file does not come, in a person's words and with the way round it.</summary>
internal static class DownloadRefusal
{
    /// <summary>An address without credentials and query, which may hold a signature.</summary>
    public static string Bare(Uri address) => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>What messages call an address.</summary>
    public static string Name(Uri address) => address.Host + address.AbsolutePath;

    /// <summary>What to say of an answer that is no file, and that another attempt would not change.</summary>
    public static string Of(Uri address, HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.NotFound or HttpStatusCode.Gone => $"{Name(address)} has no such file (404): it may have moved. Fetch the GGUF file elsewhere, then run: lector model get ADDRESS or FILE.gguf",
        HttpStatusCode.ProxyAuthenticationRequired => Proxy(address, "asks for a sign-in (407)"),
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => $"{Name(address)} refuses ({(int)response.StatusCode}): it needs a sign-in, or a proxy forbids it. Fetch the file with a browser, then run: lector model get FILE.gguf",
        _ => $"{Name(address)} answers {(int)response.StatusCode} {response.ReasonPhrase}.",
    };

    /// <summary>What to say of a failure that another attempt would not change; null for one that may pass.</summary>
    public static string? Of(Uri address, Exception e) => (e as HttpRequestException)?.HttpRequestError switch
    {
        HttpRequestError.ProxyTunnelError => Proxy(address, ((HttpRequestException)e).StatusCode is { } status ? $"refuses the way there ({(int)status})" : "refuses the way there"),
        HttpRequestError.SecureConnectionError =>
            $"No secure connection to {address.Host}: its certificate is not one that this machine trusts. Where a company's proxy looks into connections, its certificate must be installed; or fetch the file with a browser, then run: lector model get FILE.gguf",
        HttpRequestError.NameResolutionError =>
            $"{address.Host} cannot be found: this machine has no internet, or reaches it through a proxy (set HTTPS_PROXY). Or fetch the file elsewhere, then run: lector model get FILE.gguf",
        _ => null,
    };

    private static string Proxy(Uri address, string does) =>
        $"The proxy {does}, so {address.Host} was not reached. Set HTTPS_PROXY with a user and password, or fetch the file with a browser and run: lector model get FILE.gguf";
}
