using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Pe.Peripherals;

namespace HwModel.SpiNNaker2.Pe;

/// <summary>
/// The core as a clocked module: one cycle per edge, its three stages visible. It shares its memory with the local SRAM's other masters where one is coupled,
/// and reaches peripherals and the network through its bus.
/// </summary>
[Module]
public sealed partial class CortexM4Core : Module
{
    // ---- Interface

    /// <summary>Interrupt lines 0 to 63, as levels.</summary>
    [In(Optional = true)]
    public partial SignalIn<ulong> Interrupts { get; }

    /// <summary>Accesses to peripherals.</summary>
    [Out(Optional = true)]
    public partial Out<PeripheralRequest> Peripheral { get; }

    [In(Optional = true)]
    public partial In<RegisterReply> PeripheralAnswer { get; }

    /// <summary>Accesses to other memories.</summary>
    [Out(Optional = true)]
    public partial Out<RemoteRequest> Remote { get; }

    [In(Optional = true)]
    public partial In<RemoteReply> RemoteAnswer { get; }

    /// <summary>Takes the core out of reset when it rises and puts it into reset when it falls, as <see cref="Release"/> and <see cref="Hold"/> do from outside of time.</summary>
    [In(Optional = true)]
    public partial SignalIn<bool> Enable { get; }

    /// <summary>Bit i: bank i belongs to others in this cycle.</summary>
    [In(Optional = true)]
    public partial SignalIn<byte> Taken { get; }

    // ---- State

    [Reg]
    private readonly CortexM4 _core;

    [Reg]
    private readonly LocalMemory _memory;

    [Reg]
    private readonly BusAccesses _accesses = new();

    /// <summary>Fetch: the next word that the prefetch buffer asks for, and the bytes it holds from the next instruction on.</summary>
    [Reg]
    private uint _fetchAddress;

    [Reg]
    private int _prefetched;

    /// <summary>Decode: the instruction behind the one in execute, once all of it has arrived; 0 is an empty stage.</summary>
    [Reg]
    private uint _decodeAddress;

    [Reg]
    private uint _decodeWord;

    /// <summary>Execute: the instruction that occupies the stage; 0 is an empty stage.</summary>
    [Reg]
    private uint _executeAddress;

    [Reg]
    private uint _executeWord;

    [Reg]
    private PipelinePhase _phase;

    [Reg(Trace = false)]
    private long _flushes = -1;

    [Reg(Trace = false)]
    private uint _nextPc = uint.MaxValue;

    [Reg(Trace = false)]
    private ulong _lines;

    [Reg]
    private bool _released;
    [Reg]
    private bool _enabled;

    [Reg(Trace = false)]
    private bool _restarts;

    /// <summary>The clock's cycle that is cycle 0 of the core.</summary>
    [Reg(Trace = false)]
    private long _origin;

    [Reg(Trace = false)]
    private long _cyclesBefore;

    /// <summary>Cycles of the clock that are done.</summary>
    [Reg(Trace = false)]
    private long _ranUntil;

    [Reg]
    private long _fetches;

    [Wired]
    private LocalSram? _sram;

    private readonly bool _hasReset, _hasBus;

    /// <param name="parent">The component that holds the core.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="core">The core's architecture and time.</param>
    /// <param name="clock">Its clock; null: the parent's.</param>
    /// <param name="hasReset">Stays in reset until it is released; otherwise it runs from power-on.</param>
    public CortexM4Core(Component parent, string name, CortexM4 core, ClockDomain? clock = null, bool hasReset = false)
        : base(parent, name, clock)
    {
        _core = core;
        _memory = core.CodeMemory;
        _hasReset = hasReset;
        if (core.Bus is PeBus bus)
        {
            bus.Attach(this, _accesses);
            _hasBus = true;
        }
        DescribeOptions(core.Parameters);
    }

    /// <summary>The core's architecture and time.</summary>
    public CortexM4 Core => _core;

    /// <summary>The instruction in decode: its address, and its word or 0 where the stage is empty.</summary>
    public (uint Address, uint Word) Decode => (_decodeAddress, _decodeWord);

    /// <summary>The instruction in execute.</summary>
    public (uint Address, uint Word) Execute => (_executeAddress, _executeWord);

    /// <summary>Whether the stages are shown in every cycle. Without, a core that shares its memory with nobody runs faster; its cycles are the same.</summary>
    public bool ShowsStages { get; init; } = true;

    /// <summary>Words fetched.</summary>
    public long Fetches => _fetches;

    /// <summary>Whether the core is in reset.</summary>
    public bool IsHeld => _hasReset && !_released;

    /// <summary>Cycles in which the core ran, sleep and reset not counted.</summary>
    public long ActiveCycles => _cyclesBefore + _core.Cycle - _core.Statistics.StallCycles[(int)StallReason.Sleep];

    /// <summary>Takes the core out of reset at the next edge; closes the design.</summary>
    public void Release()
    {
        Simulation.Elaborate();
        SetReleased(true);
        Wake();
    }

    /// <summary>Puts the core into reset from the next edge on.</summary>
    public void Hold()
    {
        Simulation.Elaborate();
        SetReleased(false);
    }

