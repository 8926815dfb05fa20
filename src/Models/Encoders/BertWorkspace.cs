namespace Lector.Models.Encoders;

/// <summary>The memory of one forward pass, used again for the next.</summary>
internal sealed class BertWorkspace
{
    /// <summary>Rows that pass through the feed-forward part together.</summary>
    public const int InnerRows = 96;

    private readonly BertModel model;
    private int rows;

    /// <summary>Allocates for a number of rows.</summary>
    public BertWorkspace(BertModel model, int rows)
    {
        this.model = model;
        var keys = Panels.RoundWidth(model.Positions);
        Keys = new AlignedBuffer<float>(model.Hidden / model.Heads * keys);
        Values = new AlignedBuffer<float>(model.Hidden / model.Heads * keys);
        Scores = new AlignedBuffer<float>(Panels.Rows * keys);
        Inner = new AlignedBuffer<float>(InnerRows * model.FeedForward);
        Grow(rows);
    }

    /// <summary>The tokens' states.</summary>
    public AlignedBuffer<float> State { get; private set; } = null!;

    /// <summary>What is added to the states next.</summary>
    public AlignedBuffer<float> Added { get; private set; } = null!;

    /// <summary>Queries, keys and values of the tokens.</summary>
    public AlignedBuffer<float> QueryKeyValue { get; private set; } = null!;

    /// <summary>What attention gathered.</summary>
    public AlignedBuffer<float> Context { get; private set; } = null!;

    /// <summary>One head's keys of one text, in panels.</summary>
    public AlignedBuffer<float> Keys { get; }

    /// <summary>One head's values of one text, in panels.</summary>
    public AlignedBuffer<float> Values { get; }

    /// <summary>Attention of six tokens to all.</summary>
    public AlignedBuffer<float> Scores { get; }

    /// <summary>Inside of the feed-forward part.</summary>
    public AlignedBuffer<float> Inner { get; }

    /// <summary>Inputs of a dense layer, rounded.</summary>
    public RoundedRows Rounded { get; } = new();

    /// <summary>Makes room for at least so many rows; what was in the buffers is lost.</summary>
    public void Grow(int needed)
    {
        if (needed <= rows)
            return;
        rows = needed;
        (State, Added) = (new(rows * model.Hidden), new(rows * model.Hidden));
        (QueryKeyValue, Context) = (new(rows * 3 * model.Hidden), new(rows * model.Hidden));
    }
}
