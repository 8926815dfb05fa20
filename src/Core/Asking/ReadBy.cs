using Lector.Core.Reading;

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
    public static ReadBy Of(AskPorts ports, AskOptions options)
    {
        var model = ports.Embedder?.Identity ?? ports.Reader?.Identity;
        if (model is null)
            return new ReadBy($"Read by keyword statistics, not by a language model ({options.Reader}; {HowToGetOne}).", options.Reader, null);
        var licence = model.Licence is null ? "" : $", licence {model.Licence}";
        return new ReadBy($"Read by {model.Model} ({model.Kind}{licence}) {Place(model)}, beside keyword statistics.", model.Kind, model);
    }

    private static string Place(ReaderIdentity model) => model.Place switch
    {
        ReaderPlace.InProcess => "in Lector's own process",
        ReaderPlace.Loopback => "on this machine",
        ReaderPlace.PrivateNetwork => $"on your network ({model.Address}); whether that server forwards, Lector cannot see",
        ReaderPlace.OwnTenant => $"in your own tenant as you state it ({model.Address})",
        _ => $"at a third party ({model.Address}): every passage went there",
    };
}
