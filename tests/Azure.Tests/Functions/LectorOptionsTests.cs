using Lector.Core;
using Lector.Functions;
using Lector.Models.Endpoints;
using Microsoft.Extensions.Configuration;

namespace Lector.Azure.Tests.Functions;

public sealed class LectorOptionsTests
{
    private const string Account = "https://northgatedocs.blob.core.windows.net";

    [Fact]
    public void The_defaults_read_by_keyword_statistics_and_let_nobody_in()
    {
        var settings = Read([]);
        Assert.Equal((ReadingMode.Lexical, IngestMode.BlobTrigger, SignIn.Key, 60, ReaderDialect.Probe), (settings.Options.Reading, settings.Options.IngestMode, settings.Options.SignIn, settings.Options.QuietSeconds, settings.Options.Dialect));
        Assert.Equal((Account, null, null), (settings.Documents, settings.ClientId, settings.Insights));
    }

    [Fact]
    public void Takes_every_setting_that_the_deployment_gives()
    {
        var settings = Read(new()
        {
            ["Lector:IngestMode"] = "serviceBus",
            ["Lector:QuietSeconds"] = "5",
            ["Lector:Reading"] = "endpoint",
            ["Lector:ReaderAddress"] = "http://10.0.4.7:8080",
            ["Lector:ReaderModel"] = "m",
            ["Lector:ReaderDialect"] = "systemone",
            ["Lector:FrontierAddress"] = "https://x.openai.azure.com",
            ["Lector:FrontierDeployment"] = "d",
            ["Lector:FrontierModel"] = "gpt",
            ["Lector:FrontierZone"] = "EU",
            ["Lector:FrontierTerms"] = "t",
            ["Lector:Region"] = "swedencentral",
            ["Lector:SignIn"] = "entra",
            ["AZURE_CLIENT_ID"] = "id",
            ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = "InstrumentationKey=0",
        });
        Assert.Equal((IngestMode.ServiceBus, ReadingMode.Endpoint, ReaderDialect.SystemOne, SignIn.Entra), (settings.Options.IngestMode, settings.Options.Reading, settings.Options.Dialect, settings.Options.SignIn));
        Assert.Equal(("id", "InstrumentationKey=0"), (settings.ClientId, settings.Insights));
        var config = Composition.Config(settings.Options);
        Assert.Equal(("gpt", "EU", "t"), (config.Frontiers[0].Model, config.Frontiers[0].Zone, config.Frontiers[0].Terms));
        Assert.Contains("m at http://10.0.4.7:8080", config.ReadBy);
    }

    [Theory]
    [InlineData("Lector:QuietSeconds", "-1", "0 to 86400")]
    [InlineData("Lector:QuietSeconds", "soon", "QuietSeconds")]
    [InlineData("Lector:Reading", "magic", "Reading")]
    [InlineData("Lector:Reading", "endpoint", "Lector__ReaderAddress is empty")]
    [InlineData("Lector:Reading", "queue", "ServiceBus__fullyQualifiedNamespace")]
    [InlineData("Lector:ReaderAddress", "no address", "is no address of a reader")]
    [InlineData("Lector:ReaderDialect", "7", "is no dialect")]
    [InlineData("Lector:FrontierAddress", "https://x.openai.azure.com", "both")]
    [InlineData("Lector:FrontierAddress", "http://example.com", "unencrypted")]
    [InlineData("Lector:SignIn", "none", "developer's machine only")]
    [InlineData("Documents:blobServiceUri", "http://northgatedocs.blob.core.windows.net", "no https address")]
    [InlineData("Documents:blobServiceUri", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=Zm9v;EndpointSuffix=core.windows.net", "an account's key opens everything")]
    public void Says_in_a_sentence_what_is_wrong(string setting, string value, string why) =>
        Assert.Contains(why, Assert.Throws<UserErrorException>(() => Read(new() { [setting] = value })).Message);

    [Fact]
    public void An_emulator_and_an_open_door_are_for_a_developers_machine()
    {
        var settings = AppSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Documents"] = "UseDevelopmentStorage=true", ["Lector:SignIn"] = "none" }).Build(), development: true);
        Assert.Equal(SignIn.None, settings.Options.SignIn);
    }

    private static AppSettings Read(Dictionary<string, string?> given)
    {
        given.TryAdd("Documents:blobServiceUri", Account);
        return AppSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(given).Build(), development: false);
    }
}
