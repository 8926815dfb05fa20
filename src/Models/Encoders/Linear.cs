using System.Buffers.Binary;
using System.Numerics.Tensors;

namespace Lector.Models.Encoders;

/// <summary>A dense layer, y = W x + b, its weights laid out for the processor once, at load.</summary>
internal abstract unsafe class Linear
{
    private Linear(GgufFile file, int inputs, int outputs, ReadOnlySpan<string> names)
    {
        (Inputs, Outputs) = (inputs, outputs * names.Length);
        Bias = new AlignedBuffer<float>(Outputs);
        for (var part = 0; part < names.Length; part++)
            file.Floats(names[part] + ".bias", outputs).CopyTo(Bias.Span[(part * outputs)..]);
    }

    private int Inputs { get; }

    private int Outputs { get; }

    private AlignedBuffer<float> Bias { get; }

    /// <summary>Reads one layer, or several with the same inputs as one whose outputs stand side by side.</summary>
    /// <param name="file">The model.</param>
    /// <param name="form">How to keep the weights.</param>
    /// <param name="inputs">Numbers in; a multiple of 32.</param>
    /// <param name="outputs">Numbers out of each; a multiple of 16.</param>
    /// <param name="names">Tensor names without <c>.weight</c> and <c>.bias</c>.</param>
    public static Linear Read(GgufFile file, WeightForm form, int inputs, int outputs, params ReadOnlySpan<string> names) =>
        form == WeightForm.Int16 ? new Shorts(file, inputs, outputs, names) : new Floats(file, inputs, outputs, names);

    /// <summary>Computes the layer.</summary>
    /// <param name="from">Rows of inputs, one after the other.</param>
    /// <param name="to">Rows of outputs, one after the other.</param>
    /// <param name="rows">A multiple of 6.</param>
    /// <param name="rounded">Room for the rows' inputs.</param>
    public abstract void Apply(float* from, float* to, int rows, RoundedRows rounded);

    private sealed class Floats : Linear
    {
        private readonly AlignedBuffer<float> panels;

        public Floats(GgufFile file, int inputs, int outputs, ReadOnlySpan<string> names)
            : base(file, inputs, outputs, names)
        {
            panels = new AlignedBuffer<float>(Outputs * inputs);
            for (var part = 0; part < names.Length; part++)
            {
                var weights = file.Floats(names[part] + ".weight", inputs, outputs);
                for (var output = 0; output < outputs; output++)
                {
                    var column = part * outputs + output;
                    var panel = panels.Span[(column / Panels.Width * Panels.Width * inputs)..];
                    for (var k = 0; k < inputs; k++)
                        panel[k * Panels.Width + column % Panels.Width] = weights[output * inputs + k];
                }
            }
        }

        public override void Apply(float* from, float* to, int rows, RoundedRows rounded)
        {
            Panels.Multiply(from, Inputs, panels.At, Bias.At, to, Outputs, rows, Inputs, Outputs);
            GC.KeepAlive(this);
        }
    }

    private sealed class Shorts : Linear
    {
        private const int Block = ShortPanels.Block;
        private readonly AlignedBuffer<short> panels;
        private readonly AlignedBuffer<float> scales;

        public Shorts(GgufFile file, int inputs, int outputs, ReadOnlySpan<string> names)
            : base(file, inputs, outputs, names)
        {
            panels = new AlignedBuffer<short>(Outputs * inputs);
            scales = new AlignedBuffer<float>(Outputs * (inputs / Block));
            Span<float> block = stackalloc float[Block];
            for (var part = 0; part < names.Length; part++)
            {
                var weights = file.Floats(names[part] + ".weight", inputs, outputs);
                var stored = file.Tensor(names[part] + ".weight", inputs, outputs);
                var bytes = stored.Type == GgufTensorType.Q8_0 ? file.Bytes(stored) : [];
                for (var output = 0; output < outputs; output++)
                    for (var k = 0; k < inputs; k += Block)
                    {
                        weights.AsSpan(output * inputs + k, Block).CopyTo(block);
                        var scale = bytes.Length > 0
                            ? (float)BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan((output * inputs + k) / Block * 34))
                            : MathF.Abs(TensorPrimitives.MaxMagnitude<float>(block)) / ShortPanels.MaxWeight;
                        Keep(part * outputs + output, k, block, scale);
                    }
            }
        }

        public override void Apply(float* from, float* to, int rows, RoundedRows rounded)
        {
            rounded.Fill(from, rows, Inputs);
            ShortPanels.Multiply(rounded.Numbers.At, rounded.Scales.At, panels.At, scales.At, Bias.At, to, rows, Inputs, Outputs);
            GC.KeepAlive(this);
        }

        private void Keep(int column, int k, ReadOnlySpan<float> block, float scale)
        {
            var (panel, lane) = (column / Panels.Width, column % Panels.Width);
            scales.Span[(panel * (Inputs / Block) + k / Block) * Panels.Width + lane] = scale;
            var to = panels.Span[(panel * Panels.Width * Inputs)..];
            for (var i = 0; i < Block; i++)
                to[(k + i) / 2 * 2 * Panels.Width + 2 * lane + (k + i) % 2] = (short)(scale == 0 ? 0 : MathF.Round(block[i] / scale));
        }
    }
}

/// <summary>How the weights of dense layers are kept in memory.</summary>
internal enum WeightForm
{
    /// <summary>32-bit floats: for every processor.</summary>
    Float32,

    /// <summary>16-bit whole numbers with a scale for each block of 32: faster where <see cref="ShortPanels.IsSupported"/>.</summary>
    Int16,
}

/// <summary>Rows of activations, rounded to 16 bits.</summary>
internal sealed unsafe class RoundedRows
{
    /// <summary>The rows, one after the other.</summary>
    public AlignedBuffer<short> Numbers { get; private set; } = new(0);

    /// <summary>What a whole number of each row is worth.</summary>
    public AlignedBuffer<float> Scales { get; private set; } = new(0);

    /// <summary>Rounds rows.</summary>
    public void Fill(float* from, int rows, int count)
    {
        if (Numbers.Length < rows * count)
            Numbers = new(rows * count);
        if (Scales.Length < rows)
            Scales = new(rows);
        for (var row = 0; row < rows; row++)
            Scales.At[row] = ShortPanels.Round(from + (long)row * count, Numbers.At + (long)row * count, count);
    }
}
