using System.Diagnostics;
using System.Globalization;
using HwModel.BrainScaleS2.Analog;
using Xunit.Abstractions;

namespace HwModel.BrainScaleS2.Tests.Analog;

/// <summary>
/// Speed of the analog core, by processor time: 512 neurons, 131,072 synapses with weights above 0, Poisson input of 10 kHz on every row.
/// HWMODEL_SPEED gives the chip time in ms; without it a short run only shows that it runs.
/// </summary>
public sealed class Speed(ITestOutputHelper log)
{
    private const double RowRate = 0.01; // per us

    [Theory]
    [InlineData(8, false, false)]
    [InlineData(8, true, false)]
    [InlineData(8, false, true)]
    [InlineData(8, true, true)]
    [InlineData(16, false, false)]
    [InlineData(16, true, true)]
    public void A_busy_chip(int slots, bool noise, bool correlation)
    {
        bool full = Environment.GetEnvironmentVariable("HWMODEL_SPEED") is not null;
        double chipTime = full ? 1000 * double.Parse(Environment.GetEnvironmentVariable("HWMODEL_SPEED")!, CultureInfo.InvariantCulture) : 200;
        AnalogArray array = Busy(new AnalogOptions { SlotsPerStep = slots, TemporalNoise = noise, Correlation = correlation });
        double slotTime = array.Options.Constants.SlotTime;
        List<AnalogSpike> spikes = [];
        double warmTime = full ? 10_000 : 400;
        DriverEvent[] warm = Poisson(0, warmTime / slotTime, 1);
        array.Run(warm, (long)(warmTime / slotTime) / slots * slots, spikes);
        spikes.Clear();
        long start = array.StartSlot;
        DriverEvent[] events = Poisson(start, chipTime / slotTime, 2);
        long rows = array.RowEvents;
        TimeSpan before = ThreadTime();
        array.Run(events, start + (long)(chipTime / slotTime) / slots * slots, spikes);
        double host = (ThreadTime() - before).TotalMicroseconds;
        string line = string.Create(CultureInfo.InvariantCulture,
            $"step {slots * 8} ns, noise {noise}, correlation {correlation}: {chipTime / host:F3} of real time; {(array.RowEvents - rows) / chipTime:F2} row events/us, {spikes.Count / chipTime * 1000 / 512:F2} kHz per neuron, {host * 1000 / (chipTime / slotTime / slots):F0} ns per step");
        log.WriteLine(line);
        if (full && Environment.GetEnvironmentVariable("HWMODEL_SPEED_OUT") is { } path) File.AppendAllText(path, line + "\n");
        Assert.InRange((array.RowEvents - rows) / chipTime, 0.9 * 512 * RowRate, 1.1 * 512 * RowRate);
        Assert.InRange(spikes.Count, 1, int.MaxValue);
        if (full) Assert.InRange(chipTime / host, 0.05, 1000);
    }

    [Fact]
    public void A_quiet_chip()
    {
        AnalogArray array = Lab.Array(Lab.Lif(), neurons: 512);
        array.Run([], 12_800, []);
        TimeSpan before = ThreadTime();
        for (int i = 0; i < 1000; i++) array.Run([], array.StartSlot + 125_000_000, []);
        double host = (ThreadTime() - before).TotalSeconds;
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"1000 s of a quiet chip in {host * 1e3:F1} ms of processor time"));
        Assert.InRange(host, 0, 1);
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

    private static TimeSpan ThreadTime() => Process.GetCurrentProcess().UserProcessorTime;
}
