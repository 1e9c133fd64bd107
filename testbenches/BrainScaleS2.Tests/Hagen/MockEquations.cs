using HwModel.BrainScaleS2.Hagen;

namespace HwModel.BrainScaleS2.Tests.Hagen;

/// <summary>The mock's equations against published values and against plain sums.</summary>
public sealed class MockEquations
{
    private static readonly HagenConstants Constants = new();

    [Theory]
    [InlineData(15, 21, 100, 63)]
    [InlineData(31, 63, 128, 127)]
    [InlineData(1, -63, 1, -1)]
    [InlineData(31, -63, 128, -128)]
    [InlineData(0, 63, 128, 0)]
    public void Published_products_come_out(int x, int w, int rows, int expected) => Assert.Equal(expected, Multiply(0, x, w, rows)[0]);

    [Fact]
    public void Noise_has_two_counts_and_the_floor_a_bias_of_minus_half_a_count()
    {
        var executor = new HagenExecutor(new HagenMock(Constants.Gain, Constants.NoiseSigma, seed: 3), Constants);
        var matrix = new HagenMatrix(4, 256, new double[1024], Constants);
        int[] results = executor.Multiply(new double[4 * 200], matrix);
        double mean = results.Average();
        Assert.Equal(-0.5, mean, 0.05);
        Notebook.Note("7", "mean and deviation of products of zero", $"-0.5 and 2.0 LSB", $"{mean:F3} and {Math.Sqrt(results.Average(r => (r - mean) * (r - mean))):F3} LSB");
        Assert.Equal(2.0, Math.Sqrt(results.Average(r => (r - mean) * (r - mean))), 0.05);
    }

    [Fact]
    public void A_large_matrix_equals_the_formula_in_whole_numbers()
    {
        var random = new Random(1);
        double[] weights = [.. Enumerable.Range(0, 300 * 600).Select(_ => (double)random.Next(-63, 64))];
        double[] x = [.. Enumerable.Range(0, 300).Select(_ => (double)random.Next(32))];
        int[] result = Executor(0).Multiply(x, new HagenMatrix(300, 600, weights, Constants), sends: 2);
        for (int j = 0; j < 600; j++)
        {
            long sum = 0;
            for (int start = 0; start < 300; start += 128)
            {
                decimal product = 0;
                for (int i = start; i < Math.Min(300, start + 128); i++) product += (decimal)x[i] * (decimal)weights[i * 600 + j];
                sum += Math.Clamp((long)Math.Floor(product * 0.004m), -128, 127);
            }
            Assert.Equal(Math.Clamp(sum, -128, 127), result[j]);
        }
    }

    [Fact]
    public void Permuting_inputs_inside_a_block_changes_nothing_and_across_blocks_little()
    {
        var random = new Random(2);
        double[] weights = [.. Enumerable.Range(0, 256 * 10).Select(_ => (double)random.Next(-20, 21))];
        double[] x = [.. Enumerable.Range(0, 256).Select(_ => (double)random.Next(32))];
        int[] plain = Executor(0).Multiply(x, new HagenMatrix(256, 10, weights, Constants));
        int[] inside = [.. Enumerable.Range(0, 256).Select(i => i / 128 * 128 + (i + 37) % 128)];
        int[] across = [.. Enumerable.Range(0, 256).Select(i => (i + 37) % 256)];
        Assert.Equal(plain, Permuted(inside));
        int[] other = Permuted(across);
        for (int j = 0; j < 10; j++) Assert.InRange(other[j] - plain[j], -2, 2);

        int[] Permuted(int[] order)
        {
            double[] w = [.. order.SelectMany(i => weights[(i * 10)..(i * 10 + 10)])];
            return Executor(0).Multiply([.. order.Select(i => x[i])], new HagenMatrix(256, 10, w, Constants));
        }
    }

