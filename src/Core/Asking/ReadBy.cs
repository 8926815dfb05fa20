using Lector.Core.Reading;
using Lector.Core.Reading.Lexical;

namespace Lector.Core.Asking;

/// <summary>Who read, in words for people and in parts for programs.</summary>
/// <param name="Words">The first line of every run.</param>
/// <param name="Kind"><c>lexical</c>, <c>bm25</c>, or the model reader's kind.</param>
/// <param name="Reader">The model beside the keyword statistics, or null.</param>
public sealed record ReadBy(string Words, string Kind, ReaderIdentity? Reader)
{
    /// <summary>What a person without a model is told.</summary>
    public const string HowToGetOne = "to have a language model read: lector model get all-MiniLM-L6-v2";

    /// <summary>Who reads for a host under an ask's options.</summary>
    /// <param name="ports">The host.</param>
    /// <param name="options">The ask's options.</param>
    /// <param name="queued">The reader at the queue that was appointed for the run; null where the host reads itself, and before.</param>
    public static ReadBy Of(AskPorts ports, AskOptions options, ReaderIdentity? queued = null)
    {
        if (queued is not null)
            return new ReadBy($"Read by {queued.Model} ({queued.Kind}{Licence(queued)}), {PlaceOfQueued(queued)}, beside keyword statistics{Weights(queued)}.", queued.Kind, queued);
        if (ports.Queue is not null)
            return new ReadBy("Read by the reader that takes its work from the queue, beside keyword statistics.", options.Reader, null);
        var model = ports.Embedder?.Identity ?? ports.Reader?.Identity;
        if (model is null)
            return new ReadBy($"Read by keyword statistics, not by a language model ({options.Reader}; {ports.HowToGetAModel}).", options.Reader, null);
        return new ReadBy($"Read by {model.Model} ({model.Kind}{Licence(model)}) {Place(model)}, beside keyword statistics{Weights(model)}.", model.Kind, model);
    }

    private static string Weights(ReaderIdentity model) => Combination.IsFitted(model) ? "" : " with equal weight (none was fitted for this model)";

    private static string Licence(ReaderIdentity model) => model.Licence is null ? "" : $", licence {model.Licence}";

    // Where a reader program stands that dials in, only its own words tell.
    private static string PlaceOfQueued(ReaderIdentity model) => model.Place switch
    {
        ReaderPlace.InProcess => "in a reader program that takes its work from the queue",
        ReaderPlace.Loopback => "on the machine of a reader program that takes its work from the queue",
        _ => $"at {model.Address}, for a reader program that takes its work from the queue; whether that server forwards, Lector cannot see",
    };

    private static string Place(ReaderIdentity model) => model.Place switch
    {
        ReaderPlace.InProcess => "in Lector's own process",
        ReaderPlace.Loopback => "on this machine",
        ReaderPlace.PrivateNetwork => $"on your network ({model.Address}); whether that server forwards, Lector cannot see",
        ReaderPlace.OwnTenant => $"in your own tenant as you state it ({model.Address})",
        _ => $"at a third party ({model.Address}): every passage went there",
    };
}
