using HwModel.BrainScaleS2.Analog;

namespace HwModel.BrainScaleS2.Learning;

/// <summary>The two-layer network on the analog core: every hidden neuron's spike comes back, after the loop's latency, as an event of the driver that the mapping gives it.</summary>
public sealed class ChipNetwork : ISpikingNetwork
{
    private readonly ClassifierOptions _options;
    private readonly ChipMapping _mapping;
    private readonly AnalogArray _array;
    private readonly double _lsb;
    private readonly double _slotTime;
    private readonly int[] _hiddenOf = new int[ChipGeometry.Neurons];
    private readonly int[] _outputOf = new int[ChipGeometry.Neurons];
    private readonly Queue<DriverEvent> _waiting = new();

    /// <param name="options">The network.</param>
    /// <param name="analog">Mode, seeds, noise.</param>
    public ChipNetwork(ClassifierOptions options, AnalogOptions analog)
    {
        _options = options;
        _mapping = options.Mapping;
        _mapping.Check(options);
        ChipConfigurationException.Check("slots per analog step", analog.SlotsPerStep, 1, options.LoopSlots);
        _array = new AnalogArray(analog with { Correlation = false });
        _slotTime = analog.Constants.SlotTime;
        var targets = new NeuronTargets
        {
            Leak = options.Leak,
            Reset = options.Leak,
            Threshold = options.Threshold,
            TauMembrane = options.TauMembrane,
            TauExcitatory = options.TauSynapse,
            TauInhibitory = options.TauSynapse,
            SynapticGm = options.SynapticGm,
            SynapseDac = options.SynapseDac,
            RefractoryTime = 30,
            MembraneCapacitance = _mapping.MembraneCapacitance,
        };
        System.Array.Fill(_hiddenOf, -1);
        System.Array.Fill(_outputOf, -1);
        for (int h = 0; h < options.Hidden; h++) _hiddenOf[Place(_mapping.Hidden(h), targets)] = h;
        for (int o = 0; o < options.Outputs; o++) _outputOf[Place(_mapping.Output(o, options), targets)] = o;
        for (int half = 0; half < ChipGeometry.Halves; half++)
            for (int d = 0; d < ChipGeometry.Drivers; d++)
                _array.Drivers(half)[d] = new DriverConfiguration { ExcitatoryBottom = true, InhibitoryTop = true };
        for (int i = 0; i < options.Inputs; i++)
            for (int copy = 0; copy < _mapping.Duplicates; copy++)
                for (int h = 0; h < options.Hidden; h++)
                    Listen(_mapping.Input(i, copy), _mapping.Hidden(h));
        for (int h = 0; h < options.Hidden; h++)
            for (int o = 0; o < options.Outputs; o++)
                Listen(_mapping.Feedback(h), _mapping.Output(o, options));
        // Model: tau_m dV/dt = -V + I with V = (V_m - E_l)/(V_th - E_l), so I = I_syn / (g (V_th - E_l)) with the leak g of all circuits of a neuron; nominal values.
        NeuronParameters whole = new NeuronTransfer(analog.Constants).Calibrated(targets);
        _lsb = whole.JumpExcitatory / (_mapping.CircuitsPerNeuron * whole.Leak * (whole.Threshold - whole.LeakPotential));
    }

    /// <summary>The core.</summary>
    public AnalogArray Array => _array;

    /// <summary>One weight LSB in model units.</summary>
    public double WeightLsb => _lsb;

    public double Latency => _options.LoopSlots * _slotTime;

    public (double Hidden, double Output) Bounds => (ChipGeometry.MaxWeight * _lsb * _mapping.Duplicates, ChipGeometry.MaxWeight * _lsb);

    public void Write(ReadOnlySpan<double> hidden, ReadOnlySpan<double> output)
    {
        for (int i = 0; i < _options.Inputs; i++)
        {
            for (int h = 0; h < _options.Hidden; h++)
            {
                // The sum over the duplicates is rounded once: the first ones take the remainder.
                int total = Rounded(hidden[i * _options.Hidden + h], ChipGeometry.MaxWeight * _mapping.Duplicates);
                for (int copy = 0; copy < _mapping.Duplicates; copy++) Set(_mapping.Input(i, copy), _mapping.Hidden(h), Share(total, copy));
            }
        }
        for (int h = 0; h < _options.Hidden; h++)
            for (int o = 0; o < _options.Outputs; o++)
                Set(_mapping.Feedback(h), _mapping.Output(o, _options), Rounded(output[h * _options.Outputs + o], ChipGeometry.MaxWeight));
    }

