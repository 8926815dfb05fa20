using Lector.Core;
using Lector.Core.Asking;

namespace Lector.Api;

/// <summary>Body of <c>POST /api/asks</c>.</summary>
/// <param name="Matter">The matter's slug.</param>
/// <param name="Question">The question.</param>
/// <param name="Options">How it is asked; defaults where left out.</param>
public sealed record StartAsk(string? Matter, string? Question, StartOptions? Options = null)
{
    /// <summary>The ask that a person means.</summary>
    /// <param name="config">What the host was started with.</param>
    /// <exception cref="UserErrorException">Something is missing or out of range.</exception>
    public Ask Read(ApiConfig config)
    {
        var given = Options ?? new StartOptions();
        if (given.Reader is { } reader && reader != config.Reader)
            throw new UserErrorException($"Here reads \"{config.Reader}\", not \"{reader}\": the reader is chosen when the program is started.");
        var defaults = new AskOptions();
        return Ask.Of(Matter ?? "", Question ?? "", defaults with
        {
            Budget = given.Budget ?? defaults.Budget,
            AnswerTokens = given.AnswerTokens ?? defaults.AnswerTokens,
            NeverSend = [.. (given.NeverSend ?? []).Where(glob => !string.IsNullOrWhiteSpace(glob))],
            Reader = config.Reader,
            Frontier = Frontier(config, given.Frontier),
            AutoSend = given.AutoSend ?? false,
            Nearest = given.Nearest ?? false,
            Standing = given.Standing ?? false,
        });
    }

    private static FrontierChoice? Frontier(ApiConfig config, string? name) => name switch
    {
        null => config.Frontiers.FirstOrDefault(),
        "none" => null,
        _ => config.Frontiers.FirstOrDefault(frontier => frontier.Model == name)
            ?? throw new UserErrorException($"The program was not started with a frontier model \"{name}\". GET /api/config lists those that it has; \"none\" prepares the evidence alone."),
    };
}

/// <summary>How a question is asked; what is left out has its default.</summary>
/// <param name="Budget">The most input tokens of the one frontier call; 1,700.</param>
/// <param name="AnswerTokens">The most visible tokens of the answer; 800.</param>
/// <param name="NeverSend">Globs of documents that are read and counted and never quoted outside.</param>
/// <param name="AutoSend">Sends without waiting for a person's word; false.</param>
/// <param name="Standing">Asks again when documents change; false.</param>
/// <param name="Nearest">Shows the nearest passages even when nothing answers; false.</param>
/// <param name="Reader">Who reads; only the host's own is taken.</param>
/// <param name="Frontier">Model name of one of the host's frontier models, or <c>none</c>; the host's first.</param>
public sealed record StartOptions(
    int? Budget = null, int? AnswerTokens = null, IReadOnlyList<string>? NeverSend = null, bool? AutoSend = null, bool? Standing = null, bool? Nearest = null, string? Reader = null, string? Frontier = null);

/// <summary>Body of <c>POST /api/asks/{id}/approve</c>; may be left out.</summary>
/// <param name="SendAgain">Sends once more after an attempt whose outcome is unknown: it may be paid twice.</param>
/// <param name="RequestSha256">Hash of the request that the person saw, as <c>/request</c> gave it: another one is not sent.</param>
public sealed record ApproveAsk(bool SendAgain = false, string? RequestSha256 = null);
