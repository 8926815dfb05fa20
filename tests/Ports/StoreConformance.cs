using Lector.Core.Storage;

namespace Lector.Tests.Ports;

/// <summary>What every store must do: a folder, a container, memory.</summary>
public abstract class StoreConformance
{
    private const int Large = (9 << 20) + 5;

    /// <summary>A store without a blob.</summary>
    protected abstract Task<IStore> Empty();

    [Fact]
    public async Task A_blob_that_is_not_there_is_null_and_deleting_it_is_no_error()
    {
        var store = await Empty();
        Assert.Null(await store.OpenRead("m/texts/a", default));
        Assert.False(await store.Exists("m/asks/a", default));
        await store.Delete("m/verdicts/q/a", default);
        Assert.Empty(await Names(store, ""));
    }

    [Fact]
    public async Task A_blob_is_read_as_it_was_written_from_its_beginning()
    {
        var store = await Empty();
        Assert.True(await store.WriteBytes("m/asks/a/plan.json", Bytes(1000), WriteMode.OnlyIfNew, default));
        await using var stream = (await store.OpenRead("m/asks/a/plan.json", default))!;
        Assert.Equal((true, 0, 1000), (stream.CanSeek, stream.Position, stream.Length));
        Assert.Equal(Bytes(1000), await store.ReadBytes("m/asks/a/plan.json", default));
    }

    [Fact]
    public async Task A_blob_may_be_empty()
    {
        var store = await Empty();
        await store.WriteBytes("m/asks/a/stop", default, WriteMode.Replace, default);
        await using var stream = (await store.OpenRead("m/asks/a/stop", default))!;
        Assert.Equal((0, 0), (stream.Length, await stream.ReadAsync(new byte[10])));
        Assert.Equal(0, (await List(store, "m/")).Single().Size);
    }

    [Fact]
    public async Task The_first_writer_wins_where_it_shall_and_the_last_else()
    {
        var store = await Empty();
        Assert.True(await store.WriteBytes("m/asks/a", Bytes(10), WriteMode.OnlyIfNew, default));
        Assert.False(await store.WriteBytes("m/asks/a", Bytes(20), WriteMode.OnlyIfNew, default));
        Assert.Equal(Bytes(10), await store.ReadBytes("m/asks/a", default));
        Assert.True(await store.WriteBytes("m/asks/a", Bytes(30), WriteMode.Replace, default));
        Assert.Equal(Bytes(30), await store.ReadBytes("m/asks/a", default));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(Large)]
    public async Task Of_writers_at_once_one_wins_and_its_blob_is_whole(int size)
    {
        var store = await Empty();
        var won = await Task.WhenAll(Enumerable.Range(1, 4).Select(writer => Task.Run(() => store.Write("m/texts/a", to => Pieces(to, size, (byte)writer), WriteMode.OnlyIfNew, default))));
        var winner = Assert.Single(Enumerable.Range(1, 4), writer => won[writer - 1]);
        Assert.Equal(Enumerable.Repeat((byte)winner, size), await store.ReadBytes("m/texts/a", default));
    }

