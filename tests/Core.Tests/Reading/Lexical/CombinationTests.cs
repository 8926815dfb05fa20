using Lector.Core.Reading;
using Lector.Core.Reading.Lexical;

namespace Lector.Core.Tests.Reading.Lexical;

public sealed class CombinationTests
{
    [Theory]
    [InlineData("encoder", "all-MiniLM-L6-v2", true)]
    [InlineData("embedding", "all-MiniLM-L6-v2.Q8_0.gguf", true)]
    [InlineData("embedding", "bge-small-en-v1.5", false)]
    [InlineData("chat", "all-MiniLM-L6-v2", false)]
    public void Is_used_only_for_the_model_that_it_was_fitted_for(string kind, string model, bool fitted) =>
        Assert.Equal(fitted, Combination.Of(new ReaderIdentity(kind, model, "1", ReaderPlace.InProcess, null)) != Combination.Default);
}
