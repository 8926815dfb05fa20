namespace Lector.Core.Ledgers.Verifying;

/// <summary>One thing that was checked.</summary>
/// <param name="What">What holds, as a sentence without its end, such as <c>every quotation stands in its document (5)</c>.</param>
/// <param name="Differences">What does not, a sentence each; empty when it holds.</param>
public sealed record RunCheck(string What, IReadOnlyList<string> Differences)
{
    /// <summary>Whether it holds.</summary>
    public bool Holds => Differences.Count == 0;
}
