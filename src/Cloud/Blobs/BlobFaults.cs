using System.Net.Sockets;
using Azure;
using Azure.Identity;
using Lector.Core;

namespace Lector.Cloud.Blobs;

/// <summary>What Azure Storage refuses, as a sentence for people: who can mend what, and where.</summary>
internal static class BlobFaults
{
    /// <summary>Calls Azure Storage.</summary>
    /// <param name="container">Whose address is named in the sentence.</param>
    /// <param name="wants">What the call does, as in "may not <c>read</c>": read, write, list or delete.</param>
    /// <param name="call">The call.</param>
    /// <exception cref="OutageException">No connection, or a storage account that is too busy.</exception>
    /// <exception cref="UserErrorException">No right, no container, no sign-in; everything else is thrown as it comes.</exception>
    public static async Task<T> Guard<T>(Uri container, string wants, Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception e) when (Sentence(e, container, wants) is { } says)
        {
            throw Told(says, e);
        }
    }

    /// <summary>The same without a task, for streams that are read synchronously.</summary>
    public static T Guard<T>(Uri container, string wants, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception e) when (Sentence(e, container, wants) is { } says)
        {
            throw Told(says, e);
        }
    }

    private static UserErrorException Told(string says, Exception e) => IsBusy(e) || IsUnreached(e) ? new OutageException(says, e) : new UserErrorException(says, e);

    private static string? Sentence(Exception e, Uri at, string wants)
    {
        var (account, container) = (at.IsLoopback ? at.Authority : at.Host, at.AbsolutePath[(at.AbsolutePath.LastIndexOf('/') + 1)..]);
        return e switch
        {
            AuthenticationFailedException => $"No sign-in to Azure could be had for {account}. On your own machine run az login; in Azure give the app its managed identity, and its client id in AZURE_CLIENT_ID.",
            RequestFailedException { ErrorCode: "ContainerNotFound" or "ContainerBeingDeleted" } => $"There is no container {container} in {account}. Run azd provision, or create the container.",
            RequestFailedException { ErrorCode: "AccountIsDisabled" } => $"The storage account {account} is disabled. Look at its state in the Azure portal.",
            RequestFailedException { ErrorCode: "KeyBasedAuthenticationNotPermitted" } => $"{account} takes no keys. Give its address instead of a connection string, and an identity a role there.",
            RequestFailedException { Status: 401 or 403 } refused =>
                $"This identity may not {wants} in container {container} of {account} ({refused.ErrorCode ?? "403"}). Give it the role {(wants is "read" or "list" ? "Storage Blob Data Reader" : "Storage Blob Data Contributor")} on that container, or let it through the account's network rules; new roles take some minutes.",
            RequestFailedException busy when IsBusy(busy) => $"{account} answered {busy.Status} each of the times that it was asked. Wait a little and try again.",
            _ when IsUnreached(e) => $"The storage account {account} cannot be reached. Check its name, its network rules, and that this machine is online.",
            _ => null,
        };
    }

    private static bool IsBusy(Exception e) => e is RequestFailedException { Status: 500 or 502 or 503 or 504 or 408 };

    private static bool IsUnreached(Exception e) => e switch
    {
        AggregateException many => many.InnerExceptions.Count > 0 && many.InnerExceptions.All(IsUnreached),
        RequestFailedException { Status: 0 } or HttpRequestException or SocketException => true,
        // The client's own time limit, and nobody's wish to stop.
        TaskCanceledException { InnerException: TimeoutException } => true,
        _ => false,
    };
}
