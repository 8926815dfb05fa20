using Lector.Core.Storage;
using Lector.Local.Folders;
using Lector.Tests.Ports;

namespace Lector.Hosts.Tests.Local.Folders;

public sealed class FolderStoreTests : StoreConformance, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lector-store-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    protected override Task<IStore> Empty() => Task.FromResult<IStore>(new FolderStore(folder));
}
