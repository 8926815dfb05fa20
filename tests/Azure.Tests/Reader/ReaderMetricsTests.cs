using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Lector.Core.Asking.Queueing;
using Lector.Reader.Running;
using Microsoft.Extensions.Configuration;

namespace Lector.Azure.Tests.Reader;

public class ReaderMetricsTests
{
    [Fact]
    public void Counts_items_by_what_came_of_them_and_says_the_pace()
    {
        using var metrics = ReaderMetrics.Start(new ConfigurationBuilder().Build());
        var seen = new ConcurrentBag<(string Name, double Value, string? Outcome)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, on) =>
        {
            if (metrics.Owns(instrument.Meter))
                on.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen.Add((instrument.Name, value, tags.IsEmpty ? null : (string?)tags[0].Value)));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen.Add((instrument.Name, value, null)));
        listener.Start();

        metrics.Add(new WorkDone(12, TimeSpan.FromSeconds(30), null), 250);
        metrics.Add(new WorkDone(0, TimeSpan.FromSeconds(1), "IOException"), null);
        listener.RecordObservableInstruments();

        Assert.Equal(
            [("lector.reader.item.duration", 1d, null), ("lector.reader.item.duration", 30, null), ("lector.reader.items", 1, "IOException"), ("lector.reader.items", 1, "done"),
             ("lector.reader.passages", 0, null), ("lector.reader.passages", 12, null), ("lector.reader.tokens_per_second", 250, null)],
            seen.OrderBy(one => one.Name, StringComparer.Ordinal).ThenBy(one => one.Value).ThenBy(one => one.Outcome, StringComparer.Ordinal));
    }
}
