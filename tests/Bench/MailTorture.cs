using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Lector.Formats.Html;
using Lector.Formats.Mail;
using Lector.Formats.Outlook;

namespace Lector.Bench;

/// <summary>Share of the expected texts and facts that the mail and Outlook parsers find in the torture suites.</summary>
internal static class MailTorture
{
    /// <summary>Measures and prints; what is missing is named by file.</summary>
    /// <param name="corpora">Folder that holds <c>mime-torture</c> and <c>msg-torture</c>.</param>
    public static void Run(string corpora)
    {
        Texts(Path.Combine(corpora, "mime-torture"));
        Facts(Path.Combine(corpora, "msg-torture"));
    }

    /// <summary>Parses damaged copies of the suites' files: bytes changed, ranges doubled or cut out, ends cut off.</summary>
    /// <param name="corpora">Folder that holds <c>mime-torture</c> and <c>msg-torture</c>.</param>
    /// <param name="rounds">Copies of each file.</param>
    public static void Fuzz(string corpora, int rounds)
    {
        var random = new Random(20261122);
        int copies = 0, crashes = 0;
        var slowest = (Seconds: 0.0, Name: "");
        foreach (var path in new[] { "mime-torture", "msg-torture" }.SelectMany(suite => Directory.EnumerateFiles(Path.Combine(corpora, suite, "docs"))).Order(StringComparer.Ordinal))
        {
            var original = File.ReadAllBytes(path);
            if (original.Length is 0 or > 300_000 || Path.GetExtension(path) is ".pst" or ".pdf" or ".rtf")
                continue;
            for (var round = 0; round < rounds; round++)
            {
                var damaged = Damage(original, random);
                var clock = Stopwatch.StartNew();
                try
                {
                    copies++;
                    Holding.Of(Path.GetFileName(path), damaged);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    crashes++;
                    Console.WriteLine($"  {Path.GetFileName(path)} round {round}: {e}");
                }

                if (clock.Elapsed.TotalSeconds > slowest.Seconds)
                    slowest = (clock.Elapsed.TotalSeconds, Path.GetFileName(path));
            }
        }

        Console.WriteLine($"damaged copies: {copies:N0}, exceptions {crashes}, slowest {slowest.Seconds:0.000} s ({slowest.Name})");
    }

    /// <summary>Parses every file below a folder and prints how many are mails.</summary>
    /// <param name="folder">Raw mails.</param>
    public static void Folder(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => (Path: path, Bytes: File.ReadAllBytes(path))).ToList();
        int bodies = 0, attachments = 0, unsniffed = 0;
        var notes = new Dictionary<string, int>();
        var clock = Process.GetCurrentProcess().TotalProcessorTime;
        foreach (var (path, bytes) in files)
        {
            unsniffed += MailSniffer.LooksLikeMail(bytes.AsSpan(0, Math.Min(bytes.Length, 4096))) ? 0 : 1;
            var mail = MailParser.Parse(bytes, CancellationToken.None);
            if (mail.Body is not { } body)
                Console.WriteLine($"  no body  {Path.GetFileName(path)}: {mail.Defect ?? Formats.Mail.Mail.Empty}");
            else
            {
                bodies++;
                if (body.Fields.Date is null)
                    notes["(no date)"] = notes.GetValueOrDefault("(no date)") + 1;
                foreach (var note in body.Notes)
                    notes[note] = notes.GetValueOrDefault(note) + 1;
            }

            attachments += mail.Attachments.Count;
        }

