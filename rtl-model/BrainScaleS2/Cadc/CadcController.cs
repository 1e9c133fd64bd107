using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Registers;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>What a columnar converter does.</summary>
public enum CadcState : byte
{
    /// <summary>Waits for a trigger.</summary>
    [Arcs(Reset)] Idle,

    /// <summary>The ramp is held at its start.</summary>
    [Arcs(Ramp)] Reset,

    /// <summary>The ramp rises and the counter counts, two codes a cycle; each channel keeps the count at which the ramp passed its input.</summary>
    [Arcs(Latch)] Ramp,

    /// <summary>The counts go to the result memory.</summary>
    [Arcs(Dead)] Latch,

    /// <summary>The converter recovers.</summary>
    [Arcs(Idle)] Dead,
}

/// <summary>What is converted.</summary>
public enum CadcSource : byte
{
    /// <summary>The membranes of the half, on the causal channels.</summary>
    Membranes,

    /// <summary>Both correlations of a row.</summary>
    Correlation,
}

/// <summary>Starts a conversion.</summary>
/// <param name="Source">What is converted.</param>
/// <param name="Row">Row of the synapse array; not used for membranes.</param>
[Payload]
public readonly partial record struct CadcTrigger(CadcSource Source, byte Row);

/// <summary>
/// Controller of one half's columnar converter (haldls, cadc): reset, ramp of 128 cycles, dead time, in cycles of 4 ns, at least 540 ns together.
/// A membrane is sampled when the ramp passes it: the core is read every 32 counts, and a channel takes its count from the reading before the ramp passed.
/// Correlation does not change within a conversion that no event meets, and is read once.
/// </summary>
[Module]
public sealed partial class CadcController(Component parent, string name, int half, bool correlation = true) : Module(parent, name)
{
    [Derived("256 codes, two in a cycle of 4 ns (Schreiber 2021: 1.85 MSample/s)")]
    private const int RampCycles = 128;

    [Published("Schreiber 2021: 1.85 MSample/s, which is 540 ns")]
    private const int ShortestCycles = 135;

    private const int CyclesPerReading = 16;
    private const int CountsPerReading = 32;

    // Interface

    /// <summary>Starts a conversion; a trigger in a running one waits.</summary>
    [In(Depth = 1, Optional = true)] public partial In<CadcTrigger> TriggerIn { get; }

    /// <summary>The same, of the half's plasticity processor.</summary>
    [In(Depth = 1, Optional = true)] public partial In<CadcTrigger> ProcessorIn { get; }

    /// <summary>Register bus.</summary>
    [In(Depth = 1, Optional = true)] public partial In<OmnibusRequest> BusIn { get; }

    /// <summary>Register bus.</summary>
    [Out(Optional = true)] public partial Out<OmnibusReply> BusOut { get; }

    /// <summary>To the core's row port.</summary>
    [Out] public partial Out<RowRequest> RowOut { get; }

    /// <summary>The row port has answered.</summary>
    [In(Depth = 2)] public partial In<RowRequest> RowDone { get; }

    /// <summary>Counts conversions whose results can be read.</summary>
    [Out(Optional = true)] public partial RegOut<uint> Conversions { get; }

    // State
    [Reg, Fsm] private CadcState _state;
    [Reg(Trace = false)] private readonly CadcRegisters _registers = new();
    [Reg(Trace = false)] private readonly byte[] _causal = new byte[ChipGeometry.Columns];
    [Reg(Trace = false)] private readonly byte[] _acausal = new byte[ChipGeometry.Columns];
    [Reg(Trace = false)] private readonly bool[] _latched = new bool[ChipGeometry.Columns];
    [Reg] private CadcTrigger _trigger;
    [Reg(Trace = false)] private long _started;
    [Reg(Trace = false)] private long _due;
    [Reg(Trace = false)] private long _nextReading;
    [Reg(Trace = false)] private uint _conversions; // the output shows it
    [Reg] private byte _count;
    [Wired] private byte[] _row = null!;
    private readonly bool _resetShort = parent.Simulation.Options.Faults.Has("cadc.reset_short");
    private readonly bool _trimIgnored = parent.Simulation.Options.Faults.Has("cadc.trim_ignored");
    private readonly bool _disabledConverts = parent.Simulation.Options.Faults.Has("cadc.disabled_converts");
    private readonly bool _deadTimeSkipped = parent.Simulation.Options.Faults.Has("cadc.dead_time_skipped");
    private readonly bool _mixed = parent.Simulation.Options.Faults.Has("cadc.acausal_shows_causal");

    // Behaviour

    /// <summary>The registers; for presets while the simulation stands still.</summary>
    public CadcRegisters Registers => _registers;

