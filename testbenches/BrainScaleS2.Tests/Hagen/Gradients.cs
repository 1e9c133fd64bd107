using HwModel.BrainScaleS2.Hagen;

namespace HwModel.BrainScaleS2.Tests.Hagen;

/// <summary>Gradients of a network of analog layers: in floating point against central differences, on the mock against plain sums over what was measured.</summary>
public sealed class Gradients
{
    private static readonly HagenConstants Constants = new();

    [Fact]
    public void Dense_layers_agree_with_central_differences() =>
        Compare(new HagenNetworkOptions { Layers = [new(new Dense(7, 11, BiasRows: 2), Shift: 1), new(new Dense(11, 9), Shift: 0, Sends: 2), new(new Dense(9, 4, BiasRows: 1))], Temperature = 10 }, 1);

    [Fact]
    public void Convolutions_agree_with_central_differences()
    {
        var first = new Convolution(2, 9, 7, 5, Kernel: 3, Stride: 2, Padding: 1);
        var second = new Convolution(5, first.OutputHeight, first.OutputWidth, 3, Kernel: 2, Stride: 1, Padding: 1);
        Compare(new HagenNetworkOptions { Layers = [new(first, Shift: 0), new(second, Shift: 1), new(new Dense(second.Outputs, 4))], Temperature = 10 }, 2);
    }

    [Fact]
    public void With_a_backend_the_gradient_takes_the_measured_values_and_stops_where_an_activation_saturates()
    {
        const int Inputs = 60, Hidden = 40, Classes = 3;
        var samples = new RandomSamples(Inputs, Classes, count: 8, seed: 3);
        var network = new HagenNetwork(new HagenNetworkOptions { Layers = [new(new Dense(Inputs, Hidden), Shift: 0), new(new Dense(Hidden, Classes))] }, Constants);
        // Weights that drive some units into saturation and silence others.
        var random = new Random(4);
        foreach (ref double w in network.Layers[1].Weights.AsSpan()) w = 0.9 * random.Next(-63, 64);
        for (int i = 0; i < Inputs * Hidden; i++) network.Layers[0].Weights[i] = 0.9 * Math.Clamp(random.Next(-63, 64) + (i % Hidden % 2 == 0 ? 40 : -20), -63, 63);
        network.Accumulate(samples, [0, 1, 2, 3, 4, 5, 6, 7], new HagenMock(Constants.Gain, 0));
        var first = new double[Inputs * Hidden];
        var second = new double[Hidden * Classes];
        int saturated = 0, silent = 0;
        for (int s = 0; s < 8; s++)
        {
            double[] x = [.. samples.Values[s].Select(v => Math.Round(v))];
            int[] before = [.. Enumerable.Range(0, Hidden).Select(h => Floor(Enumerable.Range(0, Inputs).Sum(i => x[i] * Math.Round(network.Layers[0].Weights[i * Hidden + h]))))];
            double[] hidden = [.. before.Select(b => (double)Math.Clamp(b, 0, 31))];
            int[] y = [.. Enumerable.Range(0, Classes).Select(c => Floor(Enumerable.Range(0, Hidden).Sum(h => hidden[h] * Math.Round(network.Layers[1].Weights[h * Classes + c]))))];
            double sum = y.Sum(v => Math.Exp(v / 4.0));
            double[] error = [.. y.Select((v, c) => (Math.Exp(v / 4.0) / sum - (c == samples.Class(s) ? 1 : 0)) / 4)];
            for (int h = 0; h < Hidden; h++)
            {
                for (int c = 0; c < Classes; c++) second[h * Classes + c] += 0.002 * hidden[h] * error[c];
                saturated += before[h] >= 32 ? 1 : 0;
                silent += before[h] <= 0 ? 1 : 0;
                if (before[h] is <= 0 or >= 32) continue;
                double back = 0.002 * Enumerable.Range(0, Classes).Sum(c => network.Layers[1].Weights[h * Classes + c] * error[c]);
                for (int i = 0; i < Inputs; i++) first[i * Hidden + h] += 0.002 * x[i] * back;
            }
        }
        Assert.True(saturated > 10 && silent > 10, $"{saturated} saturated and {silent} silent units: too few to see the difference");
        Equal(first, network.Layers[0].Gradient, 1e-12);
        Equal(second, network.Layers[1].Gradient, 1e-12);

        static int Floor(double product) => Math.Clamp((int)Math.Floor((decimal)product * 0.002m), -128, 127);
    }

