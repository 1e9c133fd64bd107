using HwModel.SpiNNaker2.Pe.Core.Decode;
using HwModel.SpiNNaker2.Pe.Core.Exceptions;
using HwModel.SpiNNaker2.Pe.Core.Float;

namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>The floating-point instructions (Arm ARMv7-M ARM, A6.4 and A7.7).</summary>
public sealed unsafe partial class CortexM4
{
    private void ExecuteFloat(in Instruction i)
    {
        if (!FloatEnabled)
        {
            Fault(FaultKind.NoCoprocessor, 0);
            return;
        }
        if ((System.Fpccr & 1) != 0 && !SaveLazily()) return;
        if ((_control & 4) == 0 && (System.Fpccr & 0x8000_0000) != 0 && (System.Actlr & 0x100) == 0)
        {
            _fpscr = _fpscr & ~0x07C0_0000u | System.Fpdscr;
            _control |= 4;
        }
        if (i.Operation >= Operation.Vmla) ComputeFloat(in i);
        else TransferFloat(in i);
    }

    /// <summary>The first floating-point instruction of a handler saves the registers of what it interrupted (Arm ARMv7-M ARM, B1.5.7).</summary>
    private bool SaveLazily()
    {
        bool saved = Has(CoreMistake.LazySave) || PushFloat(System.Fpcar);
        if (!saved)
        {
            System.Cfsr |= _fault == FaultKind.DataBus ? 1u << 13 : 1u << 5;
            _fault = FaultKind.None;
            PendFault(Nvic.BusFault);
            Fault(FaultKind.DataBus, System.Fpcar);
            return false;
        }
        System.Fpccr &= ~1u;
        return Stall(StallReason.LazySave, Parameters.LazySave);
    }

    private void TransferFloat(in Instruction i)
    {
        switch (i.Operation)
        {
            case Operation.VmovToOne: _s[i.N] = _r[i.D]; break;
            case Operation.VmovFromOne: _r[i.D] = _s[i.N]; break;
            case Operation.VmovToTwo:
                _s[i.M] = _r[i.D];
                _s[i.M + 1] = _r[i.A];
                break;
            case Operation.VmovFromTwo:
                _r[i.D] = _s[i.M];
                _r[i.A] = _s[i.M + 1];
                break;
            case Operation.Vmsr: Fpscr = _r[i.D]; break;
            case Operation.Vmrs:
                if (i.D == ProgramCounter) SetNzcv(_fpscr);
                else _r[i.D] = _fpscr;
                break;
            case Operation.Vldr or Operation.Vstr:
                uint address = (i.N == ProgramCounter ? _r[15] & ~3u : _r[i.N]) + i.Immediate;
                MoveFloats(i.D, i.Has(InstructionFlags.DoubleWord) ? 2u : 1, address, i.Operation == Operation.Vldr);
                break;
            default: FloatMultiple(in i); break;
        }
    }

    private void FloatMultiple(in Instruction i)
    {
        uint start = i.N == ProgramCounter ? _r[15] & ~3u : _r[i.N], bytes = i.Immediate * 4;
        bool below = i.Has(InstructionFlags.Below);
        uint address = below ? start - bytes : start;
        uint words = i.Has(InstructionFlags.DoubleWord) ? i.Immediate & ~1u : i.Immediate;
        MayBeAbandoned(i.N);
        if (MoveFloats(i.D, words, address, i.Operation == Operation.Vldm) && i.Has(InstructionFlags.Writeback)) _r[i.N] = below ? address : start + bytes;
    }

    private bool MoveFloats(int register, uint words, uint address, bool load)
    {
        if (!MustBeAligned(address, 4)) return false;
        for (int k = 0; k < words; k++, address += 4)
        {
            if (!load)
            {
                if (!Write32(address, _s[register + k])) return false;
            }
            else if (Read32(address, out uint value))
            {
                _s[register + k] = value;
            }
            else
            {
                return false;
            }
        }
        return true;
    }