    /// <summary>Results of the causal channels.</summary>
    public ReadOnlySpan<byte> Causal => _causal;

    /// <summary>Results of the acausal channels.</summary>
    public ReadOnlySpan<byte> Acausal => _acausal;

    /// <summary>Conversions that are done.</summary>
    public uint Done => _conversions;

    /// <summary>Gives the converter its row buffer.</summary>
    public void Join(RowArbiter arbiter, int requester)
    {
        _row = arbiter.Buffer(requester);
        Wiring.Connect(RowOut, arbiter.RequestIn[requester]);
        Wiring.Connect(arbiter.DoneOut[requester], RowDone);
    }

    protected override Activity Tick()
    {
        RegisterPort.Serve(_registers, BusIn, BusOut);
        _registers.Clock();
        if (RowDone.HasData) TakeRow(RowDone.Pop());
        while (Advance())
        {
        }
        if (_registers.ActiveCount > 0 || BusIn.HasData) return Activity.Busy;
        return State switch
        {
            CadcState.Idle => Activity.Idle,
            CadcState.Ramp => Activity.Until(Math.Min(_nextReading, _due)),
            _ => Activity.Until(_due),
        };
    }

    // One step of the state machine; true where the next one may follow in the same cycle.
    private bool Advance()
    {
        switch (State)
        {
            case CadcState.Idle:
                return Start();
            case CadcState.Reset:
                if (Now < _due) return false;
                _count = 0;
                _due = Now + RampCycles;
                State = CadcState.Ramp;
                Read();
                return false;
            case CadcState.Ramp:
                if (Now >= _nextReading && Now < _due) Read();
                if (Now < _due) return false;
                State = CadcState.Latch;
                return true;
            case CadcState.Latch:
                Conversions.Set(++_conversions);
                // The whole conversion: waits and ramp, but not less than the shortest one.
                _due = _started + Math.Max(ShortestCycles, RampCycles + _registers.Config.ResetWait + (_deadTimeSkipped ? 0 : _registers.Config.DeadTime));
                State = CadcState.Dead;
                return true;
            default:
                if (Now < _due) return false;
                State = CadcState.Idle;
                return true;
        }
    }

    private bool Start()
    {
        if (!TriggerIn.HasData && !ProcessorIn.HasData) return false;
        CadcTrigger trigger = ProcessorIn.HasData ? ProcessorIn.Pop() : TriggerIn.Pop();
        if (!_registers.Config.Enable && !_disabledConverts) return false;
        _trigger = trigger;
        _started = Now;
        _due = Now + Math.Max(0, (int)_registers.Config.ResetWait - (_resetShort ? 1 : 0));
        Array.Clear(_latched);
        State = CadcState.Reset;
        return true;
    }

    private void Read()
    {
        _nextReading = Now + CyclesPerReading;
        int reading = _count++;
        if (_trigger.Source == CadcSource.Membranes) RowOut.Push(new RowRequest(RowAccess.ReadMembranes, (byte)half, 0));
        else if (correlation && reading < 2) RowOut.Push(new RowRequest(reading == 0 ? RowAccess.ReadCausal : RowAccess.ReadAcausal, (byte)half, _trigger.Row));
    }

    private void TakeRow(RowRequest request)
    {
        switch (request.Access)
        {
            case RowAccess.ReadMembranes:
                int reached = CountsPerReading * (_count - 1);
                for (int column = 0; column < _causal.Length; column++)
                {
                    if (_latched[column]) continue;
                    int code = Math.Max(reached, Trimmed(_row[column], column, acausal: false));
                    _causal[column] = (byte)code;
                    _latched[column] = code < reached + CountsPerReading;
                }
                break;
            case RowAccess.ReadCausal:
                for (int column = 0; column < _causal.Length; column++) _causal[column] = (byte)Trimmed(_row[column], column, acausal: false);
                break;
            default:
                for (int column = 0; column < _acausal.Length; column++) _acausal[column] = _mixed ? _causal[column] : (byte)Trimmed(_row[column], column, acausal: true);
                break;
        }
    }

    // Word 2 c is the causal, 2 c + 1 the acausal channel of column c; columns 0 to 127 are the west half (haldls, cadc).
    private int Trimmed(int code, int column, bool acausal)
    {
        if (_trimIgnored) return code;
        CadcRegisters.CadcChannelTRegister[] side = column < ChipGeometry.Columns / 2 ? _registers.West : _registers.East;
        int offset = (int)side[2 * (column % (ChipGeometry.Columns / 2)) + (acausal ? 1 : 0)].Offset - 128;
        return Math.Clamp(code + offset, 0, 255);
    }
}
