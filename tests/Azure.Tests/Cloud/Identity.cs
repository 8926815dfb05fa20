using Azure.Core;

namespace Lector.Azure.Tests.Cloud;

/// <summary>An identity with a made-up token, that keeps what it was asked for.</summary>
internal sealed class Identity(Func<string>? token = null) : TokenCredential
{
    public List<string> Scopes { get; } = [];

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Scopes.AddRange(requestContext.Scopes);
        return new AccessToken(token?.Invoke() ?? "entra-token", DateTimeOffset.MaxValue);
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => ValueTask.FromResult(GetToken(requestContext, cancellationToken));
}
