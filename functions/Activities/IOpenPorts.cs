using Lector.Core.Asking;

namespace Lector.Functions.Activities;

/// <summary>Opens what the steps work with, once a process: a reader behind an address is checked when it is first needed, not when the process starts.</summary>
public interface IOpenPorts
{
    /// <summary>The same without who reads, which takes no opening.</summary>
    OpenPorts WithoutReader { get; }

    /// <summary>Opens it, or gives what is open.</summary>
    /// <exception cref="Core.Reading.ReaderUnavailableException">The reader cannot be reached, or failed its checks; the next call tries again.</exception>
    Task<OpenPorts> Open(CancellationToken cancel);
}

/// <summary>What the steps of a process work with.</summary>
/// <param name="Ask">For the steps of an ask.</param>
/// <param name="Quiet">How long documents must have lain still before standing asks are asked again.</param>
/// <param name="Newest">When a matter's newest document was last written, by its slug; null without any.</param>
public sealed record OpenPorts(AskPorts Ask, TimeSpan Quiet, Func<string, CancellationToken, Task<DateTimeOffset?>> Newest);
