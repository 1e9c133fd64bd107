using HwModel.BrainScaleS2.Analog;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Learning;

/// <summary>A network of one hidden layer with first-spike outputs: sizes, neuron and time coding, times in us.</summary>
public sealed record ClassifierOptions
{
    /// <summary>Hidden neurons.</summary>
    [Published("hxtorch, Yin-Yang example: 120")]
    public int Hidden { get; init; } = 120;

    /// <summary>Output neurons.</summary>
    public int Outputs { get; init; } = 3;

    /// <summary>Input spikes of a sample, the bias included.</summary>
    public int Inputs { get; init; } = 5;

    /// <summary>Drivers that carry the same input, so that an input can weigh more than 63.</summary>
    [Published("jaxsnn, BSS-2 Yin-Yang example: inputs five times")]
    public int Duplicates { get; init; } = 5;

    /// <summary>Membrane time constant.</summary>
    [Published("jaxsnn: 12 us")]
    public double TauMembrane { get; init; } = 12;

    /// <summary>Synaptic time constant.</summary>
    [Published("jaxsnn: 6 us")]
    public double TauSynapse { get; init; } = 6;

    /// <summary>Time of an input of feature 0, and of the bias.</summary>
    public double Early { get; init; } = 0.8;

    /// <summary>Time of an input of feature 1.</summary>
    [Published("jaxsnn: 2 tau_s after the earliest")]
    public double Late { get; init; } = 12.8;

    /// <summary>Length of a run.</summary>
    [Published("jaxsnn: 30 us")]
    public double Runtime { get; init; } = 30;

    /// <summary>From a spike to the pulses it causes, in event slots.</summary>
    [Published("jaxsnn: hardware time correction of 80 ns")]
    public int LoopSlots { get; init; } = 10;

    /// <summary>Leak and reset, in CADC counts.</summary>
    [Published("jaxsnn: 80")]
    public double Leak { get; init; } = 80;

    /// <summary>Threshold, in CADC counts.</summary>
    [Published("jaxsnn: 150")]
    public double Threshold { get; init; } = 150;
}

/// <summary>Spikes of one run, in us.</summary>
public sealed record RunResult(List<(double Time, int Neuron)> Hidden, List<(double Time, int Neuron)> Output);

/// <summary>Something that runs the two-layer network: the chip model, or exact mathematics.</summary>
public interface ISpikingNetwork
{
    /// <summary>Takes over weights in model units: hidden [input, hidden] and output [hidden, output].</summary>
    void Write(ReadOnlySpan<double> hidden, ReadOnlySpan<double> output);

    /// <summary>The weights as the network has them, after rounding and clipping, in model units.</summary>
    void Read(Span<double> hidden, Span<double> output);

    /// <summary>Largest magnitude of a hidden and of an output weight.</summary>
    (double Hidden, double Output) Bounds { get; }

    /// <summary>One sample: input spike times in us.</summary>
    RunResult Run(ReadOnlySpan<double> times);
}

/// <summary>
/// The two-layer network on the analog core: hidden neurons in the top half, outputs in the bottom half; every hidden neuron's spike comes back, after the
/// loop's latency, as an event of the driver of the same number in the bottom half. Signed weights are pairs of rows.
/// </summary>
public sealed class ChipNetwork : ISpikingNetwork
{
    private readonly ClassifierOptions _options;
    private readonly AnalogArray _array;
    private readonly double _lsb;
    private readonly List<DriverEvent> _waiting = [];

