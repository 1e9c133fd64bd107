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
        FetchFrom(_pc, _entryEnd);
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
