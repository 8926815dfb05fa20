using Lector.Core.Asking;
using Lector.Core.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lector.Api;

/// <summary>The HTTP API, the same in every host.</summary>
public static class AskApi
{
    /// <summary>Seconds that a client is asked to wait before it looks again.</summary>
    public const int RetryAfter = 1;

    private const string Durable = "/runtime/webhooks/durabletask/instances/";

    /// <summary>Maps every route under <c>/api</c>, and Durable's status route.</summary>
    public static void MapAskApi(this IEndpointRouteBuilder routes, IAskHost host)
    {
        var api = routes.MapGroup("/api").WithTags("Lector").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status500InternalServerError);
        api.MapGet("/config", () => host.Config).WithSummary("What the host was started with.");
        api.MapGet("/matters", host.Matters).WithSummary("The matters that can be asked.");
        api.MapGet("/notices", host.Notices).WithSummary("Uploads that were not taken, each with its reason.");
        api.MapGet("/asks", async (string? matter, CancellationToken cancel) => (await host.List(matter, cancel)).Select(AskRow.Of)).WithSummary("The latest run of every ask, newest first.");
        api.MapPost("/asks", Start).WithSummary("Starts an ask.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType).ProducesProblem(StatusCodes.Status507InsufficientStorage);

        var ask = api.MapGroup("/asks/{id}").ProducesProblem(StatusCodes.Status404NotFound);
        ask.MapGet("", (string id, string? run, CancellationToken cancel) => Status(id, run, cancel)).WithName("status").WithSummary("Where a run stands, in Durable's shape.");
        ask.MapGet("/runs", Runs).WithSummary("Every run of an ask, newest first.");
        ask.MapGet("/answer", (string id, string? run, CancellationToken cancel) => Of(id, run, "no answer yet", found => AnswerView.Of(host.Store, found, cancel), cancel)).WithSummary("The answer with its evidence, ledgers and funnel.");
        ask.MapGet("/request", Request).WithSummary("The exact bytes that are about to leave, or left.");
        ask.MapGet("/evidence/{n:int}", (string id, int n, string? run, CancellationToken cancel) => Of(id, run, $"no evidence {n}", found => EvidenceView.Of(host.Store, found, n, cancel), cancel))
            .WithSummary("The document around a piece of evidence.");
        ask.MapGet("/documents", Documents).WithSummary("What became of each document.");
        ask.MapGet("/report", (string id, string? run, HttpResponse response, CancellationToken cancel) => File(id, run, RunFiles.Report, "text/html; charset=utf-8", response, cancel)).WithSummary("The page for people.");
        ask.MapGet("/ledger", (string id, string? run, HttpResponse response, CancellationToken cancel) => File(id, run, RunFiles.Ledger, "application/jsonl", response, cancel)).WithSummary("What left the house, span by span.");
        ask.MapPost("/approve", Approve).WithSummary("A person's word that the request may be sent.").ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status507InsufficientStorage);
        ask.MapPost("/terminate", Terminate).WithSummary("Stops a run for good; once it has ended, withdraws a standing ask.").ProducesProblem(StatusCodes.Status410Gone).ProducesProblem(StatusCodes.Status507InsufficientStorage);

        routes.MapGet(Durable + "{instanceId}", Instance).WithTags("Durable").WithSummary("The status where clients of Durable Functions look for it, and as Durable answers: 202 until the run has ended.")
            .ProducesProblem(StatusCodes.Status404NotFound);

