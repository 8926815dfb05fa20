using System.Buffers;
using System.Text;

namespace Lector.Formats.Mail;

/// <summary>Cuts an mbox (RFC 4155; mboxo, mboxrd, mboxcl) into its mails while it is read: memory holds one mail.</summary>
/// <remarks>
/// A mail begins at a line <c>From </c> that follows a blank line and precedes a header field; a line in a body that was not
/// quoted rarely does both. Where Content-Length leads exactly to the next such line or to the end, it decides.
/// </remarks>
internal static class MboxReader
{
    private const int Block = 256 * 1024;

    /// <summary>Content-Length is trusted up to here, for the bytes that it names are held to look behind them.</summary>
    private const int LargestStated = 32 * 1024 * 1024;

    /// <summary>The mails in their order, quoting undone, without their From_ lines.</summary>
    /// <param name="mbox">Read once, forward.</param>
    /// <param name="cancel">Looked at with every block read.</param>
    /// <returns>Empty when there is no From_ line. A mail over <see cref="MailParser.LargestMail"/> comes cut one byte above it, for the parser to say so.</returns>
    public static IEnumerable<ReadOnlyMemory<byte>> Split(Stream mbox, CancellationToken cancel)
    {
        using var window = new Window(mbox, cancel);
        while (window.NextMail() is { } mail)
        {
            cancel.ThrowIfCancellationRequested();
            yield return mail;
        }
    }

    /// <summary>Undoes the quoting of lines that begin with <c>&gt;From </c>: one sign is taken from <c>&gt;…&gt;From </c> (mboxrd; a superset of mboxo).</summary>
    internal static ReadOnlyMemory<byte> Unquote(ReadOnlySpan<byte> mail)
    {
        var plain = new byte[mail.Length];
        var written = 0;
        while (!mail.IsEmpty)
        {
            var at = mail.IndexOf(">From "u8);
            if (at < 0)
                at = mail.Length;
            var signs = at;
            while (signs > 0 && mail[signs - 1] == '>')
                signs--;
            var isQuoted = at < mail.Length && (signs == 0 ? written == 0 || plain[written - 1] == '\n' : mail[signs - 1] == '\n');
            mail[..at].CopyTo(plain.AsSpan(written));
            written += at;
            if (at == mail.Length)
                break;
            var rest = isQuoted ? "From "u8 : ">From "u8;
            rest.CopyTo(plain.AsSpan(written));
            written += rest.Length;
            mail = mail[(at + 6)..];
        }

        return plain.AsMemory(0, written);
    }

