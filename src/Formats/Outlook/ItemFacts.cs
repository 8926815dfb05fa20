using System.Globalization;

namespace Lector.Formats.Outlook;

/// <summary>What an appointment, task or contact says outside its body, as lines of text ([MS-OXOCAL], [MS-OXOTASK], [MS-OXOCNTC]).</summary>
internal static class ItemFacts
{
    /// <summary>The lines, separated by <c>\n</c>; empty for a mail.</summary>
    /// <param name="messageClass">Such as <c>IPM.Appointment</c>.</param>
    /// <param name="properties">The item's properties.</param>
    /// <param name="named">The file's named properties.</param>
    public static string Of(string messageClass, MapiProperties properties, NamedProperties named)
    {
        var lines = new List<string>();
        if (Is("IPM.Appointment") || Is("IPM.Schedule.Meeting") || Is("IPM.OLE.CLASS"))
        {
            Line("Location", Text(NamedProperties.Appointment, 0x8208));
            Line("Start", Time(NamedProperties.Appointment, 0x820D) ?? When(properties.Time(0x0060)));
            Line("End", Time(NamedProperties.Appointment, 0x820E) ?? When(properties.Time(0x0061)));
        }
        else if (Is("IPM.Task"))
        {
            Line("Start", Time(NamedProperties.Task, 0x8104));
            Line("Due", Time(NamedProperties.Task, 0x8105));
            Line("Owner", Text(NamedProperties.Task, 0x811F));
        }
        else if (Is("IPM.Contact"))
        {
            Line("Name", properties.Text(0x3001));
            Line("Title", properties.Text(0x3A17));
            Line("Company", properties.Text(0x3A16));
            Line("E-mail", Text(NamedProperties.Address, 0x8083));
            Line("E-mail", Text(NamedProperties.Address, 0x8093));
            Line("E-mail", Text(NamedProperties.Address, 0x80A3));
            Line("Business telephone", properties.Text(0x3A08));
            Line("Mobile telephone", properties.Text(0x3A1C));
            Line("Home telephone", properties.Text(0x3A09));
            Line("Business address", Text(NamedProperties.Address, 0x801B));
            Line("Home address", Text(NamedProperties.Address, 0x801A));
            Line("Web page", Text(NamedProperties.Address, 0x802B) ?? properties.Text(0x3A51));
        }

        return string.Join('\n', lines);

        bool Is(string prefix) => messageClass.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

        string? Text(Guid set, uint id) => named.Of(set, id) is > 0 and var property ? properties.Text(property) : null;

        string? Time(Guid set, uint id) => named.Of(set, id) is > 0 and var property ? When(properties.Time(property)) : null;

        void Line(string label, string? value)
        {
            if (value is not null)
                lines.Add($"{label}: {value.Replace('\n', ' ')}");
        }
    }

    private static string? When(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
