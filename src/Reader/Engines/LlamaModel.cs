using System.Text;
using Lector.Core;
using Lector.Core.Reading;
using Lector.Models.Endpoints.NextTokens;
using Lector.Models.Processes;
using LLama;
using LLama.Common;
using LLama.Exceptions;
using LLama.Native;

namespace Lector.Reader.Engines;

/// <summary>A chat model's weights in this process, with its tokenizer and its chat template.</summary>
internal sealed class LlamaModel : IDisposable
{
    private const string StandIn = "PASSAGE-STANDS-HERE";

    private LlamaModel(string path, ModelFacts facts, LLamaWeights weights)
    {
        (File, Facts, Weights) = (Path.GetFileName(path), facts, weights);
        (Yes, No) = (Ids(true), Ids(false));
    }

    /// <summary>The file's name without its folder.</summary>
    public string File { get; }

    /// <summary>What the file says of itself, and its hash.</summary>
    public ModelFacts Facts { get; }

    /// <summary>The weights.</summary>
    public LLamaWeights Weights { get; }

    /// <summary>Tokens that spell yes, each once.</summary>
    public int[] Yes { get; }

    /// <summary>Tokens that spell no, each once.</summary>
    public int[] No { get; }

    /// <summary>Loads a file.</summary>
    /// <exception cref="UserErrorException">It is no whole GGUF, or a model that this engine does not read with.</exception>
    /// <exception cref="ReaderUnavailableException">The native library is missing, or refuses the file.</exception>
    public static async Task<LlamaModel> Load(string path, CancellationToken cancel)
    {
        var header = GgufFacts.Read(path);
        if (ModelFit.Refusal(Path.GetFileName(path), header) is { } why)
            throw new UserErrorException(why);
        if (LlamaNative.Missing is { } missing)
            throw new ReaderUnavailableException(missing);
        var hash = await GgufFacts.Hash(path, cancel);
        LLamaWeights weights;
        try
        {
            // All layers on a GPU where the library has one; no effect on a CPU.
            weights = await LLamaWeights.LoadFromFileAsync(new ModelParams(path) { GpuLayerCount = -1 }, cancel);
        }
        catch (LoadWeightsFailedException)
        {
            throw new ReaderUnavailableException($"llama.cpp could not load {Path.GetFileName(path)}: {LlamaNative.LastError}. Fetch the file again, or take a model that this version knows.");
        }

        var model = new LlamaModel(path, new ModelFacts(header, hash), weights);
        if (ModelFit.Refusal(model.File, weights.NativeHandle.IsRecurrent, model.Yes.Length > 0 && model.No.Length > 0) is not { } unfit)
            return model;
        model.Dispose();
        throw new UserErrorException(unfit);
    }

    /// <summary>A text's tokens; nothing in it passes for a control token.</summary>
    public LLamaToken[] Tokens(string text) => Weights.Tokenize(text, add_bos: false, special: false, Encoding.UTF8);

    /// <summary>What stands around a passage: the chat template, applied once a question to a stand-in and cut there.</summary>
    /// <exception cref="UserErrorException">The file has no chat template that llama.cpp knows without its server.</exception>
    public PromptFrame Frame(string question)
    {
        if (Applied(NextTokenForm.Preamble(question) + StandIn).Split(StandIn) is not [var before, var after])
            throw new UserErrorException($"The chat template of {File} does not show the user's text once: serve the model with llama-server and set Reader__Engine=endpoint.");
        after += ModelFit.EmptyThought(Facts.Header!.Template!);
        var ids = Weights.Tokenize(before, add_bos: true, special: true, Encoding.UTF8);
        var twice = ids.Length > 1 && Weights.Vocab.BOS is { } begin && ids[0] == begin && ids[1] == begin;
        return new PromptFrame(question, twice ? ids[1..] : ids, Weights.Tokenize(after, add_bos: false, special: true, Encoding.UTF8));
    }

    /// <summary>Whether tokens, turned back to text, are exactly the text that they were made of.</summary>
    public bool Spell(ReadOnlySpan<LLamaToken> tokens, string text)
    {
        var wanted = Encoding.UTF8.GetBytes(text).AsSpan();
        Span<byte> piece = stackalloc byte[256];
        for (var i = 0; i < tokens.Length; i++)
        {
            var length = (int)Weights.NativeHandle.TokenToSpan(tokens[i], piece);
            if (length > piece.Length)
                return false;
            // Some tokenizers put a space before a text.
            var spelled = i == 0 && length > 0 && piece[0] == ' ' && !wanted.StartsWith(" "u8) ? piece[1..length] : piece[..length];
            if (!wanted.StartsWith(spelled))
                return false;
            wanted = wanted[spelled.Length..];
        }

        return wanted.IsEmpty;
    }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();

    private string Applied(string message)
    {
        try
        {
            return Encoding.UTF8.GetString(new LLamaTemplate(Weights) { AddAssistant = true }.Add("user", message).Apply());
        }
        catch (Exception e) when (e is TemplateNotFoundException or MissingTemplateException)
        {
            throw new UserErrorException($"{File} has no chat template, or one that llama.cpp applies only in its server: serve the model with llama-server and set Reader__Engine=endpoint.", e);
        }
    }

    private int[] Ids(bool yes) =>
        [.. YesNo.Spellings.Where(spelling => YesNo.Word(spelling) == yes).Select(Tokens).Where(ids => ids.Length == 1).Select(ids => (int)ids[0]).Distinct()];
}

/// <summary>Tokens before and after the passage.</summary>
/// <param name="Question">The question that stands in <paramref name="Before"/>.</param>
/// <param name="Before">The shared beginning: template, instructions, question.</param>
/// <param name="After">The template's end.</param>
internal sealed record PromptFrame(string Question, LLamaToken[] Before, LLamaToken[] After);