    [Fact]
    public void Digital_operations_follow_their_equations()
    {
        Assert.Equal(0, HagenOperations.Relu(-5));
        Assert.Equal(127, HagenOperations.Relu(127));
        Assert.Equal(31, HagenOperations.ConvertingRelu(127, 2));
        Assert.Equal(12, HagenOperations.ConvertingRelu(51, 2));
        Assert.Equal(0, HagenOperations.ConvertingRelu(-128, 2));
        Assert.Equal(31, HagenOperations.ConvertingRelu(63, 1));
        Assert.Equal(127, HagenOperations.Add(100, 100));
        Assert.Equal(-128, HagenOperations.Add(-100, -100));
        Assert.Equal(2, HagenOperations.Round(2.5, 0, 31, "x"));
        Assert.Equal(4, HagenOperations.Round(3.5, 0, 31, "x"));
    }

    [Fact]
    public void Operands_out_of_range_are_refused()
    {
        Assert.Contains("0 to 31", Assert.Throws<ArgumentOutOfRangeException>(() => Executor(0).Multiply([32], new HagenMatrix(1, 1, [1], Constants))).Message, StringComparison.Ordinal);
        Assert.Contains("-63 to 63", Assert.Throws<ArgumentOutOfRangeException>(() => new HagenMatrix(1, 1, [-63.6], Constants)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new HagenMatrix(1, 1, [double.NaN], Constants));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HagenMock(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HagenMock(1.1, 0));
    }

    [Fact]
    public void Ranges_are_filled_and_the_remainder_is_last()
    {
        Assert.Equal([(0, 12), (12, 12), (24, 12), (36, 12), (48, 2)], HagenPartition.Split(50, 12));
        IReadOnlyList<HagenBlock> blocks = HagenPartition.Of(300, 600, Constants);
        Assert.Equal(9, blocks.Count);
        Assert.Equal(new HagenBlock(0, 0, 0, 128, 0, 256), blocks[0]);
        Assert.Equal(new HagenBlock(0, 1, 128, 128, 0, 256), blocks[1]);
        Assert.Equal(new HagenBlock(1, 0, 256, 44, 0, 256), blocks[2]);
        Assert.Equal(new HagenBlock(1, 1, 0, 128, 256, 256), blocks[3]);
        Assert.Equal(new HagenBlock(4, 0, 256, 44, 512, 88), blocks[8]);
    }

    [Fact]
    public void A_convolution_by_unfolding_equals_the_direct_one()
    {
        var random = new Random(4);
        var convolution = new Convolution(Channels: 2, Height: 9, Width: 7, Filters: 5, Kernel: 3, Stride: 2, Padding: 1);
        double[] image = [.. Enumerable.Range(0, 2 * 9 * 7).Select(_ => (double)random.Next(32))];
        double[] kernels = [.. Enumerable.Range(0, 5 * 18).Select(_ => (double)random.Next(-63, 64))];
        int[] result = Executor(0).Multiply(convolution.Unfold(image, Constants), convolution.Matrix(kernels, Constants));
        Assert.Equal(5 * 5 * 4, result.Length);
        for (int f = 0; f < 5; f++)
            for (int oy = 0; oy < 5; oy++)
                for (int ox = 0; ox < 4; ox++)
                    Assert.Equal(Direct(f, oy, ox), result[(oy * 4 + ox) * 5 + f]);

        int Direct(int f, int oy, int ox)
        {
            double sum = 0;
            for (int c = 0; c < 2; c++)
                for (int ky = 0; ky < 3; ky++)
                    for (int kx = 0; kx < 3; kx++)
                        if (oy * 2 - 1 + ky is >= 0 and < 9 and var y && ox * 2 - 1 + kx is >= 0 and < 7 and var x)
                            sum += image[(c * 9 + y) * 7 + x] * kernels[((f * 2 + c) * 3 + ky) * 3 + kx];
            return Math.Clamp((int)Math.Floor(0.002 * sum), -128, 127);
        }
    }

    private static HagenExecutor Executor(double noise) => new(new HagenMock(Constants.Gain, noise), Constants);

    private static int[] Multiply(double noise, int x, int w, int rows) =>
        Executor(noise).Multiply([.. Enumerable.Repeat((double)x, rows)], new HagenMatrix(rows, 1, [.. Enumerable.Repeat((double)w, rows)], Constants));
}
