using System.Runtime.CompilerServices;
using HwModel.SpiNNaker2.Pe.Core.Decode;
using HwModel.SpiNNaker2.Pe.Core.Exceptions;
using HwModel.SpiNNaker2.Pe.Memory;

namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>What occupies the execute stage.</summary>
public enum PipelinePhase
{
    /// <summary>Instructions run.</summary>
    Run,

    /// <summary>A load or store multiple transfers register by register.</summary>
    Transfer,

    /// <summary>An exception is being entered: registers are pushed, the vector is read.</summary>
    Entry,

    /// <summary>An exception is being left.</summary>
    Return,

    /// <summary>Asleep until an interrupt or an event.</summary>
    Sleep,

    /// <summary>A fault that no handler can take: the core has stopped (Arm ARMv7-M ARM, B1.5.15).</summary>
    Lockup,

    /// <summary>Stopped from outside: the program has ended or a breakpoint was hit.</summary>
    Halted,
}

/// <summary>Time: the issue of instructions, their cycles, stalls and refills (Arm Cortex-M4 TRM, chapter 3.3).</summary>
public sealed unsafe partial class CortexM4
{
    private readonly long[] _rowCounts, _stalls;
    private long _instructions, _reads, _writes, _takenBranches, _flushes;
    private long _cycle, _busyUntil, _nextEvent = long.MaxValue;
    private PipelinePhase _phase;
    private bool _attention;
    private long _issuedAt;
    private int _issuedCycles;

    // Of the instruction being executed
    private uint _next;
    private int _extra;
    private bool _taken, _busPending, _unprivilegedAccess, _isStore, _supervisorCall, _halting;
    private FaultKind _fault;
    private uint _faultAddress;

    // Of the instruction before
    private uint _loadedRegisters, _computedRegisters;
    private bool _previousNarrow, _wroteLink;
    private int _wideRun;
    private int _floatResult = -1;

    // Of the last taken branch: where it went, and when its target executed
    private uint _target;
    private long _targetAt;
    private long _floatBusyUntil, _floatReady;

    // How to undo the instruction that occupies the stage, if an interrupt may abandon it
    private uint _issuedPc, _undoValue, _undoIt;
    private int _undoRegister = -1;
    private bool _abandonable;

    /// <summary>The present cycle, from 0 at reset.</summary>
    public long Cycle => _cycle;

    /// <summary>Instructions issued; those abandoned for an interrupt count once.</summary>
    public long Instructions => _instructions;

    internal long TakenBranches => _takenBranches;

    internal long Reads => _reads;

    internal long Writes => _writes;

    /// <summary>What occupies the execute stage.</summary>
    public PipelinePhase Phase => _phase;

    /// <summary>Address of the instruction in the execute stage.</summary>
    public uint IssuedPc => _issuedPc;

    /// <summary>First cycle in which the execute stage is free.</summary>
    public long BusyUntil => _busyUntil;

    /// <summary>Cycle in which the instruction in the execute stage was issued.</summary>
    public long IssuedAt => _issuedAt;

    /// <summary>Cycles it occupies the stage, without the refill behind it.</summary>
    public int IssuedCycles => _phase == PipelinePhase.Transfer ? (int)(_busyUntil - _issuedAt) : _issuedCycles;

    /// <summary>True where a sleeping core has a reason to go on.</summary>
    public bool WillWake => _halting || Nvic.WakesFromInterrupt() || (_sleepsForEvent && _eventRegister);

    /// <summary>How often the prefetch buffer was emptied: taken branches, exceptions.</summary>
    public long Flushes => _flushes;

    /// <summary>True where nothing more happens by itself: the program has ended, or the core is locked up.</summary>
    public bool IsStopped => _phase is PipelinePhase.Lockup or PipelinePhase.Halted;

    /// <summary>True in WFI, WFE or SLEEPONEXIT with nothing pending; the core then needs no clock until <see cref="NextEvent"/> or an interrupt.</summary>
    public bool IsAsleep => _phase == PipelinePhase.Sleep;

    /// <summary>Cycle of the next timer event, or <see cref="long.MaxValue"/>.</summary>
    public long NextEvent => _nextEvent;

    /// <summary>Next register of an interrupted load or store multiple; 0 where none is.</summary>
    internal uint Ici { get; set; }

    /// <summary>Stops the core before its next instruction; <see cref="Continue"/> goes on.</summary>
    public void Halt()
    {
        _halting = true;
        RaiseAttention();
    }

