using Lector.Core.Ledgers;

namespace Lector.Core.Tests.Ledgers;

public class ConservationTests
{
    [Fact]
    public void Holds_when_every_document_has_one_outcome()
    {
        var sum = new Conservation(6_046, 12, 6_000, 30, 4);

        Assert.True(sum.Holds);
        Assert.Equal("12 relevant + 6,000 set aside + 30 unreadable + 4 failed = 6,046 documents", sum.ToString());
        Assert.Same(sum, sum.OrThrow());
    }

    [Theory]
    [InlineData(10, 1, 7, 1, 0, "1 have no outcome")]
    [InlineData(10, 1, 9, 1, 1, "2 too many have one")]
    [InlineData(10, -1, 11, 0, 0, "a count is below zero")]
    public void Says_by_how_much_it_fails(int total, int relevant, int setAside, int unreadable, int failed, string why)
    {
        var sum = new Conservation(total, relevant, setAside, unreadable, failed);

        Assert.False(sum.Holds);
        Assert.EndsWith(why, sum.ToString());
        Assert.Contains(why, Assert.Throws<InvalidOperationException>(sum.OrThrow).Message);
    }

    [Fact]
    public void Does_not_hold_by_overflow() => Assert.False(new Conservation(-2, int.MaxValue, int.MaxValue, 0, 0).Holds);
}
