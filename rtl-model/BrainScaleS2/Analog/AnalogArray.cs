using HwModel.Kernel;
using static HwModel.BrainScaleS2.Analog.ChipGeometry;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>An event that a synapse driver takes from its bus.</summary>
/// <param name="Slot">Event slot (8 ns) at whose start the pulse begins.</param>
/// <param name="Half">0: top, 1: bottom.</param>
/// <param name="Driver">0 to 127.</param>
/// <param name="Label">6-bit synapse label.</param>
public readonly record struct DriverEvent(long Slot, int Half, int Driver, int Label);

/// <summary>
/// The analog core: neurons, synapses, drivers, correlation sensors and converters, advanced by whole steps. A plain class that a clocked module owns:
/// it is reset, saved, restored and hashed with it.
/// </summary>
public sealed class AnalogArray : IStatePart
{
    private readonly AnalogOptions _options;
    private readonly PulseList _pulses = new();
    private readonly List<DriverEvent> _events = [];
    private readonly SynapseArray[] _synapses;
    private readonly DriverBank[] _drivers;
    private readonly CorrelationSensors[] _sensors;
    private readonly NeuronSettings _settings;

    /// <param name="options">Mode, seeds and step.</param>
    /// <param name="drivers">Constants of the drivers; null: the model chip's.</param>
    public AnalogArray(AnalogOptions options, DriverConstants? drivers = null)
    {
        _options = options;
        Pattern = new FixedPattern(options.ChipSeed, options.Deviations);
        Neurons = new NeuronArray(options);
        _settings = new NeuronSettings(new NeuronTransfer(options.Constants));
        _synapses = [new SynapseArray(0, Pattern), new SynapseArray(1, Pattern)];
        _drivers = [new DriverBank(0, options.Constants, drivers ?? new(), Pattern), new DriverBank(1, options.Constants, drivers ?? new(), Pattern)];
        _sensors = options.Correlation
            ? [new CorrelationSensors(0, _synapses[0], options, Pattern), new CorrelationSensors(1, _synapses[1], options, Pattern)]
            : [];
        Cadc = new Cadc(options, Pattern);
        Neurons.Attach(_synapses);
    }

    /// <summary>How the core is simulated.</summary>
    public AnalogOptions Options => _options;

    /// <summary>The chip's fixed pattern.</summary>
    public FixedPattern Pattern { get; }

    /// <summary>The neurons.</summary>
    public NeuronArray Neurons { get; }

    /// <summary>The columnar converter.</summary>
    public Cadc Cadc { get; }

    /// <summary>First slot of the present step.</summary>
    public long StartSlot => Neurons.StartSlot;

    /// <summary>Spikes of the last step.</summary>
    public IReadOnlyList<AnalogSpike> Spikes => Neurons.Spikes;

    /// <summary>Whether nothing changes until an event arrives.</summary>
    public bool IsQuiescent => _events.Count == 0 && Neurons.IsQuiescent;

    /// <summary>Events that the last step delivered to rows.</summary>
    public long RowEvents { get; private set; }

    public string Schema => $"analog core, {_options.SlotsPerStep} slots, correlation {_options.Correlation}, switches";

    /// <summary>The synapses of a half.</summary>
    public SynapseArray Synapses(int half) => _synapses[half];

    /// <summary>The drivers of a half.</summary>
    public DriverBank Drivers(int half) => _drivers[half];

    /// <summary>The correlation sensors of a half; only where they are simulated.</summary>
    public CorrelationSensors Sensors(int half) =>
        _options.Correlation ? _sensors[half] : throw new InvalidOperationException("the correlation sensors are not simulated: set AnalogOptions.Correlation");

    /// <summary>Sets a neuron to nominal parameters; the chip's mismatch is added.</summary>
    /// <param name="neuron">Circuit, 0 to 511.</param>
    /// <param name="nominal">The circuit.</param>
    /// <param name="switches">The switches that the parameters stand for; null: those that they need.</param>
    /// <exception cref="ChipConfigurationException">A parameter is out of range.</exception>
    public void Configure(int neuron, NeuronParameters nominal, NeuronSwitches? switches = null)
    {
        ChipConfigurationException.Check("neuron", neuron, 0, ChipGeometry.Neurons - 1);
        Apply(neuron, nominal);
        _settings.Take(neuron, nominal, switches);
    }

    /// <summary>Whether a neuron has been set.</summary>
    public bool IsSet(int neuron) => _settings.IsSet(neuron);

    /// <summary>How a neuron's switches stand.</summary>
    public NeuronSwitches Switches(int neuron) => _settings.Switches(neuron);

    /// <summary>Turns the switches of a neuron that was set to parameters: it gets these less, or other than, what the switches take away or change.</summary>
    public void Turn(int neuron, NeuronSwitches switches) => Apply(neuron, _settings.Turn(neuron, switches));

