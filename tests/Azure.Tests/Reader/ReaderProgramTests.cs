using System.Diagnostics;
using Azure.Identity;
using Lector.Azure.Tests.Cloud;
using Lector.Cloud.Access;
using Lector.Cloud.Blobs;
using Lector.Core.Asking.Queueing;
using Lector.Hosts.Tests.House;
using Lector.Hosts.Tests.Models;
using Lector.Reader.Engines;

namespace Lector.Azure.Tests.Reader;

/// <summary>The real program as a process: what it prints, how it stops, and its exit codes.</summary>
public sealed class ReaderProgramTests(Azurite azurite) : IDisposable
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("lector-test-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Checks_a_model_without_Azure()
    {
        var run = await Run(["--check"], ("Reader__ModelFile", Tiny()), ("Reader__Forks", "2"));

        Assert.Equal((0, ""), (run.Code, run.Error));
        foreach (var finding in (string[])["Kind:              llama, 2 forks of one prompt", "Golden pairs:      passed: 3 of 3", "Full reading:      proven: the token ids that were read are compared", "Reads: the yes/no reader in process", "Measured: "])
            Assert.Contains(finding, run.Output, StringComparison.Ordinal);
        Assert.Matches(@"Prefix cache:      (\d+) of \1 shared tokens kept", run.Output);
    }

    [Theory]
    [InlineData("--chek", "\"--chek\" is not known.")]
    [InlineData("--once", "No queue is set.")]
    public async Task A_mistake_is_one_sentence_and_exit_code_1(string argument, string sentence)
    {
        var run = await Run([argument], ("Reader__ModelFile", Tiny()));
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.StartsWith(sentence, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_check_that_is_stopped_says_so_by_its_exit_code()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        using var process = Start(["--check"], ("Reader__ModelFile", Tiny()));
        // The report is out, the measuring has begun.
        while (await process.StandardOutput.ReadLineAsync(Cancel) is { } line && !line.StartsWith("Reads:", StringComparison.Ordinal))
        {
        }

        Signal(process);
        await process.WaitForExitAsync(Cancel);

        Assert.Equal(130, process.ExitCode);
    }

    [Theory]
    [InlineData]
    [InlineData("--once")]
    public async Task A_worker_that_is_stopped_while_it_loads_ends_with_0(params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        using var process = Start(arguments, ("Reader__ModelFile", Tiny()), ("Reader__BlobEndpoint", "https://lector.invalid"), ("Reader__ServiceBusNamespace", "lector.invalid"));
        // Its signal handlers are set first of all; loading a model and examining it takes longer than this.
        await Task.Delay(700, Cancel);
        Signal(process);
        var error = await process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        Assert.Equal((0, ""), (process.ExitCode, error));
    }

    [Fact]
    public async Task A_bus_that_never_answered_is_a_sentence_and_the_program_says_that_it_has_left()
    {
        var connection = await azurite.Connection();
        var store = new BlobStore(StorageAccount.Open(connection, new DefaultAzureCredential()));
        await store.Prepare(Cancel);

        var run = await Run([], ("Reader__ModelFile", Tiny()), ("Reader__BlobEndpoint", connection), ("Reader__ServiceBusNamespace", "lector.invalid"), ("HTTPS_PROXY", ""));

        Assert.Equal(1, run.Code);
        Assert.StartsWith("lector.invalid cannot be reached over port 443", run.Error, StringComparison.Ordinal);
        Assert.Contains("Ended: 0 items, 0 passages", run.Output, StringComparison.Ordinal);
        var announced = Assert.Single((await Announcements.Load(store, TimeProvider.System, Cancel)).All);
        Assert.Equal(("llama", true), (announced.Identity.Kind, announced.Ended));
    }

    private static void Signal(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        kill.WaitForExit();
    }

    private static async Task<(int Code, string Output, string Error)> Run(string[] arguments, params (string Name, string Value)[] environment)
    {
        using var process = Start(arguments, environment);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, await output, await error);
    }

    private static Process Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        Assert.SkipWhen(LlamaNative.Missing is not null, LlamaNative.Missing ?? "");
        // Its own build: beside the tests it would lack what they take from ASP.NET.
        var at = AppContext.BaseDirectory.TrimEnd('/', '\\').Split(Path.DirectorySeparatorChar);
        var program = Path.Combine(Repository.Root, "src", "Reader", "bin", at[^2], at[^1], "lector-reader.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private string Tiny() => TinyGguf.Write(folder.FullName, TinyGguf.Kind.Chat);
}
