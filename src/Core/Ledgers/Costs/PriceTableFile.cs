using System.Globalization;
using System.Text.Json;

namespace Lector.Core.Ledgers.Costs;

/// <summary>The JSON form of a <see cref="PriceTable"/>: <c>{ "currency", "models": […], "machines": […] }</c>, members as those of <see cref="PriceRow"/> and <see cref="MachinePrice"/>.</summary>
/// <remarks>A model's row may name its own currency; it must be the table's, for sums of two currencies say nothing. A member that the format does not know is refused, so that a misspelt price never passes for a missing one.</remarks>
public static class PriceTableFile
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads and checks a table.</summary>
    /// <param name="file">What the person calls the file; it begins every message.</param>
    /// <param name="utf8">Its content.</param>
    /// <exception cref="UserErrorException">The file is no price table: file, row and what is wrong, at most five of them.</exception>
    public static PriceTable Parse(string file, ReadOnlyMemory<byte> utf8)
    {
        var errors = new List<string>();
        PriceTable table;
        try
        {
            using var document = JsonDocument.Parse(utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8, Lenient);
            table = Table(document.RootElement, errors);
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"{file} is not JSON: line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}.", e);
        }

        if (errors.Count > 0)
            throw new UserErrorException($"{file} is not a price table: {string.Join("; ", errors.Take(5))}{(errors.Count > 5 ? $"; and {errors.Count - 5} more" : "")}.");
        return table;
    }

    private static PriceTable Table(JsonElement root, List<string> errors)
    {
        var fields = new Fields(root, "", errors);
        var currency = fields.Text("currency", required: true) ?? "";
        if (currency.Length > 0 && (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper)))
            errors.Add($"currency is \"{currency}\": give three capital letters, such as USD");
        var models = Rows(fields, "models", errors).Select(row => Model(row, currency, errors)).ToList();
        var machines = Rows(fields, "machines", errors).Select(Machine).ToList();
        fields.Refuse("currency", "models", "machines");
        if (fields.Valid && models.Count == 0)
            errors.Add("it has no models");
        foreach (var twice in models.Select((row, i) => (row, i)).GroupBy(x => (x.row.Model, Deciding: x.row.Kind == PriceKind.Decision, x.row.EffectiveFrom)).Where(g => g.Key.Model.Length > 0 && g.Count() > 1))
            errors.Add($"rows {string.Join(" and ", twice.Select(x => x.i + 1))} of models both price {twice.Key.Model} from {twice.Key.EffectiveFrom:yyyy-MM-dd} on");
        return new PriceTable(currency, models, machines);
    }

    private static IEnumerable<Fields> Rows(Fields table, string name, List<string> errors)
    {
        if (!table.Element.TryGetPropertySafe(name, out var rows))
            return [];
        if (rows.ValueKind != JsonValueKind.Array)
        {
            errors.Add($"{name} is not a list");
            return [];
        }

        return rows.EnumerateArray().Select((row, i) => new Fields(row, $"row {i + 1} of {name}{(row.TryGetPropertySafe(name == "models" ? "model" : "name", out var label) ? $" ({label})" : "")}: ", errors));
    }

    private static PriceRow Model(Fields row, string currency, List<string> errors)
    {
        row.Refuse("model", "match", "kind", "inputPerMillion", "cachedInputPerMillion", "cacheWritePerMillion", "outputPerMillion", "batchFactor", "longContext", "currency", "effectiveFrom", "source", "seen");
        var own = row.Text("currency") ?? currency;
        if (own != currency)
            errors.Add($"{row.Where}currency is {own}, the table's is {currency}: a table holds one, so that its sums mean something");
        var kind = row.Text("kind", required: true);
        PriceKind? parsed = kind switch { "frontier" => PriceKind.Frontier, "hostedSmall" => PriceKind.HostedSmall, "decision" => PriceKind.Decision, _ => null };
        if (kind is not null && parsed is null)
            errors.Add($"{row.Where}kind is \"{kind}\": give frontier, hostedSmall or decision");
        var batch = row.Number("batchFactor");
        if (batch is 0 or > 1)
            errors.Add($"{row.Where}batchFactor is {batch}: give the share of the ordinary price, such as 0.5");
        return new PriceRow
        {
            Model = row.Text("model", required: true) ?? "",
            Match = row.Text("match"),
            Kind = parsed ?? PriceKind.Frontier,
            InputPerMillion = row.Number("inputPerMillion", required: true) ?? 0,
            CachedInputPerMillion = row.Number("cachedInputPerMillion"),
            CacheWritePerMillion = row.Number("cacheWritePerMillion"),
            OutputPerMillion = row.Number("outputPerMillion", required: true) ?? 0,
            BatchFactor = batch,
            LongContext = LongContext(row, errors),
            Currency = own,
            EffectiveFrom = row.Date("effectiveFrom", required: true) ?? default,
            Source = row.Text("source"),
            Seen = row.Date("seen"),
        };
    }

    private static LongContextPrice? LongContext(Fields row, List<string> errors)
    {
        if (!row.Element.TryGetPropertySafe("longContext", out var element))
            return null;
        var tier = new Fields(element, row.Where + "longContext: ", errors);
        tier.Refuse("aboveTokens", "inputPerMillion", "outputPerMillion", "cachedInputPerMillion");
        var above = tier.Number("aboveTokens", required: true) ?? 1;
        if (above < 1 || above > int.MaxValue || above != decimal.Truncate(above))
        {
            errors.Add($"{tier.Where}aboveTokens is {above.ToString(CultureInfo.InvariantCulture)}: give a whole number of tokens");
            above = 1;
        }

        return new LongContextPrice((int)above, tier.Number("inputPerMillion", required: true) ?? 0, tier.Number("outputPerMillion", required: true) ?? 0, tier.Number("cachedInputPerMillion"));
    }

    private static MachinePrice Machine(Fields row)
    {
        row.Refuse("name", "perMonth", "perHour", "heldHours", "tokensPerSecond", "speedSource", "source", "seen");
        var (month, hour, held) = (row.Number("perMonth"), row.Number("perHour"), row.Number("heldHours"));
        if (month is null == hour is null)
            row.Add("give perMonth or perHour, one of them");
        if (held is not null && hour is null)
            row.Add("heldHours goes with perHour");
        if (held is > 744)
            row.Add("heldHours is more than a month has");
        var speed = row.Number("tokensPerSecond", required: true);
        if (speed is 0)
            row.Add("tokensPerSecond is 0");
        return new MachinePrice
        {
            Name = row.Text("name", required: true) ?? "",
            PerMonth = month,
            PerHour = hour,
            HeldHours = held,
            TokensPerSecond = speed is > 0 ? speed.Value : 1,
            SpeedSource = row.Text("speedSource"),
            Source = row.Text("source"),
            Seen = row.Date("seen"),
        };
    }

    private static bool TryGetPropertySafe(this JsonElement element, string name, out JsonElement value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }

    /// <summary>The members of one row, read with messages that name the row.</summary>
    private sealed class Fields(JsonElement element, string where, List<string> errors)
    {
        public JsonElement Element { get; } = element;

        public string Where { get; } = where;

        public bool Valid => Element.ValueKind == JsonValueKind.Object;

        public void Add(string what) => errors.Add(Where + what);

        public void Refuse(params string[] known)
        {
            if (!Valid)
                Add("it is not an object");
            else
                foreach (var member in Element.EnumerateObject().Where(member => !known.Contains(member.Name)))
                    Add($"unknown member {member.Name}");
        }

        public string? Text(string name, bool required = false)
        {
            if (!Get(name, required, out var value))
                return null;
            if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && !string.IsNullOrWhiteSpace(text))
                return text;
            Add($"{name} is not a text");
            return null;
        }

        public decimal? Number(string name, bool required = false)
        {
            if (!Get(name, required, out var value))
                return null;
            if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number is >= 0 and < 1_000_000_000)
                return number;
            Add($"{name} is {value.GetRawText()}: give a number, not negative");
            return null;
        }

        public DateOnly? Date(string name, bool required = false)
        {
            if (!Get(name, required, out var value))
                return null;
            if (value.ValueKind == JsonValueKind.String && DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                return day;
            Add($"{name} is {value.GetRawText()}: give a day as \"2026-11-22\"");
            return null;
        }

        private bool Get(string name, bool required, out JsonElement value)
        {
            var there = Element.TryGetPropertySafe(name, out value);
            if (!there && required && Valid)
                Add($"{name} is missing");
            return there;
        }
    }
}
