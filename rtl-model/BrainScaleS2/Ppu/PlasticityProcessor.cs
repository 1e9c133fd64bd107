using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Ppu.Core;
using HwModel.BrainScaleS2.Registers;
using HwModel.Kernel;
using HwModel.Kernel.Registers;

namespace HwModel.BrainScaleS2.Ppu;

/// <summary>What the row port of a processor does.</summary>
public enum RowPortState : byte
{
    /// <summary>No access.</summary>
    [Arcs(Read, Merge, Last, Convert, Done)] Idle,

    /// <summary>A row is read.</summary>
    [Arcs(Done)] Read,

    /// <summary>A row is read in order to be written in part.</summary>
    [Arcs(Last)] Merge,

    /// <summary>A row is written, or its sensors are reset.</summary>
    [Arcs(Done)] Last,

    /// <summary>The converter works.</summary>
    [Arcs(Done)] Convert,

    /// <summary>The access is over; the processor takes its result.</summary>
    [Arcs(Idle)] Done,
}

/// <summary>
/// A plasticity processor in its clocked surroundings (haldls, ppu): the core with its memory, control and status registers, the row port to synapses, sensors
/// and converter of its half, and its way onto the register bus. Held in reset, stopped or asleep it costs nothing.
/// </summary>
[Module]
public sealed partial class PlasticityProcessor : Module
{
    [ModelChoice("longer than any conversion; a converter that is switched off gives zeros")]
    private const int ConversionTimeout = 4096;

    // Interface

    /// <summary>Register bus: memory, control, status.</summary>
    [In(Depth = 1, Optional = true)] public partial In<OmnibusRequest> BusIn { get; }

    /// <summary>Register bus.</summary>
    [Out(Optional = true)] public partial Out<OmnibusReply> BusOut { get; }

    /// <summary>The processor's own accesses to the register bus.</summary>
    [Out(Optional = true)] public partial Out<OmnibusRequest> MasterOut { get; }

    /// <summary>Their answers.</summary>
    [In(Depth = 1, Optional = true)] public partial In<OmnibusReply> MasterIn { get; }

    /// <summary>To the core's row port.</summary>
    [Out(Optional = true)] public partial Out<RowRequest> RowOut { get; }

    /// <summary>The row port has answered.</summary>
    [In(Depth = 2, Optional = true)] public partial In<RowRequest> RowDone { get; }

    /// <summary>Starts a conversion.</summary>
    [Out(Optional = true)] public partial Out<CadcTrigger> ConvertOut { get; }

    /// <summary>Counts conversions whose results can be read.</summary>
    [In(Optional = true)] public partial SignalIn<uint> Conversions { get; }

    /// <summary>Four general-purpose inputs, which can interrupt.</summary>
    [In(Optional = true)] public partial SignalIn<byte> PinsIn { get; }

    /// <summary>Four general-purpose outputs.</summary>
    [Out(Optional = true)] public partial RegOut<byte> PinsOut { get; }

    // State
    [Reg] private readonly NuxCore _core;
    [Reg(Trace = false)] private readonly PpuRegisters _registers = new();
    [Reg, Fsm] private RowPortState _state;
    [Reg] private bool _running;
    [Reg] private bool _sleep;
    [Reg] private bool _busOutstanding;
    [Reg] private bool _busAbandoned;
    [Reg] private bool _rowAbandoned;
    [Reg] private uint _busErrors;
    [Reg] private byte _row;
    [Reg] private byte _odd;
    [Reg] private RowRegion _region;
    [Reg(Trace = false)] private uint _before;
    [Reg(Trace = false)] private long _deadline;
    [Reg(Trace = false)] private long _origin;
    [Reg(Trace = false)] private long _stopped;
    [Reg(Trace = false)] private readonly byte[] _data = new byte[ChipGeometry.Columns / 2];
    [Reg(Trace = false)] private readonly byte[] _enables = new byte[ChipGeometry.Columns / 2];
    [Reg(Trace = false)] private readonly byte[] _causal = new byte[ChipGeometry.Columns];
    [Reg(Trace = false)] private readonly byte[] _acausal = new byte[ChipGeometry.Columns];
    [Wired] private byte[] _buffer = new byte[ChipGeometry.Columns];
    [Wired] private CadcController? _cadc;
    private readonly int _half;

    // Behaviour

