using System.Text;
using Lector.Core.Documents;
using Lector.Formats.Mail;

namespace Lector.Formats.Outlook;

/// <summary>The fields of an Outlook message, from its properties and, where those lack something, from the transport headers that it keeps.</summary>
internal static class MessageFields
{
    /// <summary>Collects the fields.</summary>
    /// <param name="properties">The message's.</param>
    /// <param name="recipients">One a recipient, in their order.</param>
    public static DocumentFields Of(MapiProperties properties, IEnumerable<MapiProperties> recipients)
    {
        var transport = properties.RawText(0x007D) is { } headers ? MailParser.Fields(MimeHeader.Parse(Encoding.UTF8.GetBytes(headers))) : DocumentFields.None;
        List<string> to = [], cc = [];
        foreach (var recipient in recipients.Take(MimeWalk.MostParts))
        {
            var name = recipient.Text(0x3001) ?? recipient.Text(0x5FF6);
            var one = Addresses.Join(name, Smtp(recipient.Text(0x39FE)) ?? Smtp(recipient.Text(0x3003)) ?? Smtp(recipient.Text(0x403E)));
            if (one.Length > 0)
                ((recipient.Integer(0x0C15) & 15) is 2 or 3 ? cc : to).Add(one);
        }

        return new()
        {
            Subject = (properties.Text(0x0037) ?? JoinSubject(properties)) is { } subject ? Lines.OnOne(subject) : transport.Subject,
            From = From(properties, transport),
            To = to.Count > 0 ? string.Join(", ", to) : Display(properties.Text(0x0E04)) ?? transport.To,
            Cc = cc.Count > 0 ? string.Join(", ", cc) : Display(properties.Text(0x0E03), properties.Text(0x0E02)) ?? transport.Cc,
            Date = Date(properties, transport),
            MessageId = MailParser.MessageId(properties.Text(0x1035), last: false) ?? transport.MessageId,
            InReplyTo = MailParser.MessageId(properties.Text(0x1042), last: false) ?? MailParser.MessageId(properties.Text(0x1039), last: true) ?? transport.InReplyTo,
        };
    }

    private static string? JoinSubject(MapiProperties properties) =>
        properties.Text(0x0E1D) is { } normalized ? properties.RawText(0x003D) + normalized : properties.Text(0x0070);

    private static string? From(MapiProperties properties, DocumentFields transport)
    {
        var name = properties.Text(0x0042) ?? properties.Text(0x0C1A) ?? properties.Text(0x3FF8);
        var address = Smtp(properties.Text(0x5D02)) ?? Smtp(properties.Text(0x0065)) ?? Smtp(properties.Text(0x5D01)) ?? Smtp(properties.Text(0x0C1F));
        if (name is not null && address is null && transport.From is { } stated)
            return stated.Contains(name, StringComparison.OrdinalIgnoreCase) ? stated : name;
        return Addresses.Join(name, address) is { Length: > 0 } from ? from : transport.From;
    }

    /// <summary>When it was sent, else received, else written. The transport headers know the offset.</summary>
    private static DateTimeOffset? Date(MapiProperties properties, DocumentFields transport)
    {
        var sent = properties.Time(0x0039);
        if (transport.Date is { } stated && (sent is null || (stated - sent.Value).Duration() < TimeSpan.FromMinutes(2)))
            return stated;
        return sent ?? properties.Time(0x0E06) ?? properties.Time(0x3007) ?? properties.Time(0x3008);
    }

    /// <summary>The address when it is one of the internet; Exchange's own (X.500) say nothing to a reader.</summary>
    private static string? Smtp(string? address) => address is not null && address.Contains('@') && address[0] != '/' ? address : null;

    private static string? Display(params string?[] lists) =>
        string.Join(", ", lists.Where(list => list is not null).SelectMany(list => list!.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))) is { Length: > 0 } all ? all : null;
}
