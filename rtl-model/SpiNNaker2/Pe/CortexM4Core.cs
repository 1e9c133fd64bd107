using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Memory;

namespace HwModel.SpiNNaker2.Pe;

/// <summary>The core as a clocked module: one cycle per edge, its three stages visible.</summary>
[Module]
public sealed partial class CortexM4Core : Module
{
    // ---- Interface

    /// <summary>Interrupt lines 0 to 63, as levels.</summary>
    [In(Optional = true)]
    public partial SignalIn<ulong> Interrupts { get; }

    // ---- State

    [Reg]
    private readonly CortexM4 _core;

    [Reg]
    private readonly LocalMemory _memory;

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

    /// <param name="parent">The component that holds the core.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="core">The core's architecture and time.</param>
    /// <param name="clock">Its clock; null: the parent's.</param>
    public CortexM4Core(Component parent, string name, CortexM4 core, ClockDomain? clock = null)
        : base(parent, name, clock)
    {
        _core = core;
        _memory = core.CodeMemory;
        foreach (ModelParameter parameter in core.Parameters.Describe()) Describe(parameter.Name, parameter.Value);
    }

    /// <summary>The core's architecture and time.</summary>
    public CortexM4 Core => _core;

    /// <summary>The instruction in decode: its address, and its word or 0 where the stage is empty.</summary>
    public (uint Address, uint Word) Decode => (_decodeAddress, _decodeWord);

    /// <summary>The instruction in execute.</summary>
    public (uint Address, uint Word) Execute => (_executeAddress, _executeWord);

    // ---- Behaviour

    protected override Activity Tick()
    {
        ulong lines = Interrupts.IsConnected ? Interrupts.Value : 0;
        if (_core.IsAsleep && lines == _lines && Now < _core.NextEvent && !_core.WillWake) return Asleep();
        if (_core.IsStopped && _core.Cycle >= 0) return Activity.Idle;
        _core.Advance(Now);
        if (lines != _lines) ApplyLines(lines);
        _core.Advance(Now + 1);
        ShowStages();
        return _core.IsAsleep && !_core.WillWake ? Asleep() : Activity.Busy;
    }

    private Activity Asleep() => _core.NextEvent == long.MaxValue ? Activity.Idle : Activity.Until(_core.NextEvent);

    private void ApplyLines(ulong lines)
    {
        ulong changed = lines ^ _lines;
        _lines = lines;
        for (int line = 0; changed != 0 && line < _core.Parameters.Interrupts; line++, changed >>= 1)
            if ((changed & 1) != 0) _core.Nvic.SetLine(line, (lines >> line & 1) != 0);
    }

    /// <summary>
    /// What the stages hold at the end of this cycle. One word is fetched per cycle while the buffer has room; after a flush the target's
    /// first word arrives one cycle later, is decoded in the next and executes in the one after.
    /// </summary>
    private void ShowStages()
    {
        _phase = _core.Phase;
        bool busy = _core.BusyUntil > Now && _core.Phase is PipelinePhase.Run or PipelinePhase.Transfer && _core.IssuedAt + _core.IssuedCycles > Now;
        _executeAddress = busy ? _core.IssuedPc : 0;
        _executeWord = busy ? WordAt(_core.IssuedPc) : 0;
        uint next = _core.Pc;
        if (_core.Flushes != _flushes)
        {
            _flushes = _core.Flushes;
            _fetchAddress = next & ~3u;
            _prefetched = 0;
            _nextPc = next;
            _decodeAddress = _decodeWord = 0;
            return;
        }
        if (next != _nextPc)
        {
            _prefetched -= (int)(next - _nextPc);
            _nextPc = next;
        }
        int size = SizeAt(next);
        bool decodes = _prefetched >= size && size != 0;
        _decodeAddress = decodes ? next : 0;
        _decodeWord = decodes ? WordAt(next) : 0;
        if (_prefetched > (_core.Parameters.PrefetchWords - 1) * 4) return;
        _prefetched += (_prefetched == 0 && _fetchAddress == (next & ~3u)) ? 4 - (int)(next & 2) : 4;
        _fetchAddress += 4;
    }

    private uint WordAt(uint address) => _core.TryPeek(address, out uint word, out _) ? word : 0;

    private int SizeAt(uint address) => _core.TryPeek(address, out _, out int size) ? size : 0;
}
