using HwModel.SpiNNaker2.Pe.Core.Exceptions;

namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>Exception entry, return and faults (Arm ARMv7-M ARM, B1.5.6 to B1.5.14), with their time (Arm Cortex-M4 TRM, 3.9).</summary>
public sealed unsafe partial class CortexM4
{
    private uint _returnValue, _entryReturnValue;
    private bool _returning, _sleepsForEvent;
    private long _entryEnd;
    private int _mistakenChoice; // of faults that are switched in only

    internal bool Has(CoreMistake mistake) => (_mistakes & mistake) != 0;

    internal bool FloatEnabled => (System.Cpacr >> 20 & 0xF) == 0xF || (IsPrivileged && (System.Cpacr >> 20 & 0xF) == 5);

    internal void NoteNewlyPending()
    {
        if ((System.Scr & 0x10) != 0) _eventRegister = true;
        RaiseAttention();
    }

    /// <summary>An event from outside, as another core's SEV sends it.</summary>
    public void SetEvent()
    {
        _eventRegister = true;
        RaiseAttention();
    }

    private void Sleep(bool waitsForEvent)
    {
        _phase = PipelinePhase.Sleep;
        _sleepsForEvent = waitsForEvent;
        RaiseAttention();
    }

    private void MayBeAbandoned(int register)
    {
        _abandonable = true;
        _undoRegister = register;
        _undoValue = _r[register];
        _undoIt = _it;
    }

    /// <summary>Everything that is not the next instruction. True where it used up the moment: the caller looks again.</summary>
    private bool Attend(long until)
    {
        if (_busyUntil > _cycle)
        {
            if (!_abandonable || !Nvic.Preempts || _phase != PipelinePhase.Run) return AttendBusy();
            Abandon();
        }
        switch (_phase)
        {
            case PipelinePhase.Transfer:
                TransferNext();
                return true;
            case PipelinePhase.Entry:
                ChooseHandler();
                return true;
            case PipelinePhase.Return:
                CompleteReturn();
                return true;
            case PipelinePhase.Sleep:
                return AttendSleep(until);
            case PipelinePhase.Lockup or PipelinePhase.Halted:
                return true;
        }
        if (_halting)
        {
            _phase = PipelinePhase.Halted;
            return true;
        }
        if (Nvic.Preempts)
        {
            if (Bus.IsUnderWay) return false; // an access that the bus has begun is finished first
            BeginEntry(_pc);
            return true;
        }
        if (!_thumb)
        {
            Fault(FaultKind.InvalidState, 0);
            TakeFault(_pc);
            return true;
        }
        _attention = false;
        return false;
    }

    private bool AttendBusy()
    {
        if (_phase != PipelinePhase.Return || !Nvic.Preempts || Has(CoreMistake.NoTailChain)) return false;
        TailChain(_cycle); // an interrupt while registers are popped: the pop is given up
        return true;
    }

    private bool AttendSleep(long until)
    {
        bool wakes = Nvic.WakesFromInterrupt() || (_sleepsForEvent && _eventRegister);
        if (wakes)
        {
            if (_sleepsForEvent) _eventRegister = false;
            _phase = PipelinePhase.Run;
            return true;
        }
        if (_halting)
        {
            _phase = PipelinePhase.Run;
            return true;
        }
        long next = Math.Min(until, _nextEvent);
        _stalls[(int)StallReason.Sleep] += next - _cycle;
        _cycle = next;
        return true;
    }

    /// <summary>A divide or floating-point transfer gives way to an interrupt and will begin again.</summary>
    private void Abandon()
    {
        if (!Has(CoreMistake.DivideRestart)) _r[_undoRegister] = _undoValue;
        _it = _undoIt;
        _pc = _issuedPc;
        _abandonable = false;
        _instructions--;
        _busyUntil = _cycle;
    }

    /// <summary>Pushes the frame; the handler is chosen when the vector is read.</summary>
    private void BeginEntry(uint returnAddress)
    {
        bool extended = (_control & 4) != 0;
        bool eager = extended && (System.Fpccr & 0x4000_0000) == 0;
        int cycles = eager ? Parameters.ExceptionEntryFloat : Parameters.ExceptionEntry;
        _stalls[(int)StallReason.ExceptionEntry] += cycles;
        _entryEnd = _cycle + cycles;
        _busyUntil = _entryEnd - Parameters.LateArrivalBeforeEnd;
        bool shared = _isShared; // the frame's accesses are spread over the entry: see FrameBank
        _isShared = false;
        if (Has(CoreMistake.LateArrival)) _mistakenChoice = Nvic.BestPending;
        PushFrame(returnAddress, extended);
        _isShared = shared;
        _phase = PipelinePhase.Entry;
        RaiseAttention();
        Forget(false);
    }

