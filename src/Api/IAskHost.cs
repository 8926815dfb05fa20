using Lector.Core;
using Lector.Core.Asking;
using Lector.Core.Asking.Waking;
using Lector.Core.Reading;
using Lector.Core.Storage;

namespace Lector.Api;

/// <summary>What runs asks behind the HTTP API: one machine, or Durable Functions.</summary>
public interface IAskHost
{
    /// <summary>What the host was started with.</summary>
    ApiConfig Config { get; }

    /// <summary>Where runs are kept.</summary>
    IStore Store { get; }

    /// <summary>The matters that can be asked.</summary>
    Task<IReadOnlyList<MatterSummary>> Matters(CancellationToken cancel);

    /// <summary>Uploads that were not taken, newest first.</summary>
    Task<IReadOnlyList<Notice>> Notices(CancellationToken cancel) => Task.FromResult<IReadOnlyList<Notice>>([]);

    /// <summary>Starts an ask; one that is under way is left to run, one that has ended is run again over the documents as they are now.</summary>
    /// <returns>Its state, at once: the snapshot of the documents is taken later.</returns>
    /// <exception cref="UserErrorException">The question is blank or too long, or the place for runs cannot be written.</exception>
    Task<AskState> Start(Ask ask, CancellationToken cancel);

    /// <summary>The latest run of every ask, newest first.</summary>
    /// <param name="matter">Only of this matter, or of all.</param>
    /// <param name="cancel">Stops.</param>
    Task<IReadOnlyList<AskState>> List(string? matter, CancellationToken cancel);

    /// <summary>The wait for the reader that a run needs at its stage, while it is away; null while it answers, and where another process reads.</summary>
    ReaderPause? Pause(AskState state) => null;

    /// <summary>Every run of an ask, newest first; empty where there is no such ask.</summary>
    Task<IReadOnlyList<AskState>> Runs(string ask, CancellationToken cancel);

    /// <summary>One run of an ask.</summary>
    /// <param name="ask">The ask's id.</param>
    /// <param name="run">Key of the run's snapshot; the latest run where null.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>Null where there is no such ask or run.</returns>
    Task<AskState?> Find(string ask, string? run, CancellationToken cancel);

    /// <summary>Takes a person's word that a run's request may be sent: stores it, and wakes the run or begins it again.</summary>
    /// <param name="state">The run, as it was found.</param>
    /// <param name="approval">The word, and the request that it is for.</param>
    /// <param name="sendAgain">Also after an attempt whose outcome is unknown.</param>
    /// <param name="cancel">Stops.</param>
    Task Approve(AskState state, Approval approval, bool sendAgain, CancellationToken cancel);

    /// <summary>Stops a run for good; of one that has ended, withdraws the standing ask, which is not asked again by itself then.</summary>
    Task Terminate(AskState state, CancellationToken cancel);
}

/// <summary>What a host was started with; never a key.</summary>
/// <param name="Version">The program's version.</param>
/// <param name="ReadBy">Who reads, as the first line of every run says it.</param>
/// <param name="Reader">Key of who reads, the value of an ask's <c>reader</c>.</param>
/// <param name="Frontiers">The frontier models that an ask may name; the first is the default.</param>
/// <param name="TokenNeeded">Whether every request needs the host's token.</param>
public sealed record ApiConfig(string Version, string ReadBy, string Reader, IReadOnlyList<FrontierChoice> Frontiers, bool TokenNeeded);

/// <summary>A matter.</summary>
/// <param name="Matter">Its slug.</param>
/// <param name="Name">What people call it: the folder's name.</param>
/// <param name="Files">Files in it when it was last looked at; null before.</param>
/// <param name="Asks">Asks of it.</param>
public sealed record MatterSummary(string Matter, string Name, int? Files, int Asks);

/// <summary>Where a run of an ask stands.</summary>
/// <param name="Ask">The ask.</param>
/// <param name="Run">Key of its snapshot; null while the ask waits for its turn.</param>
/// <param name="Status">As Durable names it.</param>
/// <param name="Created">When it was asked, or began.</param>
/// <param name="LastUpdated">When something last happened.</param>
/// <param name="Progress">How far it is, or null before it began.</param>
/// <param name="Output">Its result, once it is completed.</param>
/// <param name="Fault">Why it failed, in words; never document text.</param>
public sealed record AskState(Ask Ask, string? Run, RuntimeStatus Status, DateTimeOffset Created, DateTimeOffset LastUpdated, AskProgress? Progress, AskResult? Output, string? Fault)
{
    /// <summary>The instance's id, as Durable has it.</summary>
    public string InstanceId => Run is null ? $"ask.{Ask.Id}" : $"ask.{Ask.Id}.{Run}";

    /// <summary>The run, once it has begun.</summary>
    public RunRef? Ref => Run is null ? null : new RunRef(Ask.Matter, Ask.Id, Run);
}

/// <summary>The states of an instance, as Durable Functions names them.</summary>
public enum RuntimeStatus
{
    /// <summary>It waits for its turn.</summary>
    Pending,

    /// <summary>It is under way, or waits for a person's word.</summary>
    Running,

    /// <summary>It has a result.</summary>
    Completed,

    /// <summary>It broke off.</summary>
    Failed,

    /// <summary>A person stopped it.</summary>
    Terminated,
}
