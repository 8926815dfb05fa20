using Lector.Core;
using Lector.Core.Asking;
using Lector.Core.Asking.Waking;
using Lector.Core.Reading;
using Lector.Core.Tests.Asking;
using Lector.Formats;
using Lector.Functions.Activities;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lector.Azure.Tests.Functions;

/// <summary>The steps' work where the reader behind the address is away.</summary>
public sealed class StepWorkTests : IOpenPorts, IAskInstances
{
    private readonly MemoryStore store = new();
    private readonly MemoryMatters matters = new(TimeProvider.System);

    public OpenPorts WithoutReader => new(new AskPorts(store, matters.Documents, new Extractor(new ExtractionLimits()), TimeProvider.System), TimeSpan.Zero, matters.Newest);

    Task<OpenPorts> IOpenPorts.Open(CancellationToken cancel) => throw new ReaderUnavailableException("The reader is away.");

    [Fact]
    public async Task Looks_at_a_matter_and_counts_the_asks_that_wait_for_the_reader()
    {
        matters.Put("m", "a.txt", "text");
        var slug = Core.Storage.MatterPaths.Slug("m");
        Assert.Equal(new Woken(0, 0, false), await Look(slug));

        await new StoredAsk(Ask.Of(slug, "Who?", new AskOptions { Standing = true }), default).Write(store, default);
        Assert.Equal(new Woken(1, 0, false, Failed: 1), await Look(slug));
        Assert.Contains("The reader is away.", Assert.Single(await Notice.All(store, default)).Why);
    }

    [Theory]
    [InlineData(typeof(OutageException), false)]
    [InlineData(typeof(UserErrorException), true)]
    public void What_may_pass_by_itself_is_tried_again(Type thrown, bool isFinal) => Assert.Equal(isFinal, StrippedException.IsFinal(thrown.FullName!));

    Task<bool> IAskInstances.Start(AskRef run, CancellationToken cancel) => throw new NotSupportedException();

    Task<InstanceStage> IAskInstances.Look(RunRef run, CancellationToken cancel) => throw new NotSupportedException();

    Task IAskInstances.Stop(IReadOnlyList<string> ids, CancellationToken cancel) => throw new NotSupportedException();

    Task IAskInstances.Forget(IReadOnlyList<string> ids, CancellationToken cancel) => throw new NotSupportedException();

    Task IAskInstances.Wake(WakeRef wake, CancellationToken cancel) => throw new NotSupportedException();

    private Task<Woken> Look(string slug) =>
        new StepWork(this, store, TimeProvider.System, NullLogger<StepWork>.Instance).Do(WakeSteps.LookAround, new WakeRef(slug, WakeTime.Of(DateTimeOffset.UtcNow, TimeSpan.Zero)), this);
}
