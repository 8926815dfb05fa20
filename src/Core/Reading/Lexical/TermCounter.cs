using System.Globalization;
using System.Runtime.InteropServices;
using Lector.Core.Documents;

namespace Lector.Core.Reading.Lexical;

/// <summary>Counts the terms of documents, one after another, reusing its memory. One thread at a time.</summary>
internal sealed class TermCounter
{
    // Open addressing: slots hold 1 + the number of a term of this document.
    private int[] slots = new int[1024];
    private readonly List<ulong> terms = [];
    private readonly List<(int Term, int Place)> occurrences = [];
    private readonly List<byte> bytes = [];
    private int[] firstOfTerm = [];
    private int[] placesByTerm = [];

    /// <summary>Counts one document.</summary>
    /// <param name="text">The document.</param>
    /// <param name="passages">Its passages, end to end.</param>
    public DocumentTerms Count(DocumentText text, IReadOnlyList<Passage> passages)
    {
        // A huge document is not paid for by all that follow.
        if (slots.Length > 1 << 17)
            slots = new int[1024];
        Array.Clear(slots);
        terms.Clear();
        occurrences.Clear();
        var lengths = new int[DocumentTerms.Fields + passages.Count];
        var ends = new int[passages.Count];
        var fields = text.Fields;
        lengths[(int)TermField.Subject] = Add(fields.Subject, (int)TermField.Subject);
        lengths[(int)TermField.From] = Add(fields.From, (int)TermField.From);
        lengths[(int)TermField.To] = Add(fields.To, (int)TermField.To) + Add(fields.Cc, (int)TermField.To);
        lengths[(int)TermField.Date] = Add(fields.Date?.ToString("d MMMM yyyy", CultureInfo.InvariantCulture), (int)TermField.Date);
        lengths[(int)TermField.Head] = Add(HeadLines.Of(text), (int)TermField.Head);
        for (var i = 0; i < passages.Count; i++)
        {
            lengths[DocumentTerms.Fields + i] = Add(text.Text.AsSpan(passages[i].Start, passages[i].Length), DocumentTerms.Fields + i);
            ends[i] = passages[i].End;
        }
        var sorted = terms.ToArray();
        var order = new int[sorted.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(sorted, order);
        var termEnds = Encode(order);
        return new DocumentTerms(sorted, termEnds, [.. bytes], lengths, ends, Identify(fields.MessageId), Identify(fields.InReplyTo));
    }

    private static ulong Identify(string? id) => string.IsNullOrWhiteSpace(id) ? 0 : TermReader.Identify(id);

    private int Add(ReadOnlySpan<char> text, int place)
    {
        var length = 0;
        var reader = new TermReader(text);
        while (reader.Next(out var term))
        {
            occurrences.Add((NumberOf(term), place));
            length++;
        }
        return length;
    }

    private int NumberOf(ulong term)
    {
        for (var slot = (int)term & (slots.Length - 1); ; slot = (slot + 1) & (slots.Length - 1))
        {
            var number = slots[slot] - 1;
            if (number >= 0 && terms[number] == term)
                return number;
            if (number >= 0)
                continue;
            terms.Add(term);
            slots[slot] = terms.Count;
            if (terms.Count * 2 > slots.Length)
                Grow();
            return terms.Count - 1;
        }
    }

    private void Grow()
    {
        slots = new int[slots.Length * 2];
        for (var number = 0; number < terms.Count; number++)
        {
            var slot = (int)terms[number] & (slots.Length - 1);
            while (slots[slot] != 0)
                slot = (slot + 1) & (slots.Length - 1);
            slots[slot] = number + 1;
        }
    }

    // Occurrences are in order of their places: a counting sort by term keeps that order within each term.
    private int[] Encode(int[] order)
    {
        if (firstOfTerm.Length <= terms.Count)
            firstOfTerm = new int[terms.Count * 2 + 1];
        if (placesByTerm.Length < occurrences.Count)
            placesByTerm = new int[occurrences.Count * 2];
        Array.Clear(firstOfTerm);
        var all = CollectionsMarshal.AsSpan(occurrences);
        foreach (var (term, _) in all)
            firstOfTerm[term + 1]++;
        for (var i = 0; i < terms.Count; i++)
            firstOfTerm[i + 1] += firstOfTerm[i];
        foreach (var (term, place) in all)
            placesByTerm[firstOfTerm[term]++] = place;

        bytes.Clear();
        var ends = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            // After the sort each term's first is the next one's.
            var (at, end) = (order[i] == 0 ? 0 : firstOfTerm[order[i] - 1], firstOfTerm[order[i]]);
            for (var previous = -1; at < end;)
            {
                var (place, count) = (placesByTerm[at], 0);
                for (; at < end && placesByTerm[at] == place; at++)
                    count++;
                PlaceReader.Append(bytes, previous, place, count);
                previous = place;
            }
            ends[i] = bytes.Count;
        }
        return ends;
    }
}
