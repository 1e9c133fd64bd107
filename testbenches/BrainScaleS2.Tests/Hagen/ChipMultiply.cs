using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Hagen;

namespace HwModel.BrainScaleS2.Tests.Hagen;

/// <summary>The multiply on the analog core against the exact product and published hardware figures.</summary>
public sealed class ChipMultiply
{
    private static readonly HagenConstants Constants = new();

    [Fact]
    public void The_event_label_is_the_published_one() => Assert.Equal(0x424C, HagenChip.EventLabel(0, 37, 20));

    [Fact]
    public void The_ideal_chip_has_the_mock_gain()
    {
        int[] result = Run(new AnalogOptions(), [.. Enumerable.Repeat(15.0, 100)], [.. Enumerable.Repeat(21.0, 100 * 3)], 3);
        Assert.All(result, y => Assert.InRange(y, 62, 64));
    }

    [Fact]
    public void The_ideal_chip_equals_the_product_within_two_counts()
    {
        var random = new Random(6);
        double[] x = [.. Enumerable.Range(0, 128).Select(_ => (double)random.Next(32))];
        double[] w = [.. Enumerable.Range(0, 128 * 256).Select(_ => (double)random.Next(-30, 31))];
        int[] result = Run(new AnalogOptions(), x, w, 256);
        for (int j = 0; j < 256; j++)
        {
            double exact = Constants.Gain * Enumerable.Range(0, 128).Sum(i => x[i] * w[i * 256 + j]);
            Assert.InRange(result[j] - Math.Clamp(exact, -120, 127), -2, 2);
        }
    }

    [Fact]
    public void The_calibrated_noisy_chip_stays_within_published_gain_and_noise()
    {
        var options = new AnalogOptions { Mode = ChipMode.Calibrated, TemporalNoise = true, ChipSeed = 3 };
        double[] batch = [.. Enumerable.Repeat(15.0, 20 * 100)];
        var chip = new HagenChip(options);
        int[][] results = [.. new HagenExecutor(chip, Constants).Multiply(batch, new HagenMatrix(100, 64, [.. Enumerable.Repeat(21.0, 6400)], Constants)).Chunk(64)];
        // hxtorch's test: the gain within 25 %, the noise within a factor of 2.
        Assert.InRange(results.Average(r => r.Average()), 63 * 0.75, 63 * 1.25);
        double noise = Math.Sqrt(Enumerable.Range(0, 64).Average(j =>
        {
            double mean = results.Average(r => r[j]);
            return results.Average(r => (r[j] - mean) * (r[j] - mean)) * 20 / 19;
        }));
        Assert.InRange(noise, 1.0, 4.0);
        double[] means = [.. Enumerable.Range(0, 64).Select(j => results.Average(r => r[j]))];
        // calix's test of the integration: systematic spread below 10 counts.
        Assert.InRange(Math.Sqrt(means.Average(m => (m - means.Average()) * (m - means.Average()))), 0.5, 10);
    }

    [Fact]
    public void A_multiply_takes_the_published_12_to_14_us()
    {
        Assert.InRange(Constants.Duration(128), 12, 16);
        var chip = new HagenChip(new AnalogOptions());
        new HagenExecutor(chip, Constants).Multiply([.. Enumerable.Repeat(3.0, 128)], new HagenMatrix(128, 2, new double[256], Constants));
        Assert.Equal(Constants.Duration(128), chip.ChipTime, 0.3);
    }

    [Fact]
    public void Sending_twice_doubles_the_result()
    {
        double[] x = [.. Enumerable.Repeat(10.0, 60)];
        double[] w = [.. Enumerable.Repeat(25.0, 60)];
        var executor = new HagenExecutor(new HagenChip(new AnalogOptions()), Constants);
        int once = executor.Multiply(x, new HagenMatrix(60, 1, w, Constants))[0];
        int twice = executor.Multiply(x, new HagenMatrix(60, 1, w, Constants), sends: 2)[0];
        Assert.InRange(once, 29, 31);
        Assert.InRange(twice, 59, 61);
    }

    private static int[] Run(AnalogOptions options, double[] x, double[] w, int columns) =>
        new HagenExecutor(new HagenChip(options), Constants).Multiply(x, new HagenMatrix(x.Length, columns, w, Constants));
}