        async Task<Results<AcceptedAtRoute<AskStatus>, ProblemHttpResult>> Start(StartAsk body, HttpResponse response, CancellationToken cancel)
        {
            // People know a matter by its folder's name; where that names one alone, it does as well as the slug.
            var matters = await host.Matters(cancel);
            if ((matters.FirstOrDefault(matter => matter.Matter == body.Matter) ?? (matters.Count(matter => matter.Name == body.Matter) == 1 ? matters.First(matter => matter.Name == body.Matter) : null)) is not { } meant)
                return Missing($"There is no matter \"{Shortened(body.Matter)}\". GET /api/matters lists those that there are.");
            var asked = (body with { Matter = meant.Matter }).Read(host.Config);
            var state = await host.Start(asked, cancel);
            // What an ask's id does not tell apart: one that is under way is not changed by another's word.
            if ((state.Ask.Options.AutoSend, state.Ask.Options.Standing) != (asked.Options.AutoSend, asked.Options.Standing))
                return Problem(StatusCodes.Status409Conflict, $"This question is being asked already, {(state.Ask.Options.AutoSend ? "to be sent without a word" : "to be sent with a person's word")}{(state.Ask.Options.Standing ? ", and as a standing one" : "")}. Stop that run or wait until it has ended, then ask again.");
            response.Headers.RetryAfter = RetryAfter.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return TypedResults.AcceptedAtRoute(AskStatus.Of(state), "status", new { id = state.Ask.Id });
        }

        async Task<Results<Ok<AskStatus>, ProblemHttpResult>> Status(string id, string? run, CancellationToken cancel)
        {
            if (await host.Find(id, run, cancel) is not { } state)
                return NoAsk(id);
            var pause = state.Status == RuntimeStatus.Running ? host.Pause(state) : null;
            var live = state is { Status: RuntimeStatus.Running, Progress: { Stage: AskStage.Reading } progress, Ref: { } reading } ? await LiveCounts.Of(host.Store, reading, progress, pause, TimeProvider.System, cancel) : null;
            // What a run over the same documents left before is no news of this one.
            var selected = state.Ref is { } at && (state.Status == RuntimeStatus.Completed || state.Progress?.Stage > AskStage.Selecting) ? await host.Store.ReadJson<Selection>(at.Path(RunFiles.Selection), cancel) : null;
            var cost = state is { Status: RuntimeStatus.Completed, Ref: { } found } ? await host.Store.ReadJson<Core.Ledgers.Costs.CostLedger>(found.Path(RunFiles.Cost), cancel) : null;
            return TypedResults.Ok(AskStatus.Of(state, live, live is null ? pause : live.Pause, cost?.Least, selected?.Tokens));
        }

        async Task<Results<Ok<AskStatus>, Accepted<AskStatus>, ProblemHttpResult>> Instance(string instanceId, HttpResponse response, CancellationToken cancel)
        {
            if (instanceId.Split('.') is not ["ask", var id, .. var rest] || rest.Length > 1)
                return Missing("There is no such instance.");
            var found = (await Status(id, rest.FirstOrDefault(), cancel)).Result;
            if (found is not Ok<AskStatus> { Value: { } status } ok)
                return (ProblemHttpResult)found;
            if (status.RuntimeStatus is not (nameof(RuntimeStatus.Pending) or nameof(RuntimeStatus.Running)))
                return ok;
            response.Headers.RetryAfter = RetryAfter.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return TypedResults.Accepted(Durable + instanceId, status);
        }

        async Task<Results<Ok<IReadOnlyList<AskRow>>, ProblemHttpResult>> Runs(string id, CancellationToken cancel) =>
            await host.Runs(id, cancel) is { Count: > 0 } runs ? TypedResults.Ok<IReadOnlyList<AskRow>>([.. runs.Select(AskRow.Of)]) : NoAsk(id);

        async Task<Results<Ok<RequestView>, ProblemHttpResult>> Request(string id, string? run, CancellationToken cancel) =>
            await host.Find(id, run, cancel) is not { } state ? NoAsk(id)
            : await RequestView.Of(host.Store, state, cancel) is { } view ? TypedResults.Ok(view)
            : Missing("This run has no request: nothing was found to send, or it is not prepared yet.");

        async Task<Results<Ok<DocumentsView>, ProblemHttpResult>> Documents(string id, string? run, string? outcome, int? offset, int? limit, CancellationToken cancel)
        {
            if (outcome is not null && !Enum.GetValues<Outcome>().Any(value => value.Word() == outcome))
                return Problem(StatusCodes.Status400BadRequest, "outcome is relevant, setAside, unreadable or failed.");
            if (offset is < 0 || limit is < 1 or > DocumentsView.MostRows)
                return Problem(StatusCodes.Status400BadRequest, $"offset is 0 or more, and limit 1 to {DocumentsView.MostRows}.");
            Outcome? wanted = outcome is null ? null : Enum.GetValues<Outcome>().First(value => value.Word() == outcome);
            return await Of(id, run, "no table of documents yet", found => DocumentsView.Of(host.Store, found, wanted, offset ?? 0, limit ?? 100, cancel), cancel);
        }

        async Task<Results<Accepted<AskStatus>, ProblemHttpResult>> Approve(string id, string? run, [FromBody(EmptyBodyBehavior = Microsoft.AspNetCore.Mvc.ModelBinding.EmptyBodyBehavior.Allow)] ApproveAsk? body, HttpResponse response, CancellationToken cancel)
        {
            if (await host.Find(id, run, cancel) is not { } state)
                return NoAsk(id);
            if (await RequestView.Of(host.Store, state, cancel) is not { } request)
                return Problem(StatusCodes.Status409Conflict, "There is nothing to approve: this run has no request, or it is not prepared yet.");
            if (body?.RequestSha256 is { } seen && seen != request.Sha256)
                return Problem(StatusCodes.Status409Conflict, "The request is no longer the one that was shown. Nothing was sent; look at it again.");
            if (!request.MayApprove)
                return Problem(StatusCodes.Status409Conflict, request.State == "sent" ? "The request was sent and answered already; it is not paid for twice." : $"The request cannot be approved now: it is {request.State}.");
            if (request.MustSayAgain && body is not { SendAgain: true })
                return Problem(StatusCodes.Status409Conflict, "An attempt's outcome is unknown: sending once more may be paid twice. Say {\"sendAgain\": true} to do it all the same.");
            if (state.Ask.Options.Frontier is { } chosen && !host.Config.Frontiers.Any(chosen.IsSameModel))
                return Problem(StatusCodes.Status409Conflict, $"Lector runs without {chosen.Model} at {chosen.Address}, which was chosen for this question. Start it with that model again, or ask again.");
            await host.Approve(state, new Approval(TimeProvider.System.GetUtcNow(), request.Sha256), body?.SendAgain ?? false, cancel);
            return await Told(id, run, response, cancel);
        }

        async Task<Results<Accepted<AskStatus>, ProblemHttpResult>> Terminate(string id, string? run, HttpResponse response, CancellationToken cancel)
        {
            if (await host.Find(id, run, cancel) is not { } state)
                return NoAsk(id);
            if (state.Status is not (RuntimeStatus.Pending or RuntimeStatus.Running) && !state.Ask.Options.Standing)
                return Problem(StatusCodes.Status410Gone, "This run has ended already.");
            await host.Terminate(state, cancel);
            return await Told(id, run, response, cancel);
        }

        async Task<Accepted<AskStatus>> Told(string id, string? run, HttpResponse response, CancellationToken cancel)
        {
            response.Headers.RetryAfter = RetryAfter.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return TypedResults.Accepted($"/api/asks/{id}", AskStatus.Of((await host.Find(id, run, cancel))!));
        }

        async Task<Results<Ok<T>, ProblemHttpResult>> Of<T>(string id, string? run, string missing, Func<RunRef, Task<T?>> view, CancellationToken cancel)
            where T : class =>
            await host.Find(id, run, cancel) is not { } state ? NoAsk(id)
            : state.Ref is { } found && await view(found) is { } shown ? TypedResults.Ok(shown)
            : Missing($"This run has {missing}.");

        async Task<Results<FileStreamHttpResult, ProblemHttpResult>> File(string id, string? run, string file, string type, HttpResponse response, CancellationToken cancel)
        {
            if (await host.Find(id, run, cancel) is not { } state)
                return NoAsk(id);
            if (state.Ref is not { } found || await host.Store.OpenRead(found.Path(file), cancel) is not { } stream)
                return Missing($"This run has no {file} yet.");
            if (file == RunFiles.Report)
                response.Headers.ContentSecurityPolicy = SafeHeaders.ReportPolicy;
            return TypedResults.Stream(stream, type);
        }
    }

    private static ProblemHttpResult NoAsk(string id) => Missing($"There is no ask \"{Shortened(id)}\", or no such run of it.");

    private static ProblemHttpResult Missing(string what) => Problem(StatusCodes.Status404NotFound, what);

    private static ProblemHttpResult Problem(int status, string what) => TypedResults.Problem(what, statusCode: status);

    private static string Shortened(string? given) => given is null ? "" : given.Length <= 100 ? given : given[..100] + "…";
}
