using System.Text;

namespace Lector.Core.Reading;

/// <summary>A long passage whose last sentence decides: a reader whose score is the same with and without it does not read to the end.</summary>
public static class Canary
{
    /// <summary>The question.</summary>
    public const string Question = "Which long-necked animal was moved to another enclosure?";

    /// <summary>Lengths of the passage in UTF-16 units, longest first: the first that a reader reads to its end is its proven window.</summary>
    public static IReadOnlyList<int> Lengths { get; } = [3000, 1500, 750];

    // Plain English has about four characters a token; a digit, a sign or a letter of another alphabet can be a token of its own.
    private const int Token = 4;

    /// <summary>The length of a text beside those of the canary, in English letters: what may be a token by itself counts as four.</summary>
    /// <remarks>It misleads where a tokenizer spells a character in several bytes, and for runs of random letters such as base64: these have more tokens.</remarks>
    /// <param name="text">Any text.</param>
    public static int LengthOf(string text)
    {
        var length = 0;
        foreach (var c in text)
            length += char.IsAsciiLetter(c) || char.IsWhiteSpace(c) ? 1 : Token;
        return length;
    }

    private const string Decisive = "At last the keepers moved the giraffe to the other enclosure.";
    private const string Harmless = "At last the chairman thanked all who were there and went home.";

    private static readonly string[] Filler =
    [
        "The report for the quarter was sent to all members of the board.",
        "The office will be closed on Friday because of the repair of the lift.",
        "Travel costs are to be handed in by the end of the month.",
        "The supplier confirmed the delivery of paper and toner for next week.",
        "The lease of the second floor was extended by one year.",
        "A new telephone system is to be tried out in the autumn.",
    ];

    /// <summary>The passage.</summary>
    /// <param name="length">About how many UTF-16 units.</param>
    /// <param name="decisive">Whether its last sentence answers <see cref="Question"/>.</param>
    public static string Passage(int length, bool decisive)
    {
        var passage = new StringBuilder(length + 100);
        for (var i = 0; passage.Length < length - Decisive.Length; i++)
            passage.Append(Filler[i % Filler.Length]).Append(i % 6 == 5 ? '\n' : ' ');
        return passage.Append(decisive ? Decisive : Harmless).ToString();
    }
}
