using Lector.Core.Asking;

namespace Lector.Local.Running.Durable;

/// <summary>Signs of life of the steps under way: what a step tells of its progress begins its time anew.</summary>
internal sealed class Pulse : IProgress<ReadingProgress>
{
    // Flows into everything that the step's work calls, and into nothing else.
    private readonly AsyncLocal<Action?> heard = new();

    /// <summary>Listens to the work that the caller is about to begin.</summary>
    /// <param name="beat">Called at each sign of life, from any thread.</param>
    public void Listen(Action beat) => heard.Value = beat;

    /// <inheritdoc/>
    public void Report(ReadingProgress value) => heard.Value?.Invoke();
}
