namespace Lector.Formats.Html;

/// <summary>What a person sees of an HTML page, as lines of text.</summary>
/// <param name="Text">Blocks on lines of their own, a blank line between paragraphs, table cells separated by tabs, list items marked; empty when nothing is shown.</param>
/// <param name="Title">The page's title on one line, or null.</param>
/// <param name="HiddenCharacters">UTF-16 units without white space that the page hides (<c>display:none</c> and its kin in the element itself) and that are not in <paramref name="Text"/>.</param>
internal sealed record HtmlPage(string Text, string? Title, int HiddenCharacters);
