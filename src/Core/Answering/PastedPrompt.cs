namespace Lector.Core.Answering;

/// <summary>A frontier request as text that a person pastes into a chat window: the same content as <see cref="FrontierRequest.Body"/>, without the JSON around it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Parts">What the bytes of <paramref name="Text"/> in UTF-8 are, in order, without gap or overlap.</param>
public sealed record PastedPrompt(string Text, IReadOnlyList<DisclosedPart> Parts);
