using System.Numerics;
using HwModel.SpiNNaker2.Pe.Core.Decode;
using HwModel.SpiNNaker2.Pe.Core.Exceptions;

namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>What each operation does (Arm ARMv7-M ARM, A7.7). One line per operation; longer ones are methods of the files beside.</summary>
public sealed unsafe partial class CortexM4
{
    private void Execute(in Instruction i, bool s)
    {
        switch (i.Operation)
        {
            // Data processing
            case Operation.MovImm: Logical(in i, i.Immediate, s); break;
            case Operation.MvnImm: Logical(in i, ~i.Immediate, s); break;
            case Operation.AndImm: Logical(in i, _r[i.N] & i.Immediate, s); break;
            case Operation.BicImm: Logical(in i, _r[i.N] & ~i.Immediate, s); break;
            case Operation.OrrImm: Logical(in i, _r[i.N] | i.Immediate, s); break;
            case Operation.OrnImm: Logical(in i, _r[i.N] | ~i.Immediate, s); break;
            case Operation.EorImm: Logical(in i, _r[i.N] ^ i.Immediate, s); break;
            case Operation.TstImm: LogicalTest(in i, _r[i.N] & i.Immediate); break;
            case Operation.TeqImm: LogicalTest(in i, _r[i.N] ^ i.Immediate); break;
            case Operation.AddImm: _r[i.D] = AddWithCarry(_r[i.N], i.Immediate, 0, s); break;
            case Operation.AdcImm: _r[i.D] = AddWithCarry(_r[i.N], i.Immediate, _c, s); break;
            case Operation.SubImm: _r[i.D] = AddWithCarry(_r[i.N], ~i.Immediate, 1, s); break;
            case Operation.SbcImm: _r[i.D] = AddWithCarry(_r[i.N], ~i.Immediate, _c, s); break;
            case Operation.RsbImm: _r[i.D] = AddWithCarry(~_r[i.N], i.Immediate, 1, s); break;
            case Operation.CmpImm: AddWithCarry(_r[i.N], ~i.Immediate, 1, true); break;
            case Operation.CmnImm: AddWithCarry(_r[i.N], i.Immediate, 0, true); break;
            case Operation.Adr: _r[i.D] = (_r[15] & ~3u) + i.Immediate; break;
            case Operation.Movt: _r[i.D] = _r[i.D] & 0xFFFF | i.Immediate << 16; break;
            case Operation.MovReg: LogicalShifted(in i, Operand(in i, s), s); break;
            case Operation.MvnReg: LogicalShifted(in i, ~Operand(in i, s), s); break;
            case Operation.AndReg: LogicalShifted(in i, Operand(in i, s) & _r[i.N], s); break;
            case Operation.BicReg: LogicalShifted(in i, ~Operand(in i, s) & _r[i.N], s); break;
            case Operation.OrrReg: LogicalShifted(in i, Operand(in i, s) | _r[i.N], s); break;
            case Operation.OrnReg: LogicalShifted(in i, ~Operand(in i, s) | _r[i.N], s); break;
            case Operation.EorReg: LogicalShifted(in i, Operand(in i, s) ^ _r[i.N], s); break;
            case Operation.TstReg: _n = _z = Operand(in i, true) & _r[i.N]; break;
            case Operation.TeqReg: _n = _z = Operand(in i, true) ^ _r[i.N]; break;
            case Operation.AddReg: _r[i.D] = AddWithCarry(_r[i.N], Operand(in i, false), 0, s); break;
            case Operation.AdcReg: _r[i.D] = AddWithCarry(_r[i.N], Operand(in i, false), _c, s); break;
            case Operation.SubReg: _r[i.D] = AddWithCarry(_r[i.N], ~Operand(in i, false), 1, s); break;
            case Operation.SbcReg: _r[i.D] = AddWithCarry(_r[i.N], ~Operand(in i, false), _c, s); break;
            case Operation.RsbReg: _r[i.D] = AddWithCarry(~_r[i.N], Operand(in i, false), 1, s); break;
            case Operation.CmpReg: AddWithCarry(_r[i.N], ~Operand(in i, false), 1, true); break;
            case Operation.CmnReg: AddWithCarry(_r[i.N], Operand(in i, false), 0, true); break;
            case Operation.AddHigh: WriteOrBranch(i.D, _r[i.N] + _r[i.M]); break;
            case Operation.MovHigh: WriteOrBranch(i.D, _r[i.M]); break;
            case Operation.LslReg: ShiftByRegister(in i, ShiftType.Lsl, s); break;
            case Operation.LsrReg: ShiftByRegister(in i, ShiftType.Lsr, s); break;
            case Operation.AsrReg: ShiftByRegister(in i, ShiftType.Asr, s); break;
            case Operation.RorReg: ShiftByRegister(in i, ShiftType.Ror, s); break;

            // Bits and bytes
            case Operation.Sxth: _r[i.D] = (uint)(short)Rotated(in i); break;
            case Operation.Sxtb: _r[i.D] = (uint)(sbyte)Rotated(in i); break;
            case Operation.Uxth: _r[i.D] = (ushort)Rotated(in i); break;
            case Operation.Uxtb: _r[i.D] = (byte)Rotated(in i); break;
            case Operation.Sxtah: _r[i.D] = _r[i.N] + (uint)(short)Rotated(in i); break;
            case Operation.Sxtab: _r[i.D] = _r[i.N] + (uint)(sbyte)Rotated(in i); break;
            case Operation.Uxtah: _r[i.D] = _r[i.N] + (ushort)Rotated(in i); break;
            case Operation.Uxtab: _r[i.D] = _r[i.N] + (byte)Rotated(in i); break;
            case Operation.Sxtb16: _r[i.D] = ExtendBytes(Rotated(in i), true); break;
            case Operation.Uxtb16: _r[i.D] = ExtendBytes(Rotated(in i), false); break;
            case Operation.Sxtab16: _r[i.D] = AddHalves(_r[i.N], ExtendBytes(Rotated(in i), true)); break;
            case Operation.Uxtab16: _r[i.D] = AddHalves(_r[i.N], ExtendBytes(Rotated(in i), false)); break;
            case Operation.Rev: _r[i.D] = ReverseBytes(_r[i.M]); break;
            case Operation.Rev16: _r[i.D] = _r[i.M] << 8 & 0xFF00_FF00 | _r[i.M] >> 8 & 0x00FF_00FF; break;
            case Operation.Revsh: _r[i.D] = (uint)(short)(_r[i.M] << 8 & 0xFF00 | _r[i.M] >> 8 & 0xFF); break;
            case Operation.Rbit: _r[i.D] = ReverseBits(_r[i.M]); break;
            case Operation.Clz: _r[i.D] = (uint)BitOperations.LeadingZeroCount(_r[i.M]); break;
            case Operation.Sbfx: _r[i.D] = (uint)((int)(_r[i.N] << (32 - i.Shift - (int)i.Immediate)) >> (32 - (int)i.Immediate)); break;
            case Operation.Ubfx: _r[i.D] = _r[i.N] >> i.Shift & FieldMask(i.Immediate); break;
            case Operation.Bfi: _r[i.D] = _r[i.D] & ~(FieldMask(i.Immediate) << i.Shift) | (_r[i.N] & FieldMask(i.Immediate)) << i.Shift; break;
            case Operation.Bfc: _r[i.D] &= ~(FieldMask(i.Immediate) << i.Shift); break;
            case Operation.PkhBt: _r[i.D] = Operand(in i, false) & 0xFFFF_0000 | _r[i.N] & 0xFFFF; break;
            case Operation.PkhTb: _r[i.D] = _r[i.N] & 0xFFFF_0000 | Operand(in i, false) & 0xFFFF; break;

            // Multiply and divide
            case Operation.Mul: Multiply(in i, s); break;
            case Operation.Mla: _r[i.D] = _r[i.N] * _r[i.M] + _r[i.A]; break;
            case Operation.Mls: _r[i.D] = _r[i.A] - _r[i.N] * _r[i.M]; break;
            case Operation.Smull: WriteLong(in i, (ulong)((long)(int)_r[i.N] * (int)_r[i.M])); break;
            case Operation.Umull: WriteLong(in i, (ulong)_r[i.N] * _r[i.M]); break;
            case Operation.Smlal: WriteLong(in i, Long(in i) + (ulong)((long)(int)_r[i.N] * (int)_r[i.M])); break;
            case Operation.Umlal: WriteLong(in i, Long(in i) + (ulong)_r[i.N] * _r[i.M]); break;
            case Operation.Umaal: WriteLong(in i, (ulong)_r[i.N] * _r[i.M] + _r[i.D] + _r[i.A]); break;
            case Operation.Sdiv or Operation.Udiv: Divide(in i); break;

            // Loads and stores
            case Operation.LdrImm: LoadWord(in i, IndexedAddress(in i)); break;
            case Operation.LdrReg: LoadWord(in i, RegisterAddress(in i)); break;
            case Operation.LdrLit: LoadWord(in i, LiteralAddress(in i)); break;
            case Operation.LdrbImm: LoadByte(in i, IndexedAddress(in i), false); break;
            case Operation.LdrbReg: LoadByte(in i, RegisterAddress(in i), false); break;
            case Operation.LdrbLit: LoadByte(in i, LiteralAddress(in i), false); break;
            case Operation.LdrsbImm: LoadByte(in i, IndexedAddress(in i), true); break;
            case Operation.LdrsbReg: LoadByte(in i, RegisterAddress(in i), true); break;
            case Operation.LdrsbLit: LoadByte(in i, LiteralAddress(in i), true); break;
            case Operation.LdrhImm: LoadHalf(in i, IndexedAddress(in i), false); break;
            case Operation.LdrhReg: LoadHalf(in i, RegisterAddress(in i), false); break;
            case Operation.LdrhLit: LoadHalf(in i, LiteralAddress(in i), false); break;
            case Operation.LdrshImm: LoadHalf(in i, IndexedAddress(in i), true); break;
            case Operation.LdrshReg: LoadHalf(in i, RegisterAddress(in i), true); break;
            case Operation.LdrshLit: LoadHalf(in i, LiteralAddress(in i), true); break;
            case Operation.StrImm: StoreWord(in i, IndexedAddress(in i)); break;
            case Operation.StrReg: StoreWord(in i, RegisterAddress(in i)); break;
            case Operation.StrbImm: StoreByte(in i, IndexedAddress(in i)); break;
            case Operation.StrbReg: StoreByte(in i, RegisterAddress(in i)); break;
            case Operation.StrhImm: StoreHalf(in i, IndexedAddress(in i)); break;
            case Operation.StrhReg: StoreHalf(in i, RegisterAddress(in i)); break;
            case Operation.Ldrd: LoadDual(in i); break;
            case Operation.Strd: StoreDual(in i); break;
            case Operation.LdmIa or Operation.LdmDb or Operation.StmIa or Operation.StmDb: Multiple(in i); break;

            // Branches
            case Operation.B: BranchTo(_r[15] + i.Immediate); break;
            case Operation.BCond: if (ConditionHolds(i.N)) BranchTo(_r[15] + i.Immediate); break;
            case Operation.Cbz: if (_r[i.N] == 0) BranchTo(_r[15] + i.Immediate); break;
            case Operation.Cbnz: if (_r[i.N] != 0) BranchTo(_r[15] + i.Immediate); break;
            case Operation.Bl: _r[14] = _next | 1; BranchTo(_r[15] + i.Immediate); break;
            case Operation.Bx: BranchExchange(_r[i.M], mayReturn: true); break;
            case Operation.Blx: BranchLinkExchange(in i); break;
            case Operation.It: _it = i.Immediate; break;
            case Operation.Hint: if (i.Immediate != 0) Hint(in i); break;

            case Operation.Mistaken: ExecuteMistaken(s); break;

            default: ExecuteRest(in i); break;
        }
    }