    /// <param name="parent">The component that holds it.</param>
    /// <param name="name">Name among its siblings.</param>
    /// <param name="half">0: top, 1: bottom.</param>
    /// <param name="timing">Cycles of its instructions; null: the model chip's.</param>
    public PlasticityProcessor(Component parent, string name, int half, PpuTiming? timing = null)
        : base(parent, name)
    {
        _half = half;
        _core = new NuxCore(new RowSide(this), new BusSide(this), timing, faults: parent.Simulation.Options.Faults.Of<PpuFault>());
        _registers.Attach("sram", new MemorySide(_core));
    }

    /// <summary>The core; its memory is to be loaded while the simulation stands still.</summary>
    public NuxCore Core => _core;

    /// <summary>Control and status; for presets while the simulation stands still.</summary>
    public PpuRegisters Registers => _registers;

    /// <summary>Whether the processor runs: out of reset and with a clock.</summary>
    public bool IsRunning => _running;

    /// <summary>Accesses to the register bus that nothing answered.</summary>
    public long BusErrors => _busErrors;

    /// <summary>Gives the processor its row buffer and its converter.</summary>
    public void Join(RowArbiter arbiter, int requester, CadcController cadc)
    {
        _buffer = arbiter.Buffer(requester);
        _cadc = cadc;
        Wiring.Connect(RowOut, arbiter.RequestIn[requester]);
        Wiring.Connect(arbiter.DoneOut[requester], RowDone);
        Wiring.Connect(ConvertOut, cadc.ProcessorIn);
        Wiring.Connect(cadc.Conversions, Conversions);
    }

    protected override Activity Tick()
    {
        RegisterPort.Serve(_registers, BusIn, BusOut);
        if (_registers.Status.Sleep != _sleep) _registers.Status.SleepInput = _sleep ? 1u : 0;
        _registers.Clock();
        bool reset = !_registers.Control.InhibitReset;
        bool clocked = !reset && !_registers.Control.ForceClockOff;
        if (clocked != _running) Switch(clocked, reset);
        else if (reset) _stopped = 0;
        // An access that has begun ends, whatever becomes of the core: a row that it holds is given back.
        if (_running || State is RowPortState.Read or RowPortState.Merge or RowPortState.Last) AdvanceRow();
        if (_running)
        {
            if (PinsIn.IsConnected) _core.SetInputs(PinsIn.Value);
            DropAbandoned();
            _core.Tick(Now - _origin);
            if (PinsOut.Value != _core.GeneralOutputs) PinsOut.Set((byte)_core.GeneralOutputs);
        }
        bool sleep = _running && _core.IsSleeping;
        bool changed = sleep != _sleep;
        _sleep = sleep;
        if (changed || _registers.ActiveCount > 0 || BusIn.HasData) return Activity.Busy;
        if (!_running) return Activity.Idle;
        long next = _core.NextEvent(Now - _origin);
        return next == long.MaxValue ? Activity.Idle : Activity.Until(next + _origin);
    }

    // Time of the core stands still while its clock does; out of reset it begins again.
    private void Switch(bool run, bool reset)
    {
        _running = run;
        if (!run)
        {
            _stopped = reset ? 0 : Now - _origin;
            return;
        }
        _origin = Now - _stopped;
        if (_stopped != 0) return;
        _core.Restart(0);
        // What was under way before the reset ends for nobody.
        _rowAbandoned = State != RowPortState.Idle;
        _busAbandoned = _busOutstanding;
    }

    private void DropAbandoned()
    {
        if (_rowAbandoned && State == RowPortState.Done)
        {
            State = RowPortState.Idle;
            _rowAbandoned = false;
        }
        if (!_busAbandoned || !MasterIn.HasData) return;
        MasterIn.Pop();
        _busOutstanding = _busAbandoned = false;
    }

    private bool StartRow(RowAddress address, bool store, ReadOnlySpan<byte> data, ReadOnlySpan<byte> enables)
    {
        if (State != RowPortState.Idle) return false;
        bool converts = address.Region is RowRegion.Causal or RowRegion.Acausal;
        if (converts ? !store && !address.IsBuffered && !ConvertOut.CanPush : !RowOut.CanPush) return false;
        (_row, _odd, _region) = (address.Row, address.IsOdd ? (byte)1 : (byte)0, address.Region);
        data.CopyTo(_data);
        enables.CopyTo(_enables);
        switch (address.Region)
        {
            case RowRegion.Causal or RowRegion.Acausal when store || address.IsBuffered:
                if (!store) Take(address.Region == RowRegion.Causal ? _causal : _acausal);
                State = RowPortState.Done;
                break;
            case RowRegion.Causal or RowRegion.Acausal:
                _before = Conversions.Value;
                _deadline = Now + ConversionTimeout;
                ConvertOut.Push(new CadcTrigger(CadcSource.Correlation, _row));
                State = RowPortState.Convert;
                break;
            case RowRegion.CausalReset or RowRegion.AcausalReset:
                Array.Clear(_buffer);
                if (store) Merge(mask: true);
                Push(_region == RowRegion.CausalReset ? RowAccess.ResetCausal : RowAccess.ResetAcausal);
                State = RowPortState.Last;
                break;
            default:
                Push(_region switch { RowRegion.Weights => RowAccess.ReadWeights, RowRegion.Labels => RowAccess.ReadLabels, _ => RowAccess.ReadTrim }, holds: store);
                State = store ? RowPortState.Merge : RowPortState.Read;
                break;
        }
        return true;
    }

