using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lector.Api;

/// <summary>The web page's files, which lie in this assembly: served alike from any folder and any host.</summary>
public static class WebPage
{
    private const string Folder = "wwwroot/";

    private static readonly Dictionary<string, string> Types = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".ico"] = "image/x-icon",
        [".json"] = "application/json",
        [".webmanifest"] = "application/manifest+json",
        [".txt"] = "text/plain; charset=utf-8",
    };

    /// <summary>Maps a route a file, and <c>/</c> to <c>index.html</c>.</summary>
    public static void MapWebPage(this IEndpointRouteBuilder routes)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.Replace('\\', '/').StartsWith(Folder, StringComparison.Ordinal)))
        {
            var path = name.Replace('\\', '/')[Folder.Length..];
            if (!Types.TryGetValue(Path.GetExtension(path), out var type))
                continue;
            var file = Load(assembly, name);
            routes.MapGet("/" + path, Serve).ExcludeFromDescription();
            if (path == "index.html")
                routes.MapGet("/", Serve).ExcludeFromDescription();

            IResult Serve(HttpContext context)
            {
                // Kept, and asked for by its hash each time: a new version shows at once.
                context.Response.Headers.CacheControl = "no-cache";
                return Results.Bytes(file.Bytes, type, entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{file.Hash}\""));
            }
        }
    }

    private static (byte[] Bytes, string Hash) Load(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return (bytes, Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8)));
    }
}
