using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>
/// The analog core in its clocked surroundings. A slot (8 ns) is one or more cycles of its clock. Events of the eight PADI buses reach the drivers in the slot
/// in which they are read; the core is integrated step by step, and a comparator's edge goes out to the back ends one step after it fired: step and outside
/// path together are the loop's latency, so no step ever needs its own spikes. A core in which nothing happens sleeps.
/// </summary>
/// <remarks>
/// The row port serves one request a cycle. <see cref="RowBuffer"/> belongs to the requester until it pushes a request, and to the core until
/// <see cref="RowsDone"/> has counted it.
/// </remarks>
[Module]
public sealed partial class AnalogCore(Component parent, string name, AnalogOptions options, ClockDomain? clock = null, int cyclesPerSlot = 1) : Module(parent, name, clock)
{
    // Interface

    /// <summary>PADI buses: 0 to 3 of the top half, 4 to 7 of the bottom half.</summary>
    [In(Count = 8, Depth = 2)] public partial In<PadiEvent>[] Padi { get; }

    /// <summary>Row accesses of the plasticity processors and the register bus.</summary>
    [In(Depth = 2, Optional = true)] public partial In<RowRequest> RowIn { get; }

    /// <summary>Which membranes can be watched from outside.</summary>
    [In(Optional = true)] public partial SignalIn<ReadoutSelection> ReadoutIn { get; }

    /// <summary>New values of capmem cells.</summary>
    [In(Depth = 2, Optional = true)] public partial In<CapmemUpdate> CapmemIn { get; }

    /// <summary>New switches of neuron circuits.</summary>
    [In(Depth = 2, Optional = true)] public partial In<NeuronUpdate> NeuronIn { get; }

    /// <summary>New configurations of synapse drivers.</summary>
    [In(Count = ChipGeometry.Halves, Depth = 2, Optional = true)] public partial In<DriverUpdate>[] DriverIn { get; }

    /// <summary>
    /// Comparators, 64 for each of the eight neuron event outputs, one item for each slot in which one of them rises: output n has the columns 32 n to 32 n + 31,
    /// bit 2 (column mod 32) + half.
    /// </summary>
    [Out(Count = 8)] public partial Out<ulong>[] FireOut { get; }

    /// <summary>Membranes of the selected even and odd circuit, in V, as of the last analog step.</summary>
    [Out(Count = 2, Optional = true)] public partial RegOut<double>[] Readout { get; }

    /// <summary>Counts the row accesses that were served.</summary>
    [Out(Optional = true)] public partial RegOut<uint> RowsDone { get; }

    // State
    [Reg] private readonly AnalogArray _array = new(options with { Faults = parent.Simulation.Options.Faults.Of<AnalogFault>() });
    [Reg] private readonly SpikeSchedule _spikes = new();
    [Reg(Trace = false)] private readonly byte[] _rowBuffer = new byte[ChipGeometry.Columns];
    [Reg] private long _events;
    [Reg] private long _unheard;
    [Reg(Trace = false)] private long _conversion;
    [Reg(Trace = false)] private uint _rowsDone; // the output shows it
    [Reg(Trace = false)] private readonly NeuronCodeTable _codes = new(options);

    // Behaviour

    /// <summary>Neurons, synapses, drivers, sensors and converters; to be configured while the simulation stands still.</summary>
    public AnalogArray Array => _array;

    /// <summary>The row that the last request read, or that the next one writes.</summary>
    public byte[] RowBuffer => _rowBuffer;

    /// <summary>Bus events that came.</summary>
    public long Events => _events;

    /// <summary>Bus events that no driver took.</summary>
    public long Unheard => _unheard;

    /// <summary>The capmem codes of neurons that are set by codes.</summary>
    public NeuronCodeTable Codes => _codes;

    private long Slot => Now / cyclesPerSlot;

    /// <summary>
    /// Turns the switches of a neuron: one that was set to parameters gets what is left of them, any other what its capmem cells give. From the step on that holds
    /// the present slot.
    /// </summary>
    public void Turn(int neuron, NeuronSwitches switches)
    {
        if (_array.IsSet(neuron) && !_codes.IsUsed(neuron))
        {
            _array.Turn(neuron, switches);
            return;
        }
        _codes.Turn(neuron, switches);
        _array.Configure(neuron, _codes.Parameters(neuron), switches);
    }

    /// <summary>Passes over the steps in which a core that rests has done nothing, so that what is set now acts from now on.</summary>
    public void CatchUp()
    {
        if (_array.StartSlot + options.SlotsPerStep <= Slot && _array.IsQuiescent) _array.SkipTo(Slot);
    }