        var seconds = (Process.GetCurrentProcess().TotalProcessorTime - clock).TotalSeconds;
        Console.WriteLine($"{folder}: {files.Count} files, {files.Sum(file => (long)file.Bytes.Length):N0} bytes, {bodies} with a body, {attachments} attachments, {unsniffed} not sniffed as mail, {seconds:0.00} CPU-seconds");
        foreach (var (note, count) in notes.OrderByDescending(note => note.Value).Take(25))
            Console.WriteLine($"  {count,6} {note}");
    }

    private static byte[] Damage(byte[] original, Random random)
    {
        var bytes = (byte[])original.Clone();
        for (var changes = random.Next(1, 30); changes > 0; changes--)
            bytes[random.Next(random.Next(4) == 0 ? Math.Min(bytes.Length, 2048) : bytes.Length)] = (byte)random.Next(256);
        if (random.Next(3) == 0)
            bytes = bytes[..random.Next(1, bytes.Length + 1)];
        if (random.Next(4) == 0)
        {
            var from = random.Next(bytes.Length);
            var piece = bytes.AsSpan(from, random.Next(bytes.Length - from)).ToArray();
            bytes = random.Next(2) == 0 ? [.. bytes[..from], .. piece, .. bytes[from..]] : [.. bytes[..from], .. bytes[(from + piece.Length)..]];
        }

        return bytes.Length == 0 ? [0] : bytes;
    }

    private static void Texts(string suite)
    {
        var score = new Score("mime-torture");
        foreach (var path in Directory.EnumerateFiles(Path.Combine(suite, "docs")).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            var bytes = File.ReadAllBytes(path);
            if (score.Open(name, bytes) is not { } holding)
                continue;
            var stem = Path.GetFileNameWithoutExtension(name);
            foreach (var expected in Directory.EnumerateFiles(Path.Combine(suite, "expected"), stem + "_decoded_*").Order(StringComparer.Ordinal))
            {
                var content = File.ReadAllBytes(expected);
                score.Count(name, $"{Path.GetFileName(expected)[stem.Length..]}: {content.Length} bytes", holding.Has(content));
            }
        }

        score.Print();
    }

    private static void Facts(string suite)
    {
        var score = new Score("msg-torture (.msg, .oft, .mbox)");
        foreach (var path in Directory.EnumerateFiles(Path.Combine(suite, "docs")).Where(path => Path.GetExtension(path) is ".msg" or ".oft" or ".mbox").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            if (score.Open(name, File.ReadAllBytes(path)) is not { } holding)
                continue;
            using var expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(suite, "expected", name + ".json")));
            var facts = expected.RootElement.GetProperty("facts");
            if (expected.RootElement.GetProperty("verdict").GetString() == "damaged")
                name = "(damaged) " + name;
            if (facts.TryGetProperty("messages", out var messages))
            {
                foreach (var message in messages.EnumerateArray())
                    OneMessage(score, name, holding, message);
            }
            else
                OneMessage(score, name, holding, facts);
        }

        score.Print();
    }

    private static void OneMessage(Score score, string name, Holding holding, JsonElement facts)
    {
        foreach (var fact in facts.EnumerateObject())
        {
            switch (fact.Name)
            {
                case "subject" or "body_snippet" or "plain_body_tail" or "from" or "from_name" or "from_email" or "to" when fact.Value.ValueKind == JsonValueKind.String:
                    score.Count(name, $"{fact.Name} = {fact.Value.GetString()}", holding.HasText(fact.Value.GetString()!));
                    break;
                case "html_text_snippet" when fact.Value.ValueKind == JsonValueKind.String:
                    score.Count(name, $"{fact.Name} = {fact.Value.GetString()}", holding.HasWords(fact.Value.GetString()!, .9));
                    break;
                case "display_to" or "display_cc" or "display_bcc" when fact.Value.ValueKind == JsonValueKind.String:
                    foreach (var one in fact.Value.GetString()!.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                        score.Count(name, $"{fact.Name}: {one}", holding.HasText(one.Trim('\'')));
                    break;
                case "recipients":
                    foreach (var one in fact.Value.EnumerateArray().SelectMany(recipient => recipient.EnumerateObject()).Where(one => one.Name is "name" or "email" && one.Value.ValueKind == JsonValueKind.String))
                        score.Count(name, $"recipient {one.Name} = {one.Value.GetString()}", holding.HasText(one.Value.GetString()!.Trim('\'')));
                    break;
                case "date_utc" or "date" when fact.Value.ValueKind == JsonValueKind.String:
                    score.Count(name, $"{fact.Name} = {fact.Value.GetString()}", MailDate.Parse(fact.Value.GetString()) is { } date && holding.Dates.Any(found => (found - date).Duration() < TimeSpan.FromSeconds(60)));
                    break;
                case "attachments" when fact.Value.ValueKind == JsonValueKind.Array:
                    foreach (var attachment in fact.Value.EnumerateArray())
                        OneAttachment(score, name, holding, attachment);
                    break;
            }
        }
    }

    private static void OneAttachment(Score score, string name, Holding holding, JsonElement attachment)
    {
        if (attachment.ValueKind == JsonValueKind.String)
        {
            score.Count(name, $"attachment {attachment.GetString()}", holding.Names.Contains(attachment.GetString()!));
            return;
        }

        if (attachment.TryGetProperty("name", out var called) && called.GetString() is { } file)
            score.Count(name, $"attachment {file}", holding.Names.Contains(file) || holding.HasText(file));
        if (attachment.TryGetProperty("sha256", out var hash))
            score.Count(name, $"attachment {hash.GetString()}", holding.Hashes.Contains(hash.GetString()!));
        if (attachment.TryGetProperty("embedded_message", out var inner))
            OneMessage(score, name, holding, inner);
    }

    /// <summary>Counts of one suite.</summary>
    private sealed class Score(string suite)
    {
        private readonly List<string> missing = [];
        private readonly List<string> unread = [];
        private int files, expected, found, crashes, slow;

        public Holding? Open(string name, byte[] bytes)
        {
            files++;
            var clock = Stopwatch.StartNew();
            try
            {
                var holding = Holding.Of(name, bytes);
                slow += clock.Elapsed.TotalSeconds > 5 ? 1 : 0;
                if (holding.Defects.Count > 0)
                    unread.Add($"{name}: {string.Join("; ", holding.Defects)}");
                return holding;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                crashes++;
                missing.Add($"{name}: CRASH {e.GetType().Name} {e.StackTrace?.Split('\n')[0]}");
                return null;
            }
        }

        public void Count(string name, string what, bool isThere)
        {
            expected++;
            if (isThere)
                found++;
            else
                missing.Add($"{name}: {what}");
        }

        public void Print()
        {
            Console.WriteLine($"{suite}: {files} files, {crashes} crashes, {slow} over 5 s; {found} of {expected} expected found ({(double)found / Math.Max(1, expected):0.000})");
            missing.ForEach(line => Console.WriteLine("  missing  " + line));
            unread.ForEach(line => Console.WriteLine("  unread   " + line));
        }
    }

    /// <summary>Everything that was found in a file, mails inside included.</summary>
    private sealed class Holding
    {
        private readonly List<string> texts = [];
        private readonly List<byte[]> contents = [];
        private readonly HashSet<string> words = new(StringComparer.OrdinalIgnoreCase);
        private readonly HashSet<string> charsets = ["windows-1252", "utf-8"];

        public List<string> Defects { get; } = [];
        public HashSet<string> Names { get; } = [];
        public HashSet<string> Hashes { get; } = [];
        public List<DateTimeOffset> Dates { get; } = [];

        public static Holding Of(string name, byte[] bytes)
        {
            var holding = new Holding();
            if (CompoundFile.HasSignature(bytes))
                holding.Add(OutlookParser.Parse(bytes, CancellationToken.None), 0);
            else if (MailSniffer.LooksLikeMbox(bytes) && name.Contains("mbox", StringComparison.Ordinal))
            {
                foreach (var mail in MboxReader.Split(new MemoryStream(bytes), CancellationToken.None))
                    holding.Add(MailParser.Parse(mail, CancellationToken.None), 0);
            }
            else
                holding.Add(MailParser.Parse(bytes, CancellationToken.None), 0);
            return holding;
        }

        public bool HasText(string text) => Squeeze(text) is var squeezed && (squeezed.Length == 0 || texts.Any(found => found.Contains(squeezed, StringComparison.Ordinal)));

        public bool HasWords(string text, double share)
        {
            var wanted = Words(text).ToList();
            return wanted.Count == 0 || wanted.Count(words.Contains) >= share * wanted.Count;
        }

        public bool Has(byte[] content)
        {
            if (content.AsSpan().Trim(" \r\n\t"u8).IsEmpty || contents.Any(found => IsSame(WithoutReturns(found), WithoutReturns(content))))
                return true;
            var blocks = new List<EncodedBlocks.Block>();
            var rest = EncodedBlocks.TakeOut(content, blocks);
            return charsets.Select(charset => Charsets.Decode(rest.Span, charset).Text).Any(text =>
                HasText(text) || text.Contains('<') && HasWords(HtmlText.Read(text), .95));
        }

        private void Add(Formats.Mail.Mail mail, int depth)
        {
            if (mail.Defect is not null)
                Defects.Add(mail.Defect);
            if (mail.Body is { } body)
            {
                AddText(body.Text);
                foreach (var field in new[] { body.Fields.Subject, body.Fields.From, body.Fields.To, body.Fields.Cc })
                    AddText(field ?? "");
                if (body.Fields.Date is { } date)
                    Dates.Add(date);
                if (body.Charset is not null)
                    charsets.Add(body.Charset);
            }
            else if (mail.Defect is null)
                Defects.Add(Formats.Mail.Mail.Empty);

            foreach (var attachment in mail.Attachments)
            {
                Names.Add(attachment.Name);
                if (attachment.Unreadable is not null)
                    Defects.Add($"{attachment.Name}: {attachment.Unreadable}");
                Hashes.Add(Convert.ToHexStringLower(SHA256.HashData(attachment.Content.Span)));
                contents.Add(attachment.Content.ToArray());
                if (depth > 20)
                    continue;
                if (attachment.Embedded is { } inside)
                    Add(inside, depth + 1);
                else if (CompoundFile.HasSignature(attachment.Content.Span))
                    Add(OutlookParser.Parse(attachment.Content, CancellationToken.None), depth + 1);
                else if (attachment.MediaType == "message/rfc822" || MailSniffer.LooksLikeMail(attachment.Content.Span))
                    Add(MailParser.Parse(attachment.Content, CancellationToken.None), depth + 1);
                else if (attachment.MediaType.StartsWith("text/", StringComparison.Ordinal) || attachment.MediaType.StartsWith("message/", StringComparison.Ordinal))
                    AddText(Charsets.Decode(attachment.Content.Span, null).Text);
            }
        }

        private void AddText(string text)
        {
            texts.Add(Squeeze(text));
            foreach (var word in Words(text))
                words.Add(word);
        }

        private static IEnumerable<string> Words(string text) => text.Split([' ', '\t', '\n', '\r', '\u00A0', '<', '>', '[', ']', '(', ')', ',', '.', ';', '"', '|', '*'], StringSplitOptions.RemoveEmptyEntries);

        private static string Squeeze(string text)
        {
            var squeezed = new StringBuilder(text.Length);
            foreach (var c in text)
            {
                if (!char.IsWhiteSpace(c) && c is not ('\0' or '>'))
                    squeezed.Append(c);
            }

            return squeezed.ToString();
        }

        /// <summary>Equal, but for the two bytes that a base64 group that was cut off may or may not give.</summary>
        private static bool IsSame(ReadOnlySpan<byte> found, ReadOnlySpan<byte> wanted) => found.StartsWith(wanted) && found.Length - wanted.Length <= 2;

        private static byte[] WithoutReturns(byte[] bytes) => [.. bytes.Where(b => b is not ((byte)'\r' or (byte)'\n'))];
    }
}
