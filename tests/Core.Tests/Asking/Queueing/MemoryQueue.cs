using System.Text.Json;
using Lector.Core.Asking.Queueing;
using Lector.Core.Storage;

namespace Lector.Core.Tests.Asking.Queueing;

/// <summary>A queue in memory with the semantics of Service Bus' peek-lock: what tests may believe of the real one, and no more.</summary>
/// <remarks>
/// At least once. A message is locked for who received it; an abandoned one comes again at once, one whose lock expires when it does. The count of deliveries rises as a message is given out,
/// and a message that would be given out once more than allowed goes to the dead letters. Within its window the queue swallows a message whose id it has seen, also when the first was completed since.
/// Settling after the lock's expiry fails. A message is bytes: what does not survive JSON does not survive here.
/// </remarks>
internal sealed class MemoryQueue<T>(TimeProvider clock)
{
    private readonly TimeProvider clock = clock;
    private readonly Lock gate = new();
    private readonly List<Message> messages = [];
    private readonly Dictionary<string, DateTimeOffset> seen = [];
    private readonly List<byte[]> dead = [];
    private int tokens;

    public TimeSpan LockFor { get; init; } = Queues.Lock;

    public TimeSpan DuplicateWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Messages that were taken in, without swallowed ones.</summary>
    public int Posted { get; private set; }

    /// <summary>Messages that were swallowed as duplicates.</summary>
    public int Swallowed { get; private set; }

    /// <summary>Size of the largest message, in bytes.</summary>
    public int Largest { get; private set; }

    public int Count
    {
        get
        {
            lock (gate)
                return messages.Count;
        }
    }

    /// <summary>What waits or is locked.</summary>
    public IReadOnlyList<T> Values
    {
        get
        {
            lock (gate)
                return [.. messages.Select(message => JsonSerializer.Deserialize<T>(message.Body, Json.Options)!)];
        }
    }

    public int Dead
    {
        get
        {
            lock (gate)
                return dead.Count;
        }
    }

    public void Post(string id, T value, TimeSpan delay = default)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (seen.TryGetValue(id, out var at) && now - at < DuplicateWindow)
            {
                Swallowed++;
                return;
            }

            seen[id] = now;
            Posted++;
            var body = JsonSerializer.SerializeToUtf8Bytes(value, Json.Options);
            Largest = Math.Max(Largest, body.Length);
            messages.Add(new Message(body, now + delay));
        }
    }

    /// <summary>Gives out the first message that may be had, or null.</summary>
    public Lease? Take()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            foreach (var spent in messages.Where(message => message.From <= now && message.Deliveries >= Queues.MostDeliveries).ToList())
            {
                messages.Remove(spent);
                dead.Add(spent.Body);
            }

            if (messages.Find(message => message.From <= now) is not { } found)
                return null;
            found.Deliveries++;
            found.From = now + LockFor;
            found.Token = ++tokens;
            return new Lease(this, found, found.Token);
        }
    }

    /// <summary>Takes the dead letters out.</summary>
    public IReadOnlyList<T> Bury()
    {
        lock (gate)
        {
            T[] buried = [.. dead.Select(body => JsonSerializer.Deserialize<T>(body, Json.Options)!)];
            dead.Clear();
            return buried;
        }
    }

    private sealed class Message(byte[] body, DateTimeOffset from)
    {
        public byte[] Body { get; } = body;

        /// <summary>When it may be had: after its delay, or its lock.</summary>
        public DateTimeOffset From { get; set; } = from;

        public int Deliveries { get; set; }

        public int Token { get; set; }
    }

    internal sealed class Lease
    {
        private readonly MemoryQueue<T> queue;
        private readonly Message message;
        private readonly int token;

        internal Lease(MemoryQueue<T> queue, object message, int token) => (this.queue, this.message, this.token) = (queue, (Message)message, token);

        public T Value => JsonSerializer.Deserialize<T>(message.Body, Json.Options)!;

        public int Deliveries => message.Deliveries;

        public void Renew() => Settle(now => message.From = now + queue.LockFor);

        public void Complete() => Settle(_ => queue.messages.Remove(message));

        public void Abandon() => Settle(now => message.From = now);

        private void Settle(Action<DateTimeOffset> act)
        {
            lock (queue.gate)
            {
                var now = queue.clock.GetUtcNow();
                if (message.Token != token || message.From <= now || !queue.messages.Contains(message))
                    throw new LeaseLostException();
                act(now);
                if (message.From <= now)
                    message.Token = 0;
            }
        }
    }
}

/// <summary>The queue of work in memory.</summary>
internal sealed class MemoryWork(TimeProvider time, TimeSpan? lockFor = null) : IWorkQueue, IWorkSource
{
    public MemoryQueue<WorkItem> Queue { get; } = new(time) { LockFor = lockFor ?? Queues.Lock };

    public Task Post(IReadOnlyList<WorkItem> items, TimeSpan delay, CancellationToken cancel)
    {
        foreach (var item in items)
            Queue.Post(item.MessageId, item, delay);
        return Task.CompletedTask;
    }

    public async Task<IWorkLease?> Receive(TimeSpan patience, CancellationToken cancel)
    {
        for (var until = time.GetUtcNow() + patience; ; await Task.Delay(TimeSpan.FromMilliseconds(5), time, cancel))
        {
            cancel.ThrowIfCancellationRequested();
            if (Queue.Take() is { } lease)
                return new WorkLease(lease);
            if (time.GetUtcNow() >= until)
                return null;
        }
    }

    private sealed class WorkLease(MemoryQueue<WorkItem>.Lease lease) : IWorkLease
    {
        public WorkItem? Item => lease.Value;

        public int Deliveries => lease.Deliveries;

        public Task Renew(CancellationToken cancel) => Do(lease.Renew);

        public Task Complete(CancellationToken cancel) => Do(lease.Complete);

        public Task Abandon(CancellationToken cancel) => Do(lease.Abandon);

        private static Task Do(Action act)
        {
            act();
            return Task.CompletedTask;
        }
    }
}
