using System.CommandLine;
using Lector.Core;
using Lector.Local.Commands;
using Lector.Models.Library;

namespace Lector.Hosts.Tests.Local.Commands;

public sealed class ModelCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lector-model-command-").FullName;

    [Fact]
    public async Task Gets_lists_and_removes()
    {
        Assert.Contains("No model is on this machine.", await Run("model", "list"));
        Assert.Contains("not tried from our build", await Run("model", "list"));
        Assert.Contains("golden texts agree", await Run("model", "get", Tools.Model("all-MiniLM-L6-v2/all-MiniLM-L6-v2.Q8_0.gguf")));
        var list = await Run("model", "list");
        Assert.Contains("  all-MiniLM-L6-v2  25.3 MB  Apache-2.0", list);
        Assert.Contains("checked now", list);
        await File.AppendAllTextAsync(Path.Combine(folder, "all-MiniLM-L6-v2.gguf"), "x");
        Assert.Contains("changed since", await Run("model", "list"));
        Assert.Contains("is removed", await Run("model", "remove", "all-minilm-l6-v2"));
        await Assert.ThrowsAsync<UserErrorException>(() => Run("model", "remove", "all-MiniLM-L6-v2"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<string> Run(params string[] args)
    {
        using var http = new HttpClient();
        var root = new RootCommand { ModelCommand.Build(() => new ModelLibrary(folder, http, TimeProvider.System)) };
        var output = new StringWriter();
        Assert.Equal(0, await root.Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, Error = TextWriter.Null, EnableDefaultExceptionHandler = false }));
        return output.ToString();
    }
}
