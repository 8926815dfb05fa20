using System.Globalization;

namespace Lector.Core.Asking.Waking;

/// <summary>When a matter's standing asks are looked at after an upload, and under which id: all uploads of a minute share one wake.</summary>
public static class WakeTime
{
    /// <summary>The wake of an upload.</summary>
    /// <param name="changed">When the blob was last written, by the storage's clock, or when it was heard of.</param>
    /// <param name="quiet">How long documents must have lain still.</param>
    /// <returns>The first whole minute that is not before the quiet time's end.</returns>
    public static DateTimeOffset Of(DateTimeOffset changed, TimeSpan quiet)
    {
        var (due, minute) = ((changed + quiet).UtcTicks, TimeSpan.TicksPerMinute);
        return new DateTimeOffset((due + minute - 1) / minute * minute, TimeSpan.Zero);
    }

    /// <summary>The instance of a wake.</summary>
    /// <param name="matter">The matter's slug.</param>
    /// <param name="at">A whole minute.</param>
    public static string Id(string matter, DateTimeOffset at) => $"wake.{matter}.{at.UtcDateTime.ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture)}";

    /// <summary>Whether a wake leaves the matter to a later one.</summary>
    /// <param name="at">The minute that the wake was made for.</param>
    /// <param name="newest">When the newest blob was last written.</param>
    /// <param name="quiet">How long documents must have lain still.</param>
    /// <returns>When to wake again, or null when the documents lie still.</returns>
    public static DateTimeOffset? Again(DateTimeOffset at, DateTimeOffset newest, TimeSpan quiet) => Of(newest, quiet) is var later && later > at ? later : null;
}
