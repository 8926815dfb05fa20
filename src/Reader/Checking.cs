using System.Globalization;
using System.Text;
using Lector.Core.Documents;
using Lector.Core.Reading;
using Lector.Models.Endpoints;
using Lector.Reader.Engines;

namespace Lector.Reader;

/// <summary><c>--check</c>: opens and examines the engine, measures it on made-up passages of usual length, and prints what it found. Nothing of Azure is touched.</summary>
internal static class Checking
{
    private const string Question = "Was the delivery stopped because of the prices, and who decided it?";
    private const int LeastPassages = 32;
    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(10);

    /// <summary>Checks.</summary>
    /// <returns>0 where the engine can read, else 1.</returns>
    public static async Task<int> Run(ReaderSettings settings, TextWriter output, TimeProvider time, CancellationToken cancel)
    {
        var (report, opened) = await OpenedEngine.Open(settings, _ => { }, time, cancel);
        ReportText.Write(report, output);
        if (opened is null)
            return Exit.User;
        await using (opened)
            await output.WriteLineAsync(await Measured(opened.Reader, time, cancel));
        return Exit.Done;
    }

    // The first call is not counted: it reads the shared beginning, and warms up.
    private static async Task<string> Measured(IReader reader, TimeProvider time, CancellationToken cancel)
    {
        var random = new Random(1);
        await reader.Read(Question, [Passage(random)], cancel);
        var (passages, tokens, began) = (0, 0L, time.GetTimestamp());
        TimeSpan took;
        do
        {
            var verdicts = await reader.Read(Question, [.. Enumerable.Range(0, LeastPassages).Select(_ => Passage(random))], cancel);
            (passages, tokens, took) = (passages + verdicts.Count, tokens + verdicts.Sum(verdict => (long)verdict.Tokens), time.GetElapsedTime(began));
        }
        while (took < LeastTime);
        var each = took.TotalSeconds / passages;
        return string.Create(CultureInfo.InvariantCulture,
            $"Measured: {passages} passages of {Passages.MaxLength} characters in {took.TotalSeconds:0.0} s: {tokens / took.TotalSeconds:0} tokens/s, {1 / each:0.0} passages/s; 10,000 mails of five passages take about {Duration(each * 50_000)}.");
    }

    private static string Duration(double seconds) => seconds switch
    {
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} minutes"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0} hours"),
    };

    private static PassageInContext Passage(Random random)
    {
        string[] words = ["the", "of", "price", "delivery", "and", "we", "agreed", "notice", "contract", "on", "Monday", "to", "supply", "was", "board", "letter", "in", "their", "that", "terms"];
        var text = new StringBuilder();
        for (var i = 1; text.Length < Passages.MaxLength - 12; i++)
            text.Append(words[random.Next(words.Length)]).Append(i % 12 == 0 ? ". " : " ");
        return new PassageInContext(text.ToString(), new DocumentFields { From = "A. Person <a.person@example.com>", Subject = "Re: Delivery" }, null);
    }
}
