namespace Lector.Cloud.Pdf;

/// <summary>Hebrew and Arabic, which stand on a page from right to left.</summary>
internal static class RightToLeft
{
    /// <summary>Whether there is a letter of such a script.</summary>
    public static bool IsIn(string text) => text.Any(unit => unit is (>= '\u0590' and <= '\u08FF') or (>= '\uFB1D' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFE'));

    /// <summary>Pieces in the order in which they are read.</summary>
    /// <param name="fromLeft">The pieces as they stand, from left to right.</param>
    /// <param name="text">The text of one.</param>
    /// <returns>From right to left, but for runs that are read the other way within, such as a name or an amount (a small part of UAX #9).</returns>
    public static IEnumerable<T> Order<T>(IEnumerable<T> fromLeft, Func<T, string> text)
    {
        var runs = new List<List<T>>();
        var forward = false;
        foreach (var piece in fromLeft)
        {
            var goesOn = forward;
            forward = !IsIn(text(piece)) && text(piece).Any(char.IsLetterOrDigit);
            if (forward && goesOn)
                runs[^1].Add(piece);
            else
                runs.Add([piece]);
        }

        return runs.AsEnumerable().Reverse().SelectMany(run => run);
    }
}
