using System.Globalization;
using System.Text;

namespace Lector.Bench;

/// <summary>Mails of invented words: any number of them, all distinct, the same for the same seed, one in memory at a time.</summary>
/// <remarks>Words are drawn by Zipf's law from a vocabulary of 20,000; two mails in five answer one of the last hundred and quote it.</remarks>
internal sealed class GeneratedMails
{
    private const int Words = 20_000;
    private const int Open = 100;
    private static readonly string[] Onsets = ["b", "br", "c", "d", "dr", "f", "g", "gr", "l", "m", "n", "p", "pl", "r", "s", "st", "t", "tr", "v", "w"];
    private static readonly string[] Nuclei = ["a", "e", "i", "o", "u", "ai", "ea", "ou"];
    private static readonly string[] Codas = ["", "", "", "l", "m", "n", "r", "s", "nt", "ck"];

    private readonly string[] vocabulary = new string[Words];
    private readonly double[] cumulative = new double[Words];
    private readonly Random random;
    private readonly Sent[] open = new Sent[Open];

    private GeneratedMails(int seed)
    {
        random = new Random(seed);
        var (seen, sum) = (new HashSet<string>(), 0.0);
        for (var i = 0; i < Words; i++)
        {
            // Frequent words are short, as in every language.
            do
                vocabulary[i] = Invent(i < 200 ? 1 : random.Next(2, 4));
            while (!seen.Add(vocabulary[i]) && seen.Count < 1500 + i);
            cumulative[i] = sum += 1.0 / (i + 2.7);
        }
    }

    /// <summary>Generates mails.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Another seed, other mails.</param>
    /// <returns>Bytes in the format of RFC 5322, about 1.5 KB each, oldest first.</returns>
    public static IEnumerable<byte[]> Make(int count, int seed)
    {
        var mails = new GeneratedMails(seed);
        for (var i = 0; i < count; i++)
            yield return mails.Next(i, seed);
    }

    /// <summary>Writes generated mails into a folder, a thousand to a subfolder.</summary>
    /// <param name="folder">Created where it is missing.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Another seed, other mails and other names.</param>
    public static void Write(string folder, int count, int seed = 1)
    {
        var number = 0;
        foreach (var mail in Make(count, seed))
        {
            var inner = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{seed}-{number / 1000:000}"));
            if (number % 1000 == 0)
                Directory.CreateDirectory(inner);
            File.WriteAllBytes(Path.Combine(inner, string.Create(CultureInfo.InvariantCulture, $"{number++:000000}.eml")), mail);
        }
    }

    /// <summary>A question in words of the mails: any three of the first one.</summary>
    public static string Question()
    {
        var mail = Encoding.UTF8.GetString(Make(1, 1).First());
        return string.Join(' ', mail[mail.IndexOf("\r\n\r\n", StringComparison.Ordinal)..].Split(' ', StringSplitOptions.TrimEntries).Where(word => word.Length > 5).Take(3));
    }

    private byte[] Next(int number, int seed)
    {
        var asked = number > 0 && random.Next(5) < 2 ? open[random.Next(Math.Min(number, Open))] : null;
        var sent = new Sent(
            string.Create(CultureInfo.InvariantCulture, $"<{seed}.{number}@mail.example>"), Person(), asked is null ? Sentence(random.Next(3, 8)) : "Re: " + asked.Subject.Replace("Re: ", "", StringComparison.Ordinal),
            new DateTimeOffset(2024, 1, 1, 8, 0, 0, TimeSpan.Zero).AddMinutes((number * 4) + random.Next(4)), Body());
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"From: {sent.From}\r\nTo: {asked?.From ?? Person()}\r\nSubject: {sent.Subject}\r\nDate: {sent.Date:ddd, dd MMM yyyy HH:mm:ss} +0000\r\nMessage-ID: {sent.Id}\r\n");
        if (asked is not null)
            text.Append(CultureInfo.InvariantCulture, $"In-Reply-To: {asked.Id}\r\nReferences: {asked.Id}\r\n");
        text.Append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n").Append(sent.Body);
        if (asked is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"\r\nOn {asked.Date:d MMM yyyy} {asked.From} wrote:\r\n");
            foreach (var line in asked.Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
                text.Append("> ").Append(line).Append("\r\n");
        }

        open[number % Open] = sent;
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private string Body()
    {
        var body = new StringBuilder();
        for (var paragraphs = random.Next(1, 5); paragraphs > 0; paragraphs--)
        {
            for (var sentences = random.Next(2, 6); sentences > 0; sentences--)
                body.Append(Sentence(random.Next(6, 18))).Append(sentences % 2 == 0 ? ".\r\n" : ". ");
            body.Append("\r\n\r\n");
        }

        return body.ToString();
    }

    private string Sentence(int words)
    {
        var sentence = new StringBuilder();
        for (var i = 0; i < words; i++)
            sentence.Append(i == 0 ? "" : " ").Append(random.Next(25) == 0 ? random.Next(10, 100_000).ToString(CultureInfo.InvariantCulture) : Word());
        return char.ToUpperInvariant(sentence[0]) + sentence.ToString(1, sentence.Length - 1);
    }

    private string Person() => $"{vocabulary[1000 + random.Next(400)]}.{vocabulary[2000 + random.Next(400)]}@{vocabulary[3000 + random.Next(30)]}.example";

    private string Word()
    {
        var at = Array.BinarySearch(cumulative, random.NextDouble() * cumulative[^1]);
        return vocabulary[Math.Min(at < 0 ? ~at : at, Words - 1)];
    }

    private string Invent(int syllables) =>
        string.Concat(Enumerable.Range(0, syllables).Select(_ => Onsets[random.Next(Onsets.Length)] + Nuclei[random.Next(Nuclei.Length)] + Codas[random.Next(Codas.Length)]));

    private sealed record Sent(string Id, string From, string Subject, DateTimeOffset Date, string Body);
}
