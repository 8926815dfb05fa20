using Microsoft.AspNetCore.Http;

namespace Lector.Api;

/// <summary>Tells requests of Lector's own pages, and of programs, from those that another site's page makes a browser send with the person's cookies.</summary>
public static class OwnPages
{
    /// <summary>What such a request is told.</summary>
    public const string Refusal = "Another site's page sent this request. Nothing was done.";

    /// <summary>Whether a request that changes something comes from another site's page.</summary>
    public static bool FromElsewhere(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return false;
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site && site is not ("same-origin" or "none"))
            return true;
        return request.Headers.Origin.ToString() is { Length: > 0 } origin
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
