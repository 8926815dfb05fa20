using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Lector.Core.Documents;
using Lector.Core.Ledgers;
using Lector.Core.Selecting;

namespace Lector.Core.Tests.Selecting;

public sealed class PackingTests
{
    private const string Offer = "They will hold the price at EUR 1,240 per tonne until the end of June if we confirm by Friday.";

    [Fact]
    public async Task Quotes_the_original_once_and_of_the_reply_only_what_is_new()
    {
        var packed = await Pack("May we go ahead with the price of 1,240?",
            ("reply.eml", 4, "Agreed, go ahead.\n\nOn Mon, 3 Mar 2025 at 16:42, Elena <e@x.example> wrote:\n> " + Offer, 0.8),
            ("offer.eml", 3, Offer, 0.9));

        Assert.Equal([Offer, "Agreed, go ahead."], packed.Pack.Items.Select(x => x.Span.Text));
        Assert.Empty(packed.LeftOut);
    }

    [Fact]
    public async Task Quotes_the_mail_and_not_the_reply_that_only_quotes_it()
    {
        var packed = await Pack("price", ("a-reply.eml", 4, "> " + Offer.Replace("until", "\n> until"), 0.9), ("offer.eml", 3, "Tom,\n\n" + Offer + "\n\nElena", 0.5, 5, Offer.Length));

        var item = Assert.Single(packed.Pack.Items);
        Assert.Equal(("offer.eml", Offer, 0.9), (item.Span.Document, item.Span.Text, item.Score));
        var left = Assert.Single(packed.LeftOut);
        Assert.Equal(("a-reply.eml", LeftOutReason.SameWords, 1), (left.Path, left.Reason, left.Evidence));
        Assert.Equal("it has the same words as evidence 1", left.Words);
    }

    [Fact]
    public async Task Keeps_the_earliest_of_several_copies_with_the_best_score()
    {
        var packed = await Pack("price", ("b.eml", 9, Offer, 0.9), ("a.eml", 2, Offer.ToUpperInvariant(), 0.7));

        Assert.Equal(("a.eml", 0.9), (Assert.Single(packed.Pack.Items).Span.Document, packed.Pack.Items[0].Score));
        Assert.Equal("b.eml", Assert.Single(packed.LeftOut).Path);
    }

    [Theory]
    [InlineData("1,240", "1,420")] // an amount
    [InlineData("will hold", "will not hold")]
    public async Task Quotes_both_of_two_mails_that_contradict_each_other(string was, string now)
    {
        var packed = await Pack("price", ("a.eml", 1, Offer, 0.9), ("b.eml", 2, Offer.Replace(was, now), 0.8));

        Assert.Equal(2, packed.Pack.Items.Count);
        Assert.Empty(packed.LeftOut);
    }

    [Fact]
    public async Task Quotes_two_short_mails_with_the_same_words() =>
        Assert.Equal(2, (await Pack("agreed?", ("a.eml", 1, "Agreed, go ahead.", 0.9), ("b.eml", 2, "Agreed, go ahead.", 0.8))).Pack.Items.Count);

    [Fact]
    public async Task Counts_what_the_policy_keeps_and_never_opens_it()
    {
        var packed = await Pack("price", [("privileged/a.eml", 1, Offer, 0.9), ("b.eml", 2, "The price was discussed.", 0.8)], x => x with { Policy = new DisclosurePolicy(["privileged"]) }, opened => Assert.DoesNotContain(0, opened));

        Assert.Equal("b.eml", Assert.Single(packed.Pack.Items).Span.Document);
        Assert.Equal((LeftOutReason.NeverSent, "its document is kept in the house (--never-send)"), (packed.LeftOut[0].Reason, packed.LeftOut[0].Words));
    }

    [Fact]
    public async Task Names_what_is_below_the_cut()
    {
        var packed = await Pack("price", [("a.eml", 1, Offer, 0.19)], x => x with { Cut = 0.2 });

        Assert.Empty(packed.Pack.Items);
        Assert.Equal("its score of 0.19 is below the cut", Assert.Single(packed.LeftOut).Words);
    }

    [Fact]
    public async Task Extends_to_whole_sentences_and_joins_neighbours()
    {
        const string text = "Nothing here matters at all. The price is fixed until June. After that it follows the index. Regards to all of you there.";
        var packed = await Pack("price", ("a.txt", 1, text, 0.9, 33, 10), ("a.txt", 1, text, 0.8, 64, 8));

        Assert.Equal("The price is fixed until June. After that it follows the index.", Assert.Single(packed.Pack.Items).Span.Text);
        Assert.Empty(packed.LeftOut);
    }

