using System.Net;
using Lector.Core;
using Lector.Core.Reading;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Lector.Api;

/// <summary>The one place where what went wrong becomes a problem document (RFC 9457); never document text, never a stack.</summary>
public static class Problems
{
    /// <summary>Turns exceptions, and error statuses without a body, into problem documents.</summary>
    public static void UseProblems(this IApplicationBuilder app) => app.Use(next => async context =>
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null })
                await Tell(context, context.Response.StatusCode, Words(context.Response.StatusCode));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to be told.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var (status, words) = Of(e);
            await Tell(context, status, words);
        }
    });

    /// <summary>Writes a problem document, or a page that says the same to a person who opened the address in a browser.</summary>
    public static Task Tell(HttpContext context, int status, string words)
    {
        context.Response.StatusCode = status;
        return IsPerson(context.Request)
            ? TypedResults.Content(Page(words), "text/html; charset=utf-8", statusCode: status).ExecuteAsync(context)
            : TypedResults.Problem(words, statusCode: status).ExecuteAsync(context);
    }

    // Only what a browser opens by itself asks for HTML; our page's own requests do not.
    private static bool IsPerson(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    private static string Page(string words) =>
        $"""<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>Lector</title><h1>Lector</h1><p>{WebUtility.HtmlEncode(words)}</p></html>""";

    private static (int Status, string Words) Of(Exception e) => e switch
    {
        BadHttpRequestException bad => (bad.StatusCode, Words(bad.StatusCode)),
        // The disk is full, read-only or closed to Lector: nothing is wrong with the request.
        UserErrorException { InnerException: IOException or UnauthorizedAccessException } => (StatusCodes.Status507InsufficientStorage, e.Message),
        UserErrorException or ReaderUnavailableException => (StatusCodes.Status400BadRequest, e.Message),
        InvalidDataException => (StatusCodes.Status500InternalServerError, e.Message),
        _ => (StatusCodes.Status500InternalServerError, $"This is a fault of Lector: {e.GetType().Name}. What was read is kept."),
    };

    private static string Words(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "The request cannot be understood: its body is not the JSON that this route takes, or a value has the wrong type.",
        StatusCodes.Status404NotFound => "There is nothing at this address.",
        StatusCodes.Status405MethodNotAllowed => "This address does not take that method.",
        StatusCodes.Status413PayloadTooLarge => "The request is too large: at most 100 kB are taken. Put long material into the matter's folder as a document and ask about it.",
        StatusCodes.Status415UnsupportedMediaType => "The body must be JSON: send Content-Type: application/json.",
        _ => "The request could not be served.",
    };
}