    private void AdvanceRow()
    {
        switch (State)
        {
            case RowPortState.Read when RowDone.HasData:
                RowDone.Pop();
                Take(_buffer);
                State = RowPortState.Done;
                break;
            case RowPortState.Merge when RowDone.HasData && RowOut.CanPush:
                RowDone.Pop();
                Merge(mask: false);
                Push(_region switch { RowRegion.Weights => RowAccess.WriteWeights, RowRegion.Labels => RowAccess.WriteLabels, _ => RowAccess.WriteTrim });
                State = RowPortState.Last;
                break;
            case RowPortState.Last when RowDone.HasData:
                RowDone.Pop();
                State = RowPortState.Done;
                break;
            case RowPortState.Convert when Conversions.Value != _before || Now >= _deadline:
                if (Conversions.Value != _before)
                {
                    _cadc!.Causal.CopyTo(_causal);
                    _cadc.Acausal.CopyTo(_acausal);
                }
                else
                {
                    Array.Clear(_causal);
                    Array.Clear(_acausal);
                }
                Take(_region == RowRegion.Causal ? _causal : _acausal);
                State = RowPortState.Done;
                break;
        }
    }

    private void Push(RowAccess access, bool holds = false) => RowOut.Push(new RowRequest(access, (byte)_half, _row, holds));

    // The even or the odd columns of a row.
    private void Take(byte[] row)
    {
        for (int lane = 0; lane < _data.Length; lane++) _data[lane] = row[2 * lane + _odd];
    }

    private void Merge(bool mask)
    {
        for (int lane = 0; lane < _data.Length; lane++)
            if (_enables[lane] != 0) _buffer[2 * lane + _odd] = mask && _data[lane] != 0 ? (byte)1 : _data[lane];
    }

    private bool StartBus(OmnibusRequest request)
    {
        if (_busOutstanding || !MasterOut.CanPush) return false;
        MasterOut.Push(request);
        _busOutstanding = true;
        return true;
    }

    private bool FinishBus(out uint value)
    {
        value = 0;
        if (!MasterIn.HasData) return false;
        OmnibusReply reply = MasterIn.Pop();
        _busOutstanding = false;
        if (reply.IsError) _busErrors++;
        value = reply.Data;
        return true;
    }

    private bool FinishRow(Span<byte> data)
    {
        if (State != RowPortState.Done) return false;
        _data.CopyTo(data);
        State = RowPortState.Idle;
        return true;
    }

    private sealed class RowSide(PlasticityProcessor processor) : IPpuRows
    {
        public bool TryStart(RowAddress address, bool store, ReadOnlySpan<byte> data, ReadOnlySpan<byte> enables) => processor.StartRow(address, store, data, enables);

        public bool TryFinish(Span<byte> data) => processor.FinishRow(data);
    }

    private sealed class BusSide(PlasticityProcessor processor) : IPpuOmnibus
    {
        public bool TryStart(uint address, bool store, uint value) => processor.StartBus(new OmnibusRequest(address, value, store));

        public bool TryFinish(out uint value) => processor.FinishBus(out value);
    }

    // The memory as the register bus sees it.
    private sealed class MemorySide(NuxCore core) : IExternalRegisters
    {
        public ulong Read(long offset, byte strobes) => core.Memory[offset / 4];

        public void Write(long offset, ulong data, byte strobes)
        {
            uint mask = 0;
            for (int i = 0; i < 4; i++)
                if ((strobes >> i & 1) != 0) mask |= 0xFFu << 8 * i;
            core.Memory[offset / 4] = (core.Memory[offset / 4] & ~mask) | ((uint)data & mask);
        }
    }
}
