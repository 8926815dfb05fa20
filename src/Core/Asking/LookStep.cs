using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>Looks in the store whether a person has approved a request, or stopped the ask.</summary>
public sealed class LookStep(AskPorts ports)
{
    /// <summary>Looks.</summary>
    public async Task<Word> Run(RunRef run, CancellationToken cancel) =>
        await ports.Store.Exists(run.Path(RunFiles.Stop), cancel) ? Word.Stopped
        : await ports.Store.Exists(run.Path(RunFiles.Approved), cancel) ? Word.Approved
        : Word.None;
}
