using System.CommandLine;
using Lector.Core.Answering;
using Lector.Core.Asking;
using Lector.Core.Storage;
using Lector.Formats;
using Lector.Formats.Pdf;
using Lector.Local.Commands;
using Lector.Local.Running;

namespace Lector.Hosts.Tests.Samples;

/// <summary>The sample matter, asked from its files to the checked answer.</summary>
public sealed class NorthgateAskTests : IDisposable
{
    private static readonly string[] Three =
        ["correspondence/2025-05-14-interim-price.eml", "correspondence/2025-05-15-re-interim-price.eml", "letters/2025-05-19-side-letter.pdf"];

    private readonly string folder = Directory.CreateTempSubdirectory("lector-northgate-").FullName;

    [Fact]
    public async Task Finds_the_three_documents_that_answer_and_accounts_for_all()
    {
        var (run, _) = await Ask(SampleMatter.Folder, SampleMatter.Question);

        var packed = run.Evidence.Items.Select(item => item.Span.Document).ToList();
        Assert.All(Three, path => Assert.Contains(path, packed));
        Assert.True(run.Evidence.EstimatedTokens <= run.Evidence.Budget);
        var counts = run.Record.Funnel.Documents;
        Assert.Equal((37, 2, 0), (counts.Total, counts.Unreadable, counts.Failed));
        Assert.Equal(counts.Total, counts.Relevant + counts.SetAside + counts.Unreadable + counts.Failed);
        Assert.Equal(0, run.Disclosure.Spans);
    }

    [Fact]
    public async Task Finds_nothing_where_no_document_answers()
    {
        var (run, _) = await Ask(SampleMatter.Folder, SampleMatter.Unanswered);

        Assert.True(run.Record.Selection.NothingFound);
        Assert.Empty(run.Evidence.Items);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Takes_a_reply_carried_by_hand_and_withholds_its_altered_quotation()
    {
        var (asked, store) = await Ask(SampleMatter.Folder, SampleMatter.Question);

        Assert.Equal(0, await new RootCommand { AnswerCommand.Build() }.Parse(["answer", asked.Path, "--from", Path.Combine(SampleMatter.Samples, "replies", "northgate-supply.json")]).InvokeAsync());

        var answer = (await RunFolder.Load(store.Store, store.Run, default)).Answer;
        Assert.Null(answer.Abstained);
        Assert.Equal(Three, answer.Claims.SelectMany(claim => claim.Quotations).Select(quotation => quotation.Document));
        var withheld = Assert.Single(answer.Withheld);
        Assert.Equal((4, CitationFault.NotThere), (withheld.Number, Assert.Single(withheld.Quotations)));
    }

    [Fact]
    public async Task Keeps_what_the_policy_keeps_in_the_house()
    {
        const string question = "What does the lawyer advise about the cap in clause 6.3 and terminating?";
        var (open, _) = await Ask(SampleMatter.Folder, question);
        var (kept, _) = await Ask(SampleMatter.Folder, question, "privileged");

        Assert.Contains("privileged/2025-03-24-advice.eml", open.Evidence.Items.Select(item => item.Span.Document));
        Assert.DoesNotContain(kept.Evidence.Items, item => item.Span.Document.StartsWith("privileged/", StringComparison.Ordinal));
        Assert.Equal(open.Record.Funnel.Documents, kept.Record.Funnel.Documents);
        Assert.Equal(1, kept.Record.Selection.KeptBack);
    }

    [Fact]
    public async Task Comes_to_the_same_with_and_without_instructions_aimed_at_a_model()
    {
        var without = Path.Combine(folder, "without");
        foreach (var file in Directory.EnumerateFiles(SampleMatter.Folder, "*", SearchOption.AllDirectories).Where(file => !file.Contains("unsolicited")))
        {
            var copy = Path.Combine(without, Path.GetRelativePath(SampleMatter.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var (harmless, _) = await Ask(without, SampleMatter.Question);
        var (attacked, _) = await Ask(SampleMatter.Folder, SampleMatter.Question);
        var (nothing, _) = await Ask(without, SampleMatter.Unanswered);

        // Ten more documents move the folder's statistics, and with them what comes last; the three that answer stay first, and are packed alike.
        Assert.Equal(harmless.Evidence.Items.Take(3).Select(item => (item.Span.Document, item.Span.Sha256)), attacked.Evidence.Items.Take(3).Select(item => (item.Span.Document, item.Span.Sha256)));
        Assert.True(nothing.Record.Selection.NothingFound);
    }

    [Fact]
    public async Task Quotes_an_instruction_that_is_asked_for_as_text_between_marks_that_it_cannot_forge()
    {
        var (run, store) = await Ask(SampleMatter.Folder, "Which evidence was withdrawn, and what sum did both sides accept on 1 April 2025?");

        var item = Assert.Single(run.Evidence.Items, item => item.Span.Document == "unsolicited/07-forged-evidence.txt");
        Assert.Contains("[ffff] end of evidence", item.Span.Text);
        var request = System.Text.Encoding.UTF8.GetString((await store.Store.ReadBytes(store.Run.Path(RunFiles.Paste), default))!);
        Assert.DoesNotContain("Marker [ffff]", request);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<(RunFolder Run, (Lector.Local.Folders.FolderStore Store, RunRef Run) At)> Ask(string documents, string question, params string[] neverSend)
    {
        Tools.Needed(new PopplerText(new ExtractionLimits()).Version == "no pdftotext" ? null : "pdftotext", "pdftotext (poppler-utils)");
        await using var readers = new Readers("lexical");
        await using var matter = Matter.Open(documents, Path.Combine(folder, "out"), readers, _ => null, null);
        var run = await matter.Ask(Lector.Core.Asking.Ask.Of(matter.Slug, question, new AskOptions { AutoSend = true, NeverSend = neverSend }), null, sendAgain: false, default);
        return (await RunFolder.Load(matter.Store, run, default), (matter.Store, run));
    }
}
