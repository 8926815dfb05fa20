namespace Lector.Models.Encoders;

/// <summary>A dense layer, y = W x + b, its weights as 32-bit numbers in panels of 16 outputs.</summary>
/// <remarks>Q8_0 weights are widened once at load: four times the memory, and faster than widening them in every product.</remarks>
internal sealed unsafe class Linear
{
    private readonly int inputs;
    private readonly int outputs;
    private readonly AlignedBuffer<float> panels;
    private readonly AlignedBuffer<float> bias;

    /// <summary>Reads one layer, or several with the same inputs as one whose outputs stand side by side.</summary>
    /// <param name="file">The model.</param>
    /// <param name="inputs">Numbers in; a multiple of 16.</param>
    /// <param name="outputs">Numbers out of each; a multiple of 16.</param>
    /// <param name="names">Tensor names without <c>.weight</c> and <c>.bias</c>.</param>
    public Linear(GgufFile file, int inputs, int outputs, params ReadOnlySpan<string> names)
    {
        (this.inputs, this.outputs) = (inputs, outputs * names.Length);
        panels = new AlignedBuffer<float>(this.outputs * inputs);
        bias = new AlignedBuffer<float>(this.outputs);
        for (var part = 0; part < names.Length; part++)
        {
            Pack(file.Floats(names[part] + ".weight", inputs, outputs), panels.Span.Slice(part * outputs * inputs, outputs * inputs));
            file.Floats(names[part] + ".bias", outputs).CopyTo(bias.Span[(part * outputs)..]);
        }
    }

    /// <summary>Computes the layer.</summary>
    /// <param name="from">Rows of inputs, one after the other.</param>
    /// <param name="to">Rows of outputs, one after the other.</param>
    /// <param name="rows">A multiple of 6.</param>
    public void Apply(float* from, float* to, int rows)
    {
        Panels.Multiply(from, inputs, panels.At, bias.At, to, outputs, rows, inputs, outputs);
        GC.KeepAlive(this);
    }

    private void Pack(ReadOnlySpan<float> weights, Span<float> to)
    {
        for (var output = 0; output < weights.Length / inputs; output++)
        {
            var panel = to[(output / Panels.Width * Panels.Width * inputs)..];
            var row = weights.Slice(output * inputs, inputs);
            for (var k = 0; k < inputs; k++)
                panel[k * Panels.Width + output % Panels.Width] = row[k];
        }
    }
}
