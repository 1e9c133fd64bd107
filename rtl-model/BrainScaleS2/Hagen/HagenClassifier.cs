using HwModel.BrainScaleS2.Learning;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Hagen;

/// <summary>Sizes and training of a classifier with one hidden layer.</summary>
public sealed record HagenClassifierOptions
{
    /// <summary>Features of a sample, each 0 to 1.</summary>
    public int Features { get; init; } = 5;

    /// <summary>Rows that carry the same feature.</summary>
    public int Copies { get; init; } = 25;

    /// <summary>Hidden units.</summary>
    public int Hidden { get; init; } = 120;

    /// <summary>Rows of constant full activation in the second layer.</summary>
    public int BiasRows { get; init; } = 8;

    /// <summary>Classes.</summary>
    public int Classes { get; init; } = 3;

    /// <summary>Right shift from 8-bit results to 5-bit activations.</summary>
    [ModelChoice("the full slope of the first layer; hxtorch's examples shift by 1 or 2")]
    public int Shift { get; init; }

    /// <summary>CADC counts that make one natural unit of the softmax.</summary>
    public double Temperature { get; init; } = 4;

    /// <summary>Learning rate of Adam, in weight LSB.</summary>
    public double Rate { get; init; } = 1.0;

    /// <summary>Factor on the rate after each epoch.</summary>
    public double Decay { get; init; } = 0.93;

    /// <summary>Samples per update.</summary>
    public int Batch { get; init; } = 50;

    /// <summary>Seed of weights and order.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>
/// A network of two analog layers: 5-bit activations, 6-bit signed weights, converting ReLU between. Trained with the measured forward values and straight-through
/// gradients (Spilger et al. 2020); without a backend it is the same network in floating point, neither rounded nor clipped.
/// </summary>
public sealed class HagenClassifier
{
    private readonly HagenClassifierOptions _options;
    private readonly HagenConstants _constants;
    private readonly double[] _first;
    private readonly double[] _second;
    private readonly Adam _firstAdam;
    private readonly Adam _secondAdam;
    private RandomStream _random;

    public HagenClassifier(HagenClassifierOptions options, HagenConstants? constants = null)
    {
        _options = options;
        _constants = constants ?? new HagenConstants();
        _first = new double[options.Features * options.Hidden];
        _second = new double[SecondRows * options.Classes];
        _firstAdam = new Adam(_first.Length);
        _secondAdam = new Adam(_second.Length);
        _random = RandomStream.Derive(options.Seed, "hagen classifier");
        foreach (ref double w in _first.AsSpan()) w = 12 * options.Copies * (_random.NextDouble() - 0.5) * 2;
        foreach (ref double w in _second.AsSpan()) w = 15 * (_random.NextDouble() - 0.5) * 2;
    }

    private int SecondRows => _options.Hidden + _options.BiasRows;

    private int FirstRows => _options.Features * _options.Copies;

    /// <summary>One pass over samples; gives the share that was right.</summary>
    /// <param name="epoch">Number of the pass.</param>
    /// <param name="samples">Features and class.</param>
    /// <param name="backend">Where the multiplies run; null: floating point.</param>
    public double Train(int epoch, IReadOnlyList<(double[] Features, int Class)> samples, IHagenBackend? backend)
    {
        double rate = _options.Rate * Math.Pow(_options.Decay, epoch);
        int[] order = [.. Enumerable.Range(0, samples.Count)];
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = _random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        int right = 0;
        foreach (int[] chunk in order.Chunk(_options.Batch)) right += Update([.. chunk.Select(i => samples[i])], rate, backend);
        return (double)right / samples.Count;
    }

    /// <summary>The share of samples whose class has the largest result.</summary>
    public double Accuracy(IReadOnlyList<(double[] Features, int Class)> samples, IHagenBackend? backend)
    {
        int right = 0;
        foreach ((double[] Features, int Class)[] chunk in samples.Chunk(500))
        {
            Pass pass = Forward(chunk, backend);
            for (int i = 0; i < chunk.Length; i++)
                if (Best(pass.Output[i]) == chunk[i].Class)
                    right++;
        }
        return (double)right / samples.Count;
    }

    /// <summary>Yin-Yang samples as features x, y, 1 - x, 1 - y, 1.</summary>
    public static IReadOnlyList<(double[] Features, int Class)> YinYangFeatures(IEnumerable<YinYangSample> samples) =>
        [.. samples.Select(s => ((double[])[s.X, s.Y, 1 - s.X, 1 - s.Y, 1], s.Class))];

    private sealed record Pass(double[][] Input, double[][] Before, double[][] Hidden, double[][] Output);

