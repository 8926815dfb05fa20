namespace Lector.Core.Reading.Lexical;

/// <summary>Sums over a folder, in whole numbers, so that they do not depend on the order of adding.</summary>
internal sealed class FolderStatistics(ulong[] terms)
{
    /// <summary>The terms that are counted, ascending.</summary>
    public ulong[] Terms { get; } = terms;

    /// <summary>Documents.</summary>
    public int Documents { get; private set; }

    /// <summary>Passages of all documents.</summary>
    public long Passages { get; private set; }

    /// <summary>Terms in all texts, repetitions counted.</summary>
    public long Length { get; private set; }

    /// <summary>Terms in all subjects, repetitions counted.</summary>
    public long SubjectLength { get; private set; }

    /// <summary>For each term the documents that hold it, in text or fields.</summary>
    public int[] InDocuments { get; } = new int[terms.Length];

    /// <summary>For each term the passages that hold it.</summary>
    public long[] InPassages { get; } = new long[terms.Length];

    /// <summary>For each term its occurrences in all texts.</summary>
    public long[] Occurrences { get; } = new long[terms.Length];

    /// <summary>Adds a document.</summary>
    public void Add(DocumentTerms document)
    {
        Documents++;
        Passages += document.Passages;
        Length += document.Length;
        SubjectLength += document.FieldLength(TermField.Subject);
        // Many terms are found faster side by side than one by one.
        var all = document.Terms;
        var (merges, at) = (Terms.Length > all.Length / 8, 0);
        for (var i = 0; i < Terms.Length; i++)
        {
            if (merges)
            {
                while (at < all.Length && all[at] < Terms[i])
                    at++;
                if (at == all.Length)
                    break;
                if (all[at] != Terms[i])
                    continue;
            }
            else if ((at = document.Find(Terms[i])) < 0)
                continue;
            InDocuments[i]++;
            var places = document.PlacesOf(at);
            while (places.Next())
            {
                if (places.Place < DocumentTerms.Fields)
                    continue;
                InPassages[i]++;
                Occurrences[i] += places.Count;
            }
        }
    }

    /// <summary>Adds another part of the folder, counted for the same terms.</summary>
    public void Add(FolderStatistics other)
    {
        Documents += other.Documents;
        Passages += other.Passages;
        Length += other.Length;
        SubjectLength += other.SubjectLength;
        for (var i = 0; i < Terms.Length; i++)
        {
            InDocuments[i] += other.InDocuments[i];
            InPassages[i] += other.InPassages[i];
            Occurrences[i] += other.Occurrences[i];
        }
    }

    /// <summary>Rarity of a term over documents, above 0: <c>ln(1 + (N - n + .5) / (n + .5))</c> (Robertson and Zaragoza 2009, section 3.1, kept positive by the 1).</summary>
    public double Rarity(int term) => Rarity(Documents, InDocuments[term]);

    /// <summary>Rarity of a term over passages, above 0.</summary>
    public double PassageRarity(int term) => Rarity(Passages, InPassages[term]);

    private static double Rarity(double all, double with) => Math.Log(1 + ((all - with + .5) / (with + .5)));
}
