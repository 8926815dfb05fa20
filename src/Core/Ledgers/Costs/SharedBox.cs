namespace Lector.Core.Ledgers.Costs;

/// <summary>A machine rented by the hour that several matters or people read with, by one queue: what one volume takes of it, and costs.</summary>
/// <remarks>
/// With t tokens to read for a question (its passages' text, and what each request carries beside it), q questions a month, a speed of v tokens a second, and p the price of an hour:
/// <c>hours = q · t / v / 3600</c>, <c>part = p · hours</c>, <c>whole = p · held</c>, <c>serves = ⌊held / hours⌋</c>.
/// The part is what it costs only where others pay for the rest of the hours; who holds the machine alone pays the whole, whatever is read. The one call to a frontier model is not in it.
/// </remarks>
/// <param name="Name">The machine.</param>
/// <param name="PerHour">Price of an hour.</param>
/// <param name="Held">Hours a month for which it is held.</param>
/// <param name="Hours">Hours of reading that the volume takes in a month; above <paramref name="Held"/> it is too slow.</param>
public sealed record SharedBox(string Name, decimal PerHour, decimal Held, decimal Hours)
{
    /// <summary>Hours of a working month, 22 days of 8, for which a machine is held whose table says nothing else.</summary>
    public const decimal WorkingHours = 176;

    /// <summary>What the volume's own hours cost.</summary>
    public decimal Part => PerHour * Hours;

    /// <summary>What all held hours cost.</summary>
    public decimal Whole => PerHour * Held;

    /// <summary>Months like this one that it can read for in one month; 0 where it cannot even read for one.</summary>
    public long Serves => Hours == 0 ? 0 : (long)Math.Min(Held / Hours, 1_000_000_000m);

    /// <summary>The machines of a price table that are rented by the hour.</summary>
    /// <param name="prices">The table.</param>
    /// <param name="volume">What there is to read for a question.</param>
    /// <param name="questions">Questions a month.</param>
    public static IReadOnlyList<SharedBox> Make(PriceTable prices, Volume volume, long questions) =>
    [
        .. from machine in prices.Machines
           where machine.PerHour is not null
           let hours = Ways.Box(machine, null, volume).HoursAQuestion!.Value
           select new SharedBox(machine.Name, machine.PerHour!.Value, machine.HeldHours ?? WorkingHours, hours * questions),
    ];
}
