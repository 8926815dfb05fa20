using System.Xml.Linq;

namespace Lector.Hosts.Tests.House;

public sealed class DependencyTests
{
    private static readonly string[] Adapters = ["Formats", "Models", "Api", "Cloud"];

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Core"] = [],
        ["Formats"] = ["Core"],
        ["Models"] = ["Core"],
        ["Api"] = ["Core"],
        ["Cloud"] = ["Core", "Formats", "Models"],
        ["Local"] = ["Core", .. Adapters.Except(["Cloud"])],
        ["Reader"] = ["Core", .. Adapters.Except(["Api"])],
        ["functions"] = ["Core", .. Adapters],
    };

    public static TheoryData<string> Projects() => [.. Repository.Files("src", "*.csproj").Select(file => Path.GetFileNameWithoutExtension(file))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Dependencies_point_one_way(string project)
    {
        var file = Path.Combine(Repository.Root, "src", project, $"{project}.csproj");
        var references = XDocument.Load(file).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Empty(references.Except(Allowed[project]));
    }

    [Fact]
    public void Core_needs_no_package() =>
        Assert.Empty(XDocument.Load(Path.Combine(Repository.Root, "src", "Core", "Core.csproj")).Descendants("PackageReference"));

    [Fact]
    public void Core_knows_no_Azure_HTTP_or_web_type()
    {
        var referenced = typeof(Core.UserErrorException).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!);
        string[] web = ["System.Net.Http", "System.Net.Sockets", "System.Net.Requests", "Azure", "Microsoft.AspNetCore", "Microsoft.Azure", "Microsoft.DurableTask", "OpenAI"];
        Assert.DoesNotContain(referenced, name => web.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_project_is_in_the_solution_and_what_restores_anywhere_in_the_filter()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Serverless.sln")).Replace('\\', '/');
        var filter = File.ReadAllText(Path.Combine(Repository.Root, "Local.slnf"));
        string[] cloud = ["Cloud", "Reader", "functions", "Azure.Tests"];
        foreach (var file in Repository.Files("src", "*.csproj").Concat(Repository.Files("tests", "*.csproj")))
        {
            var path = Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');
            Assert.Contains(path, solution);
            Assert.Equal(!cloud.Contains(Path.GetFileNameWithoutExtension(file)), filter.Contains(path));
        }
    }
}
