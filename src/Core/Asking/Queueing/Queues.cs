namespace Lector.Core.Asking.Queueing;

/// <summary>The queues of a deployment, and what readers and the app may count on from them.</summary>
public static class Queues
{
    /// <summary>Work for readers; they may only receive from it.</summary>
    public const string Work = "read-work";

    /// <summary>What readers did; they may only send to it.</summary>
    public const string Results = "read-results";

    /// <summary>Uploads, where Event Grid tells them by Service Bus.</summary>
    public const string Ingest = "ingest";

    /// <summary>How often a message is given out before it is dead-lettered.</summary>
    public const int MostDeliveries = 5;

    /// <summary>How long a message is locked for who received it; renewed by half of it.</summary>
    public static readonly TimeSpan Lock = TimeSpan.FromMinutes(5);
}
