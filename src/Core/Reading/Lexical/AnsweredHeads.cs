namespace Lector.Core.Reading.Lexical;

/// <summary>For each mail that answers another one of the folder, how often the question's terms occur in the first lines of that other mail.</summary>
/// <remarks>So that "Agreed, go ahead" is found by what it agrees to. Only terms of the question are kept: memory grows with the mails that hold one.</remarks>
internal sealed class AnsweredHeads
{
    private readonly Dictionary<int, Dictionary<ulong, int>> byAnswer = [];

    /// <summary>Joins what the scans of the shards found.</summary>
    /// <param name="parts">One a shard, with the position of the shard's first document.</param>
    public AnsweredHeads(IEnumerable<(Part Part, int First)> parts)
    {
        var all = parts.ToArray();
        var heads = new Dictionary<ulong, Dictionary<ulong, int>>();
        foreach (var (part, _) in all)
        {
            // Of mails with one id the first counts.
            foreach (var (id, head) in part.Heads)
                heads.TryAdd(id, head);
        }
        foreach (var (part, first) in all)
        {
            foreach (var (document, answered) in part.Answers)
            {
                if (heads.TryGetValue(answered, out var head))
                    byAnswer[first + document] = head;
            }
        }
    }

    /// <summary>Counts of the question's terms in the head of the mail that a document answers; null where there are none.</summary>
    public Dictionary<ulong, int>? Of(int document) => byAnswer.GetValueOrDefault(document);

    /// <summary>What the scan of one shard finds.</summary>
    internal sealed class Part(ulong[] terms)
    {
        public List<(ulong Id, Dictionary<ulong, int> Head)> Heads { get; } = [];

        public List<(int Document, ulong Answered)> Answers { get; } = [];

        public void Add(int document, DocumentTerms counts)
        {
            if (counts.InReplyTo != 0)
                Answers.Add((document, counts.InReplyTo));
            if (counts.MessageId == 0)
                return;
            Dictionary<ulong, int>? head = null;
            foreach (var term in terms)
            {
                var at = counts.Find(term);
                if (at < 0)
                    continue;
                var places = counts.PlacesOf(at);
                while (places.Next() && places.Place < DocumentTerms.Fields)
                {
                    // Subjects repeat in answers; the head's words do not.
                    if (places.Place == (int)TermField.Head)
                        (head ??= [])[term] = places.Count;
                }
            }
            if (head is not null)
                Heads.Add((counts.MessageId, head));
        }
    }
}
