using Lector.Core.Documents;
using Lector.Core.Evaluating;

namespace Lector.Core.Tests.Evaluating;

public sealed class RankingMetricsTests
{
    [Fact]
    public void Give_a_perfect_order_one() => Assert.Equal(1, RankingMetrics.Ndcg([4, 2, 1], [1, 4, 2], 10), 12);

    [Fact]
    public void Discount_by_the_logarithm_of_the_rank() =>
        Assert.Equal((1 + (3 / Math.Log2(4))) / (3 + (1 / Math.Log2(3))), RankingMetrics.Ndcg([1, 0, 3], [1, 3], 10), 12);

    [Theory]
    [InlineData(20, 19, "19 of 20 are 95%")]
    [InlineData(10, 10, "9 of 10 are not")]
    [InlineData(1, 1, "one is all")]
    public void Read_down_to_the_document_that_completes_the_share(int relevant, int expected, string why) =>
        Assert.True(expected == RankingMetrics.DocumentsFor([.. Enumerable.Repeat(1.0, relevant)], relevant, .95, 1000), why);

    [Fact]
    public void Read_everything_when_the_share_is_never_found() => Assert.Equal(1000, RankingMetrics.DocumentsFor([1, 0, 0], 2, .95, 1000));

    [Fact]
    public void Count_labelled_characters_once()
    {
        var coverage = SpanCoverage.Of([new Passage(10, 30), new Passage(20, 40)], [new Passage(0, 15), new Passage(35, 100)]);
        Assert.Equal(new SpanCoverage(10, 30), coverage);
    }
}
