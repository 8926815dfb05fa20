using System.Text.Json;
using Lector.Core;
using Lector.Core.Storage;
using Lector.Models.Encoders;

namespace Lector.Models.Library;

/// <summary>The models on this machine: a folder with one GGUF file a model, and beside it the record of its acceptance.</summary>
/// <param name="folder">The folder; made when the first model comes.</param>
/// <param name="http">Fetches; asked only by <see cref="Get"/>.</param>
/// <param name="clock">Dates records and waits between attempts.</param>
public sealed class ModelLibrary(string folder, HttpClient http, TimeProvider clock)
{
    /// <summary>Free bytes at a folder; tests put a full disk here.</summary>
    internal Func<string, long> FreeSpace { get; init; } = FreeBytes;

    /// <summary>Fetches a model, or takes a file at hand, and keeps it if it is one that Lector knows. One that is here and unchanged is not fetched again.</summary>
    /// <param name="source">The name of a <see cref="KnownModel"/>, an http or https address, or a path.</param>
    /// <param name="progress">Told several times a second while bytes come.</param>
    /// <param name="cancel">Stops within a second; what was loaded stays, and the next call goes on from there.</param>
    /// <exception cref="UserErrorException">Nothing was installed: what happened, and what to do.</exception>
    public async Task<InstalledModel> Get(string source, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        try
        {
            Directory.CreateDirectory(folder);
            if (Uri.TryCreate(source, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
                return await Fetch([address!], Path.GetFileName(address!.AbsolutePath), null, progress, cancel).ConfigureAwait(false);
            if (KnownModel.All.FirstOrDefault(m => m.Name.Equals(source, StringComparison.OrdinalIgnoreCase)) is { } known)
                return List().FirstOrDefault(m => m.Name == known.Name && Verify(m)) ?? await Fetch(known.Addresses, known.Name, known.Size, progress, cancel).ConfigureAwait(false);
            if (File.Exists(source))
                return await Accept(source, Path.GetFileName(source), move: false, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The model could not be kept in {folder}: {e.Message}", e);
        }

        throw new UserErrorException($"There is no model and no file named {source}. Known models: {string.Join(", ", KnownModel.All.Select(m => m.Name))}; or give an http(s) address or a GGUF file.");
    }

    /// <summary>All models that were accepted, those of <see cref="KnownModel.All"/> in its order.</summary>
    public IReadOnlyList<InstalledModel> List()
    {
        if (!Directory.Exists(folder))
            return [];
        return [.. Directory.EnumerateFiles(folder, "*.json").Select(Record).OfType<InstalledModel>()
            .Where(m => File.Exists(PathOf(m.Name)))
            .OrderBy(m => KnownModel.All.Index().FirstOrDefault(k => k.Item.Name == m.Name, (int.MaxValue, null!)).Index).ThenBy(m => m.Name, StringComparer.Ordinal)];
    }

    /// <summary>Loads a model, if its file is still the one that was accepted.</summary>
    /// <param name="model">One of <see cref="List"/>.</param>
    /// <param name="threads">The most threads to compute with, 1 or more.</param>
    /// <exception cref="UserErrorException">The file is gone, or another one.</exception>
    public EncoderReader Open(InstalledModel model, int threads)
    {
        var reader = EncoderReader.Open(PathOf(model.Name), threads);
        return reader.Sha256 == model.Sha256
            ? reader
            : throw new UserErrorException($"The file of {model.Name} is not the one that was accepted on {model.Accepted:yyyy-MM-dd}: its SHA-256 differs. Run: lector model get {model.Name}");
    }

    /// <summary>Whether a model's file is still the one that was accepted.</summary>
    public bool Verify(InstalledModel model)
    {
        try
        {
            using var file = GgufFile.Open(PathOf(model.Name));
            return file.Sha256() == model.Sha256;
        }
        catch (UserErrorException)
        {
            return false;
        }
    }

    /// <summary>Removes a model and what is left of a broken download of it.</summary>
    /// <returns>False when there was nothing of that name.</returns>
    /// <exception cref="UserErrorException">The files cannot be removed.</exception>
    public bool Remove(string name)
    {
        var model = List().FirstOrDefault(m => m.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        var stem = model?.Name ?? name;
        List<string> files = [PathOf(stem), RecordOf(stem), .. PartialDownload.FilesOf(Part(stem))];
        files.RemoveAll(file => !File.Exists(file));
        try
        {
            files.ForEach(File.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{name} could not be removed from {folder}: {e.Message}", e);
        }

        return files.Count > 0;
    }

    private async Task<InstalledModel> Fetch(IReadOnlyList<Uri> addresses, string name, long? expected, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        var part = Part(name);
        var download = new PartialDownload(http, clock, part, FreeSpace);
        for (var (i, loaded) = (0, false); ; i++, loaded = false)
            try
            {
                await download.Run(addresses[i], expected, progress, cancel).ConfigureAwait(false);
                loaded = true;
                var model = await Accept(part, DownloadRefusal.Bare(addresses[i]), move: true, cancel).ConfigureAwait(false);
                download.Forget();
                return model;
            }
            catch (UserErrorException)
            {
                // A file that came whole and was refused would be refused again.
                if (loaded)
                    download.Forget();
                // The next address may have it; the last one's refusal is the one to tell.
                if (i + 1 == addresses.Count || download.DiskFailed)
                    throw;
            }
    }

    private async Task<InstalledModel> Accept(string path, string from, bool move, CancellationToken cancel)
    {
        var (known, sha256, cosine) = await Acceptance.Try(path, from, cancel).ConfigureAwait(false);
        var model = new InstalledModel(known.Name, sha256, new FileInfo(path).Length, known.Licence, from, clock.GetUtcNow(), cosine);
        // A record without its file, or a file without its record, is no model: a crash between these lines leaves one of the two.
        File.Delete(RecordOf(known.Name));
        if (move)
            File.Move(path, PathOf(known.Name), overwrite: true);
        else if (Path.GetFullPath(path) != Path.GetFullPath(PathOf(known.Name)))
            File.Copy(path, PathOf(known.Name), overwrite: true);
        await File.WriteAllBytesAsync(RecordOf(known.Name), JsonSerializer.SerializeToUtf8Bytes(model, Json.Readable), cancel).ConfigureAwait(false);
        return model;
    }

    private InstalledModel? Record(string path)
    {
        try
        {
            var model = JsonSerializer.Deserialize<InstalledModel>(File.ReadAllBytes(path), Json.Options);
            return model?.Name == Path.GetFileNameWithoutExtension(path) ? model : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string PathOf(string name) => Path.Combine(folder, Safe(name) + ".gguf");

    private string RecordOf(string name) => Path.Combine(folder, Safe(name) + ".json");

    private string Part(string name) => Path.Combine(folder, Safe(name) + ".part");

    private static long FreeBytes(string path)
    {
        try
        {
            return new DriveInfo(path).AvailableFreeSpace;
        }
        catch (ArgumentException)
        {
            // A network share has no drive: the write will tell.
            return long.MaxValue;
        }
    }

    // A name out of an address or from a person stays one plain segment.
    private static string Safe(string name)
    {
        var safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')).TrimStart('.');
        return safe.Length == 0 ? "model" : safe[..Math.Min(safe.Length, 100)];
    }
}
