using HwModel.BrainScaleS2.Ppu.Isa;

namespace HwModel.BrainScaleS2.Ppu.Core;

/// <summary>
/// Interrupts, timers and special-purpose registers (Power ISA 2.06, book III-E; numbers of libnux, spr). The interrupt table starts at 4, one branch each.
/// </summary>
public sealed partial class NuxCore
{
    private const uint EnableExternal = 0x8000;
    private const uint DecrementerEnable = 0x0400_0000;
    private const uint FixedEnable = 0x0080_0000;
    private const uint AutoReload = 0x0040_0000;
    private const uint DecrementerStatus = 0x0800_0000;
    private const uint FixedStatus = 0x0400_0000;

    private uint _msr;
    private uint _srr0;
    private uint _srr1;
    private uint _csrr0;
    private uint _csrr1;
    private uint _mcsrr0;
    private uint _mcsrr1;
    private uint _esr;
    private uint _tcr;
    private uint _tsr;
    private uint _decar;
    private uint _iccr;
    private uint _gout;
    private uint _goe;
    private uint _gin;
    private uint _edges;
    private long _timeOrigin;
    private long _decrementerZero;
    private bool _decrementerRuns;
    private long _fixedDue = Never;

    private static class Vector
    {
        public const uint MachineCheck = 4;
        public const uint External = 20;
        public const uint Alignment = 24;
        public const uint Program = 28;
        public const uint Fixed = 44;
        public const uint Decrementer = 48;
    }

    /// <summary>Levels of the four general-purpose outputs.</summary>
    public uint GeneralOutputs => _gout & _goe;

    /// <summary>Levels of the four general-purpose inputs.</summary>
    public void SetInputs(uint pins)
    {
        uint rising = pins & ~_gin, falling = ~pins & _gin;
        uint low = _iccr >> 12 & 15;
        _edges |= ((rising & ~low) | (falling & low)) & 15;
        _gin = pins & 15;
    }

    private bool IsInterrupted => (_msr & EnableExternal) != 0 && (ExternalPins != 0 || DecrementerPending || FixedPending);

    private bool DecrementerPending => (_tcr & DecrementerEnable) != 0 && (_tsr & DecrementerStatus) != 0;

    private bool FixedPending => (_tcr & FixedEnable) != 0 && (_tsr & FixedStatus) != 0;

    // Enabled pins by level or by the edge that came.
    private uint ExternalPins
    {
        get
        {
            uint level = _iccr >> 16 & 15, low = _iccr >> 12 & 15, enabled = _iccr >> 8 & 15;
            return enabled & ((level & (_gin ^ low)) | (~level & _edges));
        }
    }

    private long TimerDue => Math.Min(_decrementerRuns ? _decrementerZero : Never, _fixedDue);

    private void ResetSystem(long now)
    {
        _cr = _lr = _ctr = _msr = _srr0 = _srr1 = _csrr0 = _csrr1 = _mcsrr0 = _mcsrr1 = _esr = _tcr = _tsr = _decar = _iccr = _gout = _goe = _edges = 0;
        Xer = 0;
        _timeOrigin = now;
        _decrementerZero = now;
        _decrementerRuns = false;
        _fixedDue = Never;
        _omnibusLoad = NoLoad;
    }

    private void AdvanceTimers()
    {
        while (_decrementerRuns && _now >= _decrementerZero)
        {
            _tsr |= DecrementerStatus;
            _decrementerRuns = (_tcr & AutoReload) != 0 && _decar != 0;
            if (_decrementerRuns) _decrementerZero += _decar;
        }
        if (_now < _fixedDue) return;
        _tsr |= FixedStatus;
        ScheduleFixed();
    }

    // The next cycle in which the selected bit of the time base rises; kept only while the interrupt is enabled.
    private void ScheduleFixed()
    {
        if ((_tcr & FixedEnable) == 0)
        {
            _fixedDue = Never;
            return;
        }
        long half = 1L << 8 + 4 * (int)(_tcr >> 24 & 3);
        long time = _now - _timeOrigin;
        long next = ((time - half) / (2 * half) + (time >= half ? 1 : 0)) * 2 * half + half;
        _fixedDue = _timeOrigin + next;
    }

    private void TakeInterrupt()
    {
        _waiting = false;
        uint vector = ExternalPins != 0 ? Vector.External : FixedPending ? Vector.Fixed : Vector.Decrementer;
        if (vector == Vector.External) _edges &= ~ExternalPins;
        Enter(vector, _pc);
    }

