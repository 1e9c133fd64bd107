using HwModel.BrainScaleS2.Analog;

namespace HwModel.BrainScaleS2.Tests.Analog;

/// <summary>Fixed pattern and temporal noise.</summary>
public sealed class Noise
{
    [Fact]
    public void A_free_membrane_of_10_us_has_a_standard_deviation_of_one_count()
    {
        NeuronParameters p = new NeuronTransfer(AnalogConstants.Default).Calibrated(new NeuronTargets()) with { Spikes = false };
        AnalogArray array = Lab.Array(p, new AnalogOptions { TemporalNoise = true, SlotsPerStep = 16 }, neurons: 256);
        Lab.Run(array, 16_000);
        double sum = 0;
        double squares = 0;
        int samples = 0;
        for (int round = 0; round < 60; round++)
        {
            Lab.Run(array, array.StartSlot + 4096);
            for (int n = 0; n < 256; n++, samples++)
            {
                double d = array.Neurons.Membrane(n) - p.LeakPotential;
                sum += d;
                squares += d * d;
            }
        }
        // 60 x 256 samples, 33 us apart: standard error of sigma below 1 %; the step holds the current for 0.13 of its correlation time.
        Assert.Equal(0.0045, Math.Sqrt(squares / samples), 0.0045 * 0.05);
        Assert.Equal(0, sum / samples, 0.0045 * 0.05);
    }

    [Fact]
    public void Draws_are_normal_enough_and_do_not_depend_on_order()
    {
        ulong key = CounterNoise.Key(7, "neuron[3].noise");
        double[] draws = [.. Enumerable.Range(0, 200_000).Select(step => CounterNoise.Draw(key, step))];
        Assert.Equal(0, draws.Average(), 0.01);
        Assert.Equal(1, draws.Average(d => d * d), 0.01);
        Assert.Equal(2.7, draws.Average(d => d * d * d * d), 0.05); // four uniforms: 3 - 6/5/4
        Assert.Equal(0, draws.Zip(draws.Skip(1), (a, b) => a * b).Average(), 0.01);
        Assert.Equal(draws[1234], CounterNoise.Draw(key, 1234));
        Assert.NotEqual(draws[0], CounterNoise.Draw(CounterNoise.Key(8, "neuron[3].noise"), 0));
    }

    [Theory]
    [InlineData(ChipMode.Calibrated, 0.04, 0.00675)]
    [InlineData(ChipMode.Uncalibrated, 0.20, 0.030)]
    public void The_fixed_pattern_has_the_chosen_spread_and_belongs_to_the_chip(ChipMode mode, double rate, double voltage)
    {
        NeuronParameters nominal = Lab.Lif();
        AnalogArray chip = Lab.Array(nominal, new AnalogOptions { Mode = mode, ChipSeed = 5 }, neurons: 512);
        AnalogArray same = Lab.Array(nominal, new AnalogOptions { Mode = mode, ChipSeed = 5 }, neurons: 512);
        AnalogArray other = Lab.Array(nominal, new AnalogOptions { Mode = mode, ChipSeed = 6 }, neurons: 512);
        Assert.Equal(chip.Neurons.Parameters(17), same.Neurons.Parameters(17));
        Assert.NotEqual(chip.Neurons.Parameters(17), other.Neurons.Parameters(17));
        Assert.Equal(rate, Deviation(n => chip.Neurons.Parameters(n).TauExcitatory / nominal.TauExcitatory - 1), rate * 0.12);
        Assert.Equal(voltage, Deviation(n => chip.Neurons.Parameters(n).Threshold - nominal.Threshold), voltage * 0.12);
        Assert.True(Enumerable.Range(0, 512).All(n => Math.Abs(chip.Neurons.Parameters(n).Threshold - nominal.Threshold) <= 3 * voltage + 1e-12));
    }

    [Fact]
    public void An_ideal_chip_has_no_deviation()
    {
        AnalogArray chip = Lab.Array(Lab.Lif(), neurons: 512);
        Assert.All(Enumerable.Range(0, 512), n => Assert.Equal(Lab.Lif(), chip.Neurons.Parameters(n)));
    }

    [Fact]
    public void A_quiet_chip_does_no_work()
    {
        AnalogArray array = Lab.Array(Lab.Lif(), neurons: 512);
        Lab.Weight(array, 0, 100, 30);
        Lab.Run(array, 1_000, Lab.Event(0));
        Assert.Equal(1, array.Neurons.ActiveBlocks);
        Lab.Run(array, 100_000);
        Assert.True(array.IsQuiescent);
        Lab.Run(array, 1_000_000_000_000_000);
        Assert.Equal(1_000_000_000_000_000, array.StartSlot);
        Lab.Weight(array, 0, 100, 63);
        Assert.Equal(0.4, array.Neurons.Membrane(100), 1e-11);
    }

    private static double Deviation(Func<int, double> value)
    {
        double[] values = [.. Enumerable.Range(0, 512).Select(value)];
        double mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }
}
