using System.CommandLine;
using System.Text.Json;
using Lector.Core;
using Lector.Local.Commands;

namespace Lector.Hosts.Tests.Local.Commands;

public class CostCommandTests
{
    [Fact]
    public async Task Answers_the_essays_question_in_80_columns()
    {
        var (code, output, _) = await Run("cost", "--on", "2026-11-22");

        Assert.Equal(0, code);
        Assert.All(output.Split('\n'), line => Assert.True(line.TrimEnd('\r').Length <= 80, line));
        Assert.Contains("  gpt-6-astra                           $70.02     $2,801       $344     $1,400", output);
        Assert.Contains("  everything to gpt-4o                               10          46          60", output);
        Assert.Contains("  eight B200s, by the second, $16.00 an hour", output);
        Assert.Contains("your part $18.22, the whole $2,816", output);
        Assert.Contains("Cost alone is a weak argument", output);
        Assert.Contains("speeds assumed, not measured", output);
    }

    [Fact]
    public async Task Prints_one_object_for_programs()
    {
        var (code, output, _) = await Run("cost", "--on", "2026-11-22", "--questions", "100", "--json");
        using var json = JsonDocument.Parse(output);

        Assert.Equal(0, code);
        Assert.Equal(100, json.RootElement.GetProperty("questions").GetInt64());
        var luna = json.RootElement.GetProperty("everything").EnumerateArray().Single(way => way.GetProperty("way").GetProperty("name").GetString() == "gpt-6-luna");
        Assert.Equal(70.015m, luna.GetProperty("month").GetDecimal());
    }

    [Fact]
    public async Task Takes_a_persons_own_prices()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await File.WriteAllTextAsync(file, """{"currency":"EUR","models":[{"model":"ours","kind":"frontier","inputPerMillion":3,"outputPerMillion":4,"effectiveFrom":"2026-01-01"}]}""");
            var (code, output, _) = await Run("cost", "--prices", file, "--frontier-model", "ours");

            Assert.Equal(0, code);
            Assert.Contains("EUR 21.00", output);
            Assert.Contains("ours: price not verified", output);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("--emails", "0", "--emails is 0: give a number from 1 to 1,000,000,000.")]
    [InlineData("--on", "yesterday", "--on is yesterday: give a day as 2026-11-22.")]
    [InlineData("--questions", "-3", "--questions is -3: give a number from 1 to 10,000,000.")]
    public async Task Refuses_volumes_that_are_none(string option, string value, string message)
    {
        var (code, _, errors) = await Run("cost", option, value);

        Assert.Equal(1, code);
        Assert.Contains(message, errors);
    }

    [Theory]
    [InlineData("The price table ", "--prices", "no-such-file.json")]
    [InlineData("The call to gpt-7 cannot be priced: no price known for gpt-7", "--frontier-model", "gpt-7")]
    [InlineData("The call to gpt-6-astra cannot be priced: no price known for that date", "--on", "2020-01-01")]
    public async Task Says_what_it_cannot_price(string message, params string[] args)
    {
        var error = await Assert.ThrowsAsync<UserErrorException>(() => Run(["cost", .. args]));

        Assert.StartsWith(message, error.Message);
    }

    private static async Task<(int Code, string Output, string Errors)> Run(params string[] args)
    {
        using StringWriter output = new(), errors = new();
        var configuration = new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false };
        var code = await new RootCommand { CostCommand.Build() }.Parse(args).InvokeAsync(configuration);
        return (code, output.ToString(), errors.ToString());
    }
}
