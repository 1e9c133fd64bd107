using System.Numerics;
using HwModel.BrainScaleS2.Ppu.Isa;

namespace HwModel.BrainScaleS2.Ppu.Core;

/// <summary>Integer arithmetic and logic (Power ISA 2.06, book I, 3.3).</summary>
public sealed partial class NuxCore
{
    private const uint RecordBit = 1;
    private const uint OverflowBit = 1 << 10;

    private void Integer(OpcodeRow row, uint word)
    {
        uint a = _gpr[Ra(word)], b = _gpr[Rb(word)], s = _gpr[Rt(word)];
        int immediate = (short)word;
        uint unsigned = word & 0xFFFF;
        switch (row.Operation)
        {
            case Operation.AddImmediate: _gpr[Rt(word)] = BaseOrZero(word) + (uint)immediate; return;
            case Operation.AddImmediateShifted: _gpr[Rt(word)] = BaseOrZero(word) + (unsigned << 16); return;
            case Operation.AddImmediateCarrying: Sum(word, a, (uint)immediate, 0, carries: true, records: false); return;
            case Operation.AddImmediateCarryingRecord: Sum(word, a, (uint)immediate, 0, carries: true, records: true); return;
            case Operation.SubtractFromImmediateCarrying: Sum(word, ~a, (uint)immediate, 1, carries: true, records: false); return;
            case Operation.MultiplyImmediate: Late(word, a * (uint)immediate, _timing.Multiply); return;
            case Operation.CompareImmediate: SetField(word >> 23 & 7, Compared((int)a, immediate)); return;
            case Operation.CompareLogicalImmediate: SetField(word >> 23 & 7, Compared(a, unsigned)); return;
            case Operation.Compare: SetField(word >> 23 & 7, Compared((int)a, (int)b)); return;
            case Operation.CompareLogical: SetField(word >> 23 & 7, Compared(a, b)); return;
            case Operation.OrImmediate: _gpr[Ra(word)] = s | unsigned; return;
            case Operation.OrImmediateShifted: _gpr[Ra(word)] = s | unsigned << 16; return;
            case Operation.XorImmediate: _gpr[Ra(word)] = s ^ unsigned; return;
            case Operation.XorImmediateShifted: _gpr[Ra(word)] = s ^ unsigned << 16; return;
            case Operation.AndImmediate: Logic(word, s & unsigned, record: true); return;
            case Operation.AndImmediateShifted: Logic(word, s & unsigned << 16, record: true); return;
            case Operation.Add: Arithmetic(word, a, b, 0, carries: false); return;
            case Operation.AddCarrying: Arithmetic(word, a, b, 0, carries: true); return;
            case Operation.AddExtended: Arithmetic(word, a, b, Carry, carries: true); return;
            case Operation.AddZeroExtended: Arithmetic(word, a, 0, Carry, carries: true); return;
            case Operation.AddMinusOneExtended: Arithmetic(word, a, uint.MaxValue, Carry, carries: true); return;
            case Operation.SubtractFrom: Arithmetic(word, ~a, b, 1, carries: false); return;
            case Operation.SubtractFromCarrying: Arithmetic(word, ~a, b, 1, carries: true); return;
            case Operation.SubtractFromExtended: Arithmetic(word, ~a, b, Carry, carries: true); return;
            case Operation.SubtractFromZeroExtended: Arithmetic(word, ~a, 0, Carry, carries: true); return;
            case Operation.SubtractFromMinusOneExtended: Arithmetic(word, ~a, uint.MaxValue, Carry, carries: true); return;
            case Operation.Negate: Arithmetic(word, ~a, 0, 1, carries: false); return;
            case Operation.MultiplyLow or Operation.MultiplyHigh or Operation.MultiplyHighUnsigned: Multiply(row, word, a, b); return;
            case Operation.Divide or Operation.DivideUnsigned: Divide(row, word, a, b); return;
            default: Logic(word, LogicResult(row, word, s, b), (word & RecordBit) != 0 && row.HasRecord); return;
        }
    }

