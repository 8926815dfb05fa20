using System.CommandLine;
using Lector.Core;
using Lector.Core.Answering;
using Lector.Core.Asking;
using Lector.Models.Frontiers;


namespace Lector.Local.Commands;

/// <summary>Which frontier model speaks, and with which key. Keys come from the environment or a file, never from the command line, where other users of the machine can read them.</summary>
internal static class FrontierChoices
{
    /// <summary>The environment variable that holds the key.</summary>
    public const string KeyVariable = "LECTOR_FRONTIER_KEY";

    private static readonly Option<string?> Address = new("--frontier") { Description = "Base address of an OpenAI-compatible service, such as https://api.openai.com/v1 or https://NAME.openai.azure.com/openai/v1/." };
    private static readonly Option<string?> Model = new("--frontier-model") { Description = "The model, or on Azure the deployment." };
    private static readonly Option<string?> KeyFile = new("--frontier-key-file") { Description = $"A file that holds the key; else {KeyVariable} is taken." };
    private static readonly Option<bool> Entra = new("--frontier-entra") { Description = "Sign in to Azure with the account of this machine (Entra ID) instead of a key." };
    private static readonly Option<string?> Zone = new("--frontier-zone") { Description = "Where the service processes, as your contract says; goes into the ledger." };
    private static readonly Option<string?> Terms = new("--frontier-terms") { Description = "The terms that you use it under; goes into the ledger." };
    private static readonly Option<string?> Reasoning = new("--frontier-reasoning") { Description = "The value of reasoning_effort, or off; by default the lowest that the model's name allows." };
    private static readonly Option<bool> Compatible = new("--frontier-compatible") { Description = "For servers that refuse members unknown to them: sends max_tokens, and neither store nor reasoning_effort." };

    /// <summary>Adds the options to a command.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in new Option[] { Address, Model, KeyFile, Entra, Zone, Terms, Reasoning, Compatible })
            command.Options.Add(option);
    }

    /// <summary>The choice, without the key; null when none was made.</summary>
    /// <exception cref="UserErrorException">Half of a choice, or no address.</exception>
    public static FrontierChoice? Choice(ParseResult parsed)
    {
        var (address, model) = (parsed.GetValue(Address), parsed.GetValue(Model));
        if (address is null && model is null)
            return null;
        if (address is null || string.IsNullOrWhiteSpace(model))
            throw new UserErrorException("A frontier model needs both --frontier ADDRESS and --frontier-model NAME.");
        var at = FrontierAddress.Of(address);
        return new FrontierChoice(at.ToString(), model.Trim())
        {
            Zone = parsed.GetValue(Zone),
            Terms = parsed.GetValue(Terms),
            Reasoning = parsed.GetValue(Reasoning),
            Dialect = parsed.GetValue(Compatible) ? ChatDialect.Compatible : FrontierAddress.Dialect(at),
        };
    }

    /// <summary>Makes the frontier of a choice.</summary>
    public static Func<FrontierChoice, IFrontier?> Opener(ParseResult parsed)
    {
        var key = Key(parsed.GetValue(KeyFile));
        var entra = parsed.GetValue(Entra);
        return choice => new OpenAIFrontier(new FrontierOptions
        {
            Address = new Uri(choice.Address),
            Model = choice.Model,
            Key = key,
            Entra = entra,
            Dialect = choice.Dialect,
            Zone = choice.Zone,
            Terms = choice.Terms,
        });
    }

    private static string? Key(string? file)
    {
        if (file is null)
            return Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key ? key.Trim() : null;
        if (!File.Exists(file))
            throw new UserErrorException($"There is no key file {file}.");
        return File.ReadAllText(file).Trim() is { Length: > 0 } read ? read : throw new UserErrorException($"The key file {file} is empty.");
    }
}
