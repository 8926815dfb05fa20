using System.Globalization;
using System.Text;
using Lector.Core;

namespace Lector.Models.Encoders;

/// <summary>The tokenizer of BERT models: words are split at spaces and punctuation, then cut greedily into the longest pieces that the vocabulary holds.</summary>
/// <remarks>
/// Devlin et al. 2018 (arXiv:1810.04805), the uncased form: lower case, no accents, CJK ideographs one by one. Names of special tokens in a text
/// (<c>[SEP]</c>) are read as plain text, unlike Hugging Face's tokenizers, because documents are untrusted. Safe for use by several threads.
/// </remarks>
public sealed class WordPiece
{
    private const int MaxWord = 100;

    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> starts;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> continuations;
    private readonly int longest;
    private readonly int unknown;

    /// <summary>Takes the vocabulary as llama.cpp's converter writes it: <c>▁word</c> begins a word, <c>[NAME]</c> is special, anything else continues a word.</summary>
    /// <param name="tokens">The vocabulary; an index is a token's id.</param>
    /// <param name="begin">Id of [CLS].</param>
    /// <param name="end">Id of [SEP].</param>
    /// <param name="unknown">Id of [UNK].</param>
    public WordPiece(IReadOnlyList<string> tokens, int begin, int end, int unknown)
    {
        (Begin, End, this.unknown) = (begin, end, unknown);
        var (start, continuation) = (new Dictionary<string, int>(tokens.Count, StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        for (var id = 0; id < tokens.Count; id++)
        {
            var token = tokens[id];
            if (token.StartsWith('▁'))
                start.TryAdd(token[1..], id);
            else if (token.Length > 0 && !(token.StartsWith('[') && token.EndsWith(']')))
                continuation.TryAdd(token, id);
            longest = Math.Max(longest, token.Length);
        }

        starts = start.GetAlternateLookup<ReadOnlySpan<char>>();
        continuations = continuation.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Id of the token before every text, [CLS].</summary>
    public int Begin { get; }

    /// <summary>Id of the token after every text, [SEP].</summary>
    public int End { get; }

    /// <summary>Reads the tokenizer out of a model file.</summary>
    /// <exception cref="UserErrorException">The file has no WordPiece vocabulary.</exception>
    public static WordPiece From(GgufFile file)
    {
        var tokens = file.Texts("tokenizer.ggml.tokens");
        if (file.Text("tokenizer.ggml.model") != "bert" || tokens is null)
            throw new UserErrorException($"{file.Name} has no WordPiece vocabulary: it is no BERT embedding model.");
        return new WordPiece(tokens, Id("bos_token_id", "[CLS]"), Id("eos_token_id", "[SEP]"), Id("unknown_token_id", "[UNK]"));

        int Id(string key, string token)
        {
            var id = file.Integer("tokenizer.ggml." + key) ?? tokens.Index().Where(t => t.Item == token).Select(t => (long)t.Index).FirstOrDefault(-1);
            return id >= 0 && id < tokens.Count ? (int)id : throw new UserErrorException($"{file.Name} is broken: its vocabulary has no token {token}.");
        }
    }

    /// <summary>Cuts a text into tokens, without [CLS] and [SEP].</summary>
    /// <param name="text">Any text; a lone surrogate is dropped.</param>
    public List<WordToken> Tokenize(string text)
    {
        var tokens = new List<WordToken>(text.Length / 4 + 4);
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (rune.Value is '\t' or '\n' or '\r' || category is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                EndWord();
            else if (rune.Value is 0 or 0xFFFD || category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse)
                continue;
            else if (IsIdeograph(rune.Value))
            {
                EndWord();
                Append(rune, category);
                EndWord();
            }
            else
                Append(rune, category);
        }

        EndWord();
        return tokens;

        void Append(Rune rune, UnicodeCategory category)
        {
            if (rune.Value < 0x80)
                AppendBare(rune, category);
            else if (Decompositions.Of(rune.Value) is { } parts)
                foreach (var part in parts.EnumerateRunes())
                    AppendBare(part, Rune.GetUnicodeCategory(part));
            else
                AppendBare(rune, category);
        }

        void AppendBare(Rune rune, UnicodeCategory category)
        {
            if (category == UnicodeCategory.NonSpacingMark)
                return;
            if (IsPunctuation(rune.Value, category))
            {
                EndWord();
                word.Append(rune);
                EndWord();
            }
            else
                word.Append(Rune.ToLowerInvariant(rune));
        }

        void EndWord()
        {
            if (word.Length == 0)
                return;
            Span<char> letters = stackalloc char[2 * MaxWord];
            if (word.Length <= letters.Length)
            {
                word.CopyTo(0, letters, word.Length);
                AddPieces(letters[..word.Length], tokens);
            }
            else
                tokens.Add(new WordToken(unknown, true));
            word.Clear();
        }
    }

    private void AddPieces(ReadOnlySpan<char> word, List<WordToken> tokens)
    {
        var first = tokens.Count;
        if (word.Length <= MaxWord || CountRunes(word) <= MaxWord)
        {
            var at = 0;
            while (at < word.Length)
            {
                var lookup = at == 0 ? starts : continuations;
                var length = Math.Min(longest, word.Length - at);
                var id = -1;
                while (length > 0 && !lookup.TryGetValue(word.Slice(at, length), out id))
                    length--;
                if (length == 0)
                    break;
                tokens.Add(new WordToken(id, at == 0));
                at += length;
            }

            if (at == word.Length)
                return;
        }

        // A word with one piece that the vocabulary lacks is unknown as a whole.
        tokens.RemoveRange(first, tokens.Count - first);
        tokens.Add(new WordToken(unknown, true));
    }

    private static int CountRunes(ReadOnlySpan<char> word)
    {
        var count = 0;
        foreach (var _ in word.EnumerateRunes())
            count++;
        return count;
    }

    private static bool IsPunctuation(int codePoint, UnicodeCategory category) =>
        codePoint is >= 33 and <= 47 or >= 58 and <= 64 or >= 91 and <= 96 or >= 123 and <= 126 ||
        category is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation;

    // The blocks that BERT's own tokenizer names: CJK Unified Ideographs with extensions A to E, and the compatibility ideographs.
    private static bool IsIdeograph(int codePoint) => codePoint is
        >= 0x4E00 and <= 0x9FFF or >= 0x3400 and <= 0x4DBF or >= 0x20000 and <= 0x2A6DF or >= 0x2A700 and <= 0x2CEAF or
        >= 0xF900 and <= 0xFAFF or >= 0x2F800 and <= 0x2FA1F;
}

/// <summary>One token of a text.</summary>
/// <param name="Id">Index in the vocabulary.</param>
/// <param name="StartsWord">Whether it begins a word: a text may be cut before it.</param>
public readonly record struct WordToken(int Id, bool StartsWord);