    private uint LogicResult(OpcodeRow row, uint word, uint s, uint b)
    {
        int shift = Rb(word);
        switch (row.Operation)
        {
            case Operation.And: return s & b;
            case Operation.AndComplement: return s & ~b;
            case Operation.Or: return s | b;
            case Operation.OrComplement: return s | ~b;
            case Operation.Xor: return s ^ b;
            case Operation.Nand: return ~(s & b);
            case Operation.Nor: return ~(s | b);
            case Operation.Equivalent: return ~(s ^ b);
            case Operation.ExtendByte: return (uint)(sbyte)s;
            case Operation.ExtendHalfword: return (uint)(short)s;
            case Operation.CountLeadingZeros: return (uint)BitOperations.LeadingZeroCount(s);
            case Operation.PopulationCountBytes: return PopulationCounts(s);
            case Operation.Parity: return (uint)BitOperations.PopCount(s & 0x01010101) & 1;
            case Operation.ShiftLeft: return (b & 32) != 0 ? 0 : s << (int)(b & 31);
            case Operation.ShiftRight: return (b & 32) != 0 ? 0 : s >> (int)(b & 31);
            case Operation.ShiftRightAlgebraic: return ShiftAlgebraic(s, (int)(b & 63));
            case Operation.ShiftRightAlgebraicImmediate: return ShiftAlgebraic(s, shift);
            case Operation.RotateAnd: return BitOperations.RotateLeft(s, shift) & Mask(word);
            case Operation.RotateAndRegister: return BitOperations.RotateLeft(s, (int)(b & 31)) & Mask(word);
            default: return (BitOperations.RotateLeft(s, shift) & Mask(word)) | (_gpr[Ra(word)] & ~Mask(word));
        }
    }

    // Ones from bit mb to bit me, counted from the most significant one, round the end where me < mb.
    private static uint Mask(uint word)
    {
        var begin = (int)(word >> 6 & 31);
        var end = (int)(word >> 1 & 31);
        uint from = uint.MaxValue >> begin, to = uint.MaxValue << 31 - end;
        return begin <= end ? from & to : from | to;
    }

    private uint ShiftAlgebraic(uint value, int by)
    {
        bool negative = (int)value < 0;
        uint lost = by == 0 ? 0 : by > 31 ? value : value & (1u << by) - 1;
        _carry = negative && lost != 0;
        return (uint)((int)value >> Math.Min(by, 31));
    }

    private static uint PopulationCounts(uint value)
    {
        uint counts = 0;
        for (int shift = 0; shift < 32; shift += 8) counts |= (uint)BitOperations.PopCount(value >> shift & 0xFF) << shift;
        return counts;
    }

    private void Logic(uint word, uint result, bool record)
    {
        _gpr[Ra(word)] = result;
        if (record) SetField(0, Compared((int)result, 0));
    }

    private void Arithmetic(uint word, uint a, uint b, uint carryIn, bool carries)
    {
        if ((word & OverflowBit) != 0)
        {
            uint sum = a + b + carryIn;
            SetOverflow(((a ^ sum) & (b ^ sum)) >> 31 != 0);
        }
        Sum(word, a, b, carryIn, carries, (word & RecordBit) != 0);
    }

    private void Sum(uint word, uint a, uint b, uint carryIn, bool carries, bool records)
    {
        ulong sum = (ulong)a + b + carryIn;
        if (carries) _carry = sum >> 32 != 0 && (_faults & PpuFault.CarryLost) == 0;
        _gpr[Rt(word)] = (uint)sum;
        if (records) SetField(0, Compared((int)sum, 0));
    }

    private void Multiply(OpcodeRow row, uint word, uint a, uint b)
    {
        long product = (long)(int)a * (int)b;
        uint result = row.Operation switch
        {
            Operation.MultiplyHighUnsigned => (uint)((ulong)a * b >> 32),
            Operation.MultiplyHigh => (uint)(product >> 32),
            _ => (uint)product,
        };
        if (row.HasOverflow && (word & OverflowBit) != 0) SetOverflow(product != (int)product);
        Late(word, result, _timing.Multiply);
        if ((word & RecordBit) != 0) SetField(0, Compared((int)result, 0));
    }

    private void Divide(OpcodeRow row, uint word, uint a, uint b)
    {
        bool impossible = b == 0 || (row.Operation == Operation.Divide && a == 0x8000_0000 && b == uint.MaxValue);
        // The result of an impossible division is undefined; the model gives 0.
        uint result = impossible ? 0 : row.Operation == Operation.Divide ? (uint)((int)a / (int)b) : a / b;
        if ((word & OverflowBit) != 0) SetOverflow(impossible);
        Late(word, result, _timing.Divide);
        if ((word & RecordBit) != 0) SetField(0, Compared((int)result, 0));
    }

    private void Late(uint word, uint result, int cycles)
    {
        _gpr[Rt(word)] = result;
        _ready[Rt(word)] = _now + cycles;
    }

    private uint Carry => _carry ? 1u : 0;

    private void SetOverflow(bool overflow)
    {
        _overflow = overflow;
        _summaryOverflow |= overflow;
    }

    // Field bits: 8 less, 4 greater, 2 equal, 1 summary overflow.
    private uint Compared(int a, int b) => (a < b ? 8u : a > b ? 4u : 2u) | (_summaryOverflow ? 1u : 0);

    private uint Compared(uint a, uint b) => (a < b ? 8u : a > b ? 4u : 2u) | (_summaryOverflow ? 1u : 0);

    private void SetField(uint field, uint value)
    {
        int shift = 28 - 4 * (int)field;
        _cr = (_cr & ~(15u << shift)) | value << shift;
    }
}