    private void Apply(int neuron, NeuronParameters nominal)
    {
        if ((_options.Faults & AnalogFault.InhibitionLost) != 0) nominal = nominal with { JumpInhibitory = 0 };
        if ((_options.Faults & AnalogFault.LeakStronger) != 0) nominal = nominal with { Leak = 1.01 * nominal.Leak };
        Neurons.Configure(neuron, NeuronTransfer.Deviate(nominal, neuron, Pattern));
    }

    /// <summary>Hands over an event of the present step; the order of events does not matter.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The event is not in the present step, or names no driver or label.</exception>
    public void Deliver(in DriverEvent e)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(e.Slot, StartSlot, nameof(e));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(e.Slot, StartSlot + _options.SlotsPerStep, nameof(e));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)e.Half, (uint)Halves, nameof(e));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)e.Driver, (uint)ChipGeometry.Drivers, nameof(e));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)e.Label, (uint)Labels, nameof(e));
        _events.Add(e);
    }

    /// <summary>One step.</summary>
    public void Advance()
    {
        Neurons.BeginStep();
        if (_events.Count > 1) _events.Sort(Compare);
        foreach (DriverEvent e in _events) Drive(in e);
        for (int i = 0; i < _pulses.Count; i++) Neurons.Apply(in _pulses[i]);
        Neurons.EndStep(_pulses);
        if (_options.Correlation) Correlate();
        _pulses.Clear();
        _events.Clear();
    }

    /// <summary>Passes over steps in which nothing happens.</summary>
    /// <param name="slot">The step that holds this slot becomes the present one.</param>
    /// <exception cref="InvalidOperationException">The core is not quiescent.</exception>
    public void SkipTo(long slot)
    {
        if (!IsQuiescent) throw new InvalidOperationException("only a quiescent analog core can skip steps");
        if (slot > StartSlot) Neurons.SkipTo(slot / _options.SlotsPerStep);
    }

    /// <summary>Runs to a slot with events in order of time; gives the spikes.</summary>
    /// <param name="events">In order of slots, all before the end.</param>
    /// <param name="end">The slot to run to, a whole number of steps.</param>
    /// <param name="spikes">Where spikes are added.</param>
    public void Run(ReadOnlySpan<DriverEvent> events, long end, List<AnalogSpike> spikes)
    {
        int next = 0;
        while (StartSlot < end)
        {
            if (IsQuiescent) SkipTo(next < events.Length ? Math.Min(end, events[next].Slot) : end);
            if (StartSlot >= end) break;
            for (; next < events.Length && events[next].Slot < StartSlot + _options.SlotsPerStep; next++) Deliver(in events[next]);
            Advance();
            for (int i = 0; i < Spikes.Count; i++) spikes.Add(Spikes[i]);
        }
    }

    /// <summary>What a neuron's readout shows through the columnar converter: usually its membrane.</summary>
    public int ReadMembrane(int neuron, long conversion) => Cadc.Convert(Cadc.Channel(neuron, acausal: false), ReadoutVoltage(neuron, line: false), conversion);

    /// <summary>Voltage of a neuron's readout, in V; 0 where its amplifier is off.</summary>
    /// <param name="neuron">Circuit, 0 to 511.</param>
    /// <param name="line">On the line to the fast converter, to which the readout must be connected.</param>
    public double ReadoutVoltage(int neuron, bool line)
    {
        if (!_settings.IsSet(neuron)) return Neurons.Membrane(neuron);
        NeuronSwitches switches = _settings.Switches(neuron);
        if (!switches.EnableReadoutAmplifier || (line && !switches.EnableReadout)) return 0;
        AnalogConstants c = _options.Constants;
        return switches.Readout switch
        {
            ReadoutSource.Membrane => Neurons.Membrane(neuron),
            ReadoutSource.ExcitatoryInput => c.ReadoutRest - c.ReadoutPerCurrent * Neurons.ExcitatoryLine(neuron),
            ReadoutSource.InhibitoryInput => c.ReadoutRest - c.ReadoutPerCurrent * Neurons.InhibitoryLine(neuron),
            _ => c.ReadoutRest + c.ReadoutPerCurrent * Neurons.Adaptation(neuron),
        };
    }

    /// <summary>A synapse's correlation through the columnar converter: baseline minus what was accumulated.</summary>
    public int ReadCorrelation(int half, int row, int column, bool acausal, long conversion)
    {
        double counts = acausal ? Sensors(half).Acausal(row, column) : Sensors(half).Causal(row, column);
        return Cadc.ConvertCorrelation(Cadc.Channel(half * Columns + column, acausal), counts, conversion);
    }

    public void Reset(PowerOn powerOn)
    {
        Neurons.ResetState();
        foreach (DriverBank bank in _drivers) bank.ResetState();
        foreach (CorrelationSensors sensors in _sensors) sensors.ResetState();
        _events.Clear();
        RowEvents = 0;
    }

    public void Save(StateWriter writer)
    {
        Neurons.Save(writer);
        _settings.Save(writer);
        foreach (SynapseArray synapses in _synapses) synapses.Save(writer);
        foreach (DriverBank bank in _drivers) bank.Save(writer);
        foreach (CorrelationSensors sensors in _sensors) sensors.Save(writer);
        writer.Write(RowEvents);
        writer.Write(_events.Count);
        foreach (DriverEvent e in _events)
        {
            writer.Write(e.Slot);
            writer.Write(e.Half);
            writer.Write(e.Driver);
            writer.Write(e.Label);
        }
    }

    public void Load(StateReader reader)
    {
        Neurons.Load(reader);
        _settings.Load(reader);
        foreach (SynapseArray synapses in _synapses) synapses.Load(reader);
        foreach (DriverBank bank in _drivers) bank.Load(reader);
        foreach (CorrelationSensors sensors in _sensors) sensors.Load(reader);
        RowEvents = reader.ReadInt64();
        _events.Clear();
        for (int left = reader.ReadInt32(); left > 0; left--) _events.Add(new DriverEvent(reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32()));
    }

    public void Hash(ref StateHash hash)
    {
        Neurons.Hash(ref hash);
        _settings.Hash(ref hash);
        foreach (SynapseArray synapses in _synapses) synapses.Hash(ref hash);
        foreach (DriverBank bank in _drivers) bank.Hash(ref hash);
        foreach (CorrelationSensors sensors in _sensors) sensors.Hash(ref hash);
    }

    public void DeclareTrace(TraceDeclaration trace) => Neurons.DeclareTrace(trace);

    public void SampleTrace(TraceSampler sampler) => Neurons.SampleTrace(sampler);

    private static int Compare(DriverEvent a, DriverEvent b) =>
        a.Slot != b.Slot ? a.Slot.CompareTo(b.Slot)
        : a.Half != b.Half ? a.Half.CompareTo(b.Half)
        : a.Driver != b.Driver ? a.Driver.CompareTo(b.Driver)
        : a.Label.CompareTo(b.Label);

    private void Drive(in DriverEvent e)
    {
        DriverConfiguration c = _drivers[e.Half][e.Driver];
        double amplitude = _drivers[e.Half].Pulse(e.Driver, e.Label, e.Slot);
        if (amplitude == 0) return;
        float low = c.HagenModulation ? e.Label & 32 : e.Label;
        float high = c.HagenModulation ? e.Label | 31 : e.Label;
        if ((_options.Faults & AnalogFault.LabelIgnored) != 0) (low, high) = (0, Labels - 1);
        AddPulse(in e, 2 * e.Driver, c.Bottom, low, high, amplitude);
        AddPulse(in e, 2 * e.Driver + 1, c.Top, low, high, (_options.Faults & AnalogFault.PulseHalved) != 0 ? amplitude / 2 : amplitude);
    }

    private void AddPulse(in DriverEvent e, int row, RowSign sign, float low, float high, double amplitude)
    {
        if (sign == RowSign.Off) return;
        RowEvents++;
        if (_synapses[e.Half].IsSilent(row)) return;
        _pulses.Add(new RowPulse((int)(e.Slot - StartSlot), e.Half, row, sign == RowSign.Inhibitory, low, high, amplitude));
    }

    // Pre and post events in order of time; in the same slot the pre event comes first.
    private void Correlate()
    {
        IReadOnlyList<AnalogSpike> spikes = Neurons.Spikes;
        int spike = 0;
        int flip = (_options.Faults & AnalogFault.SensorLabelWrong) != 0 ? 1 : 0;
        foreach (DriverEvent e in _events)
        {
            for (; spike < spikes.Count && spikes[spike].Slot < e.Slot; spike++) Post(spikes[spike]);
            DriverConfiguration c = _drivers[e.Half][e.Driver];
            if (c.Bottom != RowSign.Off) _sensors[e.Half].Pre(2 * e.Driver, e.Label ^ flip, e.Slot);
            if (c.Top != RowSign.Off) _sensors[e.Half].Pre(2 * e.Driver + 1, e.Label ^ flip, e.Slot);
        }
        for (; spike < spikes.Count; spike++) Post(spikes[spike]);
    }

    private void Post(AnalogSpike spike) => _sensors[spike.Neuron / Columns].Post(spike.Neuron % Columns, spike.Slot + ((_options.Faults & AnalogFault.PostLate) != 0 ? 62 : 0));
}
