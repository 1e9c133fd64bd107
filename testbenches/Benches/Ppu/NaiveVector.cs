namespace HwModel.Benches.Ppu;

/// <summary>
/// The vector unit once more, written line by line from the guide of nux ("FXV vector instruction set"): big-endian lanes, one element at a time, no table.
/// What the processor does is compared with it.
/// </summary>
public sealed class NaiveVector
{
    public const int Bytes = 128;

    private const int Slice = 16;

    /// <summary>Registers; byte 0 is the most significant byte of halfword 0.</summary>
    public byte[][] Registers { get; } = [.. Enumerable.Range(0, 32).Select(_ => new byte[Bytes])];

    /// <summary>The accumulator: 4 bytes a halfword, most significant first; a byte lane has half of them.</summary>
    public byte[] Accumulator { get; } = new byte[2 * Bytes];

    public bool[] Equal { get; } = new bool[Bytes];

    public bool[] Greater { get; } = new bool[Bytes];

    public bool[] Less { get; } = new bool[Bytes];

    /// <summary>Executes an instruction by its name; false where the name is none of a computing vector instruction.</summary>
    /// <param name="name">The mnemonic.</param>
    /// <param name="t">Vector register that is written.</param>
    /// <param name="a">First operand.</param>
    /// <param name="b">Second operand; of a shift: the field.</param>
    /// <param name="c">Condition, or the size field of a pack.</param>
    /// <param name="gpr">General-purpose register ra, for a splat.</param>
    public bool Execute(string name, int t, int a, int b, int c, uint gpr)
    {
        switch (name)
        {
            case "fxvmahm": Each(2, c, t, (i, n) => Low(n, U(a, i, n) * U(b, i, n) + Acc(i, n))); return true;
            case "fxvmabm": Each(1, c, t, (i, n) => Low(n, U(a, i, n) * U(b, i, n) + Acc(i, n))); return true;
            case "fxvmtacb": EachAcc(1, c, (i, n) => U(a, i, n)); return true;
            case "fxvmtach": EachAcc(2, c, (i, n) => U(a, i, n)); return true;
            case "fxvmahfs": Each(2, c, t, (i, n) => High(n, AddSat(Acc(i, n), MultSatFract(U(a, i, n), U(b, i, n), 8 * n), 16 * n))); return true;
            case "fxvmabfs": Each(1, c, t, (i, n) => High(n, AddSat(Acc(i, n), MultSatFract(U(a, i, n), U(b, i, n), 8 * n), 16 * n))); return true;
            case "fxvmtacbf": EachAcc(1, c, (i, n) => U(a, i, n) * 256); return true;
            case "fxvmtachf": EachAcc(2, c, (i, n) => U(a, i, n) * 65536); return true;
            case "fxvmatachm": EachAcc(2, c, (i, n) => U(a, i, n) * U(b, i, n) + Acc(i, n)); return true;
            case "fxvmatacbm": EachAcc(1, c, (i, n) => U(a, i, n) * U(b, i, n) + Acc(i, n)); return true;
            case "fxvmatachfs": EachAcc(2, c, (i, n) => AddSat(Acc(i, n), MultSatFract(U(a, i, n), U(b, i, n), 16), 32)); return true;
            case "fxvmatacbfs": EachAcc(1, c, (i, n) => AddSat(Acc(i, n), MultSatFract(U(a, i, n), U(b, i, n), 8), 16)); return true;
            case "fxvmulhm": Each(2, c, t, (i, n) => Low(n, U(a, i, n) * U(b, i, n))); return true;
            case "fxvmulbm": Each(1, c, t, (i, n) => Low(n, U(a, i, n) * U(b, i, n))); return true;
            case "fxvmulhfs": Each(2, c, t, (i, n) => High(n, MultSatFract(U(a, i, n), U(b, i, n), 16))); return true;
            case "fxvmulbfs": Each(1, c, t, (i, n) => High(n, MultSatFract(U(a, i, n), U(b, i, n), 8))); return true;
            case "fxvmultachm": EachAcc(2, c, (i, n) => U(a, i, n) * U(b, i, n)); return true;
            case "fxvmultacbm": EachAcc(1, c, (i, n) => U(a, i, n) * U(b, i, n)); return true;
            case "fxvmultachfs": EachAcc(2, c, (i, n) => MultSatFract(U(a, i, n), U(b, i, n), 16)); return true;
            case "fxvmultacbfs": EachAcc(1, c, (i, n) => MultSatFract(U(a, i, n), U(b, i, n), 8)); return true;
            case "fxvsubhm": Each(2, c, t, (i, n) => Low(n, U(a, i, n) - U(b, i, n))); return true;
            case "fxvsubbm": Each(1, c, t, (i, n) => Low(n, U(a, i, n) - U(b, i, n))); return true;
            case "fxvsubhfs": Each(2, c, t, (i, n) => AddSat(U(a, i, n), -U(b, i, n), 16)); return true;
            case "fxvsubbfs": Each(1, c, t, (i, n) => AddSat(U(a, i, n), -U(b, i, n), 8)); return true;
            case "fxvaddactachm": EachAcc(2, c, (i, n) => U(a, i, n) + Acc(i, n)); return true;
            case "fxvaddactacb": EachAcc(1, c, (i, n) => U(a, i, n) + Acc(i, n)); return true;
            case "fxvaddactachf": EachAcc(2, c, (i, n) => AddSat(U(a, i, n) * 65536, Acc(i, n), 32)); return true;
            case "fxvaddactacbf": EachAcc(1, c, (i, n) => AddSat(U(a, i, n) * 256, Acc(i, n), 16)); return true;
            case "fxvaddachm": Each(2, c, t, (i, n) => Low(n, U(a, i, n) + Acc(i, n))); return true;
            case "fxvaddacbm": Each(1, c, t, (i, n) => Low(n, U(a, i, n) + Acc(i, n))); return true;
            case "fxvaddachfs": Each(2, c, t, (i, n) => High(n, AddSat(U(a, i, n) * 65536, Acc(i, n), 32))); return true;
            case "fxvaddacbfs": Each(1, c, t, (i, n) => High(n, AddSat(U(a, i, n) * 256, Acc(i, n), 16))); return true;
            case "fxvaddtachm": EachAcc(2, c, (i, n) => U(a, i, n) + U(b, i, n)); return true;
            case "fxvaddtacb": EachAcc(1, c, (i, n) => U(a, i, n) + U(b, i, n)); return true;
            case "fxvaddhm": Each(2, c, t, (i, n) => Low(n, U(a, i, n) + U(b, i, n))); return true;
            case "fxvaddbm": Each(1, c, t, (i, n) => Low(n, U(a, i, n) + U(b, i, n))); return true;
            case "fxvaddhfs": Each(2, c, t, (i, n) => AddSat(U(a, i, n), U(b, i, n), 16)); return true;
            case "fxvaddbfs": Each(1, c, t, (i, n) => AddSat(U(a, i, n), U(b, i, n), 8)); return true;
            case "fxvcmph": Compare(2, a); return true;
            case "fxvcmpb": Compare(1, a); return true;
            case "fxvshh": Each(2, 0, t, (i, n) => Shift(Unsigned(a, i, n), b)); return true;
            case "fxvshb": Each(1, 0, t, (i, n) => Shift(Unsigned(a, i, n), b)); return true;
            case "fxvsplath": Each(2, 0, t, (i, n) => gpr); return true;
            case "fxvsplatb": Each(1, 0, t, (i, n) => gpr); return true;
            case "fxvsel": Each(1, 0, t, (i, n) => Conditional(c, i) ? Unsigned(b, i, 1) : Unsigned(a, i, 1)); return true;
            case "fxvpckbu": Pack(t, a, b, c, upper: true); return true;
            case "fxvpckbl": Pack(t, a, b, c, upper: false); return true;
            case "fxvupckbl": Unpack(t, a, b, c, 0); return true;
            case "fxvupckbr": Unpack(t, a, b, c, 8); return true;
            default: return false;
        }
    }

