using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Lector.Api;
using Lector.Core;
using Lector.Core.Asking;
using Lector.Core.Asking.Waking;
using Lector.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Lector.Functions.Triggers;

/// <summary>What follows an upload, whichever way it was heard of. Every word that comes twice, late or not at all does no harm: see <see cref="LookAroundStep"/>.</summary>
public sealed class Uploads(IUploadedFiles files, IStore store, ApiConfig config, LectorOptions options, TimeProvider time, ILogger<Uploads> log)
{
    /// <summary>Takes an upload.</summary>
    /// <param name="blob">The blob's name in the container of the matters.</param>
    /// <param name="instances">The running instances.</param>
    /// <param name="cancel">Stops.</param>
    public async Task Take(string blob, IUploadInstances instances, CancellationToken cancel)
    {
        switch (Upload.Of(blob))
        {
            case Upload.Document document:
                await Wake(document.Matter, instances, cancel);
                await Notice.Clear(store, blob, cancel);
                break;
            case Upload.Question question:
                await Ask(blob, question, instances, cancel);
                break;
            case Upload.Refused refused:
                await Refuse(blob, refused.Reason, cancel);
                break;
        }
    }

    /// <summary>Notes that the platform gave an upload up, and has its matter looked at all the same: the listing, not the event, says what is there.</summary>
    /// <param name="message">The message that was given up.</param>
    /// <param name="instances">The running instances.</param>
    /// <param name="cancel">Stops.</param>
    public async Task GiveUp(string message, IUploadInstances instances, CancellationToken cancel)
    {
        var blob = UploadMessage.BlobOf(message);
        var upload = blob is null ? null : Upload.Of(blob);
        var notice = new Notice(
            blob ?? "an upload whose name the message does not tell",
            upload is Upload.Document ? "The platform gave up telling of this document after several tries. Its matter is looked at all the same; standing asks read it." : "The platform gave up telling of this upload after several tries. Upload it again.",
            time.GetUtcNow());
        await notice.Write(store, cancel);
        log.Poisoned(Notice.KeyOf(notice.What));
        if (upload is Upload.Document document)
            await Wake(document.Matter, instances, cancel);
    }

    private async Task Wake(string matter, IUploadInstances instances, CancellationToken cancel)
    {
        var wake = new WakeRef(MatterPaths.Slug(matter), WakeTime.Of(time.GetUtcNow(), options.Quiet));
        await instances.Wake(wake, cancel);
        log.Woken(wake.Matter, wake.At);
    }

    private async Task Ask(string blob, Upload.Question question, IUploadInstances instances, CancellationToken cancel)
    {
        if (await files.Open(blob, ApiServices.MostBody, cancel) is not { } file)
            return;
        Ask ask;
        try
        {
            if (file.Content is null)
                throw new UserErrorException($"It has more than {ApiServices.MostBody / 1000} kB. Put long material into the matter's documents and ask about it.");
            var asked = JsonSerializer.Deserialize<StartAsk>(file.Content, Json.Options) ?? throw new JsonException();
            ask = (asked with { Matter = MatterPaths.Slug(question.Matter) }).Read(config).Named(question.Name);
        }
        catch (Exception e) when (e is JsonException or UserErrorException)
        {
            await Refuse(blob, e is UserErrorException ? e.Message : "It is no question: the file holds JSON such as {\"question\": \"Who approved the price?\"}, in UTF-8, as the body of POST /api/asks does.", cancel);
            return;
        }

        var before = await store.ReadJson<StoredAsk>(StoredAsk.Name(ask.Matter, ask.Id), cancel);
        // The same word, told twice: it is taken once more only where nothing came of it yet.
        var stored = before is not null && before.Requested >= file.Changed ? before : new StoredAsk(ask, file.Changed) { File = blob };
        if (stored != before)
        {
            await StopOthers(stored, cancel);
            await stored.Write(store, cancel);
        }

        if (stored.Run is null)
            await instances.Take(stored, cancel);
        await Notice.Clear(store, blob, cancel);
        log.Taken(ask.Id, ask.Matter);
    }

    // What the file asked before it was edited would else be asked for ever.
    private async Task StopOthers(StoredAsk asked, CancellationToken cancel)
    {
        await foreach (var blob in store.List(StoredAsk.Prefix(asked.Ask.Matter), cancel))
        {
            if (await store.ReadJson<StoredAsk>(blob.Name, cancel) is { } other && other.File == asked.File && other.Ask.Id != asked.Ask.Id)
                await other.Stop(store, cancel);
        }
    }

    private async Task Refuse(string blob, string why, CancellationToken cancel)
    {
        await new Notice(blob, why, time.GetUtcNow()).Write(store, cancel);
        log.Refused(Notice.KeyOf(blob));
    }
}

/// <summary>What an upload may set going.</summary>
public interface IUploadInstances
{
    /// <inheritdoc cref="IAskInstances.Wake"/>
    Task Wake(WakeRef wake, CancellationToken cancel);

    /// <summary>Begins a person's ask, once for each time that it was asked.</summary>
    Task<bool> Take(StoredAsk ask, CancellationToken cancel);
}

/// <summary>The files that people upload beside documents.</summary>
public interface IUploadedFiles
{
    /// <summary>Reads a small file.</summary>
    /// <param name="blob">Its name in the container of the matters.</param>
    /// <param name="most">The most bytes.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>Null where it is gone; without content where it is larger.</returns>
    Task<UploadedFile?> Open(string blob, int most, CancellationToken cancel);
}

/// <summary>A small file.</summary>
/// <param name="Changed">When it was last written.</param>
/// <param name="Content">Its bytes, or null where there are too many.</param>
public sealed record UploadedFile(DateTimeOffset Changed, byte[]? Content);

/// <summary>The uploaded files of an account.</summary>
public sealed class BlobUploads(BlobServiceClient account) : IUploadedFiles
{
    /// <inheritdoc/>
    public async Task<UploadedFile?> Open(string blob, int most, CancellationToken cancel)
    {
        try
        {
            var client = account.GetBlobContainerClient(Containers.Matters).GetBlobClient(blob);
            using var file = (await client.DownloadStreamingAsync(cancellationToken: cancel)).Value;
            if (file.Details.ContentLength > most)
                return new UploadedFile(file.Details.LastModified, null);
            var content = new byte[file.Details.ContentLength];
            await file.Content.ReadExactlyAsync(content, cancel);
            return new UploadedFile(file.Details.LastModified, content);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }
}
