using Lector.Core.Storage;

namespace Lector.Core.Tests.Storage;

public class ContainersTests
{
    private static readonly MatterPaths Paths = new(MatterPaths.Slug("Northgate / Supply"));

    [Fact]
    public void Every_path_of_a_matter_has_its_container()
    {
        Assert.Equal(Containers.Texts, Containers.Of(Paths.Shard("s1", "text")));
        Assert.Equal(Containers.Shards, Containers.Of(Paths.Embeddings("r", "s1")));
        Assert.Equal(Containers.Shards, Containers.Of(Paths.Verdicts("q", "r", "s1")));
        Assert.Equal(Containers.Lector, Containers.Of(Paths.Begun("s1")));
        Assert.Equal(Containers.Lector, Containers.Of(Paths.Run("a", "s", "answer.json")));
    }

    [Theory]
    [InlineData("m/orders/a/1", Containers.Texts)]
    [InlineData("readers/lexical/pace", Containers.Shards)]
    [InlineData("readers/texts/x", Containers.Shards)] // a reader's own file, whatever it is called
    [InlineData("m/texts", Containers.Lector)] // a blob of that name, and no folder
    [InlineData("m/textsfolder/x", Containers.Lector)]
    [InlineData("texts/x/y", Containers.Lector)] // a matter called so
    [InlineData("m/asks/texts/x", Containers.Lector)]
    [InlineData("m", Containers.Lector)]
    public void The_second_segment_decides(string name, string container) => Assert.Equal(container, Containers.Of(name));

    [Theory]
    [InlineData("", Containers.Lector + " " + Containers.Shards + " " + Containers.Texts)]
    [InlineData("m", Containers.Lector + " " + Containers.Shards + " " + Containers.Texts)]
    [InlineData("m/", Containers.Lector + " " + Containers.Shards + " " + Containers.Texts)]
    [InlineData("m/tex", Containers.Lector + " " + Containers.Texts)]
    [InlineData("m/ver", Containers.Lector + " " + Containers.Shards)]
    [InlineData("m/asks", Containers.Lector)]
    [InlineData("m/texts/", Containers.Texts)]
    [InlineData("m/texts/ab", Containers.Texts)]
    [InlineData("readers/", Containers.Shards)]
    [InlineData("reader", Containers.Lector + " " + Containers.Shards + " " + Containers.Texts)]
    public void A_prefix_is_listed_where_it_can_lie(string prefix, string containers) => Assert.Equal(containers, string.Join(' ', Containers.Under(prefix)));

    [Fact]
    public void No_name_is_missed_by_the_listing_of_any_of_its_prefixes()
    {
        foreach (var name in new[] { "m/texts/a.index", "m/orders/x", "m/verdicts/q.r/s", "m/embeddings/r/s", "readers/r", "m/asks/a/plan", "m/texts", "m", "readers" })
        {
            for (var length = 0; length <= name.Length; length++)
                Assert.Contains(Containers.Of(name), Containers.Under(name[..length]));
        }
    }

    [Fact]
    public void What_people_upload_is_never_written_to() => Assert.DoesNotContain(Containers.Matters, Containers.OfStore);
}
