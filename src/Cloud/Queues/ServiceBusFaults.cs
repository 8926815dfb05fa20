using Azure.Identity;
using Azure.Messaging.ServiceBus;

namespace Lector.Cloud.Queues;

/// <summary>What Service Bus refuses, as a sentence for people: who can mend what, and where.</summary>
public static class ServiceBusFaults
{
    /// <summary>The sentence.</summary>
    /// <param name="e">What was thrown.</param>
    /// <param name="address">The namespace.</param>
    /// <param name="wants">What was wanted, as in "may not <c>receive from the queue read-work</c>".</param>
    /// <param name="role">The role that allows it.</param>
    /// <returns>Null where it is something else than a refusal or an outage.</returns>
    public static string? Sentence(Exception e, string address, string wants, string role) => e switch
    {
        AuthenticationFailedException => $"No sign-in to Azure could be had for {address}. On your own machine run az login, or set the certificate's variables; in Azure give the program its managed identity, and its client id in AZURE_CLIENT_ID.",
        UnauthorizedAccessException => $"This identity may not {wants} of {address}. Give it the role {role} there; new roles take some minutes.",
        ServiceBusException { Reason: ServiceBusFailureReason.MessagingEntityNotFound } => $"There is no such queue: it may not {wants} of {address}. Run azd provision.",
        ServiceBusException { Reason: ServiceBusFailureReason.MessagingEntityDisabled } => $"The queue is disabled: nobody may {wants} of {address}. Look at its state in the Azure portal.",
        ServiceBusException { Reason: ServiceBusFailureReason.ServiceCommunicationProblem or ServiceBusFailureReason.ServiceTimeout or ServiceBusFailureReason.ServiceBusy } =>
            $"{address} cannot be reached over port 443, or does not answer. Check its name, its network rules, the firm's proxy (HTTPS_PROXY), and that this machine is online.",
        ServiceBusException { Reason: ServiceBusFailureReason.GeneralError, InnerException: System.Net.Sockets.SocketException or System.Net.WebSockets.WebSocketException or HttpRequestException } =>
            $"{address} cannot be reached over port 443. Check its name, its network rules, the firm's proxy (HTTPS_PROXY), and that this machine is online.",
        _ => null,
    };
}
