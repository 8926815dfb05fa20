using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>Looks in the store whether a person has approved the request as it is now, or stopped the ask.</summary>
public sealed class LookStep(AskPorts ports)
{
    /// <summary>Looks.</summary>
    public async Task<Word> Run(RunRef run, CancellationToken cancel) =>
        await ports.Store.Exists(run.Path(RunFiles.Stop), cancel) ? Word.Stopped
        : (await Spoken.Load(ports.Store, run, cancel)).Approved ? Word.Approved
        : Word.None;
}
