using System.Text;

namespace Lector.Formats.Mail;

/// <summary>Lists of addresses (RFC 5322, 3.4), as people read them: <c>Name &lt;address&gt;, Name &lt;address&gt;</c>.</summary>
internal static class Addresses
{
    /// <summary>Decodes and normalises an unfolded field value; null when nothing is in it.</summary>
    public static string? Format(string? field)
    {
        if (string.IsNullOrWhiteSpace(field))
            return null;
        var list = new StringBuilder(field.Length);
        foreach (var (start, end) in Items(field))
        {
            var one = One(field[start..end]);
            if (one.Length > 0)
                list.Append(list.Length > 0 ? ", " : "").Append(one);
        }

        return list.Length > 0 ? list.ToString() : null;
    }

    /// <summary>A name and an address, each of which may be missing, as one.</summary>
    public static string Join(string? name, string? address)
    {
        name = name is null ? "" : Lines.OnOne(name).Trim('\'', '"', ' ');
        address = address is null ? "" : Lines.OnOne(address).Trim('<', '>', ' ');
        if (address.Length == 0 || name.Contains(address, StringComparison.OrdinalIgnoreCase))
            return name.Length == 0 ? address : name;
        if (name.Length == 0)
            return address;
        return name.AsSpan().IndexOfAny(",;<>@") >= 0 ? $"\"{name}\" <{address}>" : $"{name} <{address}>";
    }

    /// <summary>Cuts at commas and semicolons that stand outside quotes, comments and angle brackets. A group's name stays with its first member.</summary>
    private static List<(int Start, int End)> Items(string field)
    {
        var items = new List<(int, int)>();
        int start = 0, comments = 0;
        bool quoted = false, angle = false;
        for (var i = 0; i < field.Length; i++)
        {
            var c = field[i];
            if (c == '\\')
                i++;
            else if (c == '"' && comments == 0)
                quoted = !quoted;
            else if (quoted)
                continue;
            else if (c == '(')
                comments++;
            else if (c == ')' && comments > 0)
                comments--;
            else if (c is '<' or '>' && comments == 0)
                angle = c == '<';
            else if (c is ',' or ';' && comments == 0 && !angle)
            {
                items.Add((start, i));
                start = i + 1;
            }
        }

        if (start < field.Length)
            items.Add((start, field.Length));
        return items;
    }

    private static string One(string item)
    {
        var open = item.LastIndexOf('<');
        if (open >= 0)
        {
            var close = item.IndexOf('>', open);
            return Join(Phrase(item[..open]), close < 0 ? item[(open + 1)..] : item[(open + 1)..close]);
        }

        // The oldest form has the name in a comment: address (Name).
        var comment = item.IndexOf('(');
        var commentEnd = item.LastIndexOf(')');
        if (comment > 0 && commentEnd > comment && item.AsSpan(0, comment).Contains('@'))
            return Join(Phrase(item[(comment + 1)..commentEnd]), item[..comment]);
        return Phrase(item);
    }

    private static string Phrase(string phrase)
    {
        phrase = phrase.Trim();
        if (phrase.Contains('"', StringComparison.Ordinal))
        {
            var plain = new StringBuilder(phrase.Length);
            for (var i = 0; i < phrase.Length; i++)
            {
                if (phrase[i] == '\\' && i + 1 < phrase.Length)
                    plain.Append(phrase[++i]);
                else if (phrase[i] != '"')
                    plain.Append(phrase[i]);
            }

            phrase = plain.ToString();
        }

        return Lines.OnOne(HeaderText.Decode(phrase));
    }
}
