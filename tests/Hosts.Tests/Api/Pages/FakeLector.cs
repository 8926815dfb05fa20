using System.Text.Json;
using Lector.Api;
using Lector.Core.Asking;
using Lector.Core.Asking.Waking;
using Lector.Core.Storage;
using Microsoft.Playwright;

namespace Lector.Hosts.Tests.Api.Pages;

/// <summary>The page's files as they are served, and answers in the API's shapes, given to the browser without a network; it writes down every request for anything else.</summary>
internal sealed class FakeLector
{
    public const string Address = "http://lector.test/";

    private const string Folder = "wwwroot/";

    /// <summary>Where the ask stands, one for each look; the last one stays.</summary>
    public Queue<AskStatus> Statuses { get; } = new([Scene.Status("Completed", AskStage.Done)]);

    public IReadOnlyList<MatterSummary> Matters { get; set; } = [new("northgate", "Northgate Supply", 37, 1), new("harbour", "Harbour lease", 0, 0)];

    public IReadOnlyList<FrontierChoice> Frontiers { get; set; } = [Scene.Frontier];

    public AnswerView Answer { get; set; } = Scene.Answer;

    public RequestView Request { get; set; } = Scene.Request();

    public EvidenceView Evidence { get; set; } = Scene.Letters;

    public IReadOnlyList<DocumentRow> Documents { get; set; } = [new("damaged/board-paper.pdf", null, null, null, null, Outcome.Unreadable, "encrypted: it needs a password")];

    /// <summary>Whether the token is asked for.</summary>
    public bool Locked { get; set; }

    /// <summary>What POST /api/asks says instead of starting.</summary>
    public string? Refusal { get; set; }

    /// <summary>Path and body of what was posted.</summary>
    public List<(string Path, string Body)> Posted { get; } = [];

    /// <summary>Requests that went to any other machine.</summary>
    public List<string> Elsewhere { get; } = [];

    /// <summary>What the page wrote to the console as an error, the browser's refusals under the content security policy among it.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Uploads that were not taken.</summary>
    public List<Notice> Notices { get; } = [];

    /// <summary>Both: nothing may be in it.</summary>
    public IReadOnlyList<string> Complaints => [.. Elsewhere, .. Faults];

    /// <summary>Stands behind a page and opens it.</summary>
    public async Task Open(IPage page, string hash = "")
    {
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("the server responded with a status", StringComparison.Ordinal))
                Faults.Add(message.Text);
        };
        page.PageError += (_, error) => Faults.Add(error);
        await page.Context.RouteAsync("**/*", Serve);
        await page.GotoAsync(Address + hash);
    }

    private async Task Serve(IRoute route)
    {
        var address = new Uri(route.Request.Url);
        if (!route.Request.Url.StartsWith(Address, StringComparison.Ordinal))
        {
            Elsewhere.Add(route.Request.Url);
            await route.AbortAsync();
        }
        else if (address.AbsolutePath.StartsWith("/api/", StringComparison.Ordinal))
        {
            if (route.Request.Method == "POST")
                Posted.Add((address.AbsolutePath, route.Request.PostData ?? ""));
            var (status, body) = Api(address, route.Request.Method);
            var headers = new Dictionary<string, string> { ["Location"] = "/api/asks/price" };
            await route.FulfillAsync(new() { Status = status, Headers = headers, ContentType = "application/json", Body = body as string ?? JsonSerializer.Serialize(body, Json.Options) });
        }
        else
        {
            var path = address.AbsolutePath == "/" ? "index.html" : address.AbsolutePath[1..];
            await using var file = typeof(WebPage).Assembly.GetManifestResourceStream(Folder + path);
            var bytes = new byte[file?.Length ?? 0];
            file?.ReadExactly(bytes);
            await route.FulfillAsync(new()
            {
                Status = file is null ? 404 : 200,
                Headers = new Dictionary<string, string> { ["Content-Security-Policy"] = SafeHeaders.Policy, ["X-Content-Type-Options"] = "nosniff" },
                ContentType = Path.GetExtension(path) switch { ".html" => "text/html", ".js" => "text/javascript", ".css" => "text/css", _ => "text/plain" },
                BodyBytes = bytes,
            });
        }
    }

    private (int Status, object Body) Api(Uri address, string method) => (method, address.AbsolutePath[5..]) switch
    {
        ("GET", "config") when Locked => (401, new { title = "Unauthorized", status = 401, detail = "This needs the token." }),
        ("GET", "config") => (200, new ApiConfig("0.1.0", "Read by keyword statistics, not by a language model.", "lexical", Frontiers, false)),
        ("GET", "matters") => (200, Matters),
        ("GET", "notices") => (200, Notices),
        ("GET", "asks") => (200, new[] { new AskRow("price", "northgate", Scene.Question, Now.RuntimeStatus, Now.CustomStatus?.Stage, Now.CreatedTime, Now.LastUpdatedTime, false, "1") }),
        ("POST", "asks") when Refusal is not null => (400, new { title = "Bad Request", status = 400, detail = Refusal }),
        ("POST", "asks") => (202, Now),
        ("GET", "asks/price") => (200, Next()),
        ("GET", "asks/price/answer") when Now.RuntimeStatus == "Failed" => (404, new { title = "Not Found", status = 404, detail = "This run has no answer yet." }),
        ("GET", "asks/price/answer") => (200, Answer),
        ("GET", "asks/price/request") => (200, Request),
        ("GET", "asks/price/evidence/1" or "asks/price/evidence/2") => (200, Evidence),
        ("GET", "asks/price/documents") => (200, Page(System.Web.HttpUtility.ParseQueryString(address.Query))),
        ("GET", "asks/price/ledger") => (200, ""),
        ("POST", "asks/price/approve") => (202, End("Completed")),
        ("POST", "asks/price/terminate") => (202, End("Terminated")),
        _ => (404, new { title = "Not Found", status = 404, detail = "There is nothing at this address." }),
    };

    private AskStatus Now => Statuses.Peek();

    private AskStatus Next() => Statuses.Count > 1 ? Statuses.Dequeue() : Statuses.Peek();

    private AskStatus End(string state)
    {
        Statuses.Clear();
        Statuses.Enqueue(Scene.Status(state, AskStage.Done) with { LastUpdatedTime = DateTimeOffset.Parse("2026-11-22T14:04:00Z") });
        return Now;
    }

    private DocumentsView Page(System.Collections.Specialized.NameValueCollection query)
    {
        var rows = Documents.Where(row => query["outcome"] is not { } outcome || row.Outcome.ToString().Equals(outcome, StringComparison.OrdinalIgnoreCase)).ToList();
        var offset = int.Parse(query["offset"]!);
        return new DocumentsView(rows.Count, offset, [.. rows.Skip(offset).Take(int.Parse(query["limit"]!))]);
    }
}
