using System.Numerics;
using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Registers;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>What a back end block does.</summary>
public enum BackendState : byte
{
    /// <summary>Its clocks stand, or its neurons are held in reset.</summary>
    [Arcs(Ready)] Held,

    /// <summary>No spike waits.</summary>
    [Arcs(Held, Sending)] Ready,

    /// <summary>Spikes wait for their output.</summary>
    [Arcs(Held, Ready)] Sending,
}

/// <summary>
/// The digital back end of 256 neurons (128 columns of both rows): refractory counters, spike counters, pending flags, and the arbitration of four event
/// outputs with 64 neurons each. Neuron i of a block sits in row i / 128, column i mod 128 of the block; its comparator is bit 2 (column mod 32) + row
/// of fire input column / 32.
/// </summary>
/// <remarks>
/// Fixed priority by column, then row; one event per 8 ns and output; a spike whose neuron's last one still waits is lost and counted. The analog core holds the
/// membrane at the reset potential for the time that the same registers give; a comparator that is high in the refractory time starts nothing.
/// </remarks>
[Module]
public sealed partial class NeuronBackend(Component parent, string name, int side) : Module(parent, name)
{
    /// <summary>Event outputs of a block.</summary>
    public const int Outputs = 4;

    /// <summary>Neurons of a block.</summary>
    public const int Neurons = 256;

    /// <summary>Columns of a block.</summary>
    public const int Columns = 128;

    [ModelChoice("one event per output and 8 ns slot, the rate of a PADI bus; unpublished")]
    private const int CyclesPerEvent = 2;

    // Interface

    /// <summary>Comparators, 64 for each output: one item for each slot in which one of them rises.</summary>
    [In(Count = Outputs, Depth = 2)] public partial In<ulong>[] FireIn { get; }

    /// <summary>Register bus: configuration.</summary>
    [In(Depth = 1, Optional = true)] public partial In<OmnibusRequest> BusIn { get; }

    /// <summary>Register bus: spike counters and triggers.</summary>
    [In(Depth = 1, Optional = true)] public partial In<OmnibusRequest> CounterBusIn { get; }

    /// <summary>Neuron event outputs.</summary>
    [Out(Count = Outputs)] public partial Out<SpikeEvent>[] EventOut { get; }

    /// <summary>Register bus.</summary>
    [Out(Optional = true)] public partial Out<OmnibusReply> BusOut { get; }

    /// <summary>Register bus.</summary>
    [Out(Optional = true)] public partial Out<OmnibusReply> CounterBusOut { get; }

    // State
    [Reg, Fsm] private BackendState _state;
    [Reg(Trace = false)] private readonly NeuronBackendRegisters _registers = new();
    [Reg(Trace = false)] private readonly SpikeCountersRegisters _counters = new();
    [Reg(Trace = true)] private readonly ulong[] _pending = new ulong[Outputs];
    [Reg(Trace = false)] private readonly long[] _freeAt = new long[Outputs];
    [Reg(Trace = false)] private readonly long[] _refractoryEnd = new long[Neurons];
    [Reg(Trace = false)] private readonly long[] _resetEnd = new long[Neurons];
    [Reg(Trace = false)] private readonly ulong[] _counting = new ulong[Neurons / 64];
    [Reg] private long _spikes;
    [Reg] private long _lost;
    [Reg] private long _ignored;
    [Reg] private long _missedReleases;
    private readonly BackendFault _faults = parent.Simulation.Options.Faults.Of<BackendFault>();

    // Behaviour

    /// <summary>0: columns 0 to 127, 1: columns 128 to 255.</summary>
    public int Side => side;

    /// <summary>The configuration; for presets while the simulation stands still.</summary>
    public NeuronBackendRegisters Registers => _registers;

    /// <summary>Spike counters and triggers.</summary>
    public SpikeCountersRegisters Counters => _counters;

    /// <summary>Spikes that left.</summary>
    public long Spikes => _spikes;

    /// <summary>Spikes that came while their neuron's last one waited.</summary>
    public long Lost => _lost;

    /// <summary>Comparators that were high in the refractory time.</summary>
    public long Ignored => _ignored;

    /// <summary>Spikes whose counter started beyond the release value, so that the reset lasted for the whole refractory time.</summary>
    public long MissedReleases => _missedReleases;

    /// <summary>Whether a neuron is in its refractory time.</summary>
    public bool IsRefractory(int neuron) => Now < _refractoryEnd[neuron];

    /// <summary>Whether a neuron is held at its reset potential.</summary>
    public bool IsReset(int neuron) => State == BackendState.Held || Now < _resetEnd[neuron];

    /// <summary>The neuron of a comparator.</summary>
    public static int Neuron(int output, int bit) => bit % 2 * Columns + output * 32 + bit / 2;

