using HwModel.SpiNNaker2.Pe.Core.Decode;

namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>The DSP extension: halfword multiplies, saturation, parallel addition (Arm ARMv7-M ARM, A7.7).</summary>
public sealed unsafe partial class CortexM4
{
    private bool ExecuteDsp(in Instruction i)
    {
        uint n = _r[i.N], m = _r[i.M];
        switch (i.Operation)
        {
            case Operation.Smulxy: _r[i.D] = (uint)(Half(n, i.Shift >> 1) * Half(m, i.Shift & 1)); break;
            case Operation.Smlaxy: _r[i.D] = Accumulate((long)Half(n, i.Shift >> 1) * Half(m, i.Shift & 1) + (int)_r[i.A]); break;
            case Operation.Smlalxy: WriteLong(in i, Long(in i) + (ulong)(long)(Half(n, i.Shift >> 1) * Half(m, i.Shift & 1))); break;
            case Operation.Smulwy: _r[i.D] = (uint)((long)(int)n * Half(m, i.Shift & 1) >> 16); break;
            case Operation.Smlawy: _r[i.D] = Accumulate(((long)(int)n * Half(m, i.Shift & 1) >> 16) + (int)_r[i.A]); break;
            case Operation.Smuad: _r[i.D] = Accumulate(DualProduct(n, m, i.Shift, 1)); break;
            case Operation.Smusd: _r[i.D] = (uint)DualProduct(n, m, i.Shift, -1); break;
            case Operation.Smlad: _r[i.D] = Accumulate(DualProduct(n, m, i.Shift, 1) + (int)_r[i.A]); break;
            case Operation.Smlsd: _r[i.D] = Accumulate(DualProduct(n, m, i.Shift, -1) + (int)_r[i.A]); break;
            case Operation.Smlald: WriteLong(in i, Long(in i) + (ulong)DualProduct(n, m, i.Shift, 1)); break;
            case Operation.Smlsld: WriteLong(in i, Long(in i) + (ulong)DualProduct(n, m, i.Shift, -1)); break;
            case Operation.Smmul: _r[i.D] = (uint)((long)(int)n * (int)m + Rounding(in i) >> 32); break;
            case Operation.Smmla: _r[i.D] = (uint)(((long)_r[i.A] << 32) + (long)(int)n * (int)m + Rounding(in i) >> 32); break;
            case Operation.Smmls: _r[i.D] = (uint)(((long)_r[i.A] << 32) - (long)(int)n * (int)m + Rounding(in i) >> 32); break;
            case Operation.Usad8: _r[i.D] = AbsoluteDifferences(n, m); break;
            case Operation.Usada8: _r[i.D] = AbsoluteDifferences(n, m) + _r[i.A]; break;
            case Operation.Qadd: _r[i.D] = Saturate((long)(int)m + (int)n); break;
            case Operation.Qsub: _r[i.D] = Saturate((long)(int)m - (int)n); break;
            case Operation.Qdadd: _r[i.D] = Saturate((long)(int)m + (int)Saturate(2L * (int)n)); break;
            case Operation.Qdsub: _r[i.D] = Saturate((long)(int)m - (int)Saturate(2L * (int)n)); break;
            case Operation.Ssat: _r[i.D] = (uint)SaturateSigned((int)ShiftForSaturation(in i), (int)i.Immediate); break;
            case Operation.Usat: _r[i.D] = (uint)SaturateUnsigned((int)ShiftForSaturation(in i), (int)i.Immediate); break;
            case Operation.Ssat16:
                _r[i.D] = (uint)SaturateSigned((short)n, (int)i.Immediate) & 0xFFFF | (uint)SaturateSigned((short)(n >> 16), (int)i.Immediate) << 16;
                break;
            case Operation.Usat16:
                _r[i.D] = (uint)SaturateUnsigned((short)n, (int)i.Immediate) & 0xFFFF | (uint)SaturateUnsigned((short)(n >> 16), (int)i.Immediate) << 16;
                break;
            case Operation.Sel: _r[i.D] = n & GeMask | m & ~GeMask; break;
            case Operation.ParallelAdd8: _r[i.D] = ParallelBytes(n, m, i.Shift, 1); break;
            case Operation.ParallelSub8: _r[i.D] = ParallelBytes(n, m, i.Shift, -1); break;
            case Operation.ParallelAdd16: _r[i.D] = ParallelHalves(n, m, i.Shift, 1, 1, false); break;
            case Operation.ParallelSub16: _r[i.D] = ParallelHalves(n, m, i.Shift, -1, -1, false); break;
            case Operation.ParallelAsx: _r[i.D] = ParallelHalves(n, m, i.Shift, -1, 1, true); break;
            case Operation.ParallelSax: _r[i.D] = ParallelHalves(n, m, i.Shift, 1, -1, true); break;
            default: return false;
        }
        return true;
    }

