using HwModel.BrainScaleS2.Ppu;
using HwModel.BrainScaleS2.Ppu.Core;
using HwModel.BrainScaleS2.Ppu.Isa;
using HwModel.Verification.Cases;

namespace HwModel.Benches.Ppu;

/// <summary>Rows that the processor under test reaches: 256 rows of weights and of labels, six bits each.</summary>
internal sealed class NaiveRows : IPpuRows
{
    private readonly byte[] _read = new byte[128];

    public byte[,] Weights { get; } = new byte[256, 256];

    public byte[,] Labels { get; } = new byte[256, 256];

    public bool TryStart(RowAddress address, bool store, ReadOnlySpan<byte> data, ReadOnlySpan<byte> enables)
    {
        byte[,] cells = address.Region == RowRegion.Labels ? Labels : Weights;
        for (int lane = 0; lane < 128; lane++)
        {
            int column = 2 * lane + (address.IsOdd ? 1 : 0);
            if (!store) _read[lane] = cells[address.Row, column];
            else if (enables[lane] != 0) cells[address.Row, column] = (byte)(data[lane] & 63);
        }
        return true;
    }

    public bool TryFinish(Span<byte> data)
    {
        _read.CopyTo(data);
        return true;
    }
}

/// <summary>What the processor should hold: the naive vector unit, rows, memory and double words.</summary>
internal sealed class NaiveProcessor
{
    private readonly NaiveVector _vector = new();
    private readonly byte[][,] _cells = [new byte[256, 256], new byte[256, 256]];
    private readonly byte[] _memory = new byte[16 * 128];
    private readonly bool[] _computed = new bool[8];
    private uint[] _wide = [];

    /// <summary>The lanes of a vector register.</summary>
    public byte[] Lanes(int register) => _vector.Registers[register];

    public void Set(int register, byte[] lanes)
    {
        lanes.CopyTo(_vector.Registers[register], 0);
        _computed[register] = false;
    }

    public void Compute(string name, int t, int a, int b, int condition, uint scalar)
    {
        _vector.Execute(name, t, a, b, condition, scalar);
        _computed[t] = true;
    }

    public void Move(bool store, bool labels, int row, bool odd, int register, int condition)
    {
        byte[,] cells = _cells[labels ? 1 : 0];
        for (int lane = 0; lane < 128; lane++)
        {
            int column = 2 * lane + (odd ? 1 : 0);
            bool holds = _vector.Conditional(condition, lane);
            if (!store) _vector.Registers[register][lane] = holds ? cells[row, column] : (byte)0;
            else if (holds) cells[row, column] = (byte)(_vector.Registers[register][lane] & 63);
        }
        _computed[register] |= !store;
    }

    public void Copy(int from, int to, int place)
    {
        _vector.Registers[from].CopyTo(_memory, place * 128);
        if (from == to) return;
        _vector.Registers[from].AsSpan().CopyTo(_vector.Registers[to]);
        _computed[to] = _computed[from];
    }

    public void Wide(ulong a, ulong b)
    {
        UInt128 product = (UInt128)(uint)a * (uint)b;
        _wide = [(uint)(a + b >> 32), (uint)(a + b), (uint)(a - b >> 32), (uint)(a - b), (uint)(product >> 32), (uint)product];
    }

    public bool HasMinusOnes(bool bytes, int a, int b)
    {
        for (int lane = 0; lane < 128; lane += bytes ? 1 : 2)
        {
            bool IsLeast(int register) => _vector.Registers[register][lane] == 0x80 && (bytes || _vector.Registers[register][lane + 1] == 0);
            if (IsLeast(a) && IsLeast(b)) return true;
        }
        return false;
    }

    /// <summary>Compares everything; the first difference of each kind is a failure.</summary>
    public void Compare(NuxCore core, NaiveRows rows, CaseRun run, string batch)
    {
        for (int register = 0; register < 8; register++)
        {
            string property = _computed[register] ? "ppu.vector_result" : "ppu.vector_memory";
            int lane = 0;
            while (lane < 128 && core.VectorUnit.State[register, lane] == _vector.Registers[register][lane]) lane++;
            int shown = Math.Min(lane, 127), number = register;
            run.Check(property, lane == 128, $"v{number}, byte {shown} is 0x{core.VectorUnit.State[number, shown]:x2}, not 0x{_vector.Registers[number][shown]:x2}, after {batch}.");
        }
        int at = 0;
        while (at < 128 && core.VectorUnit.State.AccumulatorOfByte(at) == (short)(_vector.Accumulator[2 * at] << 8 | _vector.Accumulator[2 * at + 1])) at++;
        run.Check("ppu.accumulator", at == 128, $"The accumulator differs at byte {at} after {batch}.");
        int wrong = 0;
        while (wrong < 128 * 3 && core.VectorUnit.State.Holds((Condition)(1 + wrong / 128), wrong % 128) == _vector.Conditional(1 + wrong / 128, wrong % 128)) wrong++;
        run.Check("ppu.conditions", wrong == 128 * 3, $"Condition {1 + wrong / 128} of byte {wrong % 128} is wrong after {batch}.");
        run.Check("ppu.row_access", rows.Weights.Cast<byte>().SequenceEqual(_cells[0].Cast<byte>()) && rows.Labels.Cast<byte>().SequenceEqual(_cells[1].Cast<byte>()), $"The rows differ after {batch}.");
        if (_wide.Length == 0) return;
        uint[] actual = [.. core.Gpr[10..16]];
        run.Check("ppu.scalar_carry", actual.SequenceEqual(_wide), $"Sum, difference and product are {string.Join(' ', actual)}, not {string.Join(' ', _wide)}.");
    }
}