    /// <param name="options">The network.</param>
    /// <param name="analog">Mode, seeds, noise.</param>
    public ChipNetwork(ClassifierOptions options, AnalogOptions analog)
    {
        ChipConfigurationException.Check("hidden neurons", options.Hidden, 1, ChipGeometry.Drivers);
        ChipConfigurationException.Check("inputs x duplicates", options.Inputs * options.Duplicates, 1, ChipGeometry.Drivers);
        ChipConfigurationException.Check("slots per analog step", analog.SlotsPerStep, 1, options.LoopSlots);
        _options = options;
        _array = new AnalogArray(analog with { Correlation = false });
        var transfer = new NeuronTransfer(analog.Constants);
        NeuronParameters neuron = transfer.Calibrated(new NeuronTargets
        {
            Leak = options.Leak,
            Reset = options.Leak,
            Threshold = options.Threshold,
            TauMembrane = options.TauMembrane,
            TauExcitatory = options.TauSynapse,
            TauInhibitory = options.TauSynapse,
            SynapticGm = 500,
            SynapseDac = 1000,
            RefractoryTime = 30,
        });
        for (int h = 0; h < options.Hidden; h++) _array.Configure(h, neuron);
        for (int o = 0; o < options.Outputs; o++) _array.Configure(ChipGeometry.Columns + o, neuron);
        for (int half = 0; half < ChipGeometry.Halves; half++)
            for (int d = 0; d < ChipGeometry.Drivers; d++)
                _array.Drivers(half)[d] = new DriverConfiguration { ExcitatoryBottom = true, InhibitoryTop = true };
        // Model: tau_m dV/dt = -V + I with V = (V_m - E_l)/(V_th - E_l), so I = I_syn / (g (V_th - E_l)).
        _lsb = neuron.JumpExcitatory / (neuron.Leak * (neuron.Threshold - neuron.LeakPotential));
    }

    /// <summary>The core.</summary>
    public AnalogArray Array => _array;

    /// <summary>One weight LSB in model units.</summary>
    public double WeightLsb => _lsb;

    public (double Hidden, double Output) Bounds => (ChipGeometry.MaxWeight * _lsb * _options.Duplicates, ChipGeometry.MaxWeight * _lsb);

    public void Write(ReadOnlySpan<double> hidden, ReadOnlySpan<double> output)
    {
        for (int i = 0; i < _options.Inputs; i++)
        {
            for (int h = 0; h < _options.Hidden; h++)
            {
                // The sum over the duplicates is rounded once: the first ones take the remainder.
                int total = Rounded(hidden[i * _options.Hidden + h], ChipGeometry.MaxWeight * _options.Duplicates);
                for (int copy = 0; copy < _options.Duplicates; copy++) Set(0, i * _options.Duplicates + copy, h, Share(total, copy));
            }
        }
        for (int h = 0; h < _options.Hidden; h++)
            for (int o = 0; o < _options.Outputs; o++)
                Set(1, h, o, Rounded(output[h * _options.Outputs + o], ChipGeometry.MaxWeight));
    }

    public void Read(Span<double> hidden, Span<double> output)
    {
        hidden.Clear();
        for (int i = 0; i < _options.Inputs; i++)
            for (int h = 0; h < _options.Hidden; h++)
                for (int copy = 0; copy < _options.Duplicates; copy++)
                    hidden[i * _options.Hidden + h] += Get(0, i * _options.Duplicates + copy, h);
        for (int h = 0; h < _options.Hidden; h++)
            for (int o = 0; o < _options.Outputs; o++)
                output[h * _options.Outputs + o] = Get(1, h, o);
    }

