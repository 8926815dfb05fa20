using System.Text.RegularExpressions;
using Lector.Hosts.Tests.House;
using Lector.Reader;

namespace Lector.Azure.Tests.Reader;

/// <summary>The texts around the program: no image can be built everywhere, so what they promise is read out of them.</summary>
public partial class ContainerTests
{
    private static readonly string Compose = Read("src/Reader/compose.yaml");
    private static readonly string Docker = Read("src/Reader/Dockerfile");

    [Fact]
    public void The_container_of_a_firm_may_nothing()
    {
        foreach (var line in (string[])["read_only: true", "cap_drop: [ALL]", "\"no-new-privileges:true\"", "user: \"1654:1654\"", ":/models:ro", ".pem:ro"])
            Assert.Contains(line, Compose, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?m)^\s*(ports|expose|privileged|network_mode|cap_add):", Compose);
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("cuda")]
    public void Both_images_run_the_program_as_nobody_and_expose_nothing(string target)
    {
        var stage = Docker[Docker.IndexOf($" AS {target}\n", StringComparison.Ordinal)..];
        stage = stage.IndexOf("\nFROM ", StringComparison.Ordinal) is > 0 and var end ? stage[..end] : stage;
        Assert.Contains("USER 1654:1654", stage, StringComparison.Ordinal);
        Assert.Contains("ENTRYPOINT [\"/app/lector-reader\"]", stage, StringComparison.Ordinal);
        Assert.DoesNotContain("EXPOSE", Docker, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_is_built_for_the_machine_that_it_is_wanted_for() =>
        // A default in the ARG line would win over what BuildKit says.
        Assert.Matches(@"(?m)^ARG TARGETARCH\nRUN .*\$\{TARGETARCH:-amd64\}", Docker);

    [Fact]
    public void Every_setting_is_in_the_help_and_in_the_page_and_no_other_is_set_anywhere()
    {
        string[] names = [.. ReaderSettings.Names.Select(name => "Reader__" + name)];
        var page = Read("docs/reader.md");
        Assert.All(names, name => Assert.Contains(name, page, StringComparison.Ordinal));
        Assert.All(names, name => Assert.Contains(name, ReaderCommand.Help, StringComparison.Ordinal));
        foreach (var text in new[] { Compose, Docker, page, Read("infra/gpu.bicep"), ReaderCommand.Help })
            Assert.Empty(Setting().Matches(text).Select(match => match.Value).Where(name => name != "Reader__").Except(names));
    }

    [Fact]
    public void What_is_not_needed_does_not_get_into_the_build()
    {
        var ignored = Read(".dockerignore").Split('\n');
        Assert.Equal("*", ignored.First(line => !line.StartsWith('#')));
        foreach (var needed in (string[])["!Directory.Build.props", "!Directory.Packages.props", "!global.json", "!src", "**/bin", "**/obj"])
            Assert.Contains(needed, ignored);
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path)).ReplaceLineEndings("\n");

    [GeneratedRegex("Reader__[A-Za-z]*")]
    private static partial Regex Setting();
}
