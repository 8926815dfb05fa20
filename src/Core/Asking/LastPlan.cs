using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>The plan of the run whose groups are read, parsed once and not once a group: a plan names all its groups, so that parsing would grow with their square.</summary>
/// <remarks>The stored bytes decide: a plan that was written anew is parsed anew.</remarks>
internal sealed class LastPlan(IStore store)
{
    private Parsed? last;

    /// <summary>The plan as it is stored now.</summary>
    /// <exception cref="UserErrorException">There is no such run.</exception>
    public async Task<RunPlan> Of(RunRef run, CancellationToken cancel)
    {
        var stored = await store.ReadBytes(run.Path(RunFiles.Plan), cancel);
        if (stored is not null && last is { } known && known.Bytes.AsSpan().SequenceEqual(stored))
            return known.Plan;
        var plan = await store.Planned(run, cancel);
        if (stored is not null)
            last = new Parsed(stored, plan);
        return plan;
    }

    private sealed record Parsed(byte[] Bytes, RunPlan Plan);
}