    // ---- Behaviour

    protected override Activity Tick()
    {
        if (Enable.Value != _enabled) SetReleased(_enabled = Enable.Value);
        if (IsHeld) return Activity.Idle;
        Step();
        if (_core.IsStopped) return Activity.Idle;
        return _core.IsAsleep && !_core.WillWake ? Asleep() : Activity.Busy;
    }

    /// <summary>Shares the core's memory with the masters of the local bus.</summary>
    internal void Couple(LocalSram sram) => _sram = sram;

    /// <summary>The banks that the core uses in this cycle; does its cycle, if it has not been done yet, so that the core always goes first.</summary>
    internal byte BanksInUse()
    {
        if (!IsHeld) Step();
        return _ranUntil > Now ? _core.BanksUsedIn(Now - _origin) : (byte)0;
    }

    private void Step()
    {
        if (_ranUntil > Now) return;
        if (_restarts) Restart();
        long now = Now - _origin;
        ulong lines = Interrupts.Value;
        if (_core.IsAsleep && lines == _lines && now < _core.NextEvent && !_core.WillWake) return;
        if (_core.IsStopped) return;
        _ranUntil = Now + 1;
        bool shared = _sram is { } sram && sram.IsAsked;
        if (_sram is not null) _core.BeginCycle(shared, Taken.Value);
        if (_hasBus) _accesses.BeginCycle();
        if (_core.Cycle != now) _core.Advance(now);
        if (lines != _lines) ApplyLines(lines);
        _core.AdvanceOne();
        if (_hasBus) _accesses.EndCycle();
        if (ShowsStages || _sram is not null) ShowStages(now);
    }

    private void SetReleased(bool released)
    {
        if (released == _released) return;
        _released = released;
        _restarts = released;
    }

    private void Restart()
    {
        _restarts = false;
        _cyclesBefore += _core.Cycle;
        _origin = Now;
        _lines = 0;
        _flushes = -1;
        _core.Reset();
    }

    private Activity Asleep() => _core.NextEvent == long.MaxValue ? Activity.Idle : Activity.Until(_core.NextEvent + _origin);

    private void ApplyLines(ulong lines)
    {
        ulong changed = lines ^ _lines;
        _lines = lines;
        for (int line = 0; changed != 0 && line < _core.Parameters.Interrupts; line++, changed >>= 1)
            if ((changed & 1) != 0) _core.Nvic.SetLine(line, (lines >> line & 1) != 0);
    }

    /// <summary>
    /// What the stages hold at the end of this cycle. One word is fetched per cycle while the buffer has room; after a flush the target's first word arrives,
    /// at once where decode has asked for it, is decoded in the next cycle and executes in the one after.
    /// </summary>
    private void ShowStages(long now)
    {
        PipelinePhase phase = _core.Phase;
        _phase = phase;
        if (phase is PipelinePhase.Run or PipelinePhase.Transfer && _core.BusyUntil > now && _core.IssuedAt + _core.IssuedCycles > now)
        {
            uint issued = _core.IssuedPc;
            if (_core.IssuedAt == now || issued != _executeAddress) _executeWord = issued == _decodeAddress ? _decodeWord : WordAt(issued);
            _executeAddress = issued;
        }
        else
        {
            _executeAddress = _executeWord = 0;
        }
        uint next = _core.Pc;
        if (_core.Flushes != _flushes)
        {
            _flushes = _core.Flushes;
            _fetchAddress = next & ~3u;
            _prefetched = 0;
            _nextPc = next;
            _decodeAddress = _decodeWord = 0;
            int words = (next & 2) != 0 && _core.TryPeek(next, out _, out int length) && length == 4 ? 2 : 1;
            if (_core.BusyUntil <= now + 1 + words) Fetch(next, now, missing: words * 4 - (int)(next & 2));
            return;
        }
        if (next != _nextPc)
        {
            _prefetched -= (int)(next - _nextPc);
            _nextPc = next;
            _decodeAddress = 0;
        }
        int missing = 0;
        if (_decodeAddress == 0)
        {
            bool decodes = _core.TryPeek(next, out uint word, out int size) && _prefetched >= size;
            (_decodeAddress, _decodeWord) = decodes ? (next, word) : (0, 0);
            if (!decodes) missing = size - _prefetched;
        }
        Fetch(next, now, missing);
    }

    /// <summary>Fetches a word where the buffer has room. The next instruction waits where its last missing bytes do not come in time.</summary>
    private void Fetch(uint next, long now, int missing)
    {
        if (_prefetched > (_core.Parameters.PrefetchWords - 1) * 4) return;
        if (!_core.Fetches(_fetchAddress))
        {
            // What comes in this cycle is decoded in the next and executes in the one after.
            if (missing > 0 && _core.BusyUntil <= now + 1 + (missing + 3) / 4) _core.WaitForFetch();
            return;
        }
        _fetches++;
        _prefetched += (_prefetched == 0 && _fetchAddress == (next & ~3u)) ? 4 - (int)(next & 2) : 4;
        _fetchAddress += 4;
    }

    private uint WordAt(uint address) => _core.TryPeek(address, out uint word, out _) ? word : 0;
}
