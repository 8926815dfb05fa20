namespace Lector.Azure.Tests.Cloud;

/// <summary>Takes a request for Azure's address to this machine, and changes nothing else of it.</summary>
internal sealed class Detour(Uri here, HttpMessageHandler handler) : DelegatingHandler(handler)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Assert.Equal(Uri.UriSchemeHttps, request.RequestUri!.Scheme);
        request.RequestUri = new Uri(here.GetLeftPart(UriPartial.Authority) + request.RequestUri.PathAndQuery);
        return base.SendAsync(request, cancellationToken);
    }
}
