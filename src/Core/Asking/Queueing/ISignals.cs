namespace Lector.Core.Asking.Queueing;

/// <summary>Signals to orchestration instances.</summary>
public interface ISignals
{
    /// <summary>Raises a signal. It is only a hint: an instance that has ended, is gone, or never was is no error.</summary>
    /// <param name="instance">The instance's id.</param>
    /// <param name="signal">A name used for one wait only.</param>
    /// <param name="cancel">Stops.</param>
    Task Raise(string instance, string signal, CancellationToken cancel);
}
