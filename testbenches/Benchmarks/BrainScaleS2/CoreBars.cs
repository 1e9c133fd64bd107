using System.Globalization;
using HwModel.Benchmarks.Measuring;
using HwModel.BrainScaleS2.Analog;

namespace HwModel.Benchmarks.BrainScaleS2;

/// <summary>The bar of BrainScaleS-2's analog core: chip time over the processor's time, on one thread.</summary>
internal static class CoreBars
{
    private const double ChipTime = 20_000;
    private const int Rounds = 7;

    private static readonly (int Slots, bool Noise, bool Correlation)[] Loads =
        [(16, false, false), (16, true, false), (16, true, true), (8, false, false), (8, true, false), (8, true, true)];

    /// <summary>Measures; an argument names one load by its number, for a profile.</summary>
    public static int Run(string[] arguments)
    {
        var table = new ResultTable();
        int only = arguments is ["--only", var number] ? int.Parse(number, CultureInfo.InvariantCulture) : -1;
        for (int i = 0; i < Loads.Length; i++)
        {
            if (only >= 0 && i != only) continue;
            (int slots, bool noise, bool correlation) = Loads[i];
            string what = $"step of {slots * 8} ns{(noise ? ", temporal noise" : "")}{(correlation ? ", correlation sensors" : "")}";
            table.Add(what, Busy(new AnalogOptions { SlotsPerStep = slots, TemporalNoise = noise, Correlation = correlation }), "of real time", "0.05", "0.2", "");
        }
        if (only < 0) table.Add("1,000 s of a quiet chip", Quiet() * 1e6, "us of processor time");
        return 0;
    }

    // The best of some rounds: whatever else the machine does only makes a round slower.
    private static double Busy(AnalogOptions options)
    {
        var chip = new BusyChip(options);
        double best = double.PositiveInfinity;
        for (int round = 0; round <= Rounds; round++)
        {
            chip.Prepare(ChipTime);
            double seconds = Measure.ProcessorOnce(() => chip.Run(ChipTime));
            if (round > 0) best = Math.Min(best, seconds);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {chip.Spikes / ChipTime * 1000 / ChipGeometry.Neurons:F2} kHz per neuron, {best / ChipTime * 1e9 * options.SlotsPerStep * 0.008:F0} ns per step"));
        return ChipTime / 1e6 / best;
    }

    private static double Quiet()
    {
        var array = new AnalogArray(new AnalogOptions { Correlation = false });
        NeuronParameters neuron = new NeuronTransfer(array.Options.Constants).Calibrated(new NeuronTargets());
        for (int n = 0; n < ChipGeometry.Neurons; n++) array.Configure(n, neuron);
        array.Neurons.Relax();
        array.Run([], 12_800, []);
        return Measure.ProcessorOnce(() =>
        {
            for (int i = 0; i < 1000; i++) array.Run([], array.StartSlot + 125_000_000, []);
        });
    }
}
