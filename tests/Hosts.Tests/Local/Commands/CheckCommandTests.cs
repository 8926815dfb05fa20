using System.CommandLine;
using Lector.Hosts.Tests.Models;
using Lector.Hosts.Tests.Models.Encoders;
using Lector.Hosts.Tests.Models.Endpoints;
using Lector.Local.Commands;

namespace Lector.Hosts.Tests.Local.Commands;

public class CheckCommandTests
{
    [Fact]
    public async Task Prints_what_it_found_and_which_reader_would_be_used()
    {
        await using var server = await RealServer.Start(TinyGguf.Kind.Decision, "-c", "4096", "-np", "1");

        var (code, output) = await Run("check", server.Address.ToString());

        Assert.Equal(0, code);
        foreach (var line in (string[])["Place:             this machine", "Server:            llama-server ", "Kind:              systemone, /v1/systemone", "Window:            4096 tokens, 1 at once, counts tokens for Lector",
            "Golden pairs:      passed: 3 of 3 in order, means 0.99 and 0.00", "Canary:            the last sentence of 3000 characters decides", "Too long:          refused", "Full reading:      proven: the token counts agree", "Reads: the decision reader (systemone)"])
            Assert.Contains(line, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_why_none_can_be_used_and_fails()
    {
        await using var server = FakeModels.SystemOne(request => request.Path == "/v1/systemone" ? FakeModels.Decide(request, "", 0.5) : null);
        var (code, output) = await Run("check", server.Address.ToString(), "--model", "fake-1");
        Assert.Equal(1, code);
        Assert.Contains("\"fake-1\" fails the golden pairs", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Reads:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Examines_an_encoder_where_it_reads_in_this_process()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, new TinyBert().File.Build(), TestContext.Current.CancellationToken);
        var (code, output) = await Run("check", file);
        File.Delete(file);
        // A model of random numbers: what matters is who was asked.
        Assert.Equal(1, code);
        Assert.Contains("Address:           in this process", output, StringComparison.Ordinal);
        Assert.Contains("Kind:              encoder", output, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output)> Run(params string[] arguments)
    {
        var output = new StringWriter();
        var code = await new RootCommand { CheckCommand.Build() }.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }
}
