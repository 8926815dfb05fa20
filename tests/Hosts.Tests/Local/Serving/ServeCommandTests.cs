using System.Net;
using System.Net.Sockets;
using Lector.Bench;
using Lector.Formats;
using Lector.Formats.Pdf;
using Lector.Hosts.Tests.Samples;

namespace Lector.Hosts.Tests.Local.Serving;

/// <summary>The program as a process of its own: started wrongly, killed, and poisoned.</summary>
public sealed class ServeCommandTests
{
    [Fact]
    public async Task Loses_doubles_and_pays_nothing_twice_when_it_is_killed_at_random_moments()
    {
        var folder = Directory.CreateTempSubdirectory("lector-kills-").FullName;
        try
        {
            var result = await Kills.Run(folder, 10, ["dotnet", Path.Combine(AppContext.BaseDirectory, "lector.dll")], ["--reader", "lexical"], seed: 3, TextWriter.Null, default);
            Assert.True(result.Holds, result.ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Gives_up_on_a_document_that_stops_the_process_and_reads_the_rest()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the poison is a shell script");
        Tools.Needed(new PopplerText(new ExtractionLimits()).Version == "no pdftotext" ? null : "pdftotext", "pdftotext (poppler-utils)");
        using var program = new LectorProgram();
        program.With("price.txt", "Owen Tarrant approved the interim price of 8.95 per pallet.").With("zlunch.txt", "The canteen serves lentil soup.");
        File.Copy(Path.Combine(SampleMatter.Folder, "letters", "2025-05-19-side-letter.pdf"), Path.Combine(program.Documents, "poison.pdf"));
        var tools = Directory.CreateDirectory(Path.Combine(program.Out, "..", "tools")).FullName;
        var path = Environment.GetEnvironmentVariable("PATH")!;
        var real = path.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "pdftotext")).First(File.Exists);
        var poison = Path.Combine(tools, "pdftotext");
        File.WriteAllText(poison, $"#!/bin/sh\nif [ \"$1\" = -v ]; then exec {real} -v; fi\nkill -9 $PPID\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(poison, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        program.Environment["PATH"] = $"{tools}{Path.PathSeparator}{path}";

        var deaths = 0;
        Ended ended;
        while ((ended = await program.Ask("Who approved the interim price?", "--reader", "lexical")).Code == 137 && deaths < 6)
            deaths++;

        // Once at speed, when nobody knows which file it was, and twice by itself.
        Assert.Equal((3, 0), (deaths, ended.Code));
        Assert.Contains("3 documents = 1 relevant + 1 set aside + 0 unreadable + 1 failed", ended.Output);
        Assert.Contains("stopped the reader twice", ended.Output);
    }

    [Fact]
    public async Task Says_in_one_sentence_why_it_does_not_start()
    {
        using var program = new LectorProgram();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await Refuses("another program listens there", "--port", $"{port}");
        await Refuses("so a token is needed", "--bind", "0.0.0.0", "--port", "0");
        await Refuses("at least 16 are needed", "--token", "short");
        await Refuses("is no IP address", "--bind", "nowhere");

        async Task Refuses(string sentence, params string[] arguments)
        {
            var ended = await program.Run(["serve", program.Documents, "--out", program.Out, "--reader", "lexical", .. arguments]);
            Assert.Equal(1, ended.Code);
            Assert.Contains(sentence, ended.Errors);
        }
    }
}