    private void ComputeFloat(in Instruction i)
    {
        var status = new FloatStatus(_fpscr);
        uint n = _s[i.N & 31], m = _s[i.M & 31], d = _s[i.D];
        const uint sign = SoftFloat.SignBit;
        switch (i.Operation)
        {
            case Operation.Vadd: d = SoftFloat.Add(n, m, ref status); break;
            case Operation.Vsub: d = SoftFloat.IsNaN(m) ? SoftFloat.Add(n, m, ref status) : SoftFloat.Add(n, m ^ sign, ref status); break;
            case Operation.Vmul: d = SoftFloat.Multiply(n, m, ref status); break;
            case Operation.Vnmul: d = SoftFloat.Multiply(n, m, ref status) ^ sign; break;
            case Operation.Vmla: d = SoftFloat.Add(d, SoftFloat.Multiply(n, m, ref status), ref status); break;
            case Operation.Vmls: d = SoftFloat.Add(d, SoftFloat.Multiply(n, m, ref status) ^ sign, ref status); break;
            case Operation.Vnmla: d = SoftFloat.Add(d ^ sign, SoftFloat.Multiply(n, m, ref status) ^ sign, ref status); break;
            case Operation.Vnmls: d = SoftFloat.Add(d ^ sign, SoftFloat.Multiply(n, m, ref status), ref status); break;
            case Operation.Vfma: d = SoftFloat.FusedMultiplyAdd(d, n, m, ref status); break;
            case Operation.Vfms: d = SoftFloat.FusedMultiplyAdd(d, n ^ sign, m, ref status); break;
            case Operation.Vfnms: d = SoftFloat.FusedMultiplyAdd(d ^ sign, n, m, ref status); break;
            case Operation.Vfnma: d = SoftFloat.FusedMultiplyAdd(d ^ sign, n ^ sign, m, ref status); break;
            case Operation.Vdiv: d = SoftFloat.Divide(n, m, ref status); break;
            case Operation.Vsqrt: d = SoftFloat.SquareRoot(m, ref status); break;
            case Operation.Vabs: d = m & ~sign; break;
            case Operation.Vneg: d = m ^ sign; break;
            case Operation.Vmov: d = m; break;
            case Operation.VmovImm: d = i.Immediate; break;
            case Operation.Vcmp: _fpscr = _fpscr & 0x0FFF_FFFF | SoftFloat.Compare(d, m, i.Shift != 0, ref status); break;
            case Operation.VcmpZero: _fpscr = _fpscr & 0x0FFF_FFFF | SoftFloat.Compare(d, 0, i.Shift != 0, ref status); break;
            default: d = Convert(in i, m, d, ref status); break;
        }
        _s[i.D] = d;
        _fpscr |= status.Flags;
    }

    private static uint Convert(in Instruction i, uint m, uint d, ref FloatStatus status)
    {
        bool wide = (i.Shift & 2) != 0, unsigned = (i.Shift & 1) != 0;
        int fraction = (int)i.Immediate;
        switch (i.Operation)
        {
            case Operation.VcvtFromInt: return FloatConversion.FromFixed(i.Immediate != 0 ? (int)m : m, 0, ref status);
            case Operation.VcvtToInt:
                return FloatConversion.ToFixed(m, 0, i.Immediate != 0, 32, i.Shift != 0 ? RoundingMode.TowardZero : status.Mode, ref status);
            case Operation.VcvtFromFixed:
                status.Mode = RoundingMode.NearestEven;
                return FloatConversion.FromFixed(wide ? unsigned ? d : (int)d : unsigned ? (ushort)d : (short)d, fraction, ref status);
            case Operation.VcvtToFixed:
                return FloatConversion.ToFixed(d, fraction, !unsigned, wide ? 32 : 16, RoundingMode.TowardZero, ref status);
            case Operation.VcvtFromHalf: return FloatConversion.FromHalf(m >> 16 * i.Shift & 0xFFFF, ref status);
            default:
                uint half = FloatConversion.ToHalf(m, ref status);
                return i.Shift != 0 ? d & 0xFFFF | half << 16 : d & 0xFFFF_0000 | half;
        }
    }
}
