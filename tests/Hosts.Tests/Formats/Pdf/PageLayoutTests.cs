using Lector.Formats.Pdf;

namespace Lector.Hosts.Tests.Formats.Pdf;

public class PageLayoutTests
{
    [Fact]
    public void Writes_gaps_as_tabs_and_drops_indents() =>
        Assert.Equal("Section 2.1\tReserved\t5\n\nThe parties agree.\n", PageLayout.Compact("\n\n    Section 2.1      Reserved          5\n\n\n\n  The parties  agree."));

    [Fact]
    public void Knows_columns_of_prose_from_tables()
    {
        var prose = string.Concat(Enumerable.Repeat("the party of the first part     shall deliver the goods within\n", 10));
        var table = string.Concat(Enumerable.Repeat("Section 2.1     Assistance by Employees and Inventor Compensation      12\n", 10));
        Assert.True(PageLayout.HasColumns(prose));
        Assert.False(PageLayout.HasColumns(table));
        Assert.False(PageLayout.HasColumns("one line of the first part     and another stretch of words\n"));
    }
}