    private void PushFrame(uint returnAddress, bool extended)
    {
        uint size = extended ? 0x68u : 0x20u, sp = _r[StackPointer];
        bool align = (System.Ccr & 0x200) != 0 && (sp & 4) != 0;
        uint frame = (align ? sp - 4 : sp) - size;
        _entryReturnValue = 0xFFFF_FFE1u | (extended ? 0 : 0x10u) | (_ipsr == 0 ? 8u : 0) | (UsesProcessStack ? 4u : 0);
        bool stored = Push(frame, 0, _r[0]) && Push(frame, 1, _r[1]) && Push(frame, 2, _r[2]) && Push(frame, 3, _r[3])
            && Push(frame, 4, _r[12]) && Push(frame, 5, _r[14]) && Push(frame, 6, returnAddress)
            && Push(frame, 7, (Has(CoreMistake.ItState) ? Xpsr & ~0x0600_FC00u : Xpsr) & ~0x200u | (align ? 0x200u : 0));
        Ici = 0;
        if (stored && extended) stored = SaveFloatFrame(frame + 0x20);
        _r[StackPointer] = frame;
        if (!stored) FaultWhileStacking(stacking: true);
    }

    private bool SaveFloatFrame(uint address)
    {
        if ((System.Fpccr & 0x4000_0000) == 0) return PushFloat(address);
        System.Fpcar = address & ~7u;
        uint ready = (_ipsr == 0 ? 8u : 0) | (IsPrivileged ? 0u : 2) | 1;
        if (Nvic.CanTake(Nvic.HardFault)) ready |= 0x10;
        if (Nvic.IsEnabled(Nvic.BusFault) && Nvic.CanTake(Nvic.BusFault)) ready |= 0x40;
        if (Nvic.IsEnabled(Nvic.MemManage) && Nvic.CanTake(Nvic.MemManage)) ready |= 0x20;
        System.Fpccr = System.Fpccr & 0xC000_0000 | ready;
        return true;
    }

    private bool PushFloat(uint address)
    {
        for (int i = 0; i < 16; i++)
            if (!Push(address, i, _s[i])) return false;
        return Push(address, 16, _fpscr);
    }

    private bool Push(uint frame, int word, uint value)
    {
        bool done = Write32(frame + (uint)word * 4, value);
        _writes--;
        return done;
    }

    private bool Pop(uint frame, int word, out uint value)
    {
        bool done = Read32(frame + (uint)word * 4, out value);
        _reads--;
        return done;
    }

    /// <summary>Reads the vector of the most urgent exception, which may be a late one, and enters its handler.</summary>
    private void ChooseHandler()
    {
        int number = _mistakenChoice != 0 ? _mistakenChoice : Nvic.BestPending;
        _mistakenChoice = 0;
        _phase = PipelinePhase.Run;
        _busyUntil = _entryEnd;
        RaiseAttention();
        if (number == 0) number = Nvic.HardFault;
        Statistics.Exceptions++;
        _flushes++;
        _r[LinkRegister] = _entryReturnValue;
        if (UsesProcessStack) (_r[13], _otherSp) = (_otherSp, _r[13]);
        _ipsr = (uint)number;
        _control &= ~6u;
        _it = 0;
        _exclusive = false;
        _eventRegister = true;
        Nvic.Activate(number);
        if (!TryReadWord(System.Vtor + (uint)number * 4, out uint vector))
        {
            System.Hfsr |= 2;
            if (number == Nvic.HardFault) Lock();
            else Escalate();
            return;
        }
        _pc = vector & ~1u;
        _thumb = (vector & 1) != 0;
    }

    private void BeginReturnIfAsked()
    {
        if (!_returning) return;
        _returning = false;
        BeginReturn(_returnValue);
    }