    public RunResult Run(ReadOnlySpan<double> times)
    {
        double slotTime = _array.Options.Constants.SlotTime;
        _array.Neurons.Relax();
        long start = _array.StartSlot;
        long end = start + (long)Math.Ceiling(_options.Runtime / slotTime);
        _waiting.Clear();
        for (int i = 0; i < times.Length; i++)
            for (int copy = 0; copy < _options.Duplicates; copy++)
                _waiting.Add(new DriverEvent(start + (long)Math.Round(times[i] / slotTime), 0, i * _options.Duplicates + copy, 0));
        var result = new RunResult([], []);
        while (_array.StartSlot < end)
        {
            long stepEnd = _array.StartSlot + _array.Options.SlotsPerStep;
            for (int i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].Slot >= stepEnd) continue;
                _array.Deliver(_waiting[i]);
                _waiting[i] = _waiting[^1];
                _waiting.RemoveAt(_waiting.Count - 1);
            }
            _array.Advance();
            for (int i = 0; i < _array.Spikes.Count; i++) Note(_array.Spikes[i], start, slotTime, result);
            if (result.Output.Count == _options.Outputs) break;
        }
        return result;
    }

    private void Note(AnalogSpike spike, long start, double slotTime, RunResult result)
    {
        double time = (spike.Slot - start) * slotTime;
        if (spike.Neuron >= ChipGeometry.Columns)
        {
            result.Output.Add((time, spike.Neuron - ChipGeometry.Columns));
            return;
        }
        result.Hidden.Add((time, spike.Neuron));
        _waiting.Add(new DriverEvent(spike.Slot + _options.LoopSlots, 1, spike.Neuron, 0));
    }

    private int Rounded(double weight, int bound) => (int)Math.Clamp(Math.Round(weight / _lsb), -bound, bound);

    private int Share(int total, int copy)
    {
        int magnitude = Math.Abs(total);
        int share = magnitude / _options.Duplicates + (copy < magnitude % _options.Duplicates ? 1 : 0);
        return Math.Sign(total) * share;
    }

    private void Set(int half, int driver, int column, int weight)
    {
        _array.Synapses(half).SetWeight(2 * driver, column, Math.Max(weight, 0));
        _array.Synapses(half).SetWeight(2 * driver + 1, column, Math.Max(-weight, 0));
    }

    private double Get(int half, int driver, int column) =>
        _lsb * (_array.Synapses(half).Weight(2 * driver, column) - _array.Synapses(half).Weight(2 * driver + 1, column));
}

/// <summary>The same network as exact mathematics, without rounding, latency or mismatch.</summary>
public sealed class ExactNetwork(ClassifierOptions options) : ISpikingNetwork
{
    private const double Unbounded = 1e6;
    private readonly LifModel _model = new(options.TauMembrane, options.TauSynapse);
    private EventLayer? _hidden;
    private EventLayer? _output;

    public (double Hidden, double Output) Bounds => (Unbounded, Unbounded);

    public void Write(ReadOnlySpan<double> hidden, ReadOnlySpan<double> output)
    {
        _hidden ??= new EventLayer(_model, options.Inputs, options.Hidden);
        _output ??= new EventLayer(_model, options.Hidden, options.Outputs);
        hidden.CopyTo(_hidden.Weights);
        output.CopyTo(_output.Weights);
    }

    public void Read(Span<double> hidden, Span<double> output)
    {
        _hidden!.Weights.CopyTo(hidden);
        _output!.Weights.CopyTo(output);
    }

    public RunResult Run(ReadOnlySpan<double> times)
    {
        List<InputSpike> input = Coding.Sorted(times);
        List<LayerSpike> hidden = _hidden!.Forward(input, options.Runtime, mostPerNeuron: 1);
        List<InputSpike> between = [.. hidden.Select(s => new InputSpike(s.Time, s.Neuron))];
        List<LayerSpike> output = _output!.Forward(between, options.Runtime, mostPerNeuron: 1);
        return new RunResult([.. hidden.Select(s => (s.Time, s.Neuron))], [.. output.Select(s => (s.Time, s.Neuron))]);
    }
}

/// <summary>Features to spike times.</summary>
public static class Coding
{
    /// <summary>Input spikes of a sample in order of time.</summary>
    public static List<InputSpike> Sorted(ReadOnlySpan<double> times)
    {
        var input = new List<InputSpike>(times.Length);
        for (int i = 0; i < times.Length; i++) input.Add(new InputSpike(times[i], i));
        input.Sort(static (a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Source.CompareTo(b.Source));
        return input;
    }

    /// <summary>A Yin-Yang sample: x, y, 1 - x, 1 - y and a bias at the start, on whole slots.</summary>
    public static double[] Times(YinYangSample sample, ClassifierOptions options, double slot)
    {
        double At(double feature) => Math.Round((options.Early + feature * (options.Late - options.Early)) / slot) * slot;
        return [At(sample.X), At(sample.Y), At(1 - sample.X), At(1 - sample.Y), At(0)];
    }
}
