using Lector.Models.Processes;

namespace Lector.Reader.Engines;

/// <summary>Which model files the engine in process reads with, and what to do with the others.</summary>
internal static class ModelFit
{
    /// <summary>Why a file cannot be read with, by its header; null when it can.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="header">Its header.</param>
    public static string? Refusal(string file, GgufFacts header) => header switch
    {
        { IsRecurrent: true } => Recurrent(file, header.Architecture),
        { Kind: GgufKind.Decision } => $"{file} is a decision model, whose template only a server fills in: start `llama-server -m {file}` and set Reader__Engine=endpoint, Reader__Address to it.",
        { Kind: GgufKind.Rerank } => $"{file} is a reranker: start `llama-server -m {file} --reranking` and set Reader__Engine=endpoint, Reader__Address to it.",
        { Kind: GgufKind.Embedding } => $"{file} is an embedding model: set Reader__Engine=encoder, or take a chat model.",
        { Template: null } => $"{file} has no chat template: it is a base model, which does not follow instructions. Take its instruction-tuned version.",
        { Context: < LlamaReader.Window } => $"{file} was trained on {header.Context} tokens; instructions, question and passage need {LlamaReader.Window}. Take another model.",
        _ => null,
    };

    /// <summary>Why a loaded model cannot be read with; null when it can.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="isRecurrent">What the library says of its layers.</param>
    /// <param name="spells">Whether its vocabulary has both a yes and a no as one token.</param>
    public static string? Refusal(string file, bool isRecurrent, bool spells) =>
        isRecurrent ? Recurrent(file, "recurrent")
        : !spells ? $"{file} has no single token for yes or for no: no verdict can be had from its next token. Take another model."
        : null;

    /// <summary>What a template writes after the assistant's mark when thinking is switched off (Qwen3): a model that thinks unless it is told not to would begin a thought instead of its verdict.</summary>
    /// <param name="template">The file's Jinja template. llama.cpp's library knows the usual ones by their marks and does not run them, so that this part is not written by it.</param>
    /// <returns>Empty where the template has no such switch.</returns>
    public static string EmptyThought(string template)
    {
        const string thought = "<think>\n\n</think>\n\n";
        return template.Contains("enable_thinking", StringComparison.Ordinal) && template.Contains(thought.Replace("\n", "\\n", StringComparison.Ordinal), StringComparison.Ordinal) ? thought : "";
    }

    private static string Recurrent(string file, string architecture) =>
        $"{file} is a hybrid or recurrent model ({architecture}): it cannot keep the shared beginning of its prompts, so every passage would read the instructions again. Take a dense model, such as Qwen3 or Gemma 3.";
}
