using Lector.Core.Asking.Waking;

namespace Lector.Core.Tests.Asking.Waking;

public sealed class UploadMessageTests
{
    [Theory]
    [InlineData("""{"specversion":"1.0","type":"Microsoft.Storage.BlobCreated","subject":"/blobServices/default/containers/matters/blobs/Müller #7/documents/a b.eml","data":{}}""", "Müller #7/documents/a b.eml")]
    [InlineData("""[{"eventType":"Microsoft.Storage.BlobCreated","subject":"/blobServices/default/containers/matters/blobs/n/documents/a.eml","data":{}}]""", "n/documents/a.eml")]
    [InlineData("""{"FunctionId":"Host.Functions.DocumentUploaded","BlobType":"BlockBlob","ContainerName":"matters","BlobName":"n/documents/a.eml","ETag":"\"0x8D\""}""", "n/documents/a.eml")]
    [InlineData("""{"type":"Microsoft.Storage.BlobDeleted","subject":"/blobServices/default/containers/matters/blobs/n/documents/a.eml"}""", null)] // gone is no upload; the next listing shows it
    [InlineData("""{"type":"Microsoft.Storage.BlobCreated","subject":"/blobServices/default/containers/lector/blobs/n/documents/a.eml"}""", null)] // Lector's own output wakes nobody
    [InlineData("""{"ContainerName":"lector","BlobName":"x"}""", null)]
    [InlineData("""{"type":7,"subject":[]}""", null)]
    [InlineData("[]", null)]
    [InlineData("\"text\"", null)]
    [InlineData("not json", null)]
    [InlineData("", null)]
    public void Finds_the_blob_that_a_message_is_about(string message, string? blob) => Assert.Equal(blob, UploadMessage.BlobOf(message));
}
