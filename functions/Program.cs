using Lector.Core;
using Lector.Functions;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

try
{
    var builder = FunctionsApplication.CreateBuilder(args);
    builder.ConfigureFunctionsWebApplication();
    builder.Services.AddLector(AppSettings.Read(builder.Configuration, builder.Environment.IsDevelopment()));
    await builder.Build().RunAsync();
    return 0;
}
catch (UserErrorException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
