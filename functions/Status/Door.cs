using Lector.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Lector.Functions.Status;

/// <summary>Who may ask. The platform checks; this only makes sure that it does, so that a forgotten setting does not open the matters to everyone.</summary>
public sealed class Door(SignIn signIn)
{
    /// <summary>Beginning of the paths whose requests the Functions host has checked for a function key.</summary>
    public const string Keyed = "/keyed";

    // Set by the platform's sign-in (Easy Auth), which also removes what a client sends under this name.
    private const string Principal = "X-MS-CLIENT-PRINCIPAL-ID";

    /// <summary>Checks every request.</summary>
    public void Use(IApplicationBuilder app) => app.Use(next => context => Refusal(context.Request) is var (status, words) ? Problems.Tell(context, status, words) : next(context));

    private (int Status, string Words)? Refusal(HttpRequest request)
    {
        if (OwnPages.FromElsewhere(request))
            return (StatusCodes.Status403Forbidden, OwnPages.Refusal);
        if (request.PathBase.StartsWithSegments(Keyed, StringComparison.Ordinal))
            return null;
        return signIn switch
        {
            SignIn.None => null,
            SignIn.Entra when request.Headers[Principal].ToString() is { Length: > 0 } => null,
            SignIn.Entra => (StatusCodes.Status401Unauthorized, "This needs a sign-in, and the platform let a request through without one: switch on authentication for this app (README, \"In Azure\")."),
            _ => (StatusCodes.Status401Unauthorized, $"Nobody can sign in here: give the app an Entra registration (README, \"In Azure\"), or call {Keyed}/… with a function key as x-functions-key."),
        };
    }
}
