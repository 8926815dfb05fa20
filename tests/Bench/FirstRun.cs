using System.Globalization;
using System.Text.Json;

namespace Lector.Bench;

/// <summary>A newcomer's first minute: from a restored clone to the evidence brief of the sample matter, with what the build takes.</summary>
internal static class FirstRun
{
    private const string Question = "Who approved the interim price of 8.95 per pallet, and until when does it hold?";

    /// <summary>Clones, restores (not counted), runs, and asks the same once more.</summary>
    public static async Task<IReadOnlyList<Measured>> Run(Measuring measuring, CancellationToken cancel)
    {
        using var temporary = new TemporaryFolder();
        var (clone, runs) = (Path.Combine(temporary.Path, "clone"), Path.Combine(temporary.Path, "runs"));
        var here = await Must(["git", "rev-parse", "--show-toplevel"], null);
        await Must(["git", "clone", "--quiet", here.Printed.Trim(), clone], null);
        await Must(["dotnet", "restore", "src/Local", "--verbosity", "quiet"], clone);

        string[] ask = ["dotnet", "run", "--no-restore", "--project", "src/Local", "--", "ask", "samples/northgate-supply", Question, "--out", runs, "--json"];
        var first = await Must(ask, clone);
        measuring.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  first run: {first.Seconds:0.0} s with build; load {Machine.Load}"));
        string[] built = ["dotnet", Path.Combine(clone, "src", "Local", "bin", "Debug", "net10.0", "lector.dll"), "ask", Path.Combine(clone, "samples", "northgate-supply"), Question, "--out", runs, "--json"];
        var (whole, work) = (new List<ChildRun>(), new List<double>());
        for (var round = 0; round < Measuring.Rounds; round++)
        {
            whole.Add(await Must(built, clone));
            using var json = JsonDocument.Parse(whole[^1].Printed);
            work.Add(json.RootElement.GetProperty("seconds").GetDouble());
        }

        return
        [
            new Measured("restored clone to evidence brief, build included", FormattableString.Invariant($"{first.Seconds:0.0} s, {first.Cpu:0.0} CPU-seconds"), "under 60 s"),
            new Measured("the same question again", FormattableString.Invariant($"{Measuring.Median(work):0.00} s of work ({Measuring.Median(whole.Select(run => run.Cpu)):0.00} CPU-seconds with the start of the program)"), "under 1 s"),
        ];

        async Task<ChildRun> Must(IReadOnlyList<string> command, string? folder)
        {
            var run = await ChildRun.Of(command, folder, cancel);
            return run.ExitCode == 0 ? run : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {run.ExitCode}: {run.Printed.Trim()} {run.Complaint.Trim()}");
        }
    }
}
