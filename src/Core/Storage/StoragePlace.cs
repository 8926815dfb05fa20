using System.Globalization;

namespace Lector.Core.Storage;

/// <summary>Where a provider keeps a matter's documents.</summary>
/// <param name="Provider">Such as Azure Storage.</param>
/// <param name="Account">The account's name.</param>
/// <param name="Region">Where its data lies, as configured.</param>
public sealed record StoragePlace(string Provider, string Account, string Region)
{
    /// <summary>Line one of what left the house.</summary>
    /// <param name="documents">Documents of the run.</param>
    public string Sentence(int documents) => string.Create(
        CultureInfo.InvariantCulture, $"All {documents:N0} documents are stored in {Provider}, account {Account}, region {(Region.Length > 0 ? Region : "not stated")}; reading on premises does not change that.");
}
