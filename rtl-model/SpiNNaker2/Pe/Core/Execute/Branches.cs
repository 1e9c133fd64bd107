using System.Runtime.CompilerServices;
using HwModel.SpiNNaker2.Pe.Core.Decode;
using HwModel.SpiNNaker2.Pe.Core.Exceptions;

namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>Branches, special registers and hints (Arm ARMv7-M ARM, A2.3.1, B5.2).</summary>
public sealed unsafe partial class CortexM4
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void BranchTo(uint address)
    {
        _next = address & ~1u;
        _taken = true;
    }

    /// <summary>A branch that takes the instruction set from bit 0 and, in Handler mode, may be an exception return.</summary>
    private void BranchExchange(uint address, bool mayReturn)
    {
        BranchTo(address);
        if (mayReturn && _ipsr != 0 && address >> 28 == 0xF)
        {
            _returnValue = address;
            _returning = true;
            _next = address;
            return;
        }
        _thumb = (address & 1) != 0;
        if (!_thumb) RaiseAttention();
    }

    private void BranchLinkExchange(in Instruction i)
    {
        uint target = _r[i.M];
        _r[14] = _next | 1;
        BranchExchange(target, mayReturn: false);
    }

    private void WriteOrBranch(int register, uint value)
    {
        if (register == ProgramCounter) BranchTo(value);
        else _r[register] = value;
    }

    private void TableBranch(in Instruction i)
    {
        uint value;
        if (i.Operation == Operation.Tbb ? !Read8(_r[i.N] + _r[i.M], out value) : !Read16(_r[i.N] + _r[i.M] * 2, out value)) return;
        Stall(StallReason.LoadStore, Parameters.TableBranchAdd);
        BranchTo(_r[15] + value * 2);
    }

    private void ChangeProcessorState(in Instruction i)
    {
        Stall(StallReason.System, Parameters.SystemRegister - i.Cycles);
        if (!IsPrivileged) return;
        uint value = i.Immediate >> 2;
        if ((i.Immediate & 2) != 0) _primask = value;
        // FAULTMASK is set only below HardFault's priority (B5.2.3).
        if ((i.Immediate & 1) != 0 && (value == 0 || Nvic.ExecutionPriority > -1)) _faultmask = value;
        Nvic.Update();
    }

    private void MoveFromSpecial(in Instruction i)
    {
        Stall(StallReason.System, Parameters.SystemRegister - i.Cycles);
        uint number = i.Immediate & 0xFF;
        uint value = number switch
        {
            < 8 => ((number & 4) == 0 ? Apsr & (0xF800_0000 | 0x000F_0000) : 0) | ((number & 1) != 0 ? _ipsr : 0),
            20 => _control,
            _ when !IsPrivileged => 0,
            8 => Msp,
            9 => Psp,
            16 => _primask,
            17 or 18 => _basepri,
            19 => _faultmask,
            _ => 0,
        };
        _r[i.D] = value;
    }

    private void MoveToSpecial(in Instruction i)
    {
        Stall(StallReason.System, Parameters.SystemRegister - i.Cycles);
        uint value = _r[i.N], number = i.Immediate & 0xFF;
        if (number < 8)
        {
            if ((number & 4) != 0) return;
            if ((i.A & 2) != 0)
            {
                SetNzcv(value);
                _q = value >> 27 & 1;
            }
            if ((i.A & 1) != 0) _ge = value >> 16 & 15;
            return;
        }
        if (!IsPrivileged) return;
        switch (number)
        {
            case 8: Msp = value; break;
            case 9: Psp = value; break;
            case 16: _primask = value & 1; break;
            case 17: _basepri = value & Nvic.PriorityMask; break;
            case 18:
                value &= Nvic.PriorityMask;
                if (value != 0 && (value < _basepri || _basepri == 0)) _basepri = value;
                break;
            case 19: if ((value & 1) == 0 || Nvic.ExecutionPriority > -1) _faultmask = value & 1; break;
            case 20: SetControl(_ipsr == 0 ? value : value & ~2u | _control & 2); break;
        }
        Nvic.Update();
    }

    private void Hint(in Instruction i)
    {
        switch (i.Immediate)
        {
            case 2: // WFE
                if (_eventRegister) _eventRegister = false;
                else Sleep(waitsForEvent: true);
                break;
            case 3:
                Sleep(waitsForEvent: false);
                break;
            case 4:
                _eventRegister = true;
                break;
        }
    }

    private void Breakpoint(in Instruction i)
    {
        if (i.Immediate == 0xAB && Semihost is not null)
        {
            Semihost.Call(this);
            return;
        }
        System.Hfsr |= 0x8000_0000;
        System.Dfsr |= 2;
        Fault(FaultKind.Breakpoint, 0);
    }
}