    [Fact]
    public async Task Lets_other_documents_have_their_turn_unless_the_question_names_one()
    {
        var inputs = Enumerable.Range(0, 5).Select(i => ("long.txt", 1, Long(), 0.9 - i / 100.0, (int?)(i * 400), (int?)60)).Append(("other.txt", 2, "An entirely separate remark on pricing.", 0.6, null, null)).ToArray();

        var turns = await Pack("pricing", inputs, x => x with { Budget = 190 });
        var named = await Pack("pricing", inputs, x => x with { Budget = 190, Named = new HashSet<int> { 0 } });

        Assert.Contains("other.txt", turns.Pack.Items.Take(3).Select(x => x.Span.Document));
        Assert.DoesNotContain("other.txt", named.Pack.Items.Take(3).Select(x => x.Span.Document));

        static string Long() => string.Concat(Enumerable.Range(0, 30).Select(i => $"Sentence {i} of the long one has {string.Join(' ', Enumerable.Range(0, 9).Select(k => $"w{i * 31 + k * 7}x"))}. "));
    }

    [Fact]
    public async Task Cuts_the_last_one_to_the_sentences_that_answer()
    {
        var text = string.Concat(Enumerable.Repeat("The weather was fair and we sat outside for a while. ", 6)) + "The pallet price rises to 95 in May. " + string.Concat(Enumerable.Repeat("Lunch was late again and the soup was cold. ", 6));

        var packed = await Pack("What does a pallet price rise to?", [("a.txt", 1, text, 0.9)], x => x with { Budget = 70 });

        Assert.Contains("The pallet price rises to 95 in May.", Assert.Single(packed.Pack.Items).Span.Text);
        Assert.True(packed.Pack.EstimatedTokens <= 70);
    }

    [Fact]
    public async Task Packs_nothing_into_a_budget_that_the_question_alone_exceeds()
    {
        var packed = await Pack("price", [("a.eml", 1, Offer, 0.9)], x => x with { FixedTokens = 2000 });

        Assert.Empty(packed.Pack.Items);
        Assert.Equal(LeftOutReason.OverBudget, Assert.Single(packed.LeftOut).Reason);
    }

    [Theory]
    [InlineData(2, 8, "page 1")]
    [InlineData(2, 12, "pages 1-2")]
    [InlineData(21, 25, "sheet Prices")]
    [InlineData(31, 33, null)]
    public void Names_the_pages_of_a_stretch(int start, int end, string? name)
    {
        var source = Source("a.pdf", 1, new string('x', 40)) with
        {
            Parts = [new(TextPartKind.Page, "1", 0, 10), new(TextPartKind.Page, "2", 10, 20), new(TextPartKind.Sheet, "Prices", 20, 30), new(TextPartKind.Body, "body", 30, 40)],
        };

        Assert.Equal(name, source.PartOf(new Passage(start, end)));
    }

    [Fact]
    public void Keeps_its_promises_for_any_input() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        var random = new Random(seed);
        var texts = Enumerable.Range(0, random.Next(1, 8)).Select(_ => Any(random)).ToArray();
        var candidates = Enumerable.Range(0, random.Next(0, 30)).Select(_ =>
        {
            var document = random.Next(texts.Length);
            var start = random.Next(texts[document].Length);
            return new Candidate(document, $"{document % 3}/d{document}.txt", new Passage(start, random.Next(start + 1, Math.Min(texts[document].Length, start + 900) + 1)), random.Next(20) / 20.0);
        }).DistinctBy(x => (x.Document, x.Passage)).ToArray();
        var request = new PackingRequest("price of a pallet in June", candidates, new DisclosurePolicy(random.Next(2) == 0 ? [] : ["1"]), random.Next(600), (path, _, part) => 8 + path.Length + (part?.Length ?? 0))
        {
            Budget = random.Next(50, 1700),
            Cut = random.Next(3) / 10.0,
        };

        var packed = Run(request, texts);
        var again = Run(request with { Candidates = [.. candidates.OrderBy(_ => random.Next())] }, texts);

