using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>The files of a run's folder.</summary>
public static class RunFiles
{
    /// <summary>The frozen list of documents.</summary>
    public const string Plan = "plan.json";

    /// <summary>The work order of a group: the files that are to be extracted into one shard.</summary>
    /// <param name="shard">The shard's id.</param>
    public static string Order(string shard) => $"groups/{shard}.json";

    /// <summary>Everything that is true of the run: who read, what was found, what it cost, when.</summary>
    public const string Record = "record.json";

    /// <summary>A row a document.</summary>
    public const string Documents = "documents.csv";

    /// <summary>The evidence, by offsets.</summary>
    public const string Pack = "pack.json";

    /// <summary>The exact bytes of the frontier request.</summary>
    public const string Request = "request.json";

    /// <summary>The request as text that a person can paste into any chat window.</summary>
    public const string Paste = "request.txt";

    /// <summary>Written before a request is sent, by one sender alone.</summary>
    /// <param name="attempt">The attempt's number, from 1.</param>
    public static string IntentOf(int attempt) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"intent-{attempt}.json");

    /// <summary>Every attempt to send, with what came of it.</summary>
    public const string Attempts = "attempts.json";

    /// <summary>What the model wrote to a request.</summary>
    /// <param name="requestSha256">SHA-256 of the request's body: another program version may prepare another one in the same run.</param>
    public static string ReplyTo(string requestSha256) => $"reply-{requestSha256[..12]}.json";

    /// <summary>A reply to a request that a person carried by hand.</summary>
    /// <param name="requestSha256">SHA-256 of the request's body.</param>
    public static string CarriedTo(string requestSha256) => $"carried-{requestSha256[..12]}.json";

    /// <summary>A person's word to send again after an attempt of unknown outcome.</summary>
    public const string SendAgain = "send-again";

    /// <summary>What Select found: counts and scores.</summary>
    public const string Selection = "selection.json";

    /// <summary>The answer.</summary>
    public const string Answer = "answer.json";

    /// <summary>What left the house.</summary>
    public const string Ledger = "ledger.jsonl";

    /// <summary>What it cost, and would have cost.</summary>
    public const string Cost = "cost.json";

    /// <summary>The page for people.</summary>
    public const string Report = "report.html";

    /// <summary>A person's word that the request may be sent.</summary>
    public const string Approved = "approved.json";

    /// <summary>A person's word to stop.</summary>
    public const string Stop = "stop";

    /// <summary>Name of a run's file in the store.</summary>
    public static string Path(this RunRef run, string file) => new MatterPaths(run.Matter).Run(run.Ask, run.Run, file);

    /// <summary>The plan of a run.</summary>
    /// <exception cref="UserErrorException">There is no such run.</exception>
    public static async Task<RunPlan> Planned(this IStore store, RunRef run, CancellationToken cancel) =>
        await store.ReadJson<RunPlan>(run.Path(Plan), cancel) ?? throw new UserErrorException($"There is no run {run.Run} of {run.Ask}.");
}
