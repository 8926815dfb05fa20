using Lector.Core;
using Lector.Core.Answering;
using Lector.Models.Frontiers;

namespace Lector.Hosts.Tests.Models.Frontiers;

public class FrontierAddressTests
{
    [Theory]
    [InlineData("https://api.openai.com", "https://api.openai.com/v1/")]
    [InlineData("https://api.openai.com/v1", "https://api.openai.com/v1/")]
    [InlineData("https://eu.api.openai.com", "https://eu.api.openai.com/v1/")]
    [InlineData("https://firm.openai.azure.com/", "https://firm.openai.azure.com/openai/v1/")]
    [InlineData("https://firm.openai.azure.com/openai/", "https://firm.openai.azure.com/openai/v1/")]
    [InlineData("https://firm.services.ai.azure.com/openai/v1/", "https://firm.services.ai.azure.com/openai/v1/")]
    [InlineData(" http://localhost:8080/v1/chat/completions ", "http://localhost:8080/v1/")]
    [InlineData("http://localhost:8080", "http://localhost:8080/")]
    [InlineData("http://10.1.2.3:8000/v1", "http://10.1.2.3:8000/v1/")]
    [InlineData("http://[fd00::1]:8000/v1", "http://[fd00::1]:8000/v1/")]
    [InlineData("http://gpu:8000/v1", "http://gpu:8000/v1/")]
    [InlineData("https://generativelanguage.googleapis.com/v1beta/openai", "https://generativelanguage.googleapis.com/v1beta/openai/")]
    public void Completes(string typed, string address) => Assert.Equal(address, FrontierAddress.Of(typed).ToString());

    [Theory]
    [InlineData("", "base address")]
    [InlineData("api.openai.com", "base address")]
    [InlineData("ftp://api.openai.com", "base address")]
    [InlineData("https://key@api.openai.com/v1", "LECTOR_FRONTIER_KEY")]
    [InlineData("http://api.openai.com/v1", "unencrypted")]
    [InlineData("http://8.8.8.8/v1", "unencrypted")]
    [InlineData("http://172.32.0.1/v1", "unencrypted")]
    [InlineData("https://firm.openai.azure.com/openai/v1?api-version=2024-10-21", "query")]
    [InlineData("https://firm.openai.azure.com/openai/deployments/x/chat/completions", "deployment")]
    public void Refuses(string typed, string says)
    {
        var message = Assert.Throws<UserErrorException>(() => FrontierAddress.Of(typed)).Message;
        Assert.Contains(says, message);
        Assert.DoesNotContain("key@", message);
    }

    [Theory]
    [InlineData("https://api.openai.com/v1", "OpenAI")]
    [InlineData("https://firm.openai.azure.com", "Microsoft (Azure)")]
    [InlineData("https://notopenai.azure.com.example.org/v1", "not known: notopenai.azure.com.example.org")]
    [InlineData("https://xapi.openai.com.evil.example/v1", "not known: xapi.openai.com.evil.example")]
    [InlineData("http://127.0.0.1:1/v1", "this machine; Lector cannot see whether the server forwards")]
    [InlineData("http://192.168.1.9/v1", "a host of the private network; Lector cannot see whether it forwards")]
    public void Names_who_runs_it(string typed, string name) => Assert.Equal(name, FrontierAddress.Operator(FrontierAddress.Of(typed)));

    [Fact]
    public void Knows_who_refuses_what_it_does_not_know()
    {
        Assert.Equal(ChatDialect.Compatible, FrontierAddress.Dialect(new Uri("https://api.mistral.ai/v1/")));
        Assert.Equal(ChatDialect.OpenAI, FrontierAddress.Dialect(new Uri("http://localhost/v1/")));
    }

    [Fact]
    public void A_token_of_the_tenant_goes_to_Azure_only()
    {
        Assert.True(FrontierAddress.IsAzure(new Uri("https://firm.openai.azure.com/")));
        Assert.False(FrontierAddress.IsAzure(new Uri("https://firmopenai.azure.com/")));
        Assert.False(FrontierAddress.IsAzure(new Uri("https://openai.azure.com.example.org/")));
        Assert.False(FrontierAddress.IsAzure(new Uri("https://api.openai.com/")));
    }
}
