using System.Net;
using System.Security.Cryptography;
using System.Text;
using Lector.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Net.Http.Headers;

namespace Lector.Local.Serving;

/// <summary>Who may ask: holders of the token where there is one, no other site's page through a person's browser, and no name that was bent to this machine.</summary>
/// <param name="token">The token, or null on loopback.</param>
internal sealed class Guard(string? token)
{
    private const string CookieName = "lector";
    private const string Query = "token";
    private readonly byte[]? word = token is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(token));

    // The cookie proves the token and does not hold it.
    private readonly string? cookie = token is null ? null : Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), "lector cookie 1"u8));

    /// <summary>Checks every request.</summary>
    public void Use(IApplicationBuilder app) => app.Use(next => async context =>
    {
        if (Refusal(context.Request) is var (status, words))
            await Problems.Tell(context, status, words);
        else if (word is not null && HttpMethods.IsGet(context.Request.Method) && context.Request.Query.ContainsKey(Query))
            Welcome(context);
        else
            await next(context);
    });

    private (int Status, string Words)? Refusal(HttpRequest request)
    {
        // Without a token, what protects this machine is that only its own names lead here: a stranger's domain that resolves to it is turned away.
        if (word is null && !IsLoopback(request.Host.Host))
            return (StatusCodes.Status421MisdirectedRequest, "This address is not one of this machine's own names. Open the address that lector serve printed.");
        if (OwnPages.FromElsewhere(request))
            return (StatusCodes.Status403Forbidden, OwnPages.Refusal);
        if (word is not null && !Holds(request))
            return (StatusCodes.Status401Unauthorized, "This needs the token that lector serve was started with: send it as \"Authorization: Bearer TOKEN\", or open this address once with ?token=TOKEN.");
        return null;
    }

    private bool Holds(HttpRequest request) =>
        Same(request.Headers.Authorization.ToString() is var given && given.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? given[7..].Trim() : null)
        || (HttpMethods.IsGet(request.Method) && Same(request.Query[Query]))
        || (request.Cookies[CookieName] is { } kept && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(kept), Encoding.UTF8.GetBytes(cookie!)));

    // Hashes have one length: the comparison tells nothing of the token's.
    private bool Same(string? given) => given is { Length: > 0 } && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), word);

    private void Welcome(HttpContext context)
    {
        context.Response.Cookies.Append(CookieName, cookie!, new CookieOptions { HttpOnly = true, SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict, Path = "/", IsEssential = true });
        var rest = QueryString.Create(context.Request.Query.Where(pair => pair.Key != Query).SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value)));
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        // The path comes from the request: a second slash at its head would name another host.
        context.Response.Headers[HeaderNames.Location] = UriHelper.BuildRelative(path: "/" + context.Request.Path.Value?.TrimStart('/'), query: rest);
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