    /// <summary>Goes on after <see cref="Halt"/>.</summary>
    public void Continue()
    {
        _halting = false;
        if (_phase == PipelinePhase.Halted) _phase = PipelinePhase.Run;
        RaiseAttention();
    }

    /// <summary>Runs up to a cycle, in which nothing happens yet. One call or many give the same result.</summary>
    public void Advance(long until)
    {
        _until = until;
        while (_cycle < until)
        {
            if (_cycle >= _nextEvent) SysTick.Fire();
            if (_attention && Attend(until))
            {
                if (IsStopped) break;
                continue;
            }
            if (_busyUntil > _cycle)
            {
                _cycle = Math.Min(_busyUntil, Math.Min(until, _nextEvent));
                continue;
            }
            Issue();
        }
    }

    /// <summary>Runs one cycle: what <see cref="Advance"/> to the next cycle does, by the shortest way where nothing but instructions happens.</summary>
    internal void AdvanceOne()
    {
        long until = _cycle + 1;
        if (!_attention && _nextEvent >= until)
        {
            if (_busyUntil < until)
            {
                _until = until;
                Issue();
            }
            if (_busyUntil >= until && !_attention && _nextEvent >= until)
            {
                _cycle = until;
                return;
            }
        }
        Advance(until);
    }

    /// <summary>Runs until the execute stage is free for an instruction, exceptions entered; then runs just this instruction.</summary>
    public void StepInstruction()
    {
        Settle(_cycle + 1_000_000);
        if (_phase != PipelinePhase.Run || _busyUntil > _cycle) return;
        _until = long.MaxValue;
        Issue();
        while (_phase == PipelinePhase.Transfer) Advance(_cycle + 1);
    }

    /// <summary>Runs until the next thing that happens is an instruction; at most up to a cycle.</summary>
    public void Settle(long until)
    {
        while (_cycle < until)
        {
            if (_cycle >= _nextEvent) SysTick.Fire();
            if (_attention && Attend(until))
            {
                if (IsStopped) break;
                continue;
            }
            if (_busyUntil <= _cycle) break;
            _cycle = Math.Min(_busyUntil, Math.Min(until, _nextEvent));
        }
    }

    private void ResetPipeline()
    {
        _phase = PipelinePhase.Run;
        _cycle = _busyUntil = 0;
        _floatBusyUntil = 0;
        Forget(false);
        _floatResult = -1;
        _undoRegister = -1;
        _abandonable = false;
        _halting = _returning = false;
        ResetRequested = false;
        _supervisorCall = false;
        _fault = FaultKind.None;
        Ici = 0;
    }

    internal void RaiseAttention() => _attention = true;

    internal void SetNextEvent(long cycle) => _nextEvent = cycle;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Stall(StallReason reason, int cycles)
    {
        _extra += cycles;
        _stalls[(int)reason] += cycles;
        return true;
    }

    /// <summary>Executes the instruction at PC and finds how long it occupies the execute stage.</summary>
    private void Issue()
    {
        uint pc = _pc, offset = pc - _codeBase;
        Instruction[]? page = offset < _fetchSize ? _codePages[offset >> LocalMemory.PageShift] : null;
        if (page is null)
        {
            page = FetchPage(pc, ref offset);
            if (page is null)
            {
                TakeFault(pc);
                return;
            }
        }
        ref Instruction i = ref page[(offset & (LocalMemory.PageBytes - 1)) >> 1];
        if (i.Operation == Operation.Undecoded && !Predecode(pc, ref i))
        {
            TakeFault(pc);
            return;
        }
        _issuedPc = pc;
        _issuedAt = _cycle;
        _issuedCycles = 1;
        _next = pc + i.Size;
        _r[ProgramCounter] = pc + 4;
        _extra = 0;
        _taken = false;
        _abandonable = false;
        if (_it != 0) IssueConditional(in i);
        else
        {
            Execute(in i, (i.Flags & InstructionFlags.SetFlags) != 0);
            Retire(in i);
        }
    }

    private void IssueConditional(in Instruction i)
    {
        uint it = _it;
        if (!ConditionHolds(it >> 4) && i.Operation != Operation.Bkpt)
        {
            _it = (it & 7) == 0 ? 0 : it & 0xE0 | it << 1 & 0x1F;
            _instructions++;
            _rowCounts[Math.Min(i.Row, _rowCounts.Length - 1)]++;
            _pc = _next;
            _busyUntil = _cycle + 1;
            Forget(i.Size == 2);
            return;
        }
        Execute(in i, (i.Flags & (InstructionFlags.SetFlags | InstructionFlags.OutsideItOnly)) == InstructionFlags.SetFlags);
        if (_fault == FaultKind.None && !_busPending && _phase != PipelinePhase.Transfer)
            _it = (it & 7) == 0 ? 0 : it & 0xE0 | it << 1 & 0x1F;
        Retire(in i);
    }

