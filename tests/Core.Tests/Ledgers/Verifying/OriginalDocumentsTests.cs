using Lector.Core.Documents;
using Lector.Core.Ledgers.Verifying;

namespace Lector.Core.Tests.Ledgers.Verifying;

public class OriginalDocumentsTests
{
    [Fact]
    public async Task Finds_documents_inside_files_and_opens_no_other_file()
    {
        var source = new Files(["a.eml", "b.eml", "box.mbox", "torn.zip"]);
        var documents = new OriginalDocuments(source, new Halves());

        var found = new List<OriginalDocument>();
        await foreach (var document in documents.Open(new HashSet<string> { "a.eml!/2-x.zip!/deep.txt", "box.mbox", "torn.zip", "gone.txt", "b" }, CancellationToken.None))
            found.Add(document);

        Assert.Equal(["a.eml!/2-x.zip!/deep.txt", "box.mbox", "torn.zip"], found.Select(document => document.Path));
        Assert.Equal(["a.eml", "box.mbox", "torn.zip"], source.Opened);
        Assert.Equal(("text of a.eml!/2-x.zip!/deep.txt", null), (found[0].Text, found[0].Problem));
        Assert.Equal((null, "torn.zip has changed since it was listed."), (found[2].Text, found[2].Problem));
    }

    private sealed class Files(string[] paths) : IDocumentSource
    {
        public List<string> Opened { get; } = [];

        public string Name => "files";

        public IAsyncEnumerable<SourceFile> List(CancellationToken cancel) => paths.Select(path => new SourceFile(path, 1, "v")).ToAsyncEnumerable();

        public Task<InputFile> Open(SourceFile file, CancellationToken cancel)
        {
            Opened.Add(file.Path);
            return file.Path == "torn.zip" ? throw new InvalidDataException("torn.zip has changed since it was listed.") : Task.FromResult(new InputFile(file.Path, 1, () => new MemoryStream()));
        }
    }

    private sealed class Halves : IExtractor
    {
        public string Version => "1";

        public IEnumerable<FoundDocument> Extract(InputFile file, CancellationToken cancel)
        {
            foreach (var path in new[] { file.Path, file.Path + "!/2-x.zip!/deep.txt" })
                yield return new FoundDocument(path, null, "hash", 1, new Extraction.Readable(new DocumentText("text of " + path)));
        }
    }
}
