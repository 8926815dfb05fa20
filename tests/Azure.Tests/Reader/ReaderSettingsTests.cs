using Lector.Core;
using Lector.Models.Endpoints;
using Lector.Reader;
using Microsoft.Extensions.Configuration;

namespace Lector.Azure.Tests.Reader;

public class ReaderSettingsTests
{
    [Fact]
    public void Takes_what_the_environment_says()
    {
        var settings = Of(("Reader:Engine", "endpoint"), ("Reader:Address", "gpu.firm:8080"), ("Reader:Dialect", "chat"), ("Reader:Model", "qwen3"), ("Reader:ServiceBusNamespace", "x.servicebus.windows.net"), ("LECTOR_READER_KEY", "k"));
        Assert.Equal((ReaderEngine.Endpoint, new Uri("http://gpu.firm:8080"), ReaderDialect.Chat, "qwen3", "x.servicebus.windows.net", "k"),
            (settings.Engine, settings.Address, settings.Dialect, settings.Model, settings.ServiceBusNamespace, settings.Key));
    }

    [Theory]
    [InlineData("Reader:ModelFile", "m.gguf", nameof(ReaderEngine.Llama), 4)]
    [InlineData("Reader:Address", "http://127.0.0.1:1", nameof(ReaderEngine.Endpoint), 4)]
    public void One_setting_is_enough(string name, string value, string engine, int forks) =>
        Assert.Equal((engine, forks), (Of((name, value)).Engine.ToString(), Of((name, value)).Forks));

    [Theory]
    [InlineData("Reader:Froks", "2", "Reader__Froks is no setting.")]
    [InlineData("Reader:Forks", "0", "Reader__Forks is \"0\". It can be 1 to 64.")]
    [InlineData("Reader:Forks", "many", "Reader__Forks is \"many\". It can be 1 to 64.")]
    [InlineData("Reader:Engine", "onnx", "Reader__Engine is \"onnx\". It can be llama, endpoint, encoder.")]
    [InlineData("Reader:Engine", "0", "Reader__Engine is \"0\". It can be llama, endpoint, encoder.")]
    [InlineData("Reader:Engine", "endpoint", "Reader__Engine=endpoint needs Reader__Address")]
    [InlineData("Reader:Dialect", "soap", "Reader__Dialect is \"soap\". It can be probe, systemone, sglang, openai, chat, rerank, embedding.")]
    public void Says_what_is_wrong_and_what_there_is(string name, string value, string sentence)
    {
        var error = Assert.Throws<UserErrorException>(() => Of(("Reader:ModelFile", "m.gguf"), (name, value)));
        Assert.StartsWith(sentence, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_set_is_a_sentence_with_both_ways() =>
        Assert.Equal("No model is set. Set Reader__ModelFile to a GGUF file, or Reader__Address to a model server.", Assert.Throws<UserErrorException>(() => Of()).Message);

    [Theory]
    [InlineData(null, null, "/nowhere.pem", "AZURE_CLIENT_CERTIFICATE_PATH needs AZURE_CLIENT_ID and AZURE_TENANT_ID beside it")]
    [InlineData("id", "tenant", "/nowhere.pem", "AZURE_CLIENT_CERTIFICATE_PATH names /nowhere.pem, which is not there")]
    public void Says_what_a_certificate_lacks(string? client, string? tenant, string path, string sentence)
    {
        var error = Assert.Throws<UserErrorException>(() => new SignIn { ClientId = client, TenantId = tenant, CertificatePath = path }.Credential());
        Assert.StartsWith(sentence, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "WorkloadIdentityCredential")]
    [InlineData("id", "", "ManagedIdentityCredential")]
    [InlineData("", "", "DefaultAzureCredential")]
    public void Takes_exactly_one_way_to_sign_in(string? client, string? tokens, string credential)
    {
        var sign = new SignIn { ClientId = client, TenantId = "t", TokenFile = tokens ?? "/token" };
        Assert.Equal(credential, sign.Credential().GetType().Name);
    }

    [Fact]
    public void The_command_line_knows_four_things()
    {
        Assert.Equal([ReaderMode.Work, ReaderMode.Once, ReaderMode.Check, ReaderMode.Help], new string[][] { [], ["--once"], ["--check"], ["--help"] }.Select(ReaderCommand.Parse));
        Assert.Contains("--chek", Assert.Throws<UserErrorException>(() => ReaderCommand.Parse(["--chek"])).Message, StringComparison.Ordinal);
    }

    private static ReaderSettings Of(params (string Name, string Value)[] environment) =>
        ReaderSettings.Of(new ConfigurationBuilder().AddInMemoryCollection(environment.ToDictionary(one => one.Name, one => (string?)one.Value)).Build());
}
