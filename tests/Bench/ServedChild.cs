using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Lector.Bench;

/// <summary><c>lector serve</c> in a process of its own.</summary>
internal sealed class ServedChild : IDisposable
{
    private readonly Process process;
    private readonly HttpClient http;

    private ServedChild(Process process, Uri address) => (this.process, http) = (process, new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) });

    /// <summary>The most memory that it held at once, in bytes; 0 where the system does not tell.</summary>
    public long PeakBytes => !OperatingSystem.IsLinux() ? process.PeakWorkingSet64 : File.ReadLines($"/proc/{process.Id}/status")
        .Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024).FirstOrDefault();

    /// <summary>Seconds of processor time that it has taken, user and system.</summary>
    public double Cpu => Taken(process);

    /// <summary>Starts it on a free port and waits until it serves.</summary>
    /// <param name="lector">How the program is started: the file, and arguments that come first.</param>
    /// <param name="arguments">Arguments of <c>serve</c>.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    public static async Task<ServedChild> Start(IReadOnlyList<string> lector, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        var process = Begin(lector, arguments);
        while (await process.StandardOutput.ReadLineAsync(cancel) is { } line)
        {
            var at = line.LastIndexOf(" at http", StringComparison.Ordinal);
            if (at < 0)
                continue;
            _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
            return new ServedChild(process, new Uri(line[(at + 4)..].Trim()));
        }

        throw new InvalidOperationException($"lector serve ended: {await process.StandardError.ReadToEndAsync(cancel)}");
    }

    /// <summary>Starts it and kills it early, whether it serves by then or not.</summary>
    /// <param name="lector">As for <see cref="Start"/>.</param>
    /// <param name="arguments">As for <see cref="Start"/>.</param>
    /// <param name="after">Seconds of its own processor time.</param>
    /// <param name="cancel">Kills at once.</param>
    public static async Task KillStarting(IReadOnlyList<string> lector, IReadOnlyList<string> arguments, double after, CancellationToken cancel)
    {
        using var process = Begin(lector, arguments);
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
        while (Taken(process) < after && !cancel.IsCancellationRequested)
            await Task.Delay(5, CancellationToken.None);
        Kill(process);
    }

    /// <summary>Asks, unless the question was taken before.</summary>
    /// <returns>The ask's id.</returns>
    public async Task<string> Ask(string question, object options, CancellationToken cancel)
    {
        var matter = (await http.GetFromJsonAsync<JsonElement>("/api/matters", cancel))[0].GetProperty("matter").GetString();
        using var response = await http.PostAsJsonAsync("/api/asks", new { matter, question, options }, cancel);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>(cancel)).GetProperty("id").GetString()!;
    }

    /// <summary>Gets JSON.</summary>
    public Task<JsonElement> Get(string path, CancellationToken cancel) => http.GetFromJsonAsync<JsonElement>(path, cancel);

    /// <summary>Says that an ask's request may be sent; that it was sent meanwhile, or is no longer waited for, is no error.</summary>
    public async Task Approve(string id, bool sendAgain, CancellationToken cancel)
    {
        using var response = await http.PostAsJsonAsync($"/api/asks/{id}/approve", new { sendAgain }, cancel);
        if (response.StatusCode != System.Net.HttpStatusCode.Conflict)
            response.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until an ask has ended.</summary>
    /// <returns>Its status.</returns>
    public async Task<JsonElement> Ended(string id, TimeSpan every, CancellationToken cancel)
    {
        while (true)
        {
            var status = await Get($"/api/asks/{id}", cancel);
            if (status.GetProperty("runtimeStatus").GetString() is not ("Pending" or "Running"))
                return status;
            await Task.Delay(every, cancel);
        }
    }

    /// <summary>Kills it as a power cut does (SIGKILL).</summary>
    public void Kill() => Kill(process);

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        Kill(process);
        process.Dispose();
    }

    private static Process Begin(IReadOnlyList<string> lector, IReadOnlyList<string> arguments) =>
        Process.Start(new ProcessStartInfo(lector[0], [.. lector.Skip(1), "serve", .. arguments, "--port", "0"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static double Taken(Process process)
    {
        try
        {
            process.Refresh();
            return process.TotalProcessorTime.TotalSeconds;
        }
        catch (InvalidOperationException)
        {
            // It has ended.
            return double.MaxValue;
        }
    }

    private static void Kill(Process process)
    {
        if (process.HasExited)
            return;
        process.Kill();
        process.WaitForExit();
    }
}
