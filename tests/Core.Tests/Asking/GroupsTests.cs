using Lector.Core.Asking;
using Lector.Core.Documents;

namespace Lector.Core.Tests.Asking;

public class GroupsTests
{
    [Fact]
    public void Documents_stand_in_one_order_whether_they_were_read_now_or_before()
    {
        var files = Enumerable.Range(0, 2000).Select(i => new SourceFile($"mail/{i:0000}.eml", 1, $"v{i}")).ToList();
        var shards = Groups.Cut(files, 64, "e1").ToList();
        var (serving, left) = Groups.Sort(files, shards.AsEnumerable().Reverse(), "e1");

        Assert.Empty(left);
        Assert.Equal(shards.Select(shard => shard.Id), serving.Select(shard => shard.Id));
    }
}