    // An interrupt that an instruction causes.
    private void Interrupt(uint vector, uint at, string reason)
    {
        Trouble = reason;
        if (vector == Vector.Program) _esr = 0x0800_0000;
        if (vector != Vector.MachineCheck)
        {
            Enter(vector, at);
            return;
        }
        (_mcsrr0, _mcsrr1) = (at, _msr);
        Jump(vector);
    }

    private void Enter(uint vector, uint resume)
    {
        (_srr0, _srr1) = (resume, _msr);
        Jump(vector);
    }

    private void Jump(uint vector)
    {
        _msr &= ~EnableExternal;
        _pc = vector;
        _issueAt = _now + _timing.Interrupt;
    }

    private void ReturnFrom(Operation operation)
    {
        (_pc, _msr) = operation switch
        {
            Operation.ReturnFromInterrupt => (_srr0 & ~3u, _srr1),
            Operation.ReturnFromCritical => (_csrr0 & ~3u, _csrr1),
            _ => (_mcsrr0 & ~3u, _mcsrr1),
        };
        _issueAt = _now + _timing.TakenBranch;
    }

    private bool System(OpcodeRow row, uint word)
    {
        switch (row.Operation)
        {
            case Operation.Wait:
                _waiting = (_faults & PpuFault.WaitLost) == 0 || _vectorInstructions % 2 != 0;
                return true;
            case Operation.Synchronise:
                // Tried again until the vector unit is empty.
                return IsVectorIdle || (_faults & PpuFault.SyncIgnored) != 0;
            case Operation.MoveFromMachineState:
                _gpr[Rt(word)] = _msr;
                return true;
            case Operation.MoveToMachineState:
                _msr = _gpr[Rt(word)];
                return true;
            case Operation.MoveToSpecial:
                return Special(PpuDisassembler.SpecialOf(word), _gpr[Rt(word)]);
            default:
                if (Special(PpuDisassembler.SpecialOf(word)) is not { } value) return NoRegister(PpuDisassembler.SpecialOf(word));
                _gpr[Rt(word)] = value;
                return true;
        }
    }

    private uint? Special(int number) => number switch
    {
        1 => Xer,
        8 => _lr,
        9 => _ctr,
        22 => _decrementerRuns ? (uint)(_decrementerZero - _now) : 0,
        26 => _srr0,
        27 => _srr1,
        54 => _decar,
        58 => _csrr0,
        59 => _csrr1,
        62 => _esr,
        65 => _gin,
        66 => _gout,
        67 => _goe,
        68 => _iccr,
        268 or 284 => (uint)(_now - _timeOrigin),
        269 or 285 => (uint)(_now - _timeOrigin >> 32),
        336 => _tsr,
        340 => _tcr,
        570 => _mcsrr0,
        571 => _mcsrr1,
        _ => null,
    };

    private bool Special(int number, uint value)
    {
        switch (number)
        {
            case 1: Xer = value; return true;
            case 8: _lr = value; return true;
            case 9: _ctr = value; return true;
            case 22:
                _decrementerZero = _now + value;
                _decrementerRuns = value != 0;
                return true;
            case 26: _srr0 = value; return true;
            case 27: _srr1 = value; return true;
            case 54: _decar = value; return true;
            case 58: _csrr0 = value; return true;
            case 59: _csrr1 = value; return true;
            case 62: _esr = value; return true;
            case 66: _gout = value & 15; return true;
            case 67: _goe = value & 15; return true;
            case 68: _iccr = value; return true;
            case 284: _timeOrigin = _now - ((_now - _timeOrigin & ~0xFFFF_FFFFL) | value); return true;
            case 285: _timeOrigin = _now - ((_now - _timeOrigin & 0xFFFF_FFFFL) | (long)value << 32); return true;
            case 336: _tsr &= ~value; return true;
            case 340:
                _tcr = value;
                ScheduleFixed();
                return true;
            case 570: _mcsrr0 = value; return true;
            case 571: _mcsrr1 = value; return true;
            default: return NoRegister(number);
        }
    }

    private bool NoRegister(int number)
    {
        Interrupt(Vector.Program, _pc, $"special-purpose register {number} at 0x{_pc:x}, which does not exist");
        return false;
    }
}
