using System.Text.Json;
using Lector.Models.Endpoints;
using Lector.Models.Endpoints.Decisions;

namespace Lector.Hosts.Tests.Models.Endpoints;

/// <summary>Recordings of a reference server with one fault each: every one is read, or refused by name.</summary>
public class RecordedSystemOne
{
    // The reference server's scores are hashes: what is read as it should be then fails the golden pairs.
    private const string Read = "fails the golden pairs";

    public static TheoryData<string, string, string> Faults => new()
    {
        { "clean", Read, "the format as it is meant" },
        { "with-key", Read, "with the right key" },
        { "500-on-unknown-type", Read, "only types are sent that exist" },
        { "accept-boolean", Read, "nothing is asked that would show it" },
        { "auth-invalid-403-text", "refused the key (401)", "wrong key, flat error" },
        { "auth-plain", "refused the key (401)", "an error that is no JSON" },
        { "auth-rejects-header", "refused the key (401, authentication_error)", "a key where none is taken" },
        { "auth-x-api-key", "wants a key or forbids this one (403, authentication_error)", "a key in a header that this recording does not accept" },
        { "batch-leaks", Read, "one question a request: there is nothing to leak" },
        { "boolean-type", "another type of answer than was asked for", "the type is not the one that was asked" },
        { "error-flat", "refused the request as malformed (400)", "the model is unknown" },
        { "extra-answer", Read, "an answer that was not asked for beside the one that was" },
        { "first-question-only", Read, "one question a request" },
        { "float-usage", Read, "tokens as 87.0" },
        { "id-leaks", Read, "the id is always the same" },
        { "models-404", "there is no /v1/systemone", "no list of models and nothing else recorded" },
        { "nan", "what is not JSON", "NaN is no JSON (RFC 8259, section 6)" },
        { "no-usage", Read, "tokens are not known, the verdict is" },
        { "noul-range", "outside of [0, 1]", "1.06 is no probability" },
        { "order-leaks", Read, "one question a request" },
        { "plain-content-type", Read, "the body counts, not its label" },
        { "reject-jev-latest", "there is no /v1/systemone for model", "another model's name is wanted" },
        { "text-errors", "refused the request", "errors as plain text" },
        { "unprefixed-extra", Read, "an unknown member" },
        { "validation-400", "refused the request as malformed (400)", "400 where 422 is meant" },
        { "wrong-route", "there is no /v1/systemone", "404" },
        { "xssi-200", "what is not JSON", "a guard before the JSON" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Reads_or_refuses_by_name(string name, string refusal, string reason)
    {
        using var recording = JsonDocument.Parse(File.ReadAllText(Cases.Path("SystemOne", name + ".json")));
        JsonElement[] exchanges = [.. recording.RootElement.GetProperty("exchanges").EnumerateArray()];
        var posts = exchanges.Where(e => e.GetProperty("method").GetString() == "POST").ToArray();
        var replayed = posts.Length == 0 ? default(JsonElement?) : posts.FirstOrDefault(e => e.GetProperty("what").GetString() is "one question", posts[0]);
        var models = exchanges.Where(e => e.GetProperty("method").GetString() == "GET").Select(e => (JsonElement?)e).FirstOrDefault();
        // What the recorded server said of a type or a model that Lector never sends is no answer to Lector's request.
        if (name is "500-on-unknown-type")
            replayed = null;
        await using var server = new FakeServer(request => request.Path switch
        {
            "/v1/models" when models is { } list => Reply(list),
            "/v1/systemone" when replayed is { } post => Reply(post),
            "/v1/systemone" when name is "500-on-unknown-type" => FakeModels.Decide(request, FakeModels.State(request), 0.05577544673708062),
            _ => FakeReply.NotFound,
        });

        var report = await EndpointReaders.Check(new ReaderChoice { Address = server.Address, Dialect = ReaderDialect.SystemOne, Key = name.StartsWith("auth", StringComparison.Ordinal) || name == "with-key" ? "k" : null }, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.True(report.Refusal?.Contains(refusal, StringComparison.Ordinal), $"{reason}: {report.Refusal}");
    }

    [Fact]
    public void Every_recording_is_a_case() =>
        Assert.Equal(Directory.GetFiles(Cases.Path("SystemOne", ""), "*.json").Select(Path.GetFileNameWithoutExtension).Order(), Faults.Select(f => (string?)f.Data.Item1).Order());

    [Fact]
    public void Two_questions_answered_by_one_is_no_verdict_for_the_other()
    {
        using var reply = JsonDocument.Parse("""{"answers":{"other":{"type":"noul","noul":0.5}}}""");
        Assert.Equal(Core.Reading.UnreadCause.NoVerdict, new SystemOneDialect().Read(reply.RootElement).Cause);
    }

    private static FakeReply Reply(JsonElement exchange)
    {
        var response = exchange.GetProperty("response");
        return new FakeReply(response.GetProperty("status").GetInt32(), response.GetProperty("body").GetString()!, response.GetProperty("contentType").GetString()!);
    }
}
