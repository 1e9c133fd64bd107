using System.Globalization;
using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Ppu;
using HwModel.BrainScaleS2.Ppu.Core;
using HwModel.BrainScaleS2.Ppu.Homeostasis;
using HwModel.BrainScaleS2.Ppu.Kernels;

namespace HwModel.BrainScaleS2.Tests.Ppu;

/// <summary>Homeostasis by the plasticity processors.</summary>
public sealed class HomeostasisRuns(Xunit.Abstractions.ITestOutputHelper log)
{
    /// <summary>In full (512 neurons, updates every 10 ms) where HWMODEL_HOMEOSTASIS names the chip; else 64 neurons and updates every 2 ms.</summary>
    [Fact]
    public void Rates_converge_to_the_target_within_the_range_of_the_weights()
    {
        string? wish = Environment.GetEnvironmentVariable("HWMODEL_HOMEOSTASIS");
        var options = new HomeostasisOptions();
        options = wish is not null
            ? options with { Mode = Enum.Parse<ChipMode>(wish, ignoreCase: true) }
            : options with { NeuronsPerHalf = 32, Period = 2000, Target = 12, Updates = 80 };
        HomeostasisResult result = HomeostasisExperiment.Run(options, point => log.WriteLine($"{point}"));
        // brainscales2-demos, ts_11: 6 kHz; weights start at 0, so at most 63 updates lead there.
        HomeostasisPoint[] settled = [.. result.Points.Where(point => point.Update > 63)];
        double rate = settled.Average(point => point.MeanRate);
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"settled at {rate:F2} kHz, weights {settled[^1].MeanWeight:F1}, processor {result.ProcessorMicroseconds:F2} us"));
        Assert.Equal(0, result.Points[0].MeanRate);
        Assert.InRange(rate, 5, 7);
        Assert.Contains(result.Points, point => point.Update <= 63 && point.MeanRate >= 6);
        Assert.InRange(result.ProcessorMicroseconds, 1.28, 5);
    }

    [Fact]
    public void The_processors_program_does_what_the_kernel_does()
    {
        AnalogArray a = new(new AnalogOptions { Correlation = false }), b = new(new AnalogOptions { Correlation = false });
        var context = new KernelContext(new ArrayRows(a, 1));
        var kernel = new HomeostasisKernel(7, 60);
        var core = new NuxCore(new ArrayRows(b, 1));
        core.Load(HomeostasisProgram.Assemble(7, 60));
        var random = new Random(3);
        for (int column = 0; column < 256; column++)
        {
            int weight = column < 64 ? column : random.Next(2) * 63;
            a.Synapses(1).SetWeight(7, column, weight);
            b.Synapses(1).SetWeight(7, column, weight);
        }
        for (int update = 0; update < 20; update++)
        {
            int[] counts = [.. Enumerable.Range(0, 256).Select(_ => random.Next(4) == 0 ? 60 : random.Next(256))];
            int[] before = [.. a.Synapses(1).Weights(7).ToArray().Select(w => (int)w)];
            kernel.Observe(counts);
            kernel.Run(context);
            for (int column = 0; column < 256; column++)
                core.WriteByte(HomeostasisProgram.Counts + (uint)(column % 2 * 128 + column / 2), (byte)Math.Min(counts[column], 127));
            core.Restart(0);
            Assert.NotEqual(-1, core.Run(0, 100_000));
            for (int column = 0; column < 256; column++)
            {
                Assert.Equal(Math.Clamp(before[column] + Math.Sign(60 - counts[column]), 0, 63), a.Synapses(1).Weight(7, column));
                Assert.Equal(a.Synapses(1).Weight(7, column), b.Synapses(1).Weight(7, column));
            }
        }
    }
}
