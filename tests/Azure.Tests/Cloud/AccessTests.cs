using Azure.Identity;
using Lector.Cloud.Access;
using Lector.Core;

namespace Lector.Azure.Tests.Cloud;

public sealed class AccessTests
{
    private static readonly DefaultAzureCredential Me = new();

    [Theory]
    [InlineData("https://firm.blob.core.windows.net", "firm.blob.core.windows.net")]
    [InlineData(" https://firm.blob.core.usgovcloudapi.net/ ", "firm.blob.core.usgovcloudapi.net")]
    [InlineData("UseDevelopmentStorage=true", "127.0.0.1")]
    [InlineData("DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;BlobEndpoint=http://localhost:10000/a;", "localhost")]
    public void Takes_an_address_or_an_emulator(string place, string host) => Assert.Equal(host, StorageAccount.Open(place, Me).Uri.Host);

    [Theory]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=firm;AccountKey=a2V5;EndpointSuffix=core.windows.net", "for an emulator on this machine only, and firm.blob.core.windows.net is none")]
    [InlineData("BlobEndpoint=https://firm.blob.core.windows.net;SharedAccessSignature=sv=2024&sig=abc", "for an emulator on this machine only")]
    [InlineData("https://firm.blob.core.windows.net/?sv=2024&sig=abc", "shared access signature")]
    [InlineData("http://firm.blob.core.windows.net", "no https address")]
    [InlineData("firm", "no https address")]
    [InlineData("a=b", "neither an address nor a connection string")]
    public void Refuses_keys_of_real_accounts(string place, string says)
    {
        var refused = Assert.Throws<UserErrorException>(() => StorageAccount.Open(place, Me));
        Assert.Contains(says, refused.Message);
        Assert.DoesNotContain("a2V5", refused.Message);
        Assert.DoesNotContain("sig=abc", refused.Message);
    }

    [Theory]
    [InlineData("Endpoint=sb://firm.servicebus.windows.net/;SharedAccessKeyName=a;SharedAccessKey=a2V5")]
    [InlineData("sb://firm.servicebus.windows.net/")]
    [InlineData("firm")]
    [InlineData("")]
    public void Refuses_what_is_no_name_of_a_namespace(string name) =>
        Assert.Contains("NAME.servicebus.windows.net", Assert.Throws<UserErrorException>(() => ServiceBusAccess.Open(name, Me)).Message);

    [Fact]
    public async Task Opens_a_namespace_by_its_name()
    {
        await using var client = ServiceBusAccess.Open("firm.servicebus.windows.net", Me);
        Assert.Equal("firm.servicebus.windows.net", client.FullyQualifiedNamespace);
    }

    [Fact]
    public void A_named_identity_is_that_and_no_chain()
    {
        Assert.IsType<ManagedIdentityCredential>(AzureSignIn.Of("8d6e7b1e-0000-0000-0000-000000000001"));
        Assert.IsType<DefaultAzureCredential>(AzureSignIn.Of(null));
        Assert.IsType<DefaultAzureCredential>(AzureSignIn.Of(" "));
    }
}
