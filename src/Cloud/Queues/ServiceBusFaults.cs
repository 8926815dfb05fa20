using System.Net.Sockets;
using System.Net.WebSockets;
using Azure.Identity;
using Azure.Messaging.ServiceBus;

namespace Lector.Cloud.Queues;

/// <summary>What Service Bus refuses, as a sentence for people: who can mend what, and where.</summary>
public static class ServiceBusFaults
{
    /// <summary>Whether the namespace is out of reach or busy, and may answer later.</summary>
    /// <remarks>A name that does not resolve comes as the web socket's own exception, at once, without any of the client's retries.</remarks>
    public static bool IsOutage(Exception e) => e switch
    {
        ServiceBusException bus => bus.IsTransient || bus.Reason is ServiceBusFailureReason.ServiceCommunicationProblem or ServiceBusFailureReason.ServiceTimeout or ServiceBusFailureReason.ServiceBusy
            || (bus.Reason == ServiceBusFailureReason.GeneralError && bus.InnerException is { } inner && IsOutage(inner)),
        WebSocketException or SocketException or HttpRequestException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>The sentence.</summary>
    /// <param name="e">What was thrown.</param>
    /// <param name="address">The namespace.</param>
    /// <param name="wants">What was wanted, as in "may not <c>receive from the queue read-work</c>".</param>
    /// <param name="role">The role that allows it.</param>
    /// <returns>Null where it is neither a refusal nor an outage.</returns>
    public static string? Sentence(Exception e, string address, string wants, string role) => e switch
    {
        AuthenticationFailedException => $"No sign-in to Azure could be had for {address}. On your own machine run az login, or set the certificate's variables; in Azure give the program its managed identity, and its client id in AZURE_CLIENT_ID.",
        UnauthorizedAccessException => $"This identity may not {wants} of {address}. Give it the role {role} there; new roles take some minutes.",
        ServiceBusException { Reason: ServiceBusFailureReason.MessagingEntityNotFound } => $"There is no such queue: nobody may {wants} of {address}. Run azd provision.",
        ServiceBusException { Reason: ServiceBusFailureReason.MessagingEntityDisabled } => $"The queue is disabled: nobody may {wants} of {address}. Look at its state in the Azure portal.",
        _ when IsOutage(e) => $"{address} cannot be reached over port 443, or does not answer. Check its name, its network rules, the firm's proxy (HTTPS_PROXY), and that this machine is online.",
        _ => null,
    };
}
