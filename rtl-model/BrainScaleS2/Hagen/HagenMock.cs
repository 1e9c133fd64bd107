using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Hagen;

/// <summary>
/// The software stand-in of hxtorch (perceptron/mock): for each block clamp(floor(sends x gain x (x . W) + N(0, sigma)), -128, 127), in double precision.
/// </summary>
public sealed class HagenMock : IHagenBackend
{
    private readonly double _gain;
    private readonly double _sigma;
    private RandomStream _random;
    private double? _spare;
    private IReadOnlyList<HagenBlock> _blocks = [];
    private HagenMatrix? _matrix;

    /// <param name="gain">Above 0 and at most 1.</param>
    /// <param name="noiseSigma">Standard deviation, in counts; 0: exact.</param>
    /// <param name="seed">Of the noise.</param>
    /// <exception cref="ArgumentOutOfRangeException">The gain or the noise is out of range.</exception>
    public HagenMock(double gain, double noiseSigma, ulong seed = 1)
    {
        if (!(gain > 0 && gain <= 1)) throw new ArgumentOutOfRangeException(nameof(gain), gain, "the gain must be above 0 and at most 1");
        if (!(noiseSigma >= 0)) throw new ArgumentOutOfRangeException(nameof(noiseSigma), noiseSigma, "the noise must not be negative");
        _gain = gain;
        _sigma = noiseSigma;
        _random = RandomStream.Derive(seed, "hagen mock");
    }

    public void Load(IReadOnlyList<HagenBlock> blocks, HagenMatrix matrix)
    {
        _blocks = blocks;
        _matrix = matrix;
    }

    public void Multiply(ReadOnlySpan<int> activations, int sends, Span<int> sums)
    {
        Span<double> products = stackalloc double[Analog.ChipGeometry.Columns];
        foreach (HagenBlock block in _blocks)
        {
            products[..block.Columns].Clear();
            for (int i = 0; i < block.Rows; i++)
            {
                int x = activations[block.Row + i];
                if (x == 0) continue;
                VectorKernels.AddScaled(products[..block.Columns], x, _matrix!.Row(block.Row + i).Slice(block.Column, block.Columns));
            }
            for (int j = 0; j < block.Columns; j++)
            {
                double value = sends * _gain * products[j];
                if (_sigma > 0) value += _sigma * Normal();
                sums[block.Column + j] += HagenOperations.Clamp((long)Math.Floor(value));
            }
        }
    }

    // Box and Muller's pairs: the second of a pair waits for the next call.
    private double Normal()
    {
        if (_spare is { } spare)
        {
            _spare = null;
            return spare;
        }
        double radius = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()));
        (double sine, double cosine) = Math.SinCos(2 * Math.PI * _random.NextDouble());
        _spare = radius * sine;
        return radius * cosine;
    }
}
