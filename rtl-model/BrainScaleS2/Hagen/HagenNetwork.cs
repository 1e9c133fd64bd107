using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Hagen;

/// <summary>Layers and training of a classifier.</summary>
public sealed record HagenNetworkOptions
{
    /// <summary>From the first to the last; only the last has no shift.</summary>
    public required IReadOnlyList<HagenLayerOptions> Layers { get; init; }

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

    /// <summary>Yin-Yang with one hidden layer: five features on 25 rows each, eight rows of bias in the second layer.</summary>
    public static HagenNetworkOptions YinYang(int hidden = 120) => new()
    {
        // The full slope of the first layer; hxtorch's examples shift by 1 or 2.
        Layers = [new(new Dense(125, hidden), Shift: 0), new(new Dense(hidden, 3, BiasRows: 8))],
    };

    /// <summary>
    /// hxtorch's example for MNIST, images of 28 x 28: a convolution and two dense layers, without biases. Vectors are sent twice: signals grow against noise and rounding; hxtorch's rule for the
    /// first weights asks for 7, 3 and 3 times.
    /// </summary>
    public static HagenNetworkOptions Mnist() => new()
    {
        Layers = [new(new Convolution(1, 28, 28, 20, Kernel: 10, Stride: 5, Padding: 1), Shift: 1, Sends: 2), new(new Dense(500, 128), Shift: 1, Sends: 2), new(new Dense(128, 10), Sends: 2)],
        Batch = 100,
    };
}

/// <summary>
/// A network of analog layers: 5-bit activations, 6-bit signed weights, 8-bit results, converting ReLU between. Trained with the measured forward values; without a backend it is the same network
/// in floating point, neither rounded nor clipped.
/// </summary>
public sealed class HagenNetwork
{
    private const int Chunk = 200;
    private readonly HagenNetworkOptions _options;
    private RandomStream _random;

    /// <exception cref="ArgumentException">Layers do not fit together.</exception>
    public HagenNetwork(HagenNetworkOptions options, HagenConstants? constants = null)
    {
        _options = options;
        constants ??= new HagenConstants();
        _random = RandomStream.Derive(options.Seed, "hagen network");
        Layers = new HagenLayer[options.Layers.Count];
        for (int i = 0; i < Layers.Length; i++)
        {
            HagenLayerOptions layer = options.Layers[i];
            if (i > 0 && layer.Shape.Inputs != Layers[i - 1].Shape.Outputs)
                throw new ArgumentException($"layer {i} has {layer.Shape.Inputs} inputs, but layer {i - 1} has {Layers[i - 1].Shape.Outputs} outputs");
            if (layer.Shift is null != (i == Layers.Length - 1)) throw new ArgumentException($"layer {i}: all layers but the last need a shift");
            Layers[i] = new HagenLayer(layer, constants, ref _random);
        }
        Runs = options.Layers.Sum(layer => layer.Shape.Runs(constants));
    }

    /// <summary>Runs of a chip that a sample takes.</summary>
    public int Runs { get; }

    /// <summary>Classes.</summary>
    public int Classes => Layers[^1].Shape.Outputs;

    internal HagenLayer[] Layers { get; }

    /// <summary>One pass over samples; gives the share that was right.</summary>
    /// <param name="epoch">Number of the pass.</param>
    /// <param name="samples">What is learned.</param>
    /// <param name="backend">Where the multiplies run; null: floating point.</param>
    public double Train(int epoch, IHagenSamples samples, IHagenBackend? backend)
    {
        double rate = _options.Rate * Math.Pow(_options.Decay, epoch);
        int[] order = Shuffled(samples.Count);
        int right = 0;
        for (int first = 0; first < order.Length; first += _options.Batch)
        {
            ReadOnlySpan<int> batch = order.AsSpan(first, Math.Min(_options.Batch, order.Length - first));
            right += Accumulate(samples, batch, backend).Right;
            foreach (HagenLayer layer in Layers) layer.Step(rate, batch.Length);
        }
        return (double)right / samples.Count;
    }

    /// <summary>The class with the largest result, for each sample.</summary>
    public int[] Classify(IHagenSamples samples, IHagenBackend? backend)
    {
        var found = new int[samples.Count];
        for (int first = 0; first < found.Length; first += Chunk)
        {
            int[] chunk = [.. Enumerable.Range(first, Math.Min(Chunk, found.Length - first))];
            double[] results = Forward(samples, chunk, backend);
            for (int i = 0; i < chunk.Length; i++) found[first + i] = Best(results.AsSpan(i * Classes, Classes));
        }
        return found;
    }

    /// <summary>The share of samples whose class has the largest result.</summary>
    public double Accuracy(IHagenSamples samples, IHagenBackend? backend)
    {
        int[] found = Classify(samples, backend);
        int right = 0;
        for (int i = 0; i < found.Length; i++)
            if (found[i] == samples.Class(i))
                right++;
        return (double)right / found.Length;
    }

    /// <summary>Results of some samples, one after the other.</summary>
    internal double[] Forward(IHagenSamples samples, ReadOnlySpan<int> batch, IHagenBackend? backend)
    {
        var values = new double[batch.Length * samples.Features];
        for (int i = 0; i < batch.Length; i++) samples.Write(batch[i], values.AsSpan(i * samples.Features, samples.Features));
        foreach (HagenLayer layer in Layers) values = layer.Forward(values, batch.Length, backend);
        return values;
    }

    /// <summary>Adds the gradient of some samples to the layers; gives the summed loss and how many were right.</summary>
    internal (double Loss, int Right) Accumulate(IHagenSamples samples, ReadOnlySpan<int> batch, IHagenBackend? backend)
    {
        double[] errors = Forward(samples, batch, backend);
        double loss = 0;
        int right = 0;
        for (int i = 0; i < batch.Length; i++)
        {
            Span<double> results = errors.AsSpan(i * Classes, Classes);
            int label = samples.Class(batch[i]);
            if (Best(results) == label) right++;
            loss += CrossEntropy(results, label);
        }
        for (int i = Layers.Length - 1; i >= 0; i--)
        {
            double[] before = i > 0 ? new double[batch.Length * Layers[i].Shape.Inputs] : [];
            Layers[i].Backward(errors, before);
            errors = before;
        }
        return (loss, right);
    }

    // Replaces results by the gradient of the cross entropy of their softmax.
    private double CrossEntropy(Span<double> results, int label)
    {
        double largest = double.NegativeInfinity;
        foreach (double y in results) largest = Math.Max(largest, y);
        double sum = 0;
        foreach (ref double y in results) sum += y = Math.Exp((y - largest) / _options.Temperature);
        double loss = Math.Log(sum) - Math.Log(results[label]);
        for (int c = 0; c < results.Length; c++) results[c] = (results[c] / sum - (c == label ? 1 : 0)) / _options.Temperature;
        return loss;
    }

    private int[] Shuffled(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = _random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }

    private static int Best(ReadOnlySpan<double> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
            if (values[i] > values[best])
                best = i;
        return best;
    }
}
