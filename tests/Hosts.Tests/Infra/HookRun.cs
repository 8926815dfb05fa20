using System.Diagnostics;
using System.Globalization;
using Lector.Hosts.Tests.House;
using Lector.Hosts.Tests.Local;

namespace Lector.Hosts.Tests.Infra;

/// <summary>A real hook in a real shell, with programs on its PATH that stand in for <c>az</c> and <c>azd</c>: they write down how they were called and answer as told.</summary>
internal sealed class HookRun : IDisposable
{
    /// <summary>The first rule whose part stands in the command line answers; each time with its next answer, at the end always with its last.</summary>
    private const string StandIn = """
        #!/bin/sh
        said="${0##*/} $*"
        printf '%s\n' "$said" >>"$FAKES/calls"
        for rule in "$FAKES"/rules/*; do
          [ -d "$rule" ] || continue
          read -r part <"$rule/part"
          case $said in
            *"$part"*)
              read -r turn <"$rule/turn"
              turn=$((turn + 1))
              [ -f "$rule/$turn" ] || turn=$((turn - 1))
              echo "$turn" >"$rule/turn"
              read -r code <"$rule/$turn.code"
              cat "$rule/$turn"
              exit "$code" ;;
          esac
        done
        exit 0

        """;

    private readonly string folder = Directory.CreateTempSubdirectory("lector-hook-").FullName;
    private readonly Dictionary<string, string> settings = [];
    private int rules;

    public HookRun()
    {
        Directory.CreateDirectory(Path.Combine(folder, "rules"));
        foreach (var program in new[] { "az", "azd" })
        {
            var path = Path.Combine(folder, program);
            File.WriteAllText(path, StandIn.ReplaceLineEndings("\n"));
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Every call of a stand-in, as its command line.</summary>
    public IReadOnlyList<string> Calls => File.Exists(Path.Combine(folder, "calls")) ? File.ReadAllLines(Path.Combine(folder, "calls")) : [];

    /// <summary>Sets a variable as the azd environment would.</summary>
    public HookRun Set(string name, string value)
    {
        settings[name] = value;
        return this;
    }

    /// <summary>Sets variables given as <c>A=1 B=2</c>.</summary>
    public HookRun Set(string pairs)
    {
        foreach (var pair in pairs.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Set(pair.Split('=')[0], pair[(pair.IndexOf('=') + 1)..]);
        return this;
    }

    /// <summary>Answers commands that hold a text; rules given earlier go first.</summary>
    public HookRun Answer(string part, params (string Text, int Code)[] answers)
    {
        var rule = Directory.CreateDirectory(Path.Combine(folder, "rules", rules++.ToString("000", CultureInfo.InvariantCulture))).FullName;
        File.WriteAllText(Path.Combine(rule, "part"), part + "\n");
        File.WriteAllText(Path.Combine(rule, "turn"), "0\n");
        for (var i = 0; i < answers.Length; i++)
        {
            File.WriteAllText(Path.Combine(rule, $"{i + 1}"), answers[i].Text.Length == 0 ? "" : answers[i].Text + "\n");
            File.WriteAllText(Path.Combine(rule, $"{i + 1}.code"), $"{answers[i].Code}\n");
        }

        return this;
    }

    /// <summary>Runs a hook to its end.</summary>
    /// <param name="shell"><c>sh</c> or <c>pwsh</c>; the test is skipped where there is none, and on Windows, where the stand-ins are no programs.</param>
    /// <param name="hook">Its name without ending.</param>
    public async Task<Ended> Run(string shell, string hook)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-ins are shell scripts");
        var program = Shells.Find(shell);
        string[] arguments = shell == "sh" ? [$"infra/hooks/{hook}.sh"] : ["-NoProfile", "-NonInteractive", "-File", $"infra/hooks/{hook}.ps1"];
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        foreach (var name in start.Environment.Keys.Where(name => !Kept(name)).ToList())
            start.Environment.Remove(name);
        start.Environment["PATH"] = $"{folder}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["FAKES"] = folder;
        start.Environment["HOME"] = folder;
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await process.WaitForExitAsync(limit.Token);
        return new Ended(process.ExitCode, await output, await errors);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>What a shell and .NET need; nothing that could steer a hook.</summary>
    private static bool Kept(string name) => name is "PATH" or "TMPDIR" or "LANG" || name.StartsWith("DOTNET_", StringComparison.Ordinal);
}
