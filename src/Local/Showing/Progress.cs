using System.Diagnostics;
using Lector.Core.Asking;

namespace Lector.Local.Showing;

/// <summary>Shows how far an ask is: one line that is rewritten on a terminal, a plain line every few seconds elsewhere. Written to the error stream, so that results can be piped.</summary>
internal sealed class Progress(TextWriter to, bool terminal) : IProgress<ReadingProgress>, IDisposable
{
    private static readonly TimeSpan TerminalPace = TimeSpan.FromMilliseconds(120);
    private static readonly TimeSpan PlainPace = TimeSpan.FromSeconds(5);
    private readonly Lock gate = new();
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private TimeSpan last;
    private AskStage stage;
    private TimeSpan stageBegan;
    private int files;
    private int filesToRead;
    private int passages;
    private int passagesRead;
    private int passagesToJudge;
    private TimeSpan judgingBegan;
    private bool line;

    /// <summary>How many files are to be read.</summary>
    public void Expect(int count) => filesToRead = count;

    /// <summary>Takes note of the stage.</summary>
    public void Stage(AskProgress progress)
    {
        lock (gate)
        {
            if (stage != progress.Stage)
                (stage, stageBegan) = (progress.Stage, clock.Elapsed);
            Show(always: terminal);
        }
    }

    /// <inheritdoc/>
    public void Report(ReadingProgress value)
    {
        lock (gate)
        {
            files += value.Files;
            if (value.Judged > 0)
            {
                // Passages are told of when they are begun: those before them count as read.
                judgingBegan = passages == 0 ? clock.Elapsed : judgingBegan;
                (passagesRead, passages, passagesToJudge) = (passages, passages + value.Judged, value.ToJudge);
            }

            Show(always: false);
        }
    }

    /// <summary>Removes the line, so that results begin on a clean one.</summary>
    public void End()
    {
        lock (gate)
        {
            if (line)
                to.Write("\r\u001b[K");
            line = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => End();

    private void Show(bool always)
    {
        if (!always && clock.Elapsed - last < (terminal ? TerminalPace : PlainPace))
            return;
        last = clock.Elapsed;
        if (terminal)
        {
            to.Write($"\r\u001b[K{Words()}");
            line = true;
        }
        else
            to.WriteLine(Words());
    }

    private string Words()
    {
        var words = stage switch
        {
            AskStage.Planning => "Looking at the folder",
            AskStage.Reading when files < filesToRead => $"Reading {files:N0} of {filesToRead:N0} files",
            AskStage.Reading when passages > 0 => $"The model reads {passages:N0} of {passagesToJudge:N0} passages",
            AskStage.Reading => $"Read {filesToRead:N0} files",
            AskStage.Selecting => "Choosing what matters",
            AskStage.Answering => "Asking the frontier model",
            _ => "Writing the report",
        };
        return words + (Left() is { } left ? $", about {left} left" : "");
    }

    private string? Left()
    {
        if (stage != AskStage.Reading)
            return null;
        return files < filesToRead ? Left(clock.Elapsed - stageBegan, files, filesToRead, 10) : Left(clock.Elapsed - judgingBegan, passagesRead, passagesToJudge, 1);
    }

    private static string? Left(TimeSpan spent, int done, int all, int fewest)
    {
        if (done < fewest || done >= all || spent < TimeSpan.FromSeconds(2))
            return null;
        var left = spent * ((all - done) / (double)done);
        return left.TotalSeconds < 60 ? $"{Math.Ceiling(left.TotalSeconds):N0} s" : $"{Math.Ceiling(left.TotalMinutes):N0} min";
    }
}
