namespace Lector.Azure.Tests.Cloud;

/// <summary>A service of which only the replies are there.</summary>
/// <param name="answer">The reply to each attempt, counted from one.</param>
internal sealed class Answers(Func<int, HttpResponseMessage> answer) : HttpMessageHandler
{
    private int attempts;

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => answer(Interlocked.Increment(ref attempts));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(Send(request, cancellationToken));
}
