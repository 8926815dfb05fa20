namespace Lector.Hosts.Tests.Infra;

/// <summary>One combination of the parameters that change what is made, and what it must come to.</summary>
/// <param name="Mode"><c>readerMode</c>.</param>
/// <param name="Transport"><c>readerTransport</c>.</param>
/// <param name="Ingest"><c>ingestMode</c>.</param>
/// <param name="Private"><c>privateNetworking</c>.</param>
/// <param name="Frontier">Whether a frontier model is deployed.</param>
internal sealed record DeploymentCase(string Mode, string Transport, string Ingest, bool Private, bool Frontier)
{
    /// <summary>Object id of who runs azd.</summary>
    public const string Person = "11111111-1111-1111-1111-111111111111";

    /// <summary>Object id of the reader at the firm.</summary>
    public const string ReaderAtTheFirm = "22222222-2222-2222-2222-222222222222";

    /// <summary>All of them.</summary>
    public static IEnumerable<DeploymentCase> All =>
        from mode in new[] { "none", "external", "gpu-t4", "gpu-a100" }
        from transport in new[] { "queue", "endpoint" }
        from ingest in new[] { "blobTrigger", "serviceBus" }
        from inside in new[] { false, true }
        from frontier in new[] { true, false }
        select new DeploymentCase(mode, transport, ingest, inside, frontier);

    /// <summary>Whether it cannot work.</summary>
    public bool Refused => Transport == "endpoint" && (Mode == "none" || !Private);

    /// <summary>Whether a GPU container is made.</summary>
    public bool InGpu => Mode.StartsWith("gpu-", StringComparison.Ordinal);

    /// <summary>Whether readers pull from the queue.</summary>
    public bool ByQueue => Transport == "queue" && Mode != "none";

    /// <summary>Whether anything goes through Service Bus.</summary>
    public bool UsesBus => ByQueue || Ingest == "serviceBus";

    /// <summary>As Bicep values.</summary>
    public Dictionary<string, string> Parameters => new()
    {
        ["environmentName"] = "'x'",
        ["location"] = "'swedencentral'",
        ["readerMode"] = $"'{Mode}'",
        ["readerTransport"] = $"'{Transport}'",
        ["readerAddress"] = Transport == "endpoint" && Mode == "external" ? "'http://10.1.0.4:8080'" : "''",
        ["readerPrincipalId"] = $"'{ReaderAtTheFirm}'",
        ["readerImage"] = "'crx.azurecr.io/lector-reader:0f0f0f0f0f0f.123-Qwen3-8B-Q4_K_M'",
        ["ingestMode"] = $"'{Ingest}'",
        ["privateNetworking"] = Private ? "true" : "false",
        ["frontierModel"] = Frontier ? "'gpt-5.4'" : "'none'",
        ["principalId"] = $"'{Person}'",
    };

    /// <summary>Rights by principal, as <see cref="Grants.Meant"/> has them for who is there in this combination.</summary>
    public Dictionary<string, IEnumerable<string>> Rights
    {
        get
        {
            var rights = new Dictionary<string, IEnumerable<string>>
            {
                ["app"] = Grants.Meant["app"].Where(right => Frontier || !right.EndsWith(" frontier", StringComparison.Ordinal)),
                ["person"] = Grants.Meant["person"],
                ["topic"] = Grants.Meant["topic"].Where(right => Ingest == "serviceBus" || !right.Contains("queue", StringComparison.Ordinal)),
            };
            if (ByQueue && Mode == "external")
                rights["firm"] = Grants.Meant["reader"];
            if (ByQueue && InGpu)
                rights["reader"] = Grants.Meant["reader"];
            if (InGpu)
                rights["platform"] = ByQueue ? Grants.Meant["puller"].Concat(Grants.Meant["scaler"]) : Grants.Meant["puller"];
            return rights;
        }
    }
}