    private Pass Forward(IReadOnlyList<(double[] Features, int Class)> samples, IHagenBackend? backend)
    {
        double[][] input = [.. samples.Select(s => s.Features.Select(f => backend is null ? f * _constants.MaxActivation : Math.Round(f * _constants.MaxActivation)).ToArray())];
        double[][] before = backend is null ? Float(input, _first, _options.Hidden) : Analog(backend, [.. input.Select(Copied)], FirstMatrix());
        double scale = 1 << _options.Shift;
        double[][] hidden = [.. before.Select(values => Biased(values.Select(v => backend is null ? Math.Max(0, v) / scale : HagenOperations.ConvertingRelu((int)v, _options.Shift))))];
        double[][] output = backend is null ? Float(hidden, _second, _options.Classes) : Analog(backend, hidden, new HagenMatrix(SecondRows, _options.Classes, _second, _constants));
        return new Pass(input, before, hidden, output);
    }

    private int Update((double[] Features, int Class)[] batch, double rate, IHagenBackend? backend)
    {
        Pass pass = Forward(batch, backend);
        var first = new double[_first.Length];
        var second = new double[_second.Length];
        int right = 0;
        double scale = 1 << _options.Shift;
        for (int s = 0; s < batch.Length; s++)
        {
            double[] error = Softmax(pass.Output[s], batch[s].Class);
            if (Best(pass.Output[s]) == batch[s].Class) right++;
            for (int h = 0; h < SecondRows; h++)
            {
                double back = 0;
                for (int c = 0; c < _options.Classes; c++)
                {
                    second[h * _options.Classes + c] += _constants.Gain * pass.Hidden[s][h] * error[c] / batch.Length;
                    back += _constants.Gain * _second[h * _options.Classes + c] * error[c];
                }
                // No gradient where the rectifier cuts off or the converter saturates.
                if (h >= _options.Hidden || pass.Before[s][h] <= 0 || (backend is not null && pass.Before[s][h] >= Math.Min(HagenOperations.High, 32 << _options.Shift))) continue;
                for (int f = 0; f < _options.Features; f++) first[f * _options.Hidden + h] += _constants.Gain * pass.Input[s][f] * back / scale / batch.Length;
            }
        }
        _firstAdam.Step(_first, first, rate * _options.Copies, backend is null ? 1e6 : _constants.MaxWeight * _options.Copies);
        _secondAdam.Step(_second, second, rate, backend is null ? 1e6 : _constants.MaxWeight);
        return right;
    }

    private double[] Softmax(double[] output, int label)
    {
        double largest = output.Max();
        double[] p = [.. output.Select(y => Math.Exp((y - largest) / _options.Temperature))];
        double sum = p.Sum();
        for (int c = 0; c < p.Length; c++) p[c] = (p[c] / sum - (c == label ? 1 : 0)) / _options.Temperature;
        return p;
    }

    private double[][] Float(double[][] input, double[] weights, int columns) =>
    [
        .. input.Select(x =>
        {
            var y = new double[columns];
            for (int i = 0; i < x.Length; i++)
                for (int j = 0; j < columns; j++)
                    y[j] += _constants.Gain * x[i] * weights[i * columns + j];
            return y;
        }),
    ];

    private double[][] Analog(IHagenBackend backend, double[][] input, HagenMatrix matrix) =>
        [.. new HagenExecutor(backend, _constants).Multiply(input, matrix).Select(y => y.Select(v => (double)v).ToArray())];

    // The total weight of a feature is spread over its rows; the first ones take the remainder.
    private HagenMatrix FirstMatrix()
    {
        var weights = new double[FirstRows * _options.Hidden];
        for (int f = 0; f < _options.Features; f++)
        {
            for (int h = 0; h < _options.Hidden; h++)
            {
                int total = (int)Math.Round(_first[f * _options.Hidden + h]);
                for (int copy = 0; copy < _options.Copies; copy++)
                {
                    int share = Math.Abs(total) / _options.Copies + (copy < Math.Abs(total) % _options.Copies ? 1 : 0);
                    weights[(f * _options.Copies + copy) * _options.Hidden + h] = Math.Sign(total) * share;
                }
            }
        }
        return new HagenMatrix(FirstRows, _options.Hidden, weights, _constants);
    }

    private double[] Copied(double[] features) => [.. features.SelectMany(f => Enumerable.Repeat(f, _options.Copies))];

    private double[] Biased(IEnumerable<double> hidden) => [.. hidden, .. Enumerable.Repeat((double)_constants.MaxActivation, _options.BiasRows)];

    private static int Best(double[] values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
            if (values[i] > values[best])
                best = i;
        return best;
    }
}
