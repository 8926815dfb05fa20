using Lector.Core.Storage;
using Lector.Core.Tests.Asking;
using Lector.Tests.Ports;

namespace Lector.Core.Tests.Storage;

public sealed class MemoryStoreTests : StoreConformance
{
    protected override Task<IStore> Empty() => Task.FromResult<IStore>(new MemoryStore());
}
