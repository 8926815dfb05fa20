using Lector.Core.Documents;
using Lector.Core.Reading.Lexical;

namespace Lector.Core.Tests.Reading.Lexical;

public sealed class DocumentTermsTests
{
    private static readonly DocumentText Mail = new(string.Concat(Enumerable.Repeat("The turbine contract was signed in Houston. ", 60)) + "penalty penalty penalty penalty penalty")
    {
        Fields = new DocumentFields { Subject = "Turbine", From = "Kay <kay@x.example>", MessageId = "1@x", InReplyTo = "0@x", Date = new DateTimeOffset(2001, 5, 14, 0, 0, 0, TimeSpan.Zero) },
    };

    [Fact]
    public void Count_terms_by_passage_and_field()
    {
        var (passages, terms) = (Passages.Cut(Mail.Text), LexicalReader.Count(Mail, Passages.Cut(Mail.Text)));
        Assert.Equal(passages, terms.AllPassages());
        var turbine = Places(terms, "turbines");
        Assert.Equal(1, turbine[(int)TermField.Subject]);
        Assert.Equal(60, turbine.Where(pair => pair.Key >= DocumentTerms.Fields).Sum(pair => pair.Value));
        Assert.Equal(5, Assert.Single(Places(terms, "penalty")).Value);
        Assert.Equal([(int)TermField.Date], Places(terms, "May").Keys);
        Assert.Equal((60 * 4) + 5, terms.Length);
    }

    [Fact]
    public void Survive_being_stored()
    {
        var terms = LexicalReader.Count(Mail, Passages.Cut(Mail.Text));
        var bytes = Bytes(terms);
        var read = DocumentTerms.Read(new BinaryReader(new MemoryStream(bytes)));
        Assert.Equal(bytes, Bytes(read));
        Assert.Equal(Places(terms, "contract"), Places(read, "contract"));
        Assert.Equal(terms.Length, read.Length);
    }

    [Fact]
    public void Are_refused_when_they_are_something_else() =>
        Assert.Throws<InvalidDataException>(() => DocumentTerms.Read(new BinaryReader(new MemoryStream(new byte[100]))));

    private static byte[] Bytes(DocumentTerms terms)
    {
        var stream = new MemoryStream();
        terms.Write(new BinaryWriter(stream));
        return stream.ToArray();
    }

    private static Dictionary<int, int> Places(DocumentTerms terms, string word)
    {
        var reader = new TermReader(word);
        Assert.True(reader.Next(out var term));
        var found = new Dictionary<int, int>();
        var places = terms.PlacesOf(terms.Find(term));
        while (places.Next())
            found.Add(places.Place, places.Count);
        return found;
    }
}