    /// <summary>Ends an instruction: its next address, its cycles, what it leaves for the next one.</summary>
    private void Retire(in Instruction i)
    {
        _r[StackPointer] &= ~3u;
        if (_fault != FaultKind.None)
        {
            _instructions++;
            _rowCounts[Math.Min(i.Row, _rowCounts.Length - 1)]++;
            TakeFault(_issuedPc);
            return;
        }
        if (_busPending)
        {
            _busPending = false;
            _busyUntil = _cycle + 1;
            _stalls[(int)StallReason.Wait]++;
            return;
        }
        if (_phase == PipelinePhase.Transfer) return;
        _instructions++;
        _rowCounts[Math.Min(i.Row, _rowCounts.Length - 1)]++;
        _pc = _next;
        int cycles = i.Cycles + _extra;
        uint computed = _computedRegisters, loaded = 0;
        bool link = false;
        _computedRegisters = 0;
        switch (i.Timing)
        {
            case TimingClass.Fixed:
                if (i.UsesFloat)
                {
                    cycles += FloatStall(in i);
                    if (i.Cycles > 1) _stalls[(int)StallReason.Float] += i.Cycles - 1;
                }
                _computedRegisters = i.TimingRegisters;
                break;
            case TimingClass.Load:
                // DDI 0439, 3.3.3: a load behind a load costs one cycle less where its address does not need the loaded register.
                if (_loadedRegisters != 0 && (_loadedRegisters & i.TimingRegisters) == 0) cycles--;
                else _stalls[(int)StallReason.LoadStore]++;
                if ((computed & i.TimingRegisters) != 0) cycles += AddressStall();
                if (i.TimingRegisters == 1 << ProgramCounter && Parameters.LiteralContention != 0) cycles += LiteralStall();
                loaded = 1u << i.D;
                break;
            case TimingClass.StoreRegister:
                if (_loadedRegisters != 0 && (_loadedRegisters & i.TimingRegisters) == 0) cycles--;
                else _stalls[(int)StallReason.LoadStore]++;
                if ((computed & i.TimingRegisters) != 0) cycles += AddressStall();
                break;
            case TimingClass.It:
                if (_previousNarrow && Parameters.FoldIt && (System.Actlr & 4) == 0)
                {
                    cycles = 0;
                    Statistics.FoldedIt++;
                    _computedRegisters = computed;
                }
                break;
            case TimingClass.StoreImmediate:
                if ((computed & i.TimingRegisters) != 0) cycles += AddressStall();
                break;
            case TimingClass.Multiple:
                if ((computed & i.TimingRegisters) != 0) cycles += AddressStall();
                if (i.UsesFloat) cycles += FloatStall(in i);
                link = LoadsLink(in i);
                _stalls[(int)StallReason.Multiple] += i.Cycles - 1;
                break;
            case TimingClass.FloatDivide:
                cycles += FloatStall(in i);
                _floatBusyUntil = _cycle + cycles + Parameters.FloatDivide - 1;
                break;
            case TimingClass.Divide:
                _computedRegisters = i.TimingRegisters;
                break;
        }
        _loadedRegisters = loaded;
        if (i.Size == 2 || (_issuedPc & 2) == 0) _wideRun = 0;
        else if (++_wideRun == 3 && Parameters.MisalignedRun != 0) cycles += MisalignedRun();
        _previousNarrow = i.Size == 2 && cycles != 0;
        _issuedCycles = cycles;
        if (_taken && !_returning) cycles += Refill(in i, cycles);
        _wroteLink = link || ((_computedRegisters | loaded) & 1u << LinkRegister) != 0;
        _busyUntil = _cycle + cycles;
        if (_returning) BeginReturnIfAsked();
        if (_supervisorCall) TakeSupervisorCall();
    }

    private bool ConditionHolds(uint condition)
    {
        bool holds = (condition >> 1) switch
        {
            0 => _z == 0,
            1 => _c != 0,
            2 => (int)_n < 0,
            3 => (int)_v < 0,
            4 => _c != 0 && _z != 0,
            5 => (int)(_n ^ _v) >= 0,
            6 => _z != 0 && (int)(_n ^ _v) >= 0,
            _ => true,
        };
        return holds != ((condition & 1) != 0 && condition != 15);
    }
}
