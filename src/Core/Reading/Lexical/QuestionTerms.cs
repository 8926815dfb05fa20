namespace Lector.Core.Reading.Lexical;

/// <summary>A question as terms.</summary>
internal sealed class QuestionTerms
{
    /// <summary>Reads a question.</summary>
    public QuestionTerms(string question)
    {
        var sequence = new List<ulong>();
        var reader = new TermReader(question);
        while (reader.Next(out var term))
            sequence.Add(term);
        Sequence = [.. sequence];
        Distinct = [.. sequence.Distinct().Order()];
    }

    /// <summary>All terms in the order asked.</summary>
    public ulong[] Sequence { get; }

    /// <summary>Each term once, ascending.</summary>
    public ulong[] Distinct { get; }

    /// <summary>How often a term is asked for, for each of <see cref="Distinct"/>, among some positions of <see cref="Sequence"/>.</summary>
    public int[] Counts(Func<int, bool> takes)
    {
        var counts = new int[Distinct.Length];
        for (var i = 0; i < Sequence.Length; i++)
        {
            if (takes(i))
                counts[Array.BinarySearch(Distinct, Sequence[i])]++;
        }
        return counts;
    }
}
