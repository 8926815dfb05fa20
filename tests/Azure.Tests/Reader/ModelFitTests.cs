using Lector.Models.Processes;
using Lector.Reader.Engines;

namespace Lector.Azure.Tests.Reader;

public class ModelFitTests
{
    private static readonly GgufFacts Dense = new("qwen3", GgufKind.Chat, "Qwen3 8B", null, null, "Q4_K_M", 40_960) { Template = "{{ messages }}" };

    [Fact]
    public void A_dense_chat_model_fits()
    {
        Assert.Null(ModelFit.Refusal("qwen3-8b.gguf", Dense));
        Assert.Null(ModelFit.Refusal("qwen3-8b.gguf", isRecurrent: false, spells: true));
    }

    [Fact]
    public void Hybrid_and_recurrent_models_are_refused_by_name()
    {
        string?[] refusals =
        [
            ModelFit.Refusal("qwen3.5-9b.gguf", Dense with { Architecture = "qwen35", IsRecurrent = true }),
            ModelFit.Refusal("rwkv7.gguf", isRecurrent: true, spells: true),
        ];
        Assert.Equal(["qwen3.5-9b.gguf is a hybrid or recurrent model (qwen35)", "rwkv7.gguf is a hybrid or recurrent model (recurrent)"], refusals.Select(refusal => refusal!.Split(':')[0]));
        Assert.All(refusals, refusal => Assert.Contains("Take a dense model", refusal, StringComparison.Ordinal));
    }

    [Fact]
    public void Says_what_a_model_lacks()
    {
        Assert.Contains("base model", ModelFit.Refusal("x.gguf", Dense with { Template = null }), StringComparison.Ordinal);
        Assert.Contains("2048 tokens", ModelFit.Refusal("x.gguf", Dense with { Context = 2048 }), StringComparison.Ordinal);
        Assert.Contains("no single token for yes or for no", ModelFit.Refusal("x.gguf", isRecurrent: false, spells: false), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"{%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\n\n</think>\n\n' }}{%- endif %}", "<think>\n\n</think>\n\n")]
    [InlineData(@"{{- '<|im_start|>assistant\n' }}", "")]
    [InlineData(@"{{- '<think>\n' }}", "")]
    public void A_model_that_thinks_is_told_not_to_as_its_template_does(string template, string thought) => Assert.Equal(thought, ModelFit.EmptyThought(template));

    [Fact]
    public void Sums_the_spellings_by_log_sum_exp_without_overflow()
    {
        float[] logits = [1000, 1000 + MathF.Log(2), 999, -1000, 1000];
        var verdict = Logits.Verdict(logits, yes: [1], no: [0, 4]);
        var all = 1 + 2 + Math.Exp(-1) + 1;
        Assert.Equal(2 / all, verdict!.Value.Yes, 1e-5);
        Assert.Equal(0.5, verdict.Value.Relevance, 1e-5);
        Assert.Equal(4 / all, verdict.Value.Mass, 1e-5);
        Assert.Null(Logits.Verdict([1, float.NaN, 2], [0], [2]));
    }
}
