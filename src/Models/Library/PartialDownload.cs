using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Lector.Core;
using Lector.Core.Storage;

namespace Lector.Models.Library;

/// <summary>A file that comes in pieces: a cut connection goes on where it stopped, in this run or the next (RFC 9110, sections 13 and 14).</summary>
/// <param name="http">Fetches.</param>
/// <param name="clock">Waits between attempts and notices a silent server.</param>
/// <param name="part">Where the bytes go; beside it a small file says of which version of which address they are.</param>
/// <param name="freeSpace">Free bytes at a folder.</param>
internal sealed class PartialDownload(HttpClient http, TimeProvider clock, string part, Func<string, long> freeSpace)
{
    private const int Attempts = 5;
    private const long Spare = 32 << 20;
    private const long Most = 4L << 30;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>Whether the disk was what failed, so that another address would not help.</summary>
    public bool DiskFailed { get; private set; }

    /// <summary>The files that a download leaves when it stops.</summary>
    public static string[] FilesOf(string part) => [part, part + "-state"];

    /// <summary>Loads the whole file.</summary>
    /// <exception cref="UserErrorException">It did not come whole: why, and what to do.</exception>
    public async Task Run(Uri address, long? expected, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = Length();
            try
            {
                if (await Attempt(address, expected, progress, cancel).ConfigureAwait(false))
                    return;
                if (attempt >= Attempts)
                    throw new UserErrorException($"{DownloadRefusal.Name(address)} answers a request for the rest of the file with another part of it.");
            }
            catch (Exception e) when (e is HttpRequestException or HttpIOException or TimeoutException)
            {
                // An attempt that brought bytes does not count against the next.
                if (Length() > before)
                    attempt = 0;
                else if (attempt >= Attempts || DownloadRefusal.Of(address, e) is not null)
                    throw new UserErrorException(DownloadRefusal.Of(address, e) ?? Unreachable(address, e), e);
            }

            await Task.Delay(TimeSpan.FromSeconds(Math.Min(attempt, 5)), clock, cancel).ConfigureAwait(false);
        }
    }

    private async Task<bool> Attempt(Uri address, long? expected, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        var (done, state) = (Length(), ReadState());
        if (done > 0 && (state is null || state.Address != DownloadRefusal.Bare(address)))
            done = 0;

        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        // Compressed bytes could not be continued.
        request.Headers.AcceptEncoding.ParseAdd("identity");
        if (done > 0)
        {
            request.Headers.Range = new RangeHeaderValue(done, null);
            request.Headers.TryAddWithoutValidation("If-Range", state!.Validator);
        }

        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await using var alarm = clock.CreateTimer(_ => silence.Cancel(), null, Silence, Timeout.InfiniteTimeSpan);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
            var range = response.Content.Headers.ContentRange;
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && done > 0)
            {
                if (range?.Length == done)
                    return true;
                Forget();
                return false;
            }

            if (!response.IsSuccessStatusCode)
            {
                if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)response.StatusCode >= 500)
                    throw new HttpRequestException($"{(int)response.StatusCode} {response.ReasonPhrase}", null, response.StatusCode);
                throw new UserErrorException(DownloadRefusal.Of(address, response));
            }

            if (response.Content.Headers.ContentType?.MediaType is "text/html")
                throw new UserErrorException($"{DownloadRefusal.Name(address)} answers with a page, not with a model file. A company's proxy or a sign-in may stand between: fetch the file with a browser, then run: lector model get FILE.gguf");
            var resumes = response.StatusCode == HttpStatusCode.PartialContent && done > 0 && range?.From == done;
            if (response.StatusCode == HttpStatusCode.PartialContent && !resumes)
            {
                Forget();
                return false;
            }

            if (!resumes)
                done = 0;
            var total = resumes ? range!.Length : response.Content.Headers.ContentLength;
            MakeRoom((total ?? expected ?? 0) - done, total);
            WriteState(address, response.Headers);
            var stream = await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
                done = await Copy(stream, done, total, progress, alarm, silence.Token).ConfigureAwait(false);
            return total is null || done == total ? true : throw new HttpIOException(HttpRequestError.ResponseEnded, $"{done:N0} of {total:N0} bytes came");
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing came for {Silence.TotalSeconds:f0} seconds", e);
        }
        catch (IOException e) when (e is not HttpIOException && !DiskFailed)
        {
            throw new HttpIOException(HttpRequestError.Unknown, e.Message, e);
        }
    }

    private async Task<long> Copy(Stream from, long done, long? total, IProgress<DownloadProgress>? progress, ITimer alarm, CancellationToken cancel)
    {
        var buffer = new byte[1 << 16];
        FileStream to;
        try
        {
            to = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 0);
            to.SetLength(done);
            to.Position = done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DiskError(e);
        }

        await using (to.ConfigureAwait(false))
        {
            var told = clock.GetTimestamp();
            for (int count; (count = await from.ReadAsync(buffer, cancel).ConfigureAwait(false)) > 0;)
            {
                alarm.Change(Silence, Timeout.InfiniteTimeSpan);
                if (done == 0 && !buffer.AsSpan(0, count).StartsWith("GGUF"u8[..Math.Min(4, count)]))
                    throw new UserErrorException("What comes from there is no GGUF model file: it was not loaded.");
                try
                {
                    await to.WriteAsync(buffer.AsMemory(0, count), cancel).ConfigureAwait(false);
                }
                catch (IOException e)
                {
                    throw DiskError(e);
                }

                done += count;
                if (done > Most)
                    throw new UserErrorException($"The file has more than {Most >> 30} GB: no embedding model is so large. It was not loaded further.");
                if (progress is not null && (clock.GetElapsedTime(told).TotalMilliseconds > 200 || done == total))
                {
                    progress.Report(new DownloadProgress(done, total));
                    told = clock.GetTimestamp();
                }
            }
        }

        return done;
    }

    private void MakeRoom(long needed, long? total)
    {
        if (total > Most)
            throw new UserErrorException($"The file has {total >> 20:N0} MB: no embedding model is so large. It was not loaded.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(part))!;
        var free = freeSpace(folder);
        if (free >= needed + Spare)
            return;
        DiskFailed = true;
        throw new UserErrorException($"The model needs {(needed + Spare) >> 20:N0} MB, and {folder} has {free >> 20:N0} MB free. Make room and give the same command again.");
    }

    private UserErrorException DiskError(Exception e)
    {
        DiskFailed = true;
        return new UserErrorException($"The model could not be written to {Path.GetDirectoryName(part)}: {e.Message} What was loaded is kept; make room and give the same command again.", e);
    }

    private string Unreachable(Uri address, Exception e) =>
        $"{DownloadRefusal.Name(address)} could not be loaded: {e.Message.TrimEnd('.')}. {(Length() > 0 ? "What came is kept; give the same command again to go on." : "Check the connection, or fetch the file elsewhere and run: lector model get FILE.gguf")}";

    private long Length() => File.Exists(part) ? new FileInfo(part).Length : 0;

    /// <summary>Removes what was loaded.</summary>
    public void Forget()
    {
        foreach (var file in FilesOf(part))
            File.Delete(file);
    }

    private State? ReadState()
    {
        try
        {
            return JsonSerializer.Deserialize<State>(File.ReadAllBytes(FilesOf(part)[1]), Json.Options);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // A weak tag does not promise equal bytes; without a strong one or a date nothing can be continued.
    private void WriteState(Uri address, HttpResponseHeaders headers)
    {
        var validator = headers.ETag is { IsWeak: false } tag ? tag.Tag : null;
        try
        {
            if (validator is null)
                File.Delete(FilesOf(part)[1]);
            else
                File.WriteAllBytes(FilesOf(part)[1], JsonSerializer.SerializeToUtf8Bytes(new State(DownloadRefusal.Bare(address), validator), Json.Options));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DiskError(e);
        }
    }

    private sealed record State(string Address, string Validator);
}