    protected override Activity Tick()
    {
        RegisterPort.Serve(_registers, BusIn, BusOut);
        if (CounterBusIn.HasData)
        {
            RegisterPort.Serve(_counters, CounterBusIn, CounterBusOut);
            Trigger();
        }
        bool held = _registers.Common.ForceReset || !_registers.Common.EnableClocks;
        if (held) State = BackendState.Held;
        else if (State == BackendState.Held) State = BackendState.Ready;
        long waits = long.MaxValue;
        bool sending = false;
        for (int output = 0; output < Outputs; output++)
        {
            if (FireIn[output].HasData) Fire(output, FireIn[output].Pop(), held && (_faults & BackendFault.HoldPasses) == 0);
            if (held && (_faults & BackendFault.HoldPasses) == 0) _pending[output] = 0;
            if (_pending[output] == 0) continue;
            if (Now >= _freeAt[output] && EventOut[output].CanPush) Send(output);
            if (_pending[output] == 0) continue;
            sending = true;
            waits = Math.Min(waits, Math.Max(_freeAt[output], Now + 1));
        }
        if (!held) State = sending ? BackendState.Sending : BackendState.Ready;
        _registers.Clock();
        _counters.Clock();
        EndCounting();
        bool busy = _registers.ActiveCount + _counters.ActiveCount > 0 || BusIn.HasData || CounterBusIn.HasData;
        return busy ? Activity.Busy : sending ? Activity.Until(waits) : Activity.Idle;
    }

    private void Fire(int output, ulong fired, bool held)
    {
        for (; fired != 0; fired &= fired - 1)
        {
            int bit = BitOperations.TrailingZeroCount(fired);
            int neuron = Neuron(output, bit);
            if (held || (Now < _refractoryEnd[neuron] && (_faults & BackendFault.RefractoryIgnored) == 0))
            {
                _ignored++;
                continue;
            }
            Start(neuron);
            Count(neuron);
            if (!_registers.Neuron[neuron].Byte3.EnSpikeOut && (_faults & BackendFault.SilentSends) == 0) continue;
            ulong flag = 1UL << bit;
            if ((_pending[output] & flag) != 0 && (_faults & BackendFault.LossHidden) == 0) _lost++;
            _pending[output] |= flag;
        }
    }

    private void Start(int neuron)
    {
        RefractoryTiming timing = _registers.Neuron[neuron].Timing(_registers.Common);
        // The counter's clock is 250 MHz / 2^(scale + 1).
        int scale = timing.ClockScale + 1;
        int time = timing.RefractoryTime - ((_faults & BackendFault.RefractoryShort) != 0 && timing.RefractoryTime > 0 ? 1 : 0);
        _refractoryEnd[neuron] = Now + ((long)time << scale);
        if (timing.ReleaseIsMissed) _missedReleases++;
        _resetEnd[neuron] = timing.ReleaseIsMissed ? _refractoryEnd[neuron] : _refractoryEnd[neuron] - ((long)timing.HoldoffCycles << scale);
    }

    private void Count(int neuron)
    {
        SpikeCountersRegisters.SpikeCounterRegister counter = _counters.SpikeCounter[neuron];
        counter.CountIncrement = true;
        if (counter.Count == 255 && (_faults & BackendFault.OverflowMissed) == 0)
        {
            counter.OverflowInput = 1;
            counter.OverflowWriteEnable = true;
        }
        _counting[neuron / 64] |= 1UL << neuron % 64;
    }

    // The counters' inputs are high for one cycle.
    private void EndCounting()
    {
        for (int word = 0; word < _counting.Length; word++)
        {
            for (ulong left = _counting[word]; left != 0; left &= left - 1)
            {
                SpikeCountersRegisters.SpikeCounterRegister counter = _counters.SpikeCounter[64 * word + BitOperations.TrailingZeroCount(left)];
                counter.CountIncrement = counter.CountClear = counter.OverflowWriteEnable = false;
            }
            _counting[word] = 0;
        }
    }

    private void Trigger()
    {
        for (int neuron = 0; neuron < Neurons; neuron++)
        {
            if (_counters.SpikeCounterReset[neuron].IsWritten) Clear(neuron);
            if (_counters.NeuronReset[neuron].IsWritten) Start(neuron);
        }
    }

    private void Clear(int neuron)
    {
        SpikeCountersRegisters.SpikeCounterRegister counter = _counters.SpikeCounter[neuron];
        counter.CountClear = true;
        counter.OverflowInput = 0;
        counter.OverflowWriteEnable = true;
        _counting[neuron / 64] |= 1UL << neuron % 64;
    }

    private void Send(int output)
    {
        ulong flags = _pending[output];
        int bit = (_faults & BackendFault.PriorityReversed) != 0 ? 63 - BitOperations.LeadingZeroCount(flags) : BitOperations.TrailingZeroCount(flags);
        _pending[output] = flags & ~(1UL << bit);
        int address = _registers.Neuron[Neuron(output, bit)].Address();
        if ((_faults & BackendFault.AddressNotInverted) != 0) address = ~address & 0xFF;
        EventOut[output].Push(new SpikeEvent((ushort)(address | (side * Outputs + output) << 8)));
        _freeAt[output] = Now + ((_faults & BackendFault.SlotIgnored) != 0 ? 1 : CyclesPerEvent);
        _spikes++;
    }
}