    [Fact]
    public async Task Of_writers_at_once_one_wins_every_time()
    {
        var store = await Empty();
        for (var race = 0; race < 200; race++)
        {
            using var start = new Barrier(4);
            var won = await Task.WhenAll(Enumerable.Range(1, 4).Select(writer => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return store.WriteBytes($"m/asks/claims/{race}", Bytes(writer), WriteMode.OnlyIfNew, default);
                },
                TaskCreationOptions.LongRunning).Unwrap()));
            Assert.Single(won, true);
        }
    }

    [Fact]
    public async Task Blobs_that_are_deleted_meanwhile_do_not_break_a_listing()
    {
        var store = await Empty();
        await store.WriteBytes("m/asks/stays", Bytes(1), WriteMode.Replace, default);
        var changing = Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++)
            {
                await store.WriteBytes($"m/asks/{i % 7}", Bytes(1), WriteMode.Replace, default);
                await store.Delete($"m/asks/{i % 7}", default);
            }
        });
        do
            Assert.Contains(await List(store, "m/asks/"), blob => blob is { Name: "m/asks/stays", Size: 1 });
        while (!changing.IsCompleted);
        await changing;
    }

    [Fact]
    public async Task Of_large_replacements_at_once_one_stays_and_is_whole()
    {
        var store = await Empty();
        Assert.All(await Task.WhenAll(Enumerable.Range(1, 3).Select(writer => Task.Run(() => store.Write("m/texts/a", to => Pieces(to, Large, (byte)writer), WriteMode.Replace, default)))), Assert.True);
        var stayed = (await store.ReadBytes("m/texts/a", default))!;
        Assert.Equal(Large, stayed.Length);
        Assert.Single(stayed.Distinct());
    }

    [Theory]
    [InlineData(100)]
    [InlineData(Large)]
    public async Task A_write_that_fails_in_the_middle_leaves_what_was_there(int size)
    {
        var store = await Empty();
        foreach (var mode in Enum.GetValues<WriteMode>())
            await Assert.ThrowsAsync<FormatException>(() => store.Write("m/texts/a", Fails, mode, default));
        Assert.Empty(await Names(store, ""));
        Assert.Null(await store.OpenRead("m/texts/a", default));

        await store.WriteBytes("m/texts/a", Bytes(7), WriteMode.Replace, default);
        await Assert.ThrowsAsync<FormatException>(() => store.Write("m/texts/a", Fails, WriteMode.Replace, default));
        Assert.Equal(Bytes(7), await store.ReadBytes("m/texts/a", default));

        async Task Fails(Stream to)
        {
            await Pieces(to, size, 1);
            throw new FormatException("The writer broke off.");
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(Large)]
    public async Task A_cancelled_write_leaves_none(int size)
    {
        var store = await Empty();
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Write("m/texts/a", async to =>
        {
            await Pieces(to, size, 1);
            stop.Cancel();
        }, WriteMode.Replace, stop.Token));
        Assert.Empty(await Names(store, ""));
    }

    [Fact]
    public async Task Nothing_is_seen_of_a_blob_that_is_being_written()
    {
        var store = await Empty();
        await store.Write("m/texts/a", async to =>
        {
            await Pieces(to, Large, 1);
            await to.FlushAsync();
            Assert.Null(await store.OpenRead("m/texts/a", default));
            Assert.Empty(await Names(store, "m/"));
        }, WriteMode.OnlyIfNew, default);
        Assert.Equal(Large, (await List(store, "m/")).Single().Size);
    }

    [Fact]
    public async Task Blobs_can_be_written_inside_one_another()
    {
        var store = await Empty();
        await store.Write("m/texts/a.text", text => store.Write("m/texts/a.terms", async terms =>
        {
            for (var i = 0; i < 100; i++)
            {
                await text.WriteAsync(Bytes(60_000));
                terms.Write(Bytes(50_000));
                terms.WriteByte(9);
            }
        }, WriteMode.Replace, default), WriteMode.Replace, default);
        Assert.Equal([5_000_100, 6_000_000], (await List(store, "m/texts/")).Select(blob => blob.Size));
    }

    [Fact]
    public async Task A_large_blob_is_read_in_any_order_and_either_way()
    {
        var store = await Empty();
        var bytes = Bytes(Large);
        await store.Write("m/texts/a", to => Pieces(to, bytes), WriteMode.Replace, default);
        await using var stream = (await store.OpenRead("m/texts/a", default))!;
        var random = new Random(17);
        for (var i = 0; i < 60; i++)
        {
            var (at, count) = (random.Next(Large), random.Next(1, i % 10 == 0 ? 6 << 20 : 20_000));
            stream.Position = at;
            var part = new byte[Math.Min(count, Large - at)];
            if (i % 2 == 0)
                await stream.ReadExactlyAsync(part);
            else
                stream.ReadExactly(part);
            Assert.True(bytes.AsSpan(at, part.Length).SequenceEqual(part), $"{part.Length} bytes from {at}");
        }

        stream.Seek(-1, SeekOrigin.End);
        Assert.Equal((bytes[^1], -1), ((byte)stream.ReadByte(), stream.ReadByte()));
        Assert.Equal(bytes, await store.ReadBytes("m/texts/a", default));
    }

    [Fact]
    public async Task A_blob_that_is_replaced_while_it_is_read_is_never_a_mixture()
    {
        var store = await Empty();
        await store.Write("m/texts/a", to => Pieces(to, Large, 1), WriteMode.Replace, default);
        await using var stream = (await store.OpenRead("m/texts/a", default))!;
        var read = new byte[Large];
        await stream.ReadExactlyAsync(read.AsMemory(0, 100));
        await store.Write("m/texts/a", to => Pieces(to, Large, 2), WriteMode.Replace, default);
        try
        {
            await stream.ReadExactlyAsync(read.AsMemory(100));
            Assert.All(read.Distinct(), value => Assert.Equal(1, value));
        }
        catch (IOException e)
        {
            Assert.Contains("m/texts/a", e.Message);
        }
    }

    [Fact]
    public async Task Lists_every_name_that_begins_so_in_ordinal_order()
    {
        var store = await Empty();
        string[] names =
        [
            "m/asks/a-1/plan.json", "m/asks/a.1", "m/asks/a/b", "m/asks/a=1", "m/asks/aB", "m/asks/a_1", "m/asks/ab", "m/asks/B", "m/begun/1", "m/embeddings/r/s",
            "m/orders/x", "m/texts/s.index", "m/texts/s.text", "m/verdicts/q.r/s", "m2/asks/a", "readers/r1",
        ];
        foreach (var name in names.Reverse())
            await store.WriteBytes(name, Bytes(name.Length), WriteMode.Replace, default);

        foreach (var prefix in new[] { "", "m", "m/", "m/asks/", "m/asks/a", "m/asks/a.", "m/t", "m/texts/s", "m/verdicts/q.r/", "readers/", "r", "m2", "m/asks/a/b", "none/" })
        {
            var found = await List(store, prefix);
            Assert.Equal(names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal), found.Select(blob => blob.Name));
            Assert.All(found, blob => Assert.Equal(blob.Name.Length, blob.Size));
        }
    }

    [Fact]
    public async Task A_folder_of_blobs_is_no_blob()
    {
        var store = await Empty();
        await store.WriteBytes("m/asks/a/plan.json", Bytes(3), WriteMode.Replace, default);
        Assert.Null(await store.OpenRead("m/asks", default));
        Assert.False(await store.Exists("m/asks/a", default));
    }

    [Fact]
    public async Task A_deleted_blob_is_gone_and_can_be_new_again()
    {
        var store = await Empty();
        await store.WriteBytes("m/texts/a", Bytes(3), WriteMode.OnlyIfNew, default);
        await store.Delete("m/texts/a", default);
        Assert.Null(await store.OpenRead("m/texts/a", default));
        Assert.Empty(await Names(store, "m/"));
        Assert.True(await store.WriteBytes("m/texts/a", Bytes(4), WriteMode.OnlyIfNew, default));
    }

    private static async Task<List<StoredBlob>> List(IStore store, string prefix)
    {
        var blobs = new List<StoredBlob>();
        await foreach (var blob in store.List(prefix, default))
            blobs.Add(blob);
        return blobs;
    }

    private static async Task<IEnumerable<string>> Names(IStore store, string prefix) => (await List(store, prefix)).Select(blob => blob.Name);

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private static Task Pieces(Stream to, int size, byte value) => Pieces(to, Enumerable.Repeat(value, size).ToArray());

    // Odd pieces, some of them synchronously, one larger than a block of any store.
    private static async Task Pieces(Stream to, byte[] bytes)
    {
        var at = 0;
        for (var piece = 1; at < bytes.Length; piece = (piece * 7) % 4_999_999)
        {
            var count = Math.Min(piece, bytes.Length - at);
            if (piece % 2 == 0)
                await to.WriteAsync(bytes.AsMemory(at, count));
            else
                to.Write(bytes, at, count);
            at += count;
        }
    }
}
