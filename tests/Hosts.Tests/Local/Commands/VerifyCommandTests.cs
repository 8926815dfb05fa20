using System.CommandLine;
using System.Text.Json;
using Lector.Core;
using Lector.Local.Commands;

namespace Lector.Hosts.Tests.Local.Commands;

/// <summary>A run of <c>ask</c> with a reply carried by hand, once for all tests; each test breaks a copy.</summary>
public sealed class VerifiedRun : IDisposable
{
    public const string Mail = "From: Bo <bo@example.org>\nTo: Ada <ada@example.org>\nSubject: Price of steel\nDate: Mon, 2 Mar 2026 10:00:00 +0000\n\nDear Ada,\nwe agree to the price of 1,250 euro per tonne from 1 May 2026. Please go ahead.\nBest, Bo\n";

    private readonly string root = Directory.CreateTempSubdirectory("lector-verify-").FullName;
    private int copies;

    public VerifiedRun()
    {
        Documents = Directory.CreateDirectory(Path.Combine(root, "docs")).FullName;
        File.WriteAllText(Path.Combine(Documents, "a.eml"), Mail);
        File.WriteAllText(Path.Combine(Documents, "c.txt"), "Contract, first version.\nClause 4. The price of steel is fixed at 1,250 euro per tonne for twelve months.\n");
        File.WriteAllText(Path.Combine(Documents, "empty.txt"), "");
        var reply = Path.Combine(root, "reply.json");
        File.WriteAllText(reply, """{"claims":[{"text":"The price is 1,250 euro per tonne.","quotes":[{"evidence":1,"words":"1,250 euro per tonne"}]}],"insufficient":""}""");
        Codes.Add(Lector("ask", Documents, "Which price of steel was agreed?", "--out", Path.Combine(root, "out")).Code);
        Run = Path.GetDirectoryName(Directory.GetFiles(Path.Combine(root, "out"), "record.json", SearchOption.AllDirectories).Single())!;
        Codes.Add(Lector("answer", Run, "--from", reply).Code);
    }

    public string Documents { get; }

    public string Run { get; }

    public List<int> Codes { get; } = [];

    public string Copy(string folder)
    {
        var copy = Directory.CreateDirectory(Path.Combine(root, $"copy{++copies}")).FullName;
        foreach (var file in Directory.GetFiles(folder))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }

    public static (int Code, string Output) Lector(params string[] args)
    {
        using var output = new StringWriter();
        var commands = new RootCommand { AskCommand.Build(), AnswerCommand.Build(), VerifyCommand.Build() };
        var code = commands.Parse(args).Invoke(new InvocationConfiguration { Output = output, Error = output, EnableDefaultExceptionHandler = false });
        return (code, output.ToString().ReplaceLineEndings("\n"));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}

public class VerifyCommandTests(VerifiedRun verified) : IClassFixture<VerifiedRun>
{
    [Fact]
    public void A_run_holds_as_it_was_written()
    {
        var (code, output) = VerifiedRun.Lector("verify", verified.Run);

        Assert.Equal([0, 0], verified.Codes);
        Assert.Equal(0, code);
        Assert.DoesNotContain("DIFFERS", output);
        Assert.Contains("ok       every quotation stands in its document", output);
        Assert.Contains("Lector sent nothing off this machine.", output);
        Assert.All(output.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void A_kept_head_is_held_against_the_ledger()
    {
        using var json = JsonDocument.Parse(VerifiedRun.Lector("verify", verified.Run, "--json").Output);
        var head = json.RootElement.GetProperty("head").GetString()!;

        Assert.True(json.RootElement.GetProperty("verified").GetBoolean());
        Assert.Equal(0, VerifiedRun.Lector("verify", verified.Run, "--head", head).Code);
        var (code, output) = VerifiedRun.Lector("verify", verified.Run, "--head", new string('a', 64));
        Assert.Equal(1, code);
        Assert.Contains("no row has the hash that you kept", output);
        Assert.Contains("--head is not a SHA-256", VerifiedRun.Lector("verify", verified.Run, "--head", "abc").Output);
    }

    [Theory]
    [InlineData("ledger.jsonl", "\"documentText\"", "\"instructions\"", "its hash differs from what row")]
    [InlineData("request.json", "1,250", "1,205", "request.json: no row names a body with its hash")]
    [InlineData("answer.json", "1,250 euro per tonne\"", "1,205 euro per tonne\"", "claim 1: its words do not stand in")]
    [InlineData("pack.json", "\"number\": 1,", "\"number\": 9,", "claim 1: it cites evidence 1, which is not of")]
    [InlineData("cost.json", "\"amount\": 0,", "\"amount\": 7,", "computed again from its own inputs and prices it is another")]
    [InlineData("documents.csv", "unreadable", "set aside", "the table of documents holds")]
    public void A_changed_file_is_named(string file, string from, string to, string difference)
    {
        var copy = verified.Copy(verified.Run);
        var path = Path.Combine(copy, file);
        var before = File.ReadAllText(path);
        var at = before.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{file} holds no {from}:\n{before}");
        File.WriteAllText(path, before[..at] + to + before[(at + from.Length)..]);

        var (code, output) = VerifiedRun.Lector("verify", copy);

        Assert.Equal(1, code);
        Assert.Contains(difference, Unwrapped(output));
    }

    [Fact]
    public void A_changed_document_is_named_and_a_moved_folder_is_not_a_change()
    {
        var moved = verified.Copy(verified.Documents);
        Assert.Equal(0, VerifiedRun.Lector("verify", verified.Run, "--documents", moved).Code);

        string[] files = ["a.eml", "c.txt"];
        foreach (var file in files)
            File.AppendAllText(Path.Combine(moved, file), "P.S. Changed later.\n");
        var changed = VerifiedRun.Lector("verify", verified.Run, "--documents", moved);
        foreach (var file in files)
            File.Delete(Path.Combine(moved, file));
        var gone = VerifiedRun.Lector("verify", verified.Run, "--documents", moved);

        Assert.Equal((1, 1), (changed.Code, gone.Code));
        Assert.Contains("was changed since the run: its bytes have another hash", Unwrapped(changed.Output));
        Assert.Contains("is not in the folder of documents any more", Unwrapped(gone.Output));
    }

    [Theory]
    [InlineData("no-such-folder", "There is no folder no-such-folder.")]
    [InlineData(".", ". is not the folder of a finished run: it has no record.json.")]
    public void Says_what_is_no_run(string run, string message) =>
        Assert.StartsWith(message, Assert.Throws<UserErrorException>(() => VerifiedRun.Lector("verify", run)).Message);

    [Fact]
    public void Says_where_the_documents_were() =>
        Assert.Contains("Say with --documents where it is now.", Assert.Throws<UserErrorException>(() => VerifiedRun.Lector("verify", verified.Run, "--documents", "gone")).Message);

    private static string Unwrapped(string output) => string.Join(' ', output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
