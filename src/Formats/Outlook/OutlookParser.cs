using Lector.Formats.Mail;

namespace Lector.Formats.Outlook;

/// <summary>Turns an Outlook message file (.msg, .oft; [MS-OXMSG]) into its text, its fields and its attachments.</summary>
internal static class OutlookParser
{
    /// <summary>Messages within messages that are opened.</summary>
    public const int DeepestMessage = 20;

    private const int MessageHeader = 32;
    private const int EmbeddedHeader = 24;

    /// <summary>Parses. Whatever the bytes are, the result is a value.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="cancel">Looked at between properties.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was signalled.</exception>
    public static Mail.Mail Parse(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        if (!CompoundFile.HasSignature(bytes.Span) && MailSniffer.LooksLikeMail(bytes.Span[..Math.Min(bytes.Length, 16 * 1024)]))
            return MailParser.Parse(bytes, cancel);
        if (CompoundFile.Open(bytes, out var defect) is not { } file)
            return Mail.Mail.Broken(defect!);
        return file.Root.Children.ContainsKey("__properties_version1.0") || file.Root.Children.Keys.Any(name => name.StartsWith("__substg1.0_", StringComparison.OrdinalIgnoreCase))
            ? new OutlookMessage(file, new NamedProperties(file), cancel).Read(file.Root, MessageHeader, depth: 0)
            : Mail.Mail.Broken("it is a compound file, but no Outlook message");
    }

    /// <summary>One file's messages.</summary>
    private sealed class OutlookMessage(CompoundFile file, NamedProperties named, CancellationToken cancel)
    {
        public Mail.Mail Read(CompoundFile.Storage storage, int headerSize, int depth)
        {
            cancel.ThrowIfCancellationRequested();
            var properties = new MapiProperties(file, storage, headerSize);
            properties.CodePage = CodePageOf(properties);
            var messageClass = properties.Text(0x001A) ?? "";
            var found = new MimeFindings();
            MessageBody.Find(properties, found, cancel);
            AddAttachments(found, storage, properties.CodePage, depth);
            if (messageClass.StartsWith("IPM.Note.SMIME", StringComparison.OrdinalIgnoreCase))
                OpenSigned(found);

            var fields = MessageFields.Of(properties, Children(storage, "__recip_version1.0_").Select(recipient => Sub(recipient, properties.CodePage)));
            var facts = ItemFacts.Of(messageClass, properties, named);
            if (facts.Length > 0 && (fields.Subject is not null || found.Texts.Count > 0))
                found.Texts.Insert(0, new BodyText(facts, IsHtml: false, found.Texts.Count > 0 ? found.Texts[0].Charset : "utf-16le"));
            if (file.IsDamaged)
                found.Note("the file is damaged: this is what could be read of it");
            return new(MailParser.Assemble(fields, found, cancel), found.Attachments, null);
        }

        private static int CodePageOf(MapiProperties properties)
        {
            if (properties.Integer(0x3FFD) is > 0 and not 1200 and var stated)
                return stated;
            if (properties.Integer(0x3FF1) is { } locale && CodePages.OfLocale(locale) is > 0 and var page)
                return page;
            return properties.Integer(0x3FDE) is > 0 and not 1200 and var internet ? internet : 0;
        }

        private static IEnumerable<CompoundFile.Storage> Children(CompoundFile.Storage storage, string prefix) =>
            storage.Children.Values
                .Where(entry => entry.Inside is not null && entry.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                .OrderBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase)
                .Select(entry => entry.Inside!);

        private MapiProperties Sub(CompoundFile.Storage storage, int codePage) => new(file, storage, 8) { CodePage = codePage };

        private void AddAttachments(MimeFindings found, CompoundFile.Storage storage, int codePage, int depth)
        {
            foreach (var child in Children(storage, "__attach_version1.0_").Take(MimeWalk.MostParts))
            {
                cancel.ThrowIfCancellationRequested();
                found.Attachments.Add(Attachment(Sub(child, codePage), depth));
            }
        }

        private MailAttachment Attachment(MapiProperties properties, int depth)
        {
            var name = properties.Text(0x3707) ?? properties.Text(0x3704) ?? properties.Text(0x3001) ?? "attachment";
            name = Lines.OnOne(name);
            var type = properties.Text(0x370E)?.ToLowerInvariant() ?? "application/octet-stream";
            var method = properties.Integer(0x3705) ?? 1;
            if (properties.Object(0x3701) is { } inside)
                return method == 6 || !inside.Children.ContainsKey("__properties_version1.0") ? new(name, type, Streams(inside), "an OLE object") : Embedded(name, inside, depth);
            if (properties.Binary(0x3701) is { } content)
                return new(name, CompoundFile.HasSignature(content.Span) && name.EndsWith(".msg", StringComparison.OrdinalIgnoreCase) ? "application/vnd.ms-outlook" : type, content, null);
            var place = properties.Text(0x370D) ?? properties.Text(0x3708);
            return method is 2 or 3 or 4 or 7 || place is not null
                ? new(name, type, default, "only a reference to " + Lines.OnOne(place is { Length: > 200 } ? place[..200] : place ?? "something elsewhere"))
                : new(name, type, default, "the message names it but does not hold it");
        }

        private MailAttachment Embedded(string name, CompoundFile.Storage inside, int depth)
        {
            var content = Streams(inside);
            if (depth + 1 > DeepestMessage)
                return new(name, "application/vnd.ms-outlook", content, $"messages nested more than {DeepestMessage} deep are not opened");
            var message = new Lazy<Mail.Mail>(() => Read(inside, EmbeddedHeader, depth + 1), LazyThreadSafetyMode.PublicationOnly);
            return new(name, "application/vnd.ms-outlook", content, null) { Open = () => message.Value };
        }

        /// <summary>The streams of a storage one after the other, in the order of their names.</summary>
        private ReadOnlyMemory<byte> Streams(CompoundFile.Storage storage)
        {
            var all = new MemoryStream();
            foreach (var entry in storage.Children.Values.Where(entry => entry.Inside is null).OrderBy(entry => entry.Name, StringComparer.Ordinal))
                all.Write(file.Read(entry).Span);
            return all.ToArray();
        }

        /// <summary>A signed or encrypted message holds the original mail as its one attachment.</summary>
        private void OpenSigned(MimeFindings found)
        {
            if (found.Attachments is not [{ Unreadable: null } only])
                return;
            if (!MailSniffer.LooksLikeMail(only.Content.Span))
            {
                var message = SignedMessage.Open(only.Content);
                if (message.Unreadable is not null)
                    found.Attachments[0] = only with { Unreadable = message.Unreadable };
                else if (found.Letters == 0)
                    Replace(message.Inner);
            }
            else if (found.Letters == 0)
                Replace(only.Content);
            found.Note("signed or encrypted; no signature was checked");

            void Replace(ReadOnlyMemory<byte> mail)
            {
                var inner = new MimeWalk(cancel).Visit(mail, "text/plain", depth: 0);
                if (inner.Letters == 0 && inner.Attachments.Count == 0)
                    return;
                found.Attachments.Clear();
                found.Texts.Clear();
                found.Add(inner);
            }
        }
    }
}
