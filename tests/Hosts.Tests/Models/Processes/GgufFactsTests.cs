using Lector.Hosts.Tests.Models.Encoders;
using Lector.Models.Processes;

namespace Lector.Hosts.Tests.Models.Processes;

public sealed class GgufFactsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("lector-test-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("blk.0.attn_q.weight", false)]
    [InlineData("blk.3.ssm_in.weight", true)]
    [InlineData("blk.0.shortconv.in_proj.weight", true)]
    [InlineData("blk.7.time_mix_key.weight", true)]
    public void Sees_layers_that_carry_a_state(string tensor, bool isRecurrent) =>
        Assert.Equal((isRecurrent, GgufKind.Chat, "{{ messages }}"), (Read(tensor).IsRecurrent, Read(tensor).Kind, Read(tensor).Template));

    private GgufFacts Read(string tensor)
    {
        var path = Path.Combine(folder.FullName, "model.gguf");
        File.WriteAllBytes(path, new GgufBuilder().Set("general.architecture", "qwen35").Set("tokenizer.chat_template", "{{ messages }}").F32(tensor, [1, 2], 2).Build());
        return GgufFacts.Read(path);
    }
}