    private uint GeMask => (_ge & 1) * 0xFF | (_ge >> 1 & 1) * 0xFF00 | (_ge >> 2 & 1) * 0xFF_0000 | (_ge >> 3) * 0xFF00_0000;

    private static int Half(uint value, int top) => top != 0 ? (int)value >> 16 : (short)value;

    private static long Rounding(in Instruction i) => i.Shift != 0 ? 0x8000_0000L : 0;

    private static uint ExtendBytes(uint value, bool signed) => signed
        ? (uint)(sbyte)value & 0xFFFF | (uint)(sbyte)(value >> 16) << 16
        : value & 0x00FF_00FF;

    private static uint AddHalves(uint x, uint y) => x + y & 0xFFFF | (x & 0xFFFF_0000) + (y & 0xFFFF_0000);

    private static long DualProduct(uint n, uint m, int swap, int sign)
    {
        if (swap != 0) m = m << 16 | m >> 16;
        return (long)Half(n, 0) * Half(m, 0) + sign * (long)Half(n, 1) * Half(m, 1);
    }

    private static uint AbsoluteDifferences(uint n, uint m)
    {
        uint sum = 0;
        for (int shift = 0; shift < 32; shift += 8) sum += (uint)Math.Abs((int)(n >> shift & 0xFF) - (int)(m >> shift & 0xFF));
        return sum;
    }

    /// <summary>Wraps to 32 bits; Q where the value does not fit.</summary>
    private uint Accumulate(long value)
    {
        if (value != (int)value) _q = 1;
        return (uint)value;
    }

    /// <summary>Saturates to 32 bits signed; Q where it did.</summary>
    private uint Saturate(long value)
    {
        if (value == (int)value) return (uint)value;
        _q = 1;
        return value < 0 ? 0x8000_0000 : 0x7FFF_FFFF;
    }

    private uint ShiftForSaturation(in Instruction i) => i.Shift == 0 ? _r[i.N] : ShiftImmediate(_r[i.N], i.ShiftType, i.ShiftAmount, out _);

    private int SaturateSigned(int value, int bits)
    {
        int most = (int)(FieldMask((uint)bits) >> 1), least = ~most;
        if (value >= least && value <= most) return value;
        _q = 1;
        return value < 0 ? least : most;
    }

    private int SaturateUnsigned(int value, int bits)
    {
        int most = (int)FieldMask((uint)bits);
        if (value >= 0 && value <= most) return value;
        _q = 1;
        return value < 0 ? 0 : most;
    }

    private uint ParallelBytes(uint n, uint m, int prefix, int sign)
    {
        uint result = 0, ge = 0;
        for (int lane = 0; lane < 4; lane++)
        {
            uint x = n >> 8 * lane & 0xFF, y = m >> 8 * lane & 0xFF;
            int sum = prefix < 4 ? (sbyte)x + sign * (sbyte)y : (int)x + sign * (int)y;
            result |= Lane(sum, prefix, sign, 8, out bool flag) << 8 * lane;
            if (flag) ge |= 1u << lane;
        }
        if (prefix is 0 or 4) _ge = ge;
        return result;
    }

    private uint ParallelHalves(uint n, uint m, int prefix, int lowSign, int highSign, bool exchange)
    {
        if (exchange) m = m << 16 | m >> 16;
        bool signed = prefix < 4;
        int low = signed ? (short)n + lowSign * (short)m : (ushort)n + lowSign * (ushort)m;
        int high = signed ? Half(n, 1) + highSign * Half(m, 1) : (int)(n >> 16) + highSign * (int)(m >> 16);
        uint result = Lane(low, prefix, lowSign, 16, out bool lowFlag) | Lane(high, prefix, highSign, 16, out bool highFlag) << 16;
        if (prefix is 0 or 4) _ge = (lowFlag ? 3u : 0) | (highFlag ? 12u : 0);
        return result;
    }

    /// <summary>One lane by prefix: 0 S, 1 Q, 2 SH, 4 U, 5 UQ, 6 UH; the flag is GE of the plain forms.</summary>
    private static uint Lane(int value, int prefix, int sign, int bits, out bool flag)
    {
        int most = (1 << bits) - 1;
        flag = prefix == 4 && sign > 0 ? value > most : value >= 0;
        int result = prefix switch
        {
            1 => Math.Clamp(value, -(most + 1) / 2, most / 2),
            5 => Math.Clamp(value, 0, most),
            2 or 6 => value >> 1,
            _ => value,
        };
        return (uint)(result & most);
    }
}
