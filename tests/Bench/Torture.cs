namespace Lector.Bench;

/// <summary>The suites of broken and rare files: what is found of what they hold.</summary>
internal static class Torture
{
    /// <summary>Measures mail, Outlook items and documents; only the sums go on, for the lines between them name what the files hold.</summary>
    public static Task<IReadOnlyList<Measured>> Run(Measuring measuring, CancellationToken cancel)
    {
        var rows = new List<Measured>();
        if (Missing("mime-torture", "msg-torture") is { } mail)
            rows.Add(mail);
        else
            rows.AddRange(Sums(Printed(() => MailTorture.Run(measuring.Corpora))).Select(line => Row(line, ": ", "0 crashes, .95")));
        cancel.ThrowIfCancellationRequested();
        if (Missing("doc-torture") is { } documents)
            rows.Add(documents);
        else
        {
            using var output = new StringWriter();
            DocTorture.Run(measuring.Corpora, output);
            var sums = Sums(output.ToString()).Where(line => !line.StartsWith("held against", StringComparison.Ordinal)).ToList();
            rows.AddRange(sums[..^1].Select(line => Row("doc-torture " + line, "files: ", line.Contains("not read", StringComparison.Ordinal) ? "unreadable, with a reason" : ".90")));
            rows.Add(new Measured("doc-torture, all", sums[^1], "0 crashes, 0 hangs"));
        }

        return Task.FromResult<IReadOnlyList<Measured>>(rows);

        Measured? Missing(params ReadOnlySpan<string> suites)
        {
            foreach (var suite in suites)
            {
                if (!Directory.Exists(Path.Combine(measuring.Corpora, suite, "docs")))
                    return Measuring.Skipped(suite, "the corpus is not unpacked");
            }

            return null;
        }
    }

    private static string Printed(Action print)
    {
        var console = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            print();
        }
        finally
        {
            Console.SetOut(console);
        }

        return output.ToString();
    }

    private static List<string> Sums(string printed) => [.. printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != ' ')];

    private static Measured Row(string line, string separator, string target)
    {
        var at = line.IndexOf(separator, StringComparison.Ordinal) + separator.Length;
        return new Measured(string.Join(' ', line[..at].Trim(' ', ':').Split(' ', StringSplitOptions.RemoveEmptyEntries)), line[at..].Trim(), target);
    }
}
