using System.Text.Json;
using Lector.Core.Storage;
using Lector.Local.Folders;
using Lector.Local.Running.Durable;
using Lector.Tests.Ports;

namespace Lector.Hosts.Tests.Local.Folders;

public sealed class FolderStoreTests : StoreConformance, IDisposable
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly string folder = Directory.CreateTempSubdirectory("lector-store-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Makes_no_folder_that_others_may_look_into()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows folders have no modes: they inherit the rights of the user's own folder.");
            return;
        }

        // As a person makes it who names a place with --out.
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        await new FolderStore(folder).WriteBytes("matter/asks/one/request.txt", new byte[] { 1 }, WriteMode.Replace, CancellationToken.None);
        Journal.Open(Path.Combine(folder, "instances", "deeper", "one.jsonl"), new JournalHead("1", "one", "Ask", JsonSerializer.SerializeToElement(1), DateTimeOffset.UnixEpoch)).Dispose();

        foreach (var made in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories))
            Assert.True((File.GetUnixFileMode(made) & Others) == 0, $"{made}: {File.GetUnixFileMode(made)}");
    }

    protected override Task<IStore> Empty() => Task.FromResult<IStore>(new FolderStore(folder));
}