    [Fact]
    public void A_step_goes_down_the_loss()
    {
        var samples = new RandomSamples(20, 4, count: 60, seed: 5);
        int[] all = [.. Enumerable.Range(0, 60)];
        var network = new HagenNetwork(new HagenNetworkOptions { Layers = [new(new Dense(20, 30), Shift: 0), new(new Dense(30, 4))], Rate = 0.1, Batch = 60 }, Constants);
        double before = Loss(network);
        network.Train(0, samples, null);
        Assert.True(Loss(network) < before);

        double Loss(HagenNetwork network)
        {
            double loss = network.Accumulate(samples, all, null).Loss;
            foreach (HagenLayer layer in network.Layers) Array.Clear(layer.Gradient);
            return loss;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(29)]
    public void Kernels_are_plain_sums(int length)
    {
        var random = new Random(length);
        double[] a = [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() - 0.5)], b = [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() - 0.5)];
        Assert.Equal(a.Zip(b, (x, y) => x * y).Sum(), VectorKernels.Dot(a, b), 1e-14);
        double[] sums = [.. b];
        VectorKernels.AddScaled(sums, 3, a);
        for (int i = 0; i < length; i++) Assert.Equal(b[i] + 3 * a[i], sums[i], 1e-14);
    }

    private static void Compare(HagenNetworkOptions options, int seed)
    {
        const double H = 1e-4;
        var samples = new RandomSamples(options.Layers[0].Shape.Inputs, 4, count: 6, seed);
        int[] all = [0, 1, 2, 3, 4, 5];
        var network = new HagenNetwork(options, Constants);
        // The last layer starts at 0, and the others small: a floating-point network may have larger weights.
        var random = new Random(seed);
        foreach (HagenLayer layer in network.Layers)
            foreach (ref double w in layer.Weights.AsSpan())
                w = 1000 * (random.NextDouble() - 0.5);
        network.Accumulate(samples, all, null);
        double[][] gradients = [.. network.Layers.Select(layer => (double[])layer.Gradient.Clone())];
        for (int layer = 0; layer < gradients.Length; layer++)
        {
            double[] weights = network.Layers[layer].Weights;
            var expected = new double[weights.Length];
            for (int i = 0; i < weights.Length; i++)
            {
                double w = weights[i];
                weights[i] = w + H;
                double above = network.Accumulate(samples, all, null).Loss;
                weights[i] = w - H;
                double below = network.Accumulate(samples, all, null).Loss;
                weights[i] = w;
                expected[i] = (above - below) / (2 * H);
            }
            double largest = expected.Max(Math.Abs);
            Assert.True(largest > 1e-3, $"layer {layer}: a gradient of {largest} says nothing");
            Equal(expected, gradients[layer], 1e-6 * largest);
        }
    }

    private static void Equal(double[] expected, double[] got, double tolerance)
    {
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], got[i], tolerance);
    }
}

/// <summary>Samples of random activations and random classes.</summary>
internal sealed class RandomSamples : IHagenSamples
{
    private readonly int[] _classes;

    public RandomSamples(int features, int classes, int count, int seed)
    {
        var random = new Random(seed);
        Features = features;
        Values = [.. Enumerable.Range(0, count).Select(_ => (double[])[.. Enumerable.Range(0, features).Select(_ => random.NextDouble() < 0.3 ? 0 : 31 * random.NextDouble())])];
        _classes = [.. Enumerable.Range(0, count).Select(_ => random.Next(classes))];
    }

    public double[][] Values { get; }

    public int Count => Values.Length;

    public int Features { get; }

    public int Class(int sample) => _classes[sample];

    public void Write(int sample, Span<double> activations) => Values[sample].CopyTo(activations);
}
