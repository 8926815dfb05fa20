using Lector.Core.Documents;
using Lector.Core.Selecting;

namespace Lector.Core.Tests.Selecting;

public sealed class RepliesTests
{
    [Theory]
    [InlineData("ask", 30, 0.0, 0.4)] // "Agreed, go ahead."
    [InlineData("ask", 30, 0.45, 0.45)] // its own words are better
    [InlineData("ask", 900, 0.0, 0.0)] // long: has words of its own
    [InlineData("other", 30, 0.0, 0.0)] // what it answers is not among the candidates
    [InlineData(null, 30, 0.0, 0.0)]
    [InlineData("reply", 30, 0.0, 0.0)] // answers itself
    public void Are_found_by_what_they_answer(string? answers, int length, double score, double raised)
    {
        Candidate[] candidates = [new(0, "ask.eml", new Passage(0, 90), 0.3), new(0, "ask.eml", new Passage(90, 200), 0.5), new(1, "reply.eml", new Passage(0, length), score)];

        var found = Replies.Raise(candidates, i => i == 0
            ? (new DocumentFields { MessageId = "ask" }, 200)
            : (new DocumentFields { MessageId = "reply", InReplyTo = answers }, length));

        Assert.Equal(candidates[..2], found.Take(2));
        Assert.Equal(raised, found[2].Score);
    }
}