    /// <summary>The guide's function "conditional".</summary>
    public bool Conditional(int condition, int lane) => condition switch { 0 => true, 1 => Greater[lane], 2 => Less[lane], _ => Equal[lane] };

    /// <summary>The guide's function "mult_sat_fract".</summary>
    public static long MultSatFract(long a, long b, int n) => a == -(1L << n - 1) && b == -(1L << n - 1) ? (1L << 2 * n - 1) - 1 : a * b << 1;

    /// <summary>The guide's function "add_sat".</summary>
    public static long AddSat(long a, long b, int n)
    {
        long y = a + b;
        if (y > (1L << n - 1) - 1) return (1L << n - 1) - 1;
        return y < -(1L << n - 1) ? -(1L << n - 1) : y;
    }

    private static long Low(int size, long value) => value & (1L << 8 * size) - 1;

    private static long High(int size, long value) => value >> 8 * size;

    // Shift left, or right where the 5-bit field is negative; zeros come in.
    private static long Shift(long value, int field) => field >= 16 ? value >> 32 - field : value << field;

    private long Unsigned(int register, int element, int size)
    {
        byte[] lanes = Registers[register];
        return size == 1 ? lanes[element] : lanes[2 * element] << 8 | lanes[2 * element + 1];
    }

    private long U(int register, int element, int size)
    {
        long value = Unsigned(register, element, size);
        return value >= 1L << 8 * size - 1 ? value - (1L << 8 * size) : value;
    }

