using System.Diagnostics.Metrics;
using Lector.Core.Asking.Queueing;
using Microsoft.Extensions.Configuration;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Lector.Reader.Running;

/// <summary>Counts of what was read, as the meter <c>Lector.Reader</c>; sent by OTLP only where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.</summary>
internal sealed class ReaderMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Lector.Reader";

    private readonly Meter meter = new(Name);
    private readonly Counter<long> items;
    private readonly Counter<long> passages;
    private readonly Histogram<double> seconds;
    private MeterProvider? exporter;
    private double tokensPerSecond;

    private ReaderMetrics()
    {
        items = meter.CreateCounter<long>("lector.reader.items", "{item}", "Work items that were done or given back.");
        passages = meter.CreateCounter<long>("lector.reader.passages", "{passage}", "Passages that were read.");
        seconds = meter.CreateHistogram<double>("lector.reader.item.duration", "s", "From receipt of an item to its completion.");
        meter.CreateObservableGauge("lector.reader.tokens_per_second", () => Volatile.Read(ref tokensPerSecond), "{token}/s", "Pace over the last items; 0 before the first.");
    }

    /// <summary>Starts counting, and sending where an address is set.</summary>
    public static ReaderMetrics Start(IConfiguration environment)
    {
        var metrics = new ReaderMetrics();
        if (environment["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
            metrics.exporter = Sdk.CreateMeterProviderBuilder().AddMeter(Name).AddOtlpExporter().Build();
        return metrics;
    }

    /// <summary>Takes in an item.</summary>
    /// <param name="done">What came of it.</param>
    /// <param name="pace">Tokens a second over the last items, or null.</param>
    public void Add(WorkDone done, double? pace)
    {
        items.Add(1, new KeyValuePair<string, object?>("outcome", done.Fault ?? "done"));
        passages.Add(done.Passages);
        seconds.Record(done.Took.TotalSeconds);
        if (pace is { } measured)
            Volatile.Write(ref tokensPerSecond, measured);
    }

    /// <summary>Whether a meter is this one: several programs may run in one process, in tests.</summary>
    internal bool Owns(Meter other) => ReferenceEquals(meter, other);

    /// <inheritdoc/>
    public void Dispose()
    {
        exporter?.Dispose();
        meter.Dispose();
    }
}