    /// <summary>The return instruction has issued: checks it, leaves the handler and begins to pop, or goes on to the next handler.</summary>
    private void BeginReturn(uint value)
    {
        int number = (int)_ipsr;
        bool wasActive = Nvic.IsActive(number);
        if (number != 2) _faultmask = 0;
        Nvic.Deactivate(number);
        bool toThread = (value & 8) != 0;
        bool base0 = Nvic.ActiveCount == 0;
        bool valid = (value & 0x0FFF_FFE0) == 0x0FFF_FFE0 && (value & 0xF) is 1 or 9 or 13 && wasActive
            && (toThread ? base0 || (System.Ccr & 1) != 0 : !base0);
        _phase = PipelinePhase.Return;
        RaiseAttention();
        _entryReturnValue = value;
        long last = Math.Max(_busyUntil, _cycle + 1) - 1; // the return instruction's last cycle counts as the first of the return
        if (!valid)
        {
            System.Cfsr |= 1u << 18;
            PendFault(Nvic.UsageFault);
            if (_phase == PipelinePhase.Return) TailChain(last);
            return;
        }
        bool restoresFloat = (value & 0x10) == 0 && (System.Fpccr & 1) == 0;
        int cycles = restoresFloat ? Parameters.ExceptionReturnFloat : Parameters.ExceptionReturn;
        _busyUntil = last + cycles;
        if (Nvic.Preempts && !Has(CoreMistake.NoTailChain)) TailChain(last);
        else _stalls[(int)StallReason.ExceptionReturn] += cycles - 1;
    }

    /// <summary>The next handler starts without popping and pushing.</summary>
    private void TailChain(long from)
    {
        _phase = PipelinePhase.Entry;
        if (Has(CoreMistake.TailChainPriority)) _mistakenChoice = Nvic.LeastUrgentPending;
        _entryEnd = from + Parameters.TailChain;
        _busyUntil = _entryEnd - Math.Min(Parameters.LateArrivalBeforeEnd, Parameters.TailChain);
        _stalls[(int)StallReason.ExceptionEntry] += _entryEnd - _cycle;
        RaiseAttention();
    }

    /// <summary>Pops the frame and goes on with what was interrupted.</summary>
    private void CompleteReturn()
    {
        bool shared = _isShared;
        _isShared = false;
        PopFrame();
        _isShared = shared;
    }

    private void PopFrame()
    {
        uint value = _entryReturnValue;
        bool toThread = (value & 8) != 0, process = (value & 4) != 0, extended = (value & 0x10) == 0;
        _phase = PipelinePhase.Run;
        RaiseAttention();
        uint frame = process ? Psp : Msp;
        bool loaded = Pop(frame, 0, out uint r0) & Pop(frame, 1, out uint r1) & Pop(frame, 2, out uint r2) & Pop(frame, 3, out uint r3)
            & Pop(frame, 4, out uint r12) & Pop(frame, 5, out uint lr) & Pop(frame, 6, out uint pc) & Pop(frame, 7, out uint xpsr);
        if (!loaded)
        {
            FaultWhileStacking(stacking: false);
            BeginTailChainedFault();
            return;
        }
        if (extended && !RestoreFloat(frame + 0x20)) return;
        (_r[0], _r[1], _r[2], _r[3], _r[12], _r[14]) = (r0, r1, r2, r3, r12, lr);
        uint sp = frame + (extended ? 0x68u : 0x20u);
        if ((xpsr & 0x200) != 0 && (System.Ccr & 0x200) != 0) sp |= 4;
        // The stack pointers, while still in Handler mode where R13 is the main one
        if (process) _otherSp = sp;
        else _r[StackPointer] = sp;
        uint ipsr = xpsr & 0x1FF;
        bool consistent = toThread == (ipsr == 0);
        _ipsr = toThread ? 0 : ipsr;
        _control = _control & ~6u | (process && toThread ? 2u : 0) | (extended ? 4u : 0);
        if (UsesProcessStack) (_r[13], _otherSp) = (_otherSp, _r[13]);
        Apsr = xpsr;
        SetItOrIci(xpsr);
        _thumb = (xpsr & 1 << 24) != 0;
        _pc = pc & ~1u;
        _flushes++;
        _eventRegister = true;
        _exclusive = false;
        Nvic.Update();
        if (!consistent)
        {
            System.Cfsr |= 1u << 18;
            PendFault(Nvic.UsageFault);
            return;
        }
        if (toThread && (System.Scr & 2) != 0 && Nvic.ActiveCount == 0) Sleep(waitsForEvent: false);
    }

