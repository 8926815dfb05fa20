using System.CommandLine;
using System.Text;
using Lector.Local.Commands;

Console.OutputEncoding = new UTF8Encoding(false);
var lector = new RootCommand("Lector answers questions over confidential e-mails and documents: a local model reads everything, a frontier model speaks once.");
foreach (var command in new[] { AskCommand.Build(), AnswerCommand.Build(), ServeCommand.Build(), VerifyCommand.Build(), CostCommand.Build(), ModelCommand.Build(), CheckCommand.Build(), EvalCommand.Build() })
    lector.Subcommands.Add(command);
return await Exit.Run(lector, args);
