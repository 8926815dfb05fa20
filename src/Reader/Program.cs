using Lector.Reader;
using Lector.Reader.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

using var stopping = new Stopping();
return await Exit.Of(async () =>
{
    var mode = ReaderCommand.Parse(args);
    if (mode == ReaderMode.Help)
    {
        await Console.Out.WriteLineAsync(ReaderCommand.Help);
        return Exit.Done;
    }

    var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
    var settings = ReaderSettings.Of(environment);
    if (mode == ReaderMode.Check)
        return await Checking.Run(settings, Console.Out, TimeProvider.System, stopping.Token);

    using var logs = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => (console.SingleLine, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, "yyyy-MM-ddTHH:mm:ssZ ")));
    using var metrics = ReaderMetrics.Start(environment);
    await using var queues = AzureQueues.Open(settings);
    var working = new Working(queues, logs.CreateLogger("lector-reader"), metrics, TimeProvider.System);
    return await working.Run(settings, drain: mode == ReaderMode.Once, stopping.Token);
}, Console.Error);
