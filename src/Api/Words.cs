using System.Text.Json;

namespace Lector.Api;

/// <summary>Enums as the API spells them.</summary>
internal static class Words
{
    /// <summary>A value's name in camelCase, as in every JSON of Lector.</summary>
    public static string Word(this Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
