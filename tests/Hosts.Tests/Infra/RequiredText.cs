using System.Text.RegularExpressions;
using System.Xml;
using Lector.Core.Asking.Queueing;

namespace Lector.Hosts.Tests.Infra;

/// <summary>Properties without which a resource would be open, keyed or unreachable.</summary>
internal static class RequiredText
{
    private static readonly (string File, string What, string Text)[] Required =
    [
        ("infra/modules/storage.bicep", "allowSharedKeyAccess: false", "allowSharedKeyAccess: false"),
        ("infra/modules/storage.bicep", "allowBlobPublicAccess: false", "allowBlobPublicAccess: false"),
        ("infra/modules/storage.bicep", "TLS 1.2", "minimumTlsVersion: 'TLS1_2'"),
        ("infra/modules/storage.bicep", "private containers", "properties: { publicAccess: 'None' }"),
        ("infra/modules/servicebus.bicep", "disableLocalAuth: true", "disableLocalAuth: true"),
        ("infra/modules/servicebus.bicep", "TLS 1.2", "minimumTlsVersion: '1.2'"),
        ("infra/modules/servicebus.bicep", "duplicate detection", "requiresDuplicateDetection: true"),
        ("infra/modules/servicebus.bicep", "five deliveries", "maxDeliveryCount: 5"),
        ("infra/modules/servicebus.bicep", "locks of five minutes", "lockDuration: 'PT5M'"),
        ("infra/modules/openai.bicep", "disableLocalAuth: true", "disableLocalAuth: true"),
        ("infra/modules/monitoring.bicep", "DisableLocalAuth: true", "DisableLocalAuth: true"),
        ("infra/modules/monitoring.bicep", "disableLocalAuth: true on the workspace", "features: { disableLocalAuth: true }"),
        ("infra/modules/registry.bicep", "adminUserEnabled: false", "adminUserEnabled: false"),
        ("infra/modules/registry.bicep", "anonymousPullEnabled: false", "anonymousPullEnabled: false"),
        ("infra/modules/functions.bicep", "httpsOnly: true", "httpsOnly: true"),
        ("infra/modules/functions.bicep", "TLS 1.2", "minTlsVersion: '1.2'"),
        ("infra/modules/functions.bicep", "no FTP", "ftpsState: 'Disabled'"),
        ("infra/modules/functions.bicep", "no passwords for SCM", "name: 'scm'\n    properties: { allow: false }"),
        ("infra/modules/functions.bicep", "no passwords for FTP", "name: 'ftp'\n    properties: { allow: false }"),
        ("infra/modules/functions.bicep", "deployment by identity", "type: 'UserAssignedIdentity'"),
        ("infra/modules/functions.bicep", "excludedPaths of the webhook alone", "excludedPaths: ['/runtime/webhooks/blobs']"),
        ("infra/modules/reader.bicep", "identity on the scale rule", "identity: platformIdentityId\n              metadata"),
        ("infra/modules/reader.bicep", "the platform's identity hidden from the container", "{ identity: platformIdentityId, lifecycle: 'None' }"),
        ("infra/modules/model-server.bicep", "the platform's identity hidden from the container", "{ identity: platformIdentityId, lifecycle: 'None' }"),
        ("infra/modules/model-server.bicep", "allowInsecure: false", "allowInsecure: false"),
        ("infra/modules/environment.bicep", "an internal environment where there is a network", "empty(subnetId) ? null : { internal: true, infrastructureSubnetId: subnetId }"),
        ("infra/modules/eventgrid.bicep", "an identity of the topic's own", "identity: { type: 'SystemAssigned' }"),
        ("infra/modules/ingest-queue.bicep", "delivery by identity", "deliveryWithResourceIdentity"),
        ("infra/main.bicep", "combinations that cannot work refused", "fail(refused)"),
    ];

    /// <summary>How long a run waits for a group, and before that for a reader.</summary>
    private static TimeSpan Patience => new[] { TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10) }.Max(first =>
        Enumerable.Range(0, QueuedReading.Looks).Aggregate(TimeSpan.Zero, (sum, look) => sum + QueuedReading.Limit(first, look)));

    private static TimeSpan MessageLife(InfraText text) =>
        XmlConvert.ToTimeSpan(Regex.Match(text["infra/modules/servicebus.bicep"], "defaultMessageTimeToLive: '(P[^']+)'") is { Success: true } life ? life.Groups[1].Value : "PT0S");

    public static IEnumerable<string> Complaints(InfraText text)
    {
        foreach (var (file, what, required) in Required)
        {
            if (!text[file].Contains(required, StringComparison.Ordinal))
                yield return $"{file} lacks {what}.";
        }

        if (MessageLife(text) is var life && life <= Patience)
            yield return $"infra/modules/servicebus.bicep lets messages live {life.TotalDays} days, and a run waits {Patience.TotalDays:0} days for its reader: defaultMessageTimeToLive.";

        if (text["infra/modules/reader.bicep"].Contains("ingress:", StringComparison.Ordinal))
            yield return "infra/modules/reader.bicep opens an ingress: a queue worker listens to nobody.";
    }
}
