using Lector.Core.Asking.Queueing;
using Lector.Core.Storage;

namespace Lector.Reader.Running;

/// <summary>Where work comes from and goes to.</summary>
internal interface IQueues : IAsyncDisposable
{
    /// <summary>Items.</summary>
    IWorkSource Work { get; }

    /// <summary>Results.</summary>
    IResultQueue Results { get; }

    /// <summary>Texts and shards.</summary>
    IStore Store { get; }
}
