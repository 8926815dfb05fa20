using Lector.Core.Answering;
using Lector.Core.Storage;

namespace Lector.Core.Asking;

/// <summary>One question over one matter.</summary>
/// <param name="Id">Slug of the question with a hash of everything that changes its answer.</param>
/// <param name="Matter">The matter's slug.</param>
/// <param name="Question">As the person asked it, trimmed.</param>
/// <param name="Options">How it is asked.</param>
public sealed record Ask(string Id, string Matter, string Question, AskOptions Options)
{
    /// <summary>The longest question, in UTF-16 units.</summary>
    public const int LongestQuestion = 2000;

    private static readonly (int Least, int Most) Budgets = (700, 100_000);
    private static readonly (int Least, int Most) Answers = (50, 8_000);

    /// <summary>Makes an ask of what a person typed.</summary>
    /// <exception cref="UserErrorException">The question is blank or too long, or a number of tokens out of range.</exception>
    public static Ask Of(string matter, string question, AskOptions options)
    {
        var asked = question.Trim();
        if (asked.Length == 0)
            throw new UserErrorException("The question is blank. Ask a question in words.");
        if (asked.Length > LongestQuestion)
            throw new UserErrorException($"The question has {asked.Length:N0} characters; at most {LongestQuestion:N0} are taken. Put long material into the folder as a document and ask about it.");
        if (options.Budget < Budgets.Least || options.Budget > Budgets.Most)
            throw new UserErrorException($"A budget of {options.Budget:N0} tokens does not do: instructions, schema and question take some 500. {Budgets.Least} to {Budgets.Most:N0} are taken; the default is 1,700.");
        if (options.AnswerTokens < Answers.Least || options.AnswerTokens > Answers.Most)
            throw new UserErrorException($"An answer of {options.AnswerTokens:N0} tokens does not do: {Answers.Least} to {Answers.Most:N0} are taken; the default is 800.");
        var whole = string.Join('\n', matter, asked, options.Reader, options.Budget, options.AnswerTokens, string.Join('|', options.NeverSend), options.Frontier);
        return new Ask(MatterPaths.Slug(asked, whole), matter, asked, options);
    }

    /// <summary>The ask as one that is not asked again when documents change.</summary>
    public Ask Withdrawn() => this with { Options = Options with { Standing = false } };

    /// <summary>The ask under an id that begins with a name that people gave it.</summary>
    public Ask Named(string name) => this with { Id = MatterPaths.Slug(name, $"{name}\n{Id}") };
}

/// <summary>How a question is asked.</summary>
public sealed record AskOptions
{
    /// <summary>The most input tokens of the one frontier call, instructions and schema included.</summary>
    public int Budget { get; init; } = 1700;

    /// <summary>The most visible tokens of the answer.</summary>
    public int AnswerTokens { get; init; } = 800;

    /// <summary>Globs of documents that are read and counted and never quoted outside.</summary>
    public IReadOnlyList<string> NeverSend { get; init; } = [];

    /// <summary>Who reads: <c>lexical</c>, <c>bm25</c>, or the key of a model reader.</summary>
    public string Reader { get; init; } = "lexical";

    /// <summary>Where the evidence goes, or null: then the evidence brief is the result.</summary>
    public FrontierChoice? Frontier { get; init; }

    /// <summary>Sends without waiting for a person's word.</summary>
    public bool AutoSend { get; init; }

    /// <summary>Prepares the request and does not send it.</summary>
    public bool Preview { get; init; }

    /// <summary>Shows the nearest passages even when nothing answers.</summary>
    public bool Nearest { get; init; }

    /// <summary>Asks again when the matter's documents change.</summary>
    public bool Standing { get; init; }
}

/// <summary>The frontier model that was chosen; never a key.</summary>
/// <param name="Address">Base address.</param>
/// <param name="Model">Model name.</param>
public sealed record FrontierChoice(string Address, string Model)
{
    /// <summary>Whether another choice is the same model at the same address, whatever is stated of it.</summary>
    public bool IsSameModel([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] FrontierChoice? other) => (Address, Model) == (other?.Address, other?.Model);

    /// <summary>Where it is processed, as the user states it.</summary>
    public string? Zone { get; init; }

    /// <summary>Terms as the user states them.</summary>
    public string? Terms { get; init; }

    /// <summary>The value of <c>reasoning_effort</c>, <c>off</c> to leave it out, or null for the lowest that the model's name allows.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Which members of the request body the server knows.</summary>
    public ChatDialect Dialect { get; init; }
}
