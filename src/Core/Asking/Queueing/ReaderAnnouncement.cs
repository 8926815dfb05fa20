using Lector.Core.Reading;

namespace Lector.Core.Asking.Queueing;

/// <summary>A reader program says who it is, how fast it reads, and that it lives; a blob a program, written anew every minute.</summary>
/// <param name="Identity">Who reads.</param>
/// <param name="Program">Name of the running program, such as its machine's.</param>
/// <param name="Seen">When it last gave a sign of life.</param>
public sealed record ReaderAnnouncement(ReaderIdentity Identity, string Program, DateTimeOffset Seen)
{
    /// <summary>A reader that gave no sign of life for so long is not there.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(3);

    /// <summary>Tokens a second as <see cref="WorkSizing.Tokens"/> counts them, measured over its last items; null before the first.</summary>
    public double? Pace { get; init; }

    /// <summary>Whether it ended as it should, and may be started again.</summary>
    public bool Ended { get; init; }

    /// <summary>Whether it takes work now.</summary>
    public bool IsThere(DateTimeOffset now) => !Ended && now - Seen < Life;
}
