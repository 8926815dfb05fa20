namespace Lector.Hosts.Tests.Infra;

/// <summary>Nothing keyed and nothing open, with two exceptions by name: the blob trigger's webhook key, and the model server's ingress inside the private network.</summary>
internal static class ForbiddenText
{
    /// <summary>Text, and the one file that may hold it.</summary>
    private static readonly (string Text, string? But)[] Forbidden =
    [
        ("listKeys", "infra/webhook.bicep"),
        ("listAccountSas", null),
        ("AccountKey", null),
        ("SharedAccessKey", null),
        ("primaryKey", null),
        ("keys[0]", null),
        ("adminUserEnabled: true", null),
        ("anonymousPullEnabled: true", null),
        ("allowSharedKeyAccess: true", null),
        ("allowBlobPublicAccess: true", null),
        ("disableLocalAuth: false", null),
        ("allowInsecure: true", null),
        ("external: true", "infra/modules/model-server.bicep"),
        ("publicAccess: 'Blob", null),
        ("publicAccess: 'Container", null),
        ("AZURE_CREDENTIALS", null),
        ("AZURE_CLIENT_SECRET", null),
        ("client-secret", null),
    ];

    public static IEnumerable<string> Complaints(InfraText text)
    {
        foreach (var (path, content) in text.Under("infra").Concat(text.Under(".github")))
        {
            foreach (var (forbidden, but) in Forbidden)
            {
                if (path != but && content.Contains(forbidden, StringComparison.Ordinal))
                    yield return $"{path} holds {forbidden}.";
            }
        }

        const string Key = "listKeys('${app.id}/host/default', '2025-03-01').systemKeys.blobs_extension";
        if (Count(text["infra/webhook.bicep"], "listKeys") != Count(text["infra/webhook.bicep"], Key) || text["infra/webhook.bicep"].Contains("output ", StringComparison.Ordinal))
            yield return "infra/webhook.bicep reads another key than systemKeys.blobs_extension, or puts something out.";
        foreach (var (path, hook) in text.Under("infra/hooks"))
        {
            if (Count(hook, "keys list") != Count(hook, "length(systemKeys.blobs_extension || '')"))
                yield return $"{path} prints a key.";
        }
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