    protected override Activity Tick()
    {
        Integrate();
        bool updates = TakeDriver(DriverIn[0]) | TakeDriver(DriverIn[1]);
        for (int bus = 0; bus < Padi.Length; bus++)
            if (Padi[bus].HasData)
                Hear(bus, Padi[bus].Pop());
        if (RowIn.HasData) Serve(RowIn.Pop());
        if (CapmemIn.HasData && _codes.Take(CapmemIn.Pop()) is { } neuron) _array.Configure(neuron, _codes.Parameters(neuron), _codes.Switches(neuron));
        if (NeuronIn.HasData) TakeSwitches(NeuronIn.Pop());
        if (ReadoutIn.Value.Enable) Watch(ReadoutIn.Value);
        _spikes.Release(Slot - options.SlotsPerStep);
        for (int output = 0; output < SpikeSchedule.Outputs; output++)
            if (_spikes.IsPending(output) && FireOut[output].CanPush)
                FireOut[output].Push(_spikes.Take(output));
        if (_spikes.HasPending || RowIn.HasData || CapmemIn.HasData || NeuronIn.HasData || updates) return Activity.Busy;
        long next = _spikes.Next == long.MaxValue ? long.MaxValue : _spikes.Next + options.SlotsPerStep;
        if (!_array.IsQuiescent) next = Math.Min(next, _array.StartSlot + options.SlotsPerStep);
        return next == long.MaxValue ? Activity.Idle : Activity.Until(next * cyclesPerSlot);
    }

    // Whether another one waits.
    private bool TakeDriver(In<DriverUpdate> updates)
    {
        if (!updates.HasData) return false;
        DriverUpdate u = updates.Pop();
        _array.Drivers(u.Half & 1)[u.Driver & ChipGeometry.Drivers - 1] = DriverWords.Decode(u.Word0, u.Word1, u.Word2);
        return updates.HasData;
    }

    private void TakeSwitches(NeuronUpdate update) => Turn(update.Neuron & ChipGeometry.Neurons - 1, NeuronWords.Decode(update.Bytes));

    private void Watch(ReadoutSelection selection)
    {
        Readout[0].Set(_array.ReadoutVoltage(selection.Even, line: true));
        Readout[1].Set(_array.ReadoutVoltage(selection.Odd, line: true));
    }

    // Brings the core to the step that holds the present slot.
    private void Integrate()
    {
        while (_array.StartSlot + options.SlotsPerStep <= Slot)
        {
            if (_array.IsQuiescent)
            {
                if (HasEvent()) _array.SkipTo(Slot);
                return;
            }
            _array.Advance();
            for (int i = 0; i < _array.Spikes.Count; i++) _spikes.Add(_array.Spikes[i]);
        }
    }

    // Something that acts from the present slot on.
    private bool HasEvent()
    {
        if (CapmemIn.HasData || NeuronIn.HasData) return true;
        foreach (In<PadiEvent> bus in Padi)
            if (bus.HasData)
                return true;
        return false;
    }

    private void Hear(int bus, PadiEvent e)
    {
        _events++;
        int half = bus / ChipGeometry.Buses;
        DriverBank drivers = _array.Drivers(half);
        bool heard = false;
        for (int driver = bus % ChipGeometry.Buses; driver < ChipGeometry.Drivers; driver += ChipGeometry.Buses)
        {
            if (!drivers[driver].Accepts(driver, bus % ChipGeometry.Buses, e.RowSelect)) continue;
            _array.Deliver(new DriverEvent(Slot, half, driver, e.Label & (ChipGeometry.Labels - 1)));
            heard = true;
        }
        if (!heard) _unheard++;
    }

    private void Serve(RowRequest request)
    {
        SynapseArray synapses = _array.Synapses(request.Half & 1);
        switch (request.Access)
        {
            case RowAccess.ReadWeights:
                synapses.Weights(request.Row).CopyTo(_rowBuffer);
                break;
            case RowAccess.ReadLabels:
                synapses.LabelsOf(request.Row).CopyTo(_rowBuffer);
                break;
            case RowAccess.WriteWeights:
                for (int column = 0; column < _rowBuffer.Length; column++) synapses.SetWeight(request.Row, column, _rowBuffer[column] & ChipGeometry.MaxWeight);
                break;
            case RowAccess.WriteLabels:
                for (int column = 0; column < _rowBuffer.Length; column++) synapses.SetLabel(request.Row, column, _rowBuffer[column] & (ChipGeometry.Labels - 1));
                break;
            case RowAccess.ReadMembranes:
                for (int column = 0; column < _rowBuffer.Length; column++)
                    _rowBuffer[column] = (byte)_array.ReadMembrane((request.Half & 1) * ChipGeometry.Columns + column, _conversion);
                _conversion++;
                break;
            case RowAccess.ReadCausal or RowAccess.ReadAcausal:
                for (int column = 0; column < _rowBuffer.Length; column++)
                    _rowBuffer[column] = (byte)_array.ReadCorrelation(request.Half & 1, request.Row, column, request.Access == RowAccess.ReadAcausal, _conversion);
                _conversion++;
                break;
            case RowAccess.ReadTrim:
                for (int column = 0; column < _rowBuffer.Length; column++) _rowBuffer[column] = (byte)_array.Sensors(request.Half & 1).Trim(request.Row, column);
                break;
            case RowAccess.WriteTrim:
                for (int column = 0; column < _rowBuffer.Length; column++)
                    _array.Sensors(request.Half & 1).SetTrim(request.Row, column, _rowBuffer[column] & 3, _rowBuffer[column] >> 2 & 3);
                break;
            default:
                Span<bool> mask = stackalloc bool[ChipGeometry.Columns];
                for (int column = 0; column < mask.Length; column++) mask[column] = _rowBuffer[column] != 0;
                _array.Sensors(request.Half & 1).ResetRow(request.Row, mask, request.Access == RowAccess.ResetCausal, request.Access == RowAccess.ResetAcausal);
                break;
        }
        RowsDone.Set(++_rowsDone);
    }
}
