using Azure.Core;
using Azure.Messaging.ServiceBus;
using Lector.Core;

namespace Lector.Cloud.Access;

/// <summary>The way to a Service Bus namespace.</summary>
public static class ServiceBusAccess
{
    /// <summary>Prepares a client; no connection is made yet.</summary>
    /// <param name="fullyQualifiedNamespace">Such as <c>NAME.servicebus.windows.net</c>, without scheme.</param>
    /// <param name="identity">Who sends and receives.</param>
    /// <remarks>AMQP over WebSockets, port 443: a firm's firewall lets that out, and 5671 mostly not. A proxy of the environment is used.</remarks>
    /// <exception cref="UserErrorException">It is no such name, or holds a key.</exception>
    public static ServiceBusClient Open(string fullyQualifiedNamespace, TokenCredential identity)
    {
        var name = fullyQualifiedNamespace.Trim();
        if (name.Contains('='))
            throw new UserErrorException("The Service Bus setting is a connection string, whose key opens the whole namespace. Give the name alone, such as NAME.servicebus.windows.net, and let an identity have a role there.");
        if (!name.Contains('.') || Uri.CheckHostName(name) != UriHostNameType.Dns)
            throw new UserErrorException("The Service Bus setting is no name of a namespace. Give it as NAME.servicebus.windows.net, without scheme and path.");
        return new ServiceBusClient(name, identity, new ServiceBusClientOptions
        {
            TransportType = ServiceBusTransportType.AmqpWebSockets,
            RetryOptions = { Mode = ServiceBusRetryMode.Exponential, MaxRetries = 5, Delay = TimeSpan.FromSeconds(.8), MaxDelay = TimeSpan.FromSeconds(30), TryTimeout = TimeSpan.FromSeconds(60) },
        });
    }
}