    public void Read(Span<double> hidden, Span<double> output)
    {
        hidden.Clear();
        for (int i = 0; i < _options.Inputs; i++)
            for (int h = 0; h < _options.Hidden; h++)
                for (int copy = 0; copy < _mapping.Duplicates; copy++)
                    hidden[i * _options.Hidden + h] += Get(_mapping.Input(i, copy), _mapping.Hidden(h));
        for (int h = 0; h < _options.Hidden; h++)
            for (int o = 0; o < _options.Outputs; o++)
                output[h * _options.Outputs + o] = Get(_mapping.Feedback(h), _mapping.Output(o, _options));
    }

    public RunResult Run(IReadOnlyList<InputSpike> input, bool isDecision = false)
    {
        _array.Neurons.Relax();
        long start = _array.StartSlot;
        long end = start + (long)Math.Ceiling(_options.Runtime / _slotTime);
        _waiting.Clear();
        var result = new RunResult([], []);
        int most = isDecision ? 1 : _options.Outputs;
        int next = 0;
        while (_array.StartSlot < end && result.Output.Count < most)
        {
            long stepEnd = _array.StartSlot + _array.Options.SlotsPerStep;
            for (; next < input.Count && start + SlotOf(input[next].Time) < stepEnd; next++)
            {
                for (int copy = 0; copy < _mapping.Duplicates; copy++)
                {
                    DriverAddress to = _mapping.Input(input[next].Source, copy);
                    _array.Deliver(new DriverEvent(start + SlotOf(input[next].Time), to.Half, to.Driver, to.Label));
                }
            }
            while (_waiting.TryPeek(out DriverEvent e) && e.Slot < stepEnd) _array.Deliver(_waiting.Dequeue());
            _array.Advance();
            for (int i = 0; i < _array.Spikes.Count; i++) Note(_array.Spikes[i], start, result);
        }
        return result;
    }

    private void Note(AnalogSpike spike, long start, RunResult result)
    {
        double time = (spike.Slot - start) * _slotTime;
        if (_outputOf[spike.Neuron] >= 0)
        {
            result.Output.Add((time, _outputOf[spike.Neuron]));
            return;
        }
        int hidden = _hiddenOf[spike.Neuron];
        result.Hidden.Add((time, hidden));
        DriverAddress to = _mapping.Feedback(hidden);
        _waiting.Enqueue(new DriverEvent(spike.Slot + _options.LoopSlots, to.Half, to.Driver, to.Label));
    }

    private int Place(int circuit, NeuronTargets targets)
    {
        _mapping.Configure(_array, circuit, targets);
        return circuit;
    }

    private long SlotOf(double time) => (long)Math.Round(time / _slotTime);

    private int Rounded(double weight, int bound) => (int)Math.Clamp(Math.Round(weight / _lsb), -bound, bound);

    private int Share(int total, int copy)
    {
        int magnitude = Math.Abs(total);
        int share = magnitude / _mapping.Duplicates + (copy < magnitude % _mapping.Duplicates ? 1 : 0);
        return Math.Sign(total) * share;
    }

    private void Listen(DriverAddress from, int circuit)
    {
        SynapseArray synapses = _array.Synapses(from.Half);
        synapses.SetLabel(2 * from.Driver, circuit % ChipGeometry.Columns, from.Label);
        synapses.SetLabel(2 * from.Driver + 1, circuit % ChipGeometry.Columns, from.Label);
    }

    private void Set(DriverAddress from, int circuit, int weight)
    {
        SynapseArray synapses = _array.Synapses(from.Half);
        synapses.SetWeight(2 * from.Driver, circuit % ChipGeometry.Columns, Math.Max(weight, 0));
        synapses.SetWeight(2 * from.Driver + 1, circuit % ChipGeometry.Columns, Math.Max(-weight, 0));
    }

    private double Get(DriverAddress from, int circuit)
    {
        SynapseArray synapses = _array.Synapses(from.Half);
        int column = circuit % ChipGeometry.Columns;
        return _lsb * (synapses.Weight(2 * from.Driver, column) - synapses.Weight(2 * from.Driver + 1, column));
    }
}