        var items = packed.Pack.Items;
        Assert.Equal(items.Select(x => (x.Number, x.Span.Document, x.Span.Start, x.Span.End)), again.Pack.Items.Select(x => (x.Number, x.Span.Document, x.Span.Start, x.Span.End)));
        Assert.Equal(packed.LeftOut, again.LeftOut);
        Assert.True(items.Count == 0 || packed.Pack.EstimatedTokens <= request.Budget);
        Assert.Equal(packed.Pack.EstimatedTokens, request.FixedTokens + items.Sum(x => request.Overhead(x.Span.Document, x.Fields, x.Part) + TokenEstimator.Estimate(x.Span.Text)));
        Assert.Equal(Enumerable.Range(1, items.Count), items.Select(x => x.Number));
        Assert.All(items, x => Assert.True(request.Policy.Allows(x.Span.Document)));
        Assert.All(items, x => Assert.False(char.IsWhiteSpace(x.Span.Text[0]) || char.IsWhiteSpace(x.Span.Text[^1])));
        foreach (var (a, b) in items.SelectMany(a => items.Where(b => b.Number > a.Number && b.Span.Document == a.Span.Document).Select(b => (a, b))))
            Assert.True(a.Span.End <= b.Span.Start || b.Span.End <= a.Span.Start);
        // Every candidate is quoted, or has its reason; none has two.
        Assert.Equal(packed.LeftOut.Count, packed.LeftOut.DistinctBy(x => (x.Document, x.Passage)).Count());
        foreach (var candidate in candidates)
            Assert.True(packed.LeftOut.Any(x => (x.Document, x.Passage) == (candidate.Document, candidate.Passage))
                || items.Any(x => x.Span.Document == candidate.Path && x.Span.Start < candidate.Passage.End && candidate.Passage.Start < x.Span.End), $"{candidate} has no outcome");
        Assert.All(packed.LeftOut, x => Assert.True(x.Words.Length > 0 && (x.Evidence is >= 1) == x.Reason is LeftOutReason.Contained or LeftOutReason.SameWords or LeftOutReason.TooLittleAdded && !(x.Evidence > items.Count)));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithEndSize(1_000_000));

    // Sentences from a small stock, so that documents quote, repeat and contradict each other; some blank, some wild.
    private static string Any(Random random)
    {
        string[] stock = [Offer, "Agreed.", "No.", "The price of a pallet is 95.", "The price of a pallet is not 95.", "We met in June at the quay and spoke of nothing else for an hour.",
            "\n> The price of a pallet is 95 and nothing else was said that day.\n", "\n\n", "   ", "价格已定。", "\ud83d\ude00\ud83d\ude00", "x".PadRight(300, 'y'), "On 3 Mar 2025 Elena wrote:\n> ok then\n"];
        var text = new StringBuilder();
        for (var i = random.Next(1, 40); i > 0; i--)
            text.Append(stock[random.Next(stock.Length)]).Append(random.Next(4) == 0 ? "\n" : " ");
        return text.ToString();
    }

    private static Packed Run(PackingRequest request, string[] texts) =>
        Packing.Pack(request, (i, _) => Task.FromResult(Source($"{i % 3}/d{i}.txt", i, texts[i])), default).GetAwaiter().GetResult();

    private static Task<Packed> Pack(string question, params (string Path, int Day, string Text, double Score)[] inputs) => Pack(question, inputs, x => x);

    private static Task<Packed> Pack(string question, params (string Path, int Day, string Text, double Score, int? Start, int? Length)[] inputs) => Pack(question, inputs, x => x);

    private static Task<Packed> Pack(string question, (string Path, int Day, string Text, double Score) first, (string Path, int Day, string Text, double Score, int Start, int Length) second) =>
        Pack(question, [(first.Path, first.Day, first.Text, first.Score, null, null), (second.Path, second.Day, second.Text, second.Score, (int?)second.Start, (int?)second.Length)], x => x);

    private static Task<Packed> Pack(string question, (string Path, int Day, string Text, double Score)[] inputs, Func<PackingRequest, PackingRequest> with, Action<HashSet<int>>? opened = null) =>
        Pack(question, [.. inputs.Select(x => (x.Path, x.Day, x.Text, x.Score, (int?)null, (int?)null))], with, opened);

    private static async Task<Packed> Pack(
        string question, (string Path, int Day, string Text, double Score, int? Start, int? Length)[] inputs, Func<PackingRequest, PackingRequest> with, Action<HashSet<int>>? opened = null)
    {
        var documents = inputs.DistinctBy(x => x.Path).ToList();
        var seen = new HashSet<int>();
        var candidates = inputs.Select(x => new Candidate(documents.FindIndex(y => y.Path == x.Path), x.Path, new Passage(x.Start ?? 0, x.Length is { } length ? x.Start!.Value + length : x.Text.Length), x.Score));
        var packed = await Packing.Pack(with(new PackingRequest(question, [.. candidates], DisclosurePolicy.Everything, 30, (_, _, _) => 12)), (i, _) =>
        {
            seen.Add(i);
            return Task.FromResult(Source(documents[i].Path, documents[i].Day, documents[i].Text));
        }, default);
        opened?.Invoke(seen);
        return packed;
    }

    private static SourceDocument Source(string path, int day, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return new(StoredText.Open(path, "00", utf8, Convert.ToHexStringLower(SHA256.HashData(utf8))), new DocumentFields { Date = new DateTimeOffset(2025, 3, 1 + day, 9, 0, 0, TimeSpan.Zero) }, []);
    }
}
