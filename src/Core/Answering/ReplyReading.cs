namespace Lector.Core.Answering;

/// <summary>What came of taking a reply's text for an answer.</summary>
public abstract record ReplyReading
{
    private ReplyReading() { }

    /// <summary>The reply is an answer.</summary>
    /// <param name="Answer">The answer, unchecked.</param>
    /// <param name="Around">Text stood around the JSON (a fence, an introduction): it was left out.</param>
    public sealed record Read(FrontierAnswer Answer, bool Around) : ReplyReading;

    /// <summary>The reply is no answer, and nothing of it is shown.</summary>
    /// <param name="Fault">What is wrong.</param>
    public sealed record Unusable(ReplyFault Fault) : ReplyReading
    {
        /// <summary>The fault as a sentence with what to do; never words of the reply.</summary>
        public string Reason => Fault switch
        {
            ReplyFault.Empty => "The model's reply is empty. Ask again, or choose another model.",
            ReplyFault.Cut => "The model's reply was cut before its end. Allow a longer answer, ask a narrower question, or have the model think less.",
            ReplyFault.NotJson => "The model's reply is not the JSON that was asked for. Ask it once more for the JSON alone, or choose a model with structured output.",
            ReplyFault.WrongShape => "The model's reply is JSON, but not of the shape that was asked for: claims, each with text and quotes of evidence and words.",
            ReplyFault.Several => "The reply holds several different answers. Keep one of them.",
            ReplyFault.TooMuch => "The model's reply is longer than any answer that was asked for, so none of it is taken.",
            _ => "The reply is not text in UTF-8 or UTF-16. Save it as UTF-8.",
        };
    }
}

/// <summary>Why a reply is no answer.</summary>
public enum ReplyFault
{
    /// <summary>It has no text.</summary>
    Empty,

    /// <summary>It breaks off: the service says so, or its JSON has no end.</summary>
    Cut,

    /// <summary>It holds no JSON object with claims.</summary>
    NotJson,

    /// <summary>Members are missing, of another type, or there twice.</summary>
    WrongShape,

    /// <summary>It holds more than one answer, and they differ.</summary>
    Several,

    /// <summary>It is longer, or has more or longer claims or quotations, than an answer may.</summary>
    TooMuch,

    /// <summary>A file's bytes are no text.</summary>
    NotText,
}
