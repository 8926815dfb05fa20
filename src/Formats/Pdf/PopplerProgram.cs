using System.Diagnostics;

namespace Lector.Formats.Pdf;

/// <summary>The <c>pdftotext</c> of this machine, or what to do where there is none.</summary>
/// <param name="Path">Full path, or null.</param>
/// <param name="Version">Product and version, or <c>no pdftotext</c>.</param>
/// <param name="Missing">Why there is none and how to get it; null where there is one.</param>
internal sealed record PopplerProgram(string? Path, string Version, string? Missing)
{
    /// <summary>Looks the program up and asks its version.</summary>
    /// <remarks>Looks in PATH only, never in the current folder, which may be a folder of strangers' documents.</remarks>
    public static PopplerProgram Find(ExtractionLimits limits)
    {
        var path = limits.PdfToText.AsSpan().ContainsAny('/', '\\') ? OnDisk(System.IO.Path.GetFullPath(limits.PdfToText)) : OnPath(limits.PdfToText);
        if (path is null)
            return None($"pdftotext is not installed: {Remedy()}");
        var asked = ChildProcess.Run(path, ["-v"], default, limits, CancellationToken.None);
        var version = asked.Errors.Split('\n', 2)[0].Trim();
        return !version.StartsWith("pdftotext version ", StringComparison.Ordinal) ? None($"the program {limits.PdfToText} is not a pdftotext that runs here: {Remedy()}")
            : !asked.Errors.Contains("poppler", StringComparison.OrdinalIgnoreCase) ? None($"the pdftotext found is Xpdf's, and poppler's is needed: {Remedy()}")
            : new PopplerProgram(path, version.Replace(" version ", " ", StringComparison.Ordinal), null);
    }

    private static PopplerProgram None(string reason) => new(null, "no pdftotext", reason);

    private static string Remedy() =>
        OperatingSystem.IsWindows() ? "run \"winget install oschwartz10612.Poppler\" or \"scoop install poppler\", then run this again"
        : OperatingSystem.IsMacOS() ? "run \"brew install poppler\", then run this again"
        : File.Exists("/usr/bin/dnf") ? "run \"sudo dnf install poppler-utils\", then run this again"
        : "run \"sudo apt install poppler-utils\", then run this again";

    private static string? OnPath(string name)
    {
        var folders = new ProcessStartInfo().Environment.TryGetValue("PATH", out var path) && path is not null ? path : "";
        return folders.Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(System.IO.Path.IsPathFullyQualified)
            .Select(folder => OnDisk(System.IO.Path.Combine(folder, name)))
            .FirstOrDefault(found => found is not null);
    }

    private static string? OnDisk(string path) =>
        File.Exists(path) ? path
        : OperatingSystem.IsWindows() && File.Exists($"{path}.exe") ? $"{path}.exe"
        : null;
}
