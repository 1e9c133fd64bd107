using HwModel.BrainScaleS2.Hagen;

namespace HwModel.BrainScaleS2.Tests.Hagen;

/// <summary>The network for MNIST against a naive evaluation in whole numbers, and its runs against arithmetic by hand.</summary>
public sealed class Networks
{
    private static readonly HagenConstants Constants = new();

    [Fact]
    public void The_quantised_network_equals_the_equations_of_the_mock()
    {
        var samples = new RandomSamples(28 * 28, 10, count: 4, seed: 7);
        var network = new HagenNetwork(HagenNetworkOptions.Mnist(), Constants);
        // Large weights, with a mean above 0 in the first two layers: results over the whole range.
        var random = new Random(8);
        for (int layer = 0; layer < 3; layer++)
            foreach (ref double w in network.Layers[layer].Weights.AsSpan())
                w = Math.Clamp(126 * (random.NextDouble() - 0.5) + (layer < 2 ? 12 : 0), -63, 63);
        int[][] weights = [.. network.Layers.Select(layer => (int[])[.. layer.Weights.Select(w => (int)Math.Round(w, MidpointRounding.ToEven))])];
        double[] got = network.Forward(samples, [0, 1, 2, 3], new HagenMock(Constants.Gain, 0));
        int high = 0, low = 0;
        for (int s = 0; s < 4; s++)
        {
            int[] image = [.. samples.Values[s].Select(v => (int)Math.Round(v, MidpointRounding.ToEven))];
            int[] dense = Dense(Dense(Convolved(image, weights[0]), weights[1], 128, relu: true), weights[2], 10, relu: false);
            Assert.Equal(dense.Select(v => (double)v), got[(10 * s)..(10 * s + 10)]);
            high += dense.Count(v => v > 3);
            low += dense.Count(v => v < -3);
        }
        Assert.True(high > 3 && low > 3, $"{high} results above 3 and {low} below -3: too few to compare");

        // 20 kernels of 10 x 10, stride 5, a border of 1: 5 x 5 places; [filter, row, column].
        int[] Convolved(int[] image, int[] kernels)
        {
            var result = new int[500];
            for (int filter = 0; filter < 20; filter++)
                for (int row = 0; row < 5; row++)
                    for (int column = 0; column < 5; column++)
                    {
                        long product = 0;
                        for (int y = 0; y < 10; y++)
                            for (int x = 0; x < 10; x++)
                                if (5 * row + y - 1 is >= 0 and < 28 and var iy && 5 * column + x - 1 is >= 0 and < 28 and var ix)
                                    product += image[28 * iy + ix] * kernels[20 * (10 * y + x) + filter];
                        result[25 * filter + 5 * row + column] = Math.Min(31, Math.Max(0, Block(product)) / 2);
                    }
            return result;
        }

        // Blocks of 128 inputs, each floored and saturated.
        static int[] Dense(int[] inputs, int[] weights, int outputs, bool relu)
        {
            var result = new int[outputs];
            for (int output = 0; output < outputs; output++)
            {
                int sum = 0;
                for (int first = 0; first < inputs.Length; first += 128)
                {
                    long product = 0;
                    for (int i = first; i < Math.Min(first + 128, inputs.Length); i++) product += inputs[i] * weights[outputs * i + output];
                    sum += Block(product);
                }
                sum = Math.Clamp(sum, -128, 127);
                result[output] = relu ? Math.Min(31, Math.Max(0, sum) / 2) : sum;
            }
            return result;
        }

        // floor(2 x 0.002 x product), -128 to 127: vectors are sent twice.
        static int Block(long product) => (int)Math.Clamp((product - ((product % 250 + 250) % 250)) / 250, -128, 127);
    }

    [Fact]
    public void An_image_takes_28_runs()
    {
        // 25 patches of 100 x 20 fit one half: 25. 500 x 128 are four blocks of rows, two at a time: 2. 128 x 10: 1.
        var network = new HagenNetwork(HagenNetworkOptions.Mnist(), Constants);
        Assert.Equal(25 + 2 + 1, network.Runs);
        var counter = new Counter();
        network.Forward(new RandomSamples(28 * 28, 10, count: 3, seed: 1), [0, 1, 2], counter);
        Assert.Equal(3 * 28, counter.Multiplies);
        // Weights are loaded once for a batch: one run of the convolution, two and one of the dense layers.
        Assert.Equal(1 + 2 + 1, counter.Loads);
        // 300 x 600: three blocks of rows times three of columns, two at a time.
        Assert.Equal(5, new Dense(300, 600).Runs(Constants));
        Assert.Equal(5, new Dense(290, 600, BiasRows: 10).Runs(Constants));
    }

    [Fact]
    public void The_same_seed_gives_the_same_network()
    {
        double[] Weights(ulong seed)
        {
            var network = new HagenNetwork(new HagenNetworkOptions { Layers = [new(new Dense(20, 30), Shift: 0), new(new Dense(30, 4))], Seed = seed }, Constants);
            network.Train(0, new RandomSamples(20, 4, count: 100, seed: 1), new HagenMock(Constants.Gain, 2, seed));
            return network.Layers[0].Weights;
        }

        Assert.Equal(Weights(3), Weights(3));
        Assert.NotEqual(Weights(3), Weights(4));
        Assert.All(Weights(3), w => Assert.InRange(w, -63, 63));
    }

    [Fact]
    public void Layers_that_do_not_fit_are_refused()
    {
        Assert.Contains("layer 1 has 5 inputs, but layer 0 has 4 outputs", Refused(new(new Dense(3, 4), Shift: 1), new(new Dense(5, 2))), StringComparison.Ordinal);
        Assert.Contains("all layers but the last need a shift", Refused(new(new Dense(3, 4)), new(new Dense(4, 2))), StringComparison.Ordinal);
        Assert.Contains("all layers but the last need a shift", Refused(new(new Dense(3, 4), Shift: 1), new(new Dense(4, 2), Shift: 1)), StringComparison.Ordinal);

        static string Refused(params HagenLayerOptions[] layers) => Assert.Throws<ArgumentException>(() => new HagenNetwork(new HagenNetworkOptions { Layers = layers })).Message;
    }

    /// <summary>Counts runs.</summary>
    private sealed class Counter : IHagenBackend
    {
        public int Loads { get; private set; }

        public int Multiplies { get; private set; }

        public void Load(IReadOnlyList<HagenBlock> blocks, HagenMatrix matrix) => Loads++;

        public void Multiply(ReadOnlySpan<int> activations, int sends, Span<int> sums) => Multiplies++;
    }
}
