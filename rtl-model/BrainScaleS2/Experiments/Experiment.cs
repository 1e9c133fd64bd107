using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Experiments;

/// <summary>How an experiment is run.</summary>
public sealed record ExperimentSettings
{
    /// <summary>Ideal, calibrated or uncalibrated circuits.</summary>
    public ChipMode Mode { get; init; } = ChipMode.Ideal;

    /// <summary>Seed of the chip's fixed pattern, its noise, and everything that is drawn.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Temporal noise; null: where the circuits are not ideal.</summary>
    public bool? Noise { get; init; }

    /// <summary>Repetitions, epochs or updates; null: the experiment's own number.</summary>
    public int? Rounds { get; init; }

    /// <summary>Folder of the data set that the experiment learns; null: none was named.</summary>
    public string? DataFolder { get; init; }

    /// <summary>How many images of the training set are learned; null: all.</summary>
    public int? Images { get; init; }

    /// <summary>The chip's constants, sizes and times.</summary>
    public ChipOptions Chip { get; init; } = new();
}

/// <summary>A ready experiment on the chip.</summary>
public abstract class Experiment
{
    /// <summary>Short name.</summary>
    public abstract string Name { get; }

    /// <summary>What is done and shown, in a sentence.</summary>
    public abstract string Description { get; }

    /// <summary>Circuits whose membranes belong into a waveform.</summary>
    public virtual IReadOnlyList<int> Watched => [];

    /// <summary>Whether the clocked chip runs, so that there is a waveform.</summary>
    public virtual bool IsClocked => true;

    /// <summary>Runs it.</summary>
    public abstract ExperimentResult Run(ExperimentRun run);
}

/// <summary>One run of an experiment: settings, and the chip that it builds.</summary>
/// <param name="settings">How to run.</param>
/// <param name="built">Is told of the simulation before it runs: to trace it. Null: nobody.</param>
/// <param name="progress">Is told the share that is done. Null: nobody.</param>
public sealed class ExperimentRun(ExperimentSettings settings, Action<Simulation>? built = null, Action<double>? progress = null)
{
    private const double Training = 4;

    /// <summary>How to run.</summary>
    public ExperimentSettings Settings => settings;

    /// <summary>The analog core of the settings.</summary>
    public AnalogOptions Analog => settings.Chip.Analog with
    {
        Mode = settings.Mode,
        TemporalNoise = settings.Noise ?? settings.Mode != ChipMode.Ideal,
        ChipSeed = settings.Seed,
        NoiseSeed = settings.Seed,
        Correlation = false,
    };

    /// <summary>Tells how far the run is.</summary>
    public void Report(double share) => progress?.Invoke(share);

    /// <summary>A chip, powered up, with trained links and with all neurons' spikes going to the FPGA.</summary>
    public BrainScaleS2System Build(Func<AnalogOptions, AnalogOptions>? change = null)
    {
        AnalogOptions analog = change is null ? Analog : change(Analog);
        var system = new BrainScaleS2System(settings.Chip with { Analog = analog }, new SimulationOptions { Seed = settings.Seed });
        built?.Invoke(system.Simulation);
        system.PowerUp();
        for (int output = 0; output < EventCrossbar.Sources; output++)
            system.Chip.SetNode(output, CrossbarTopology.FirstLinkOutput + output % EventLinkSender.Channels, 0, 0);
        system.Run(Training);
        return system;
    }

    /// <summary>A stream of random numbers of this run.</summary>
    public RandomStream Random(string name) => RandomStream.Derive(settings.Seed, name);

    /// <summary>Recorded spikes as times in us from a start on, and circuits.</summary>
    public static (List<double> Times, List<int> Neurons) Spikes(BrainScaleS2System system, double from)
    {
        var neurons = new Dictionary<int, int>();
        for (int n = 0; n < ChipGeometry.Neurons; n++)
        {
            (NeuronBackend backend, int index) = system.Chip.BackendOf(n);
            if (backend.Registers.Neuron[index].Byte3.EnSpikeOut) neurons[system.Chip.LabelOf(n)] = n;
        }
        var times = new List<double>();
        var sources = new List<int>();
        foreach (RecordedSpike spike in system.Recorder.Log.Spikes)
        {
            if (!neurons.TryGetValue(spike.Label & EventCrossbar.LabelMask, out int neuron) || spike.Time * 0.004 < from) continue;
            times.Add(spike.Time * 0.004 - from);
            sources.Add(neuron);
        }
        return (times, sources);
    }

    /// <summary>Runs and notes membranes, in V.</summary>
    /// <param name="system">The chip.</param>
    /// <param name="time">How long, in us.</param>
    /// <param name="step">Between two readings, in us.</param>
    /// <param name="neurons">Which circuits.</param>
    public static (double[] Times, double[][] Membranes) Record(BrainScaleS2System system, double time, double step, params int[] neurons)
    {
        int readings = (int)(time / step);
        var times = new double[readings];
        double[][] membranes = [.. neurons.Select(_ => new double[readings])];
        for (int i = 0; i < readings; i++)
        {
            system.Run(step);
            times[i] = (i + 1) * step;
            for (int n = 0; n < neurons.Length; n++) membranes[n][i] = system.Chip.Core.Array.Neurons.Membrane(neurons[n]);
        }
        return (times, membranes);
    }
}