    private void ExecuteRest(in Instruction i)
    {
        if (i.UsesFloat) ExecuteFloat(in i);
        else if (!ExecuteDsp(in i)) ExecuteSystem(in i);
    }

    /// <summary>Executes the instruction at PC with the mistake that is switched in.</summary>
    private void ExecuteMistaken(bool s)
    {
        TryDecode(_issuedPc, out Instruction right, out _);
        uint saturated = _q;
        switch (right.Operation)
        {
            case Operation.LslReg or Operation.LsrReg or Operation.AsrReg when (byte)_r[right.M] == 32: return;
            case Operation.Strex or Operation.Strexb or Operation.Strexh: _exclusive = true; break;
            case >= Operation.Vmla: _fpscr &= ~0x9Fu; break;
        }
        Execute(in right, s);
        if (right.Operation == Operation.SubImm && s) _c ^= 1;
        if (right.Operation is Operation.Ssat or Operation.Usat or Operation.Qadd) _q = saturated;
    }

    private void ExecuteSystem(in Instruction i)
    {
        switch (i.Operation)
        {
            case Operation.Strex: StoreExclusive(in i, _r[i.N] + i.Immediate, 4); break;
            case Operation.Strexh: StoreExclusive(in i, _r[i.N], 2); break;
            case Operation.Strexb: StoreExclusive(in i, _r[i.N], 1); break;
            case Operation.Ldrex: LoadExclusive(in i, _r[i.N] + i.Immediate, 4); break;
            case Operation.Ldrexh: LoadExclusive(in i, _r[i.N], 2); break;
            case Operation.Ldrexb: LoadExclusive(in i, _r[i.N], 1); break;
            case Operation.Clrex: _exclusive = false; break;
            case Operation.Tbb or Operation.Tbh: TableBranch(in i); break;
            case Operation.Cps: ChangeProcessorState(in i); break;
            case Operation.Mrs: MoveFromSpecial(in i); break;
            case Operation.Msr: MoveToSpecial(in i); break;
            case Operation.Dsb or Operation.Dmb: Stall(StallReason.System, Parameters.Barrier); break;
            case Operation.Isb: Stall(StallReason.System, Parameters.RefillExecute); break;
            case Operation.Svc: _supervisorCall = true; break;
            case Operation.Bkpt: Breakpoint(in i); break;
            case Operation.NoCoprocessor: Fault(i.Immediate is 10 or 11 && FloatEnabled ? FaultKind.Undefined : FaultKind.NoCoprocessor, 0); break;
            default: Fault(FaultKind.Undefined, 0); break;
        }
    }
}
