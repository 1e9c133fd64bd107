using HwModel.BrainScaleS2.Learning;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Hagen;

/// <summary>A layer of a network.</summary>
/// <param name="Shape">Dense or convolution.</param>
/// <param name="Shift">Right shift from 8-bit results to 5-bit activations, after the rectifier; null: the results are the network's.</param>
/// <param name="Sends">How often a vector is sent.</param>
public sealed record HagenLayerOptions(ILayerShape Shape, int? Shift = null, int Sends = 1);

/// <summary>
/// A layer in training: weights in LSB before they are rounded, and what the last batch left for the gradient. Gradients are straight through rounding and floor, with the measured values
/// (Spilger et al. 2020).
/// </summary>
internal sealed class HagenLayer
{
    // Vectors that share a row of weights while it is in the first cache.
    private const int Block = 16;
    private readonly HagenLayerOptions _options;
    private readonly ILayerShape _shape;
    private readonly HagenConstants _constants;
    private readonly int[] _sources;
    private readonly Adam _adam;
    private double[] _vectors = [];
    private double[] _results = [];
    private int _count;
    private bool _analog;

    public HagenLayer(HagenLayerOptions options, HagenConstants constants, ref RandomStream random)
    {
        _options = options;
        _shape = options.Shape;
        _constants = constants;
        _sources = _shape.Sources();
        Weights = new double[_shape.Rows * _shape.Columns];
        Gradient = new double[Weights.Length];
        _adam = new Adam(Weights.Length);
        // hxtorch: sd = 2^shift sqrt(2) / (gain sqrt(inputs)), at most 21 LSB; here of a uniform distribution. Results start at 0: no class is preferred by chance.
        double deviation = options.Shift is { } shift ? Math.Min(21, (1 << shift) * Math.Sqrt(2) / (Scale * Math.Sqrt(_shape.Rows))) : 0;
        foreach (ref double w in Weights.AsSpan()) w = Math.Sqrt(12) * deviation * (random.NextDouble() - 0.5);
    }

    /// <summary>[row, column], in LSB.</summary>
    public double[] Weights { get; }

    /// <summary>Sum over the samples since the last step.</summary>
    public double[] Gradient { get; }

    /// <summary>The shape.</summary>
    public ILayerShape Shape => _shape;

    private double Scale => _constants.Gain * _options.Sends;

    /// <summary>Activations of the next layer, or results, sample by sample.</summary>
    /// <param name="inputs">Activations, sample by sample.</param>
    /// <param name="count">Samples.</param>
    /// <param name="backend">Where the multiply runs; null: in floating point, neither rounded nor clipped.</param>
    public double[] Forward(ReadOnlySpan<double> inputs, int count, IHagenBackend? backend)
    {
        _count = count;
        _analog = backend is not null;
        int length = _sources.Length;
        if (_vectors.Length < count * length) _vectors = new double[count * length];
        Span<double> vectors = _vectors.AsSpan(0, count * length);
        for (int s = 0; s < count; s++) LayerShape.Unfold(_sources, inputs.Slice(s * _shape.Inputs, _shape.Inputs), vectors.Slice(s * length, length), _constants.MaxActivation);
        if (_results.Length < count * _shape.Outputs) _results = new double[count * _shape.Outputs];
        if (backend is null)
        {
            Multiply(vectors);
        }
        else
        {
            foreach (ref double x in vectors) x = Math.Round(x);
            int[] measured = new HagenExecutor(backend, _constants).Multiply(vectors, new HagenMatrix(_shape.Rows, _shape.Columns, Weights, _constants), _options.Sends);
            for (int i = 0; i < measured.Length; i++) _results[i] = measured[i];
        }
        var outputs = new double[count * _shape.Outputs];
        for (int i = 0; i < outputs.Length; i++) outputs[Place(i)] = Activation(_results[i]);
        return outputs;
    }

    /// <summary>Adds to the gradient; gives the gradient with respect to the inputs.</summary>
    /// <param name="errors">Gradient with respect to what <see cref="Forward"/> gave last.</param>
    /// <param name="inputErrors">Sample by sample; empty: not wanted.</param>
    public void Backward(ReadOnlySpan<double> errors, Span<double> inputErrors)
    {
        (int rows, int columns) = (_shape.Rows, _shape.Columns);
        int vectors = _count * _shape.Vectors;
        var before = new double[errors.Length];
        for (int i = 0; i < before.Length; i++) before[i] = Scale * Slope(_results[i]) * errors[Place(i)];
        for (int first = 0; first < vectors; first += Block)
        {
            int end = Math.Min(first + Block, vectors);
            for (int row = 0; row < rows; row++)
            {
                Span<double> gradient = Gradient.AsSpan(row * columns, columns);
                for (int v = first; v < end; v++)
                    if (_vectors[v * rows + row] is var x and not 0)
                        VectorKernels.AddScaled(gradient, x, before.AsSpan(v * columns, columns));
            }
        }
        if (inputErrors.IsEmpty) return;
        inputErrors.Clear();
        for (int first = 0; first < vectors; first += Block)
        {
            int end = Math.Min(first + Block, vectors);
            for (int row = 0; row < rows; row++)
            {
                ReadOnlySpan<double> weights = Weights.AsSpan(row * columns, columns);
                for (int v = first; v < end; v++)
                {
                    (int sample, int vector) = Math.DivRem(v, _shape.Vectors);
                    if (_sources[vector * rows + row] is >= 0 and var source)
                        inputErrors[sample * _shape.Inputs + source] += VectorKernels.Dot(weights, before.AsSpan(v * columns, columns));
                }
            }
        }
    }

    /// <summary>One step down the mean gradient of some samples, which is then forgotten.</summary>
    public void Step(double rate, int samples)
    {
        foreach (ref double g in Gradient.AsSpan()) g /= samples;
        _adam.Step(Weights, Gradient, rate, _analog ? _constants.MaxWeight : double.PositiveInfinity);
        Array.Clear(Gradient);
    }

    private void Multiply(ReadOnlySpan<double> vectors)
    {
        (int rows, int columns) = (_shape.Rows, _shape.Columns);
        int count = vectors.Length / rows;
        Array.Clear(_results);
        for (int first = 0; first < count; first += Block)
        {
            int end = Math.Min(first + Block, count);
            for (int row = 0; row < rows; row++)
            {
                ReadOnlySpan<double> weights = Weights.AsSpan(row * columns, columns);
                for (int v = first; v < end; v++)
                    if (vectors[v * rows + row] is var x and not 0)
                        VectorKernels.AddScaled(_results.AsSpan(v * columns, columns), Scale * x, weights);
            }
        }
    }

    // Results come vector by vector, activations go channel by channel.
    private int Place(int result)
    {
        if (_shape.Vectors == 1) return result;
        (int sample, int inSample) = Math.DivRem(result, _shape.Outputs);
        (int vector, int column) = Math.DivRem(inSample, _shape.Columns);
        return sample * _shape.Outputs + column * _shape.Vectors + vector;
    }

    private double Activation(double result) => _options.Shift is not { } shift ? result
        : _analog ? HagenOperations.ConvertingRelu((int)result, shift) : Math.Max(0, result) / (1 << shift);

    // No gradient where the rectifier cuts off or the activation saturates.
    private double Slope(double result) => _options.Shift is not { } shift ? 1
        : result <= 0 || (_analog && result >= Math.Min(HagenOperations.High, (_constants.MaxActivation + 1) << shift)) ? 0 : 1.0 / (1 << shift);
}
