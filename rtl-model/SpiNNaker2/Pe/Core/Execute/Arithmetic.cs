using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using HwModel.SpiNNaker2.Pe.Core.Decode;
using HwModel.SpiNNaker2.Pe.Core.Exceptions;

namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>Additions, logic, shifts, multiplication and division with their flags (Arm ARMv7-M ARM, A2.2.1 and A7.4.2).</summary>
public sealed unsafe partial class CortexM4
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint AddWithCarry(uint x, uint y, uint carry, bool setFlags)
    {
        ulong sum = (ulong)x + y + carry;
        uint result = (uint)sum;
        if (setFlags)
        {
            _n = _z = result;
            _c = (uint)(sum >> 32);
            _v = (x ^ result) & (y ^ result);
        }
        return result;
    }

    /// <summary>Result of a logical operation with an immediate; a rotated immediate gives the carry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Logical(in Instruction i, uint result, bool setFlags)
    {
        _r[i.D] = result;
        if (!setFlags) return;
        _n = _z = result;
        if (i.Has(InstructionFlags.RotatedImmediate)) _c = i.Immediate >> 31;
    }

    private void LogicalTest(in Instruction i, uint result)
    {
        _n = _z = result;
        if (i.Has(InstructionFlags.RotatedImmediate)) _c = i.Immediate >> 31;
    }

    /// <summary>Result of a logical operation with a shifted register; the shifter has set the carry already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void LogicalShifted(in Instruction i, uint result, bool setFlags)
    {
        _r[i.D] = result;
        if (setFlags) _n = _z = result;
    }

    /// <summary>The second operand; where asked for, its shift sets the carry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Operand(in Instruction i, bool setCarry) => i.Shift == 0 ? _r[i.M] : ShiftedOperand(in i, setCarry);

    private uint ShiftedOperand(in Instruction i, bool setCarry)
    {
        uint result = ShiftImmediate(_r[i.M], i.ShiftType, i.ShiftAmount, out uint carry);
        if (setCarry) _c = carry;
        return result;
    }

    /// <summary>Shift by an amount of the encoding, where 0 means 32 for LSR and ASR.</summary>
    private uint ShiftImmediate(uint value, ShiftType type, int amount, out uint carry)
    {
        switch (type)
        {
            case ShiftType.Lsl:
                carry = value >> (32 - amount) & 1;
                return value << amount;
            case ShiftType.Lsr:
                carry = value >> (amount - 1 & 31) & 1;
                return amount == 0 ? 0 : value >> amount;
            case ShiftType.Asr:
                carry = value >> (amount - 1 & 31) & 1;
                return (uint)((int)value >> (amount == 0 ? 31 : amount));
            case ShiftType.Ror:
                uint rotated = BitOperations.RotateRight(value, amount);
                carry = rotated >> 31;
                return rotated;
            case ShiftType.Rrx:
                carry = value & 1;
                return value >> 1 | _c << 31;
            default:
                carry = _c;
                return value;
        }
    }

    /// <summary>Shift by the low byte of a register; 0 leaves value and carry.</summary>
    private void ShiftByRegister(in Instruction i, ShiftType type, bool setFlags)
    {
        uint value = _r[i.N], carry = _c;
        int amount = (byte)_r[i.M];
        if (amount != 0)
        {
            (value, carry) = type switch
            {
                ShiftType.Lsl => amount < 32 ? (value << amount, value >> (32 - amount) & 1) : (0u, amount == 32 ? value & 1 : 0),
                ShiftType.Lsr => amount < 32 ? (value >> amount, value >> (amount - 1) & 1) : (0u, amount == 32 ? value >> 31 : 0),
                ShiftType.Asr => amount < 32 ? ((uint)((int)value >> amount), value >> (amount - 1) & 1) : ((uint)((int)value >> 31), value >> 31),
                _ => (BitOperations.RotateRight(value, amount), BitOperations.RotateRight(value, amount) >> 31),
            };
        }
        _r[i.D] = value;
        if (!setFlags) return;
        _n = _z = value;
        _c = carry;
    }

    private uint Rotated(in Instruction i) => BitOperations.RotateRight(_r[i.M], i.Shift);

    private static uint FieldMask(uint width) => width >= 32 ? uint.MaxValue : (1u << (int)width) - 1;

    private static uint ReverseBytes(uint value) => BinaryPrimitives.ReverseEndianness(value);

    private static uint ReverseBits(uint value)
    {
        value = value >> 1 & 0x5555_5555 | (value & 0x5555_5555) << 1;
        value = value >> 2 & 0x3333_3333 | (value & 0x3333_3333) << 2;
        value = value >> 4 & 0x0F0F_0F0F | (value & 0x0F0F_0F0F) << 4;
        return ReverseBytes(value);
    }

    private void Multiply(in Instruction i, bool setFlags)
    {
        uint result = _r[i.N] * _r[i.M];
        _r[i.D] = result;
        if (setFlags) _n = _z = result;
    }

    private ulong Long(in Instruction i) => (ulong)_r[i.A] << 32 | _r[i.D];

    private void WriteLong(in Instruction i, ulong value)
    {
        _r[i.D] = (uint)value;
        _r[i.A] = (uint)(value >> 32);
    }

    private void Divide(in Instruction i)
    {
        uint n = _r[i.N], m = _r[i.M];
        bool signed = i.Operation == Operation.Sdiv;
        if (m == 0 && (System.Ccr & 0x10) != 0)
        {
            Fault(FaultKind.DivideByZero, 0);
            return;
        }
        MayBeAbandoned(i.D);
        Stall(StallReason.Divide, DivideCycles(n, m, signed) - i.Cycles);
        if (m == 0) _r[i.D] = 0;
        else if (!signed) _r[i.D] = n / m;
        else _r[i.D] = m == uint.MaxValue ? 0 - n : (uint)((int)n / (int)m);
    }
}
