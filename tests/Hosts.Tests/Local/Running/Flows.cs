using Lector.Core.Asking;
using Lector.Local.Folders;
using Lector.Local.Running.Durable;

namespace Lector.Hosts.Tests.Local.Running;

/// <summary>A durable host in a folder of its own, for flows of a test's making.</summary>
internal sealed class Flows : IDisposable
{
    public const int Lanes = 4;
    public static readonly Step<int, int> Double = new(nameof(Double), 2);
    public static readonly Step<int, int> Once = new(nameof(Once), 1);
    public static readonly Flow<int, int> Main = new(nameof(Main));
    public static readonly Flow<int, int> Child = new(nameof(Child));
    private readonly string folder = Directory.CreateTempSubdirectory("lector-flows-").FullName;
    private readonly AskSteps steps = new();

    public Flows()
    {
        Host = New("1");
        steps.Add(Double, (number, _) => Task.FromResult(Count(number * 2)));
        steps.Add(Once, (number, _) => Task.FromResult(Count(number)));
    }

    public int Done { get; private set; }

    public InstanceHost Host { get; private set; }

    public string Path => Host.PathOf("it");

    public AskSteps Steps => steps;

    public void Restart(string version = "1") => Host = New(version);

    /// <summary>The host with little patience: how long a step may go without a sign of life, and how long it may take to end then, milliseconds.</summary>
    public void Limit(int step, int end) => Host = New("1", TimeSpan.FromMilliseconds(step), TimeSpan.FromMilliseconds(end));

    public void Code(Func<IHistory, int, Task<int>> main) => steps.Add(Main, main);

    public async Task<int> Run(CancellationToken cancel = default) => (await Instance.Run(Host, Main, "it", 1, cancel)).GetInt32();

    public (JournalHead Head, IReadOnlyList<JournalEvent> Events) Journal => Lector.Local.Running.Durable.Journal.Look(Path)!.Value;

    /// <summary>The journal as a process left it that was killed before its last so many lines.</summary>
    public void Cut(int lines, string torn = "")
    {
        var kept = File.ReadAllLines(Path).SkipLast(lines);
        File.WriteAllText(Path, string.Concat(kept.Select(line => line + "\n")) + torn);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private InstanceHost New(string version, TimeSpan? step = null, TimeSpan? end = null) => new(steps, new FolderStore(System.IO.Path.Combine(folder, "store")), folder, TimeProvider.System, new SemaphoreSlim(Lanes))
    {
        Version = version,
        StepLimit = step ?? TimeSpan.FromMinutes(1),
        EndLimit = end ?? TimeSpan.FromMinutes(1),
    };

    private int Count(int result)
    {
        lock (steps)
            Done++;
        return result;
    }
}
