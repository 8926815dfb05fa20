namespace Lector.Core.Ledgers;

/// <summary>What became of every document of a run: the four outcomes, which must add up to all of them.</summary>
/// <param name="Total">Documents that were found.</param>
/// <param name="Relevant">Documents with a passage at or above the cut.</param>
/// <param name="SetAside">Documents that were read and have none.</param>
/// <param name="Unreadable">Documents without text that Lector can read, each with its reason.</param>
/// <param name="Failed">Documents whose reading broke off, each with its reason.</param>
public sealed record Conservation(int Total, int Relevant, int SetAside, int Unreadable, int Failed)
{
    /// <summary>Documents with an outcome.</summary>
    public long Accounted => (long)Relevant + SetAside + Unreadable + Failed;

    /// <summary>Whether every document has exactly one outcome.</summary>
    public bool Holds => Relevant >= 0 && SetAside >= 0 && Unreadable >= 0 && Failed >= 0 && Accounted == Total;

    /// <summary>The sum as a sentence, true or not.</summary>
    public override string ToString()
    {
        var sum = FormattableString.Invariant($"{Relevant:N0} relevant + {SetAside:N0} set aside + {Unreadable:N0} unreadable + {Failed:N0} failed");
        if (Holds)
            return FormattableString.Invariant($"{sum} = {Total:N0} documents");
        return Accounted == Total
            ? $"{sum}: a count is below zero"
            : FormattableString.Invariant($"{sum} = {Accounted:N0}, but {Total:N0} documents were found: {Math.Abs(Total - Accounted):N0} {(Accounted < Total ? "have no outcome" : "too many have one")}");
    }

    /// <summary>Passes the counts on, if they add up.</summary>
    /// <exception cref="InvalidOperationException">They do not: a fault of Lector, and the run may not be published.</exception>
    public Conservation OrThrow() => Holds ? this : throw new InvalidOperationException($"Documents are not accounted for: {this}.");
}
