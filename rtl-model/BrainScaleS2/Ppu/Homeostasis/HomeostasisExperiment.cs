using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Ppu.Kernels;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Ppu.Homeostasis;

/// <summary>Firing rates that regulate themselves (brainscales2-demos, ts_11: plasticity_homeostasis; times in us).</summary>
public sealed record HomeostasisOptions
{
    /// <summary>Rate of the Poisson source that drives all neurons, in 1/us.</summary>
    [Published("brainscales2-demos, ts_11: 120 kHz")]
    public double InputRate { get; init; } = 0.120;

    /// <summary>Time between updates.</summary>
    [Published("brainscales2-demos, ts_11: 10 ms")]
    public double Period { get; init; } = 10_000;

    /// <summary>Spikes of a neuron in a period.</summary>
    [Published("brainscales2-demos, ts_11: 60 in 10 ms, 6 kHz")]
    public int Target { get; init; } = 60;

    /// <summary>Updates.</summary>
    [Derived("weights start at 0 and have 63 steps")]
    public int Updates { get; init; } = 100;

    /// <summary>Neurons in use in each half.</summary>
    public int NeuronsPerHalf { get; init; } = ChipGeometry.Columns;

    /// <summary>Ideal, calibrated or uncalibrated circuits.</summary>
    public ChipMode Mode { get; init; } = ChipMode.Calibrated;

    /// <summary>Whether membranes are noisy.</summary>
    public bool TemporalNoise { get; init; } = true;

    /// <summary>Seed of the chip's fixed pattern.</summary>
    public ulong ChipSeed { get; init; } = 1;

    /// <summary>Seed of the source and the noise.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The neurons: calibration targets that calix has by default.</summary>
    public NeuronTargets Neuron { get; init; } = new();

    /// <summary>Refuses what cannot be run.</summary>
    /// <exception cref="ChipConfigurationException">Names the option, the value and the range.</exception>
    public void Check()
    {
        ChipConfigurationException.Check("input rate", InputRate, 0, 125, "1/us");
        ChipConfigurationException.Check("period", Period, 1, 1e6, "us");
        ChipConfigurationException.Check("target", Target, 1, HomeostasisKernel.LargestCount - 1);
        ChipConfigurationException.Check("updates", Updates, 1, 100_000);
        ChipConfigurationException.Check("neurons of a half", NeuronsPerHalf, 1, ChipGeometry.Columns);
    }
}

/// <summary>The state after an update.</summary>
/// <param name="Update">Number of the update.</param>
/// <param name="MeanRate">Mean rate of the neurons in the period before it, in kHz.</param>
/// <param name="Deviation">Standard deviation of the rates over the neurons, in kHz.</param>
/// <param name="MeanWeight">Mean weight after it.</param>
public sealed record HomeostasisPoint(int Update, double MeanRate, double Deviation, double MeanWeight);

/// <summary>What a run gives.</summary>
/// <param name="Points">One point for each update.</param>
/// <param name="ProcessorMicroseconds">Time of a processor in one update.</param>
public sealed record HomeostasisResult(IReadOnlyList<HomeostasisPoint> Points, double ProcessorMicroseconds);

/// <summary>512 neurons on one Poisson source; each processor moves the weights of its half towards a target rate.</summary>
public static class HomeostasisExperiment
{
    private const int SlotsPerStep = 16;

    /// <summary>Runs the experiment.</summary>
    /// <param name="options">What to run.</param>
    /// <param name="progress">Told each update.</param>
    public static HomeostasisResult Run(HomeostasisOptions options, Action<HomeostasisPoint>? progress = null)
    {
        options.Check();
        AnalogArray core = Build(options);
        RandomStream source = RandomStream.Derive(options.Seed, "homeostasis.source");
        double slot = core.Options.Constants.SlotTime;
        long period = (long)Math.Round(options.Period / slot / SlotsPerStep) * SlotsPerStep;
        double next = -Math.Log(1 - source.NextDouble()) / options.InputRate;
        KernelContext[] processors = [new(new ArrayRows(core, 0)), new(new ArrayRows(core, 1))];
        HomeostasisKernel[] kernels = [new(0, options.Target), new(0, options.Target)];
        List<DriverEvent> events = [];
        List<AnalogSpike> spikes = [];
        List<HomeostasisPoint> points = [];
        var counts = new int[ChipGeometry.Neurons];
        for (int update = 1; update <= options.Updates; update++)
        {
            long end = core.StartSlot + period;
            events.Clear();
            for (; next / slot < end; next -= Math.Log(1 - source.NextDouble()) / options.InputRate)
                for (int half = 0; half < ChipGeometry.Halves; half++) events.Add(new DriverEvent((long)(next / slot), half, 0, 0));
            spikes.Clear();
            core.Run(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(events), end, spikes);
            Array.Clear(counts);
            foreach (AnalogSpike spike in spikes) counts[spike.Neuron]++;
            for (int half = 0; half < ChipGeometry.Halves; half++)
            {
                kernels[half].Observe(counts.AsSpan(half * ChipGeometry.Columns, ChipGeometry.Columns));
                kernels[half].Run(processors[half]);
            }
            points.Add(Point(update, counts, core, options));
            progress?.Invoke(points[^1]);
        }
        return new HomeostasisResult(points, processors[0].Cycles * processors[0].Timing.CyclePeriod / options.Updates);
    }

    private static HomeostasisPoint Point(int update, int[] counts, AnalogArray core, HomeostasisOptions options)
    {
        double sum = 0, squares = 0, weights = 0;
        int neurons = ChipGeometry.Halves * options.NeuronsPerHalf;
        for (int half = 0; half < ChipGeometry.Halves; half++)
        {
            for (int column = 0; column < options.NeuronsPerHalf; column++)
            {
                double rate = counts[half * ChipGeometry.Columns + column] / options.Period * 1000;
                sum += rate;
                squares += rate * rate;
                weights += core.Synapses(half).Weight(0, column);
            }
        }
        double mean = sum / neurons;
        return new HomeostasisPoint(update, mean, Math.Sqrt(Math.Max(0, squares / neurons - mean * mean)), weights / neurons);
    }

    private static AnalogArray Build(HomeostasisOptions options)
    {
        var core = new AnalogArray(new AnalogOptions
        {
            Mode = options.Mode,
            ChipSeed = options.ChipSeed,
            NoiseSeed = options.Seed,
            TemporalNoise = options.TemporalNoise,
            Correlation = false,
            SlotsPerStep = SlotsPerStep,
        });
        NeuronParameters neuron = new NeuronTransfer(core.Options.Constants).Calibrated(options.Neuron);
        for (int half = 0; half < ChipGeometry.Halves; half++)
        {
            core.Drivers(half)[0] = new DriverConfiguration { ExcitatoryBottom = true };
            for (int column = 0; column < options.NeuronsPerHalf; column++) core.Configure(half * ChipGeometry.Columns + column, neuron);
        }
        core.Neurons.Relax();
        return core;
    }
}
