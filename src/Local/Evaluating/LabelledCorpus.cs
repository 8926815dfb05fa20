using Lector.Core;
using Lector.Core.Documents;
using Lector.Core.Evaluating;
using Lector.Core.Reading.Lexical;

namespace Lector.Local.Evaluating;

/// <summary>A labelled corpus, counted and ready to be scored: documents in the order of their hashes, so that no result depends on the file system.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Files">For each document the file that labels know it by.</param>
/// <param name="Documents">Term counts of each document.</param>
/// <param name="Questions">The questions to score.</param>
public sealed record LabelledCorpus(string Name, IReadOnlyList<string> Files, IReadOnlyList<DocumentTerms> Documents, IReadOnlyList<EvaluationQuestion> Questions)
{
    /// <summary>The text of each document, for a model to read.</summary>
    public IReadOnlyList<DocumentText> Texts { get; private init; } = [];

    /// <summary>SHA-256 of each document.</summary>
    public IReadOnlyList<string> Hashes { get; private init; } = [];

    /// <summary>Reads a corpus: <c>docs/</c>, <c>questions.jsonl</c> and <c>labels.jsonl</c>.</summary>
    /// <param name="folder">The corpus.</param>
    /// <param name="questions">Name of the questions file in it, or a path.</param>
    /// <param name="labels">Name of the labels file in it, or a path.</param>
    /// <param name="extractor">Reads the documents.</param>
    /// <param name="cancel">Stops between documents.</param>
    /// <exception cref="UserErrorException">A file is missing or is not in the format.</exception>
    public static LabelledCorpus Read(string folder, string questions, string labels, IExtractor extractor, CancellationToken cancel)
    {
        if (!Directory.Exists(folder))
            throw new UserErrorException($"The corpus {folder} is not there: give the folder that holds docs/, questions.jsonl and labels.jsonl.");
        var documents = Path.Combine(folder, "docs");
        if (!Directory.Exists(documents))
            throw new UserErrorException($"The corpus {folder} has no folder docs/ with its documents.");
        // Labels are read first: they are where mistakes are, and documents take time.
        var asked = LabelFiles.Read(Path.Combine(folder, questions), Path.Combine(folder, labels));
        var missing = asked.SelectMany(question => question.Labels.Keys).FirstOrDefault(file => !File.Exists(Path.Combine(documents, file)));
        if (missing is not null)
            throw new UserErrorException($"{labels} names the document {missing}, which is not in {documents}.");
        var read = ReadAll(documents, extractor, cancel);
        if (read.Length == 0)
            throw new UserErrorException($"No document in {documents} could be read.");
        var name = new DirectoryInfo(folder).Name;
        return new LabelledCorpus(name, [.. read.Select(document => document.File)], [.. read.Select(document => document.Terms)], LineEnds.Translate(asked, documents))
        {
            Texts = [.. read.Select(document => document.Text)],
            Hashes = [.. read.Select(document => document.Sha256)],
        };
    }

    private static CountedDocument[] ReadAll(string root, IExtractor extractor, CancellationToken cancel)
    {
        try
        {
            return [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .AsParallel().WithCancellation(cancel)
                .SelectMany(path => ReadFile(root, path, extractor, cancel))
                .OrderBy(document => document.Sha256, StringComparer.Ordinal).ThenBy(document => document.Path, StringComparer.Ordinal)];
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<IOException>().FirstOrDefault() is { } broken)
        {
            throw new UserErrorException($"A document in {root} could not be read: {broken.Message}", e);
        }
    }

    private static IEnumerable<CountedDocument> ReadFile(string root, string path, IExtractor extractor, CancellationToken cancel)
    {
        var file = Path.GetRelativePath(root, path).Replace('\\', '/');
        var input = new InputFile(file, new FileInfo(path).Length, () => File.OpenRead(path));
        foreach (var found in extractor.Extract(input, cancel))
        {
            if (found.Result is Extraction.Readable readable)
                yield return new CountedDocument(file, found.Path, found.Sha256, readable.Text, LexicalReader.Count(readable.Text, Passages.Cut(readable.Text.Text)));
        }
    }

    private sealed record CountedDocument(string File, string Path, string Sha256, DocumentText Text, DocumentTerms Terms);
}