    private long Acc(int element, int size)
    {
        long value = 0;
        for (int i = 0; i < 2 * size; i++) value = value << 8 | Accumulator[element * 2 * size + i];
        return value >= 1L << 16 * size - 1 ? value - (1L << 16 * size) : value;
    }

    private void Each(int size, int condition, int target, Func<int, int, long> element)
    {
        var result = new byte[Bytes];
        for (int i = 0; i < Bytes / size; i++)
        {
            long value = element(i, size);
            for (int k = 0; k < size; k++) result[i * size + k] = (byte)(value >> 8 * (size - 1 - k));
        }
        for (int lane = 0; lane < Bytes; lane++)
            if (Conditional(condition, lane)) Registers[target][lane] = result[lane];
    }

    private void EachAcc(int size, int condition, Func<int, int, long> element)
    {
        var result = new byte[2 * Bytes];
        for (int i = 0; i < Bytes / size; i++)
        {
            long value = element(i, size);
            for (int k = 0; k < 2 * size; k++) result[i * 2 * size + k] = (byte)(value >> 8 * (2 * size - 1 - k));
        }
        for (int k = 0; k < 2 * Bytes; k++)
            if (Conditional(condition, k / 2)) Accumulator[k] = result[k];
    }

    private void Compare(int size, int a)
    {
        for (int lane = 0; lane < Bytes; lane++)
        {
            long u = U(a, lane / size, size);
            (Equal[lane], Greater[lane], Less[lane]) = (u == 0, u > 0, u < 0);
        }
    }

    // Packed numbers have 8 - c bits: the upper or the lower one of each halfword, aligned to the right of a byte. Bit by bit, as strings of bits.
    private void Pack(int t, int a, int b, int c, bool upper)
    {
        int bits = 8 - c;
        var result = new byte[Bytes];
        for (int slice = 0; slice < Bytes; slice += Slice)
        {
            for (int i = 0; i < Slice; i++)
            {
                string halfword = Bits(i < 8 ? a : b, slice / 2 + i % 8);
                result[slice + i] = Convert.ToByte(upper ? halfword[..bits] : halfword[bits..(2 * bits)], 2);
            }
        }
        Registers[t] = result;
    }

    private void Unpack(int t, int a, int b, int c, int first)
    {
        int bits = 8 - c;
        var result = new byte[Bytes];
        for (int slice = 0; slice < Bytes; slice += Slice)
        {
            for (int i = 0; i < 8; i++)
            {
                string upper = Convert.ToString(Registers[a][slice + first + i], 2).PadLeft(8, '0')[c..];
                string lower = Convert.ToString(Registers[b][slice + first + i], 2).PadLeft(8, '0')[c..];
                string halfword = (upper + lower).PadRight(16, '0');
                result[slice + 2 * i] = Convert.ToByte(halfword[..8], 2);
                result[slice + 2 * i + 1] = Convert.ToByte(halfword[8..], 2);
            }
        }
        Registers[t] = result;
    }

    private string Bits(int register, int halfword) => Convert.ToString(Unsigned(register, halfword, 2), 2).PadLeft(16, '0');
}
