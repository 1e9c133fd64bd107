using HwModel.BrainScaleS2.Analog;

namespace HwModel.BrainScaleS2.Tests.Analog;

/// <summary>The load of the speed bar (Benchmarks measures it): 512 neurons, 131,072 synapses with weights above 0, Poisson input of 10 kHz on every row; and a chip in which nothing happens.</summary>
public sealed class Speed
{
    private const double RowRate = 0.01; // per us

    [Theory]
    [InlineData(8, false, false)]
    [InlineData(8, true, true)]
    [InlineData(16, true, false)]
    public void A_busy_chip_has_its_row_events_and_fires(int slots, bool noise, bool correlation)
    {
        const double ChipTime = 400;
        AnalogArray array = Busy(new AnalogOptions { SlotsPerStep = slots, TemporalNoise = noise, Correlation = correlation });
        List<AnalogSpike> spikes = [];
        array.Run(Poisson(0, ChipTime / Lab.Slot, 2), (long)(ChipTime / Lab.Slot) / slots * slots, spikes);
        Assert.InRange(array.RowEvents / ChipTime, 0.9 * 512 * RowRate, 1.1 * 512 * RowRate);
        Assert.InRange(spikes.Count, 100, int.MaxValue);
    }

    [Fact]
    public void A_quiet_chip_computes_nothing()
    {
        AnalogArray array = Lab.Array(Lab.Lif(), neurons: 512);
        array.Run([], 12_800, []);
        Assert.True(array.IsQuiescent);
        Assert.Equal(0, array.Neurons.ActiveBlocks);
        // 1,000 s of chip time.
        for (int i = 0; i < 1000; i++) array.Run([], array.StartSlot + 125_000_000, []);
        Assert.Equal(12_800 + 125_000_000_000, array.StartSlot);
    }

    internal static AnalogArray Busy(AnalogOptions options)
    {
        var array = new AnalogArray(options);
        NeuronParameters neuron = new NeuronTransfer(options.Constants).Calibrated(new NeuronTargets());
        var random = new Random(11);
        for (int half = 0; half < 2; half++)
        {
            for (int d = 0; d < ChipGeometry.Drivers; d++) array.Drivers(half)[d] = new DriverConfiguration { ExcitatoryBottom = true, InhibitoryTop = true };
            for (int row = 0; row < ChipGeometry.Rows; row++)
                for (int column = 0; column < ChipGeometry.Columns; column++)
                    array.Synapses(half).SetWeight(row, column, 1 + random.Next(row % 2 == 0 ? 24 : 18));
        }
        for (int n = 0; n < ChipGeometry.Neurons; n++) array.Configure(n, neuron);
        array.Neurons.ResetState();
        return array;
    }

    internal static DriverEvent[] Poisson(long start, double slots, int seed)
    {
        var random = new Random(seed);
        List<DriverEvent> events = [];
        double perSlot = RowRate * 0.008 * 256;
        for (double t = -Math.Log(1 - random.NextDouble()) / perSlot; t < slots; t -= Math.Log(1 - random.NextDouble()) / perSlot)
            events.Add(new DriverEvent(start + (long)t, random.Next(2), random.Next(128), 0));
        return [.. events];
    }
}
