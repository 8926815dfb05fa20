namespace Lector.Core.Tests.Asking.Queueing;

/// <summary>Two matters on one queue, in simulated time.</summary>
public sealed class FairSharingTests(ITestOutputHelper output)
{
    private const double Pace = 400;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_hundred_documents_behind_a_hundred_thousand_end_in_about_the_time_that_they_need_alone(int readers)
    {
        var (alone, _) = Small(readers, behind: 0);
        var (shared, most) = Small(readers, behind: 100_000);
        output.WriteLine($"{readers} readers: alone {alone.TotalSeconds:F0} s, behind 100,000 documents {shared.TotalSeconds:F0} s; at most {most} items of the large ask at the queue");
        // What the large ask has on its way is two items of 30 seconds a reader at most.
        Assert.InRange(shared, alone, alone + TimeSpan.FromSeconds(70));
        Assert.InRange(most, 1, readers + Math.Max(1, (readers + 3) / 4));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_large_ask_alone_keeps_its_readers_busy(int readers)
    {
        var deployment = new SimulatedDeployment(readers, Pace);
        var ended = deployment.Ask("large", 10_000);
        deployment.Time.RunUntil(() => ended.IsCompleted);
        var took = (await ended - SimulatedTime.Start).TotalSeconds;
        var least = 30_000 * 215 / (Pace * readers);
        output.WriteLine($"{readers} readers: 10,000 documents in {took:F0} s; {least / took:P1} of the readers' time was reading");
        Assert.InRange(least / took, .9, 1);
    }

    private static (TimeSpan Took, int Most) Small(int readers, int behind)
    {
        var deployment = new SimulatedDeployment(readers, Pace);
        if (behind > 0)
        {
            var large = deployment.Ask("large", behind);
            // An hour into its reading.
            deployment.Time.RunUntil(() => deployment.Time.Now > SimulatedTime.Start + TimeSpan.FromHours(1));
            Assert.False(large.IsCompleted);
        }

        var began = deployment.Time.Now;
        var small = deployment.Ask("small", 100);
        deployment.Time.RunUntil(() => small.IsCompleted);
        return (small.Result - began, deployment.Most.GetValueOrDefault("large"));
    }
}