    private bool RestoreFloat(uint address)
    {
        if ((System.Fpccr & 1) != 0)
        {
            System.Fpccr &= ~1u;
            return true;
        }
        for (int i = 0; i < 16; i++)
        {
            if (Pop(address, i, out uint value))
            {
                _s[i] = value;
                continue;
            }
            FaultWhileStacking(stacking: false);
            BeginTailChainedFault();
            return false;
        }
        Pop(address, 16, out uint fpscr);
        Fpscr = fpscr;
        return true;
    }

    private void BeginTailChainedFault()
    {
        TailChain(_cycle);
    }

    private void FaultWhileStacking(bool stacking)
    {
        bool bus = _fault == FaultKind.DataBus;
        _fault = FaultKind.None;
        System.Cfsr |= bus ? stacking ? 1u << 12 : 1u << 11 : stacking ? 1u << 4 : 1u << 3;
        PendFault(bus ? Nvic.BusFault : Nvic.MemManage);
    }

    private bool Fault(FaultKind kind, uint address)
    {
        _fault = kind;
        _faultAddress = address;
        return false;
    }

    /// <summary>Records the fault of the present instruction and pends its exception; the instruction will be the return address.</summary>
    private void TakeFault(uint pc)
    {
        FaultKind kind = _fault;
        _fault = FaultKind.None;
        _unprivilegedAccess = false;
        _isStore = false;
        _pc = pc;
        _busyUntil = Math.Max(_busyUntil, _cycle + 1);
        Forget(false);
        (uint status, int number) = kind switch
        {
            FaultKind.FetchAccess => (1u, Nvic.MemManage),
            FaultKind.DataAccess => (1u << 1 | 1u << 7, Nvic.MemManage),
            FaultKind.FetchBus => (1u << 8, Nvic.BusFault),
            FaultKind.DataBus => (1u << 9 | 1u << 15, Nvic.BusFault),
            FaultKind.Undefined => (1u << 16, Nvic.UsageFault),
            FaultKind.InvalidState => (1u << 17, Nvic.UsageFault),
            FaultKind.InvalidReturn => (1u << 18, Nvic.UsageFault),
            FaultKind.NoCoprocessor => (1u << 19, Nvic.UsageFault),
            FaultKind.Unaligned => (1u << 24, Nvic.UsageFault),
            FaultKind.DivideByZero => (1u << 25, Nvic.UsageFault),
            _ => (0u, Nvic.HardFault),
        };
        System.Cfsr |= status;
        if (kind is FaultKind.DataBus or FaultKind.DataAccess) System.FaultAddress = _faultAddress;
        if (Nvic.CanTake(Nvic.HardFault)) LastFaultPc = pc; // a fault in HardFault locks up: the first one is the cause
        if (number == Nvic.HardFault) Escalate();
        else PendFault(number);
    }

    /// <summary>Address of the instruction that faulted last.</summary>
    public uint LastFaultPc { get; private set; }

    /// <summary>A fault whose handler is disabled or not urgent enough becomes a HardFault (Arm ARMv7-M ARM, B1.5.4).</summary>
    private void PendFault(int number)
    {
        if (Nvic.IsEnabled(number) && Nvic.CanTake(number))
        {
            Nvic.Pend(number);
            return;
        }
        System.Hfsr |= 1u << 30;
        Escalate();
    }

    private void Escalate()
    {
        if (Nvic.CanTake(Nvic.HardFault)) Nvic.Pend(Nvic.HardFault);
        else Lock();
    }

    private void Lock()
    {
        _phase = PipelinePhase.Lockup;
        RaiseAttention();
    }

    /// <summary>The program asked for a reset by AIRCR.SYSRESETREQ; the core has stopped.</summary>
    public bool ResetRequested { get; private set; }

    internal void RequestReset()
    {
        ResetRequested = true;
        Halt();
    }

    private void TakeSupervisorCall()
    {
        _supervisorCall = false;
        if (Nvic.CanTake(Nvic.SvCall)) Nvic.Pend(Nvic.SvCall);
        else PendFault(Nvic.SvCall);
    }
}