    /// <summary>Whether a line is a From_ line, seen from what follows it.</summary>
    /// <param name="bytes">From the line on, with at least the beginning of the line after it.</param>
    internal static bool IsSeparator(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith("From "u8))
            return false;
        var line = MimeHeader.LineAt(bytes, 0, out var next);
        if (line.Length > 1000 || next >= bytes.Length)
            return false;
        var after = MimeHeader.LineAt(bytes, next, out _);
        if (after.StartsWith(">From "u8))
            after = MimeHeader.LineAt(bytes, next + Math.Min(after.Length + 1, bytes.Length - next), out _).TrimStart("\n"u8);
        return MimeHeader.IsField(after, out var colon) && colon < after.Length;
    }

    /// <summary>The part of the stream that is in memory: from the mail that is being cut on.</summary>
    /// <remarks>Its memory is borrowed: many files are a mailbox of one mail, and each would cost a large array of its own.</remarks>
    private sealed class Window(Stream mbox, CancellationToken cancel) : IDisposable
    {
        private byte[] buffer = ArrayPool<byte>.Shared.Rent(Block * 2);
        private int start, end;
        private bool isAtEnd, hasBegun;

        public void Dispose()
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
        }

        public ReadOnlyMemory<byte>? NextMail()
        {
            if (!hasBegun && !Begin())
                return null;
            if (!Ensure(1))
                return null;
            Ensure(4096);
            MimeHeader.LineAt(buffer.AsSpan(start, end - start), 0, out var bodyOfMail);
            var length = Length(bodyOfMail, out var stop);
            var mail = Unquote(buffer.AsSpan(start + bodyOfMail, Math.Min(length - bodyOfMail, MailParser.LargestMail + 1)));
            start += stop;
            return mail;
        }

        /// <summary>Passes over what stands before the first From_ line, when that is only blank.</summary>
        private bool Begin()
        {
            hasBegun = true;
            Ensure(Block);
            while (start < end && buffer[start] is (byte)'\r' or (byte)'\n' or (byte)' ')
                start++;
            if (buffer.AsSpan(start, end - start).StartsWith("\uFEFF"u8))
                start += 3;
            return buffer.AsSpan(start, end - start).StartsWith("From "u8);
        }

        /// <summary>Length of the mail at the start of the window, its From_ line included, and where the next one begins.</summary>
        private int Length(int body, out int next)
        {
            var stated = StatedEnd(body);
            if (stated > 0)
            {
                next = stated;
                return stated;
            }

            var position = body;
            while (true)
            {
                var found = buffer.AsSpan(start + position, end - start - position).IndexOf("\nFrom "u8);
                var at = found < 0 ? -1 : position + found + 1;
                if (at >= 0 && (Ensure(at + 4096) || isAtEnd) && IsSeparator(buffer.AsSpan(start + at, end - start - at)) && FollowsBlank(at))
                {
                    next = at;
                    return at;
                }

                if (at >= 0)
                    position = at;
                else if (isAtEnd)
                {
                    next = end - start;
                    return next;
                }
                else
                {
                    position = Math.Max(body, end - start - 6);
                    // What a mail has beyond the limit is not kept, only passed over.
                    if (end - start > MailParser.LargestMail + Block)
                        position = Drop(position);
                    Fill();
                }
            }
        }

        /// <summary>Moves the end of an oversized mail onto what was kept of it; a From_ line across the cut stays whole.</summary>
        private int Drop(int position)
        {
            var kept = MailParser.LargestMail + 2;
            var tail = end - start - position;
            buffer.AsSpan(start + position, tail).CopyTo(buffer.AsSpan(start + kept));
            end = start + kept + tail;
            return kept;
        }

        private bool FollowsBlank(int at)
        {
            var before = buffer.AsSpan(start, at);
            return before.EndsWith("\n\n"u8) || before.EndsWith("\n\r\n"u8) || HasDate(MimeHeader.LineAt(buffer.AsSpan(start, end - start), at, out _));
        }

        /// <summary>Whether a From_ line ends like asctime: a clock and a year.</summary>
        private static bool HasDate(ReadOnlySpan<byte> line) =>
            line.Length > 20 && MailDate.Parse(Encoding.Latin1.GetString(line[^Math.Min(line.Length, 40)..])) is not null && line[^20..].Count((byte)':') >= 1;

        /// <summary>Where Content-Length says that the mail ends, if a From_ line or the end of the file is there; else 0.</summary>
        private int StatedEnd(int body)
        {
            Ensure(body + (64 * 1024));
            var window = buffer.AsSpan(start, end - start);
            var header = window[body..Math.Min(window.Length, body + (64 * 1024))];
            var length = 0;
            for (var position = 0; position < header.Length;)
            {
                var line = MimeHeader.LineAt(header, position, out position);
                if (line.IsEmpty)
                    return length > 0 ? EndAt(body + position + length) : 0;
                if (line.Length is > 16 and < 32 && Ascii.EqualsIgnoreCase(line[..15], "content-length:"u8)
                    && int.TryParse(line[15..].Trim((byte)' '), out var value) && value is > 0 and < LargestStated)
                    length = value;
            }

            return 0;
        }

        private int EndAt(int target)
        {
            Ensure(target + 4096);
            for (var slack = 0; slack <= 4; slack++)
            {
                var at = target + slack;
                if (at >= end - start)
                    return isAtEnd && at == end - start ? at : 0;
                var here = buffer.AsSpan(start + at, end - start - at);
                if (buffer[start + at - 1] == '\n' && IsSeparator(here))
                    return at;
            }

            return 0;
        }

        /// <summary>Reads on until the window holds that many bytes; false when the stream ends before.</summary>
        private bool Ensure(int count)
        {
            while (end - start < count && !isAtEnd)
                Fill();
            return end - start >= count;
        }

        private void Fill()
        {
            cancel.ThrowIfCancellationRequested();
            if (buffer.Length - end < Block)
            {
                if (start >= buffer.Length / 2)
                    buffer.AsSpan(start, end - start).CopyTo(buffer);
                else
                {
                    var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, buffer.Length * 2L));
                    buffer.AsSpan(start, end - start).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                (start, end) = (0, end - start);
            }

            var read = mbox.Read(buffer, end, Math.Min(Block, buffer.Length - end));
            end += read;
            isAtEnd = read == 0;
        }
    }
}
