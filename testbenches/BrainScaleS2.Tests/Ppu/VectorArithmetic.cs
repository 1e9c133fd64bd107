using HwModel.Benches.Ppu;
using HwModel.BrainScaleS2.Ppu.Isa;
using HwModel.BrainScaleS2.Ppu.Vector;

namespace HwModel.BrainScaleS2.Tests.Ppu;

/// <summary>Every computing vector instruction, with SIMD and without, against the naive model.</summary>
public sealed class VectorArithmetic
{
    private static readonly byte[] Corners = [0x00, 0x01, 0x7F, 0x80, 0x81, 0xFF, 0x40, 0xC0];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Instructions_do_what_the_guide_says(bool simd)
    {
        OpcodeRow[] rows = [.. OpcodeTable.Instance.Rows.Where(row => row.Unit is Unit.VAdd or Unit.VMultiply)];
        Assert.Equal(49, rows.Length);
        var random = new Random(3);
        var unit = new VectorUnit(simd);
        var naive = new NaiveVector();
        var seen = new HashSet<(string, int)>();
        for (int i = 0; i < 20_000; i++)
        {
            if (i % 50 == 0) Fill(unit, naive, random);
            OpcodeRow row = rows[i % rows.Length];
            int t = random.Next(8), a = random.Next(8), b = random.Next(8), c = random.Next(4);
            var scalar = (uint)random.Next();
            int field = row.Operation is Operation.ShiftBytes or Operation.ShiftHalfwords ? random.Next(32) : b;
            int immediate = row.Operation switch
            {
                Operation.ShiftBytes or Operation.ShiftHalfwords => field >= 16 ? field - 32 : field,
                Operation.SplatByte or Operation.SplatHalfword => (int)scalar,
                _ => c,
            };
            unit.Execute(row, t, a, b, row.HasCondition ? (Condition)c : Condition.Always, immediate);
            Assert.True(naive.Execute(row.Name, t, a, field, c, scalar));
            seen.Add((row.Name, c));
            for (int lane = 0; lane < 128; lane++)
            {
                if (unit.State[t, lane] != naive.Registers[t][lane]) Assert.Fail($"{row.Name} v{t},v{a},v{b},{c}: byte {lane} is {unit.State[t, lane]}, not {naive.Registers[t][lane]}");
                int wide = (short)(naive.Accumulator[2 * lane] << 8 | naive.Accumulator[2 * lane + 1]);
                if (unit.State.AccumulatorOfByte(lane) != wide) Assert.Fail($"{row.Name} v{a},v{b},{c}: accumulator {lane} is {unit.State.AccumulatorOfByte(lane)}, not {wide}");
                for (int k = 1; k < 4; k++)
                    if (unit.State.Holds((Condition)k, lane) != naive.Conditional(k, lane)) Assert.Fail($"{row.Name} v{a}: condition {k} of byte {lane}");
            }
        }
        Assert.Equal(49 * 4, seen.Count);
    }

    [Fact]
    public void Fractional_products_saturate_at_minus_one_times_minus_one_only()
    {
        // nux, guide: (-1) x (-1) gives the largest number; 0.5 x 0.5 = 0.25; the product is cut, not rounded.
        var unit = new VectorUnit();
        byte[] a = new byte[128], b = new byte[128];
        (a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3]) = (0x80, 0x80, 0x40, 0x40, 0xFF, 0x01, 0x80, 0x7F);
        unit.State.Write(1, a);
        unit.State.Write(2, b);
        unit.Execute(OpcodeTable.Instance["fxvmulbfs"], 3, 1, 2, Condition.Always, 0);
        Assert.Equal([127, 32, -1, -127], Enumerable.Range(0, 4).Select(lane => (int)(sbyte)unit.State[3, lane]));
    }

    internal static void Fill(VectorUnit unit, NaiveVector naive, Random random)
    {
        for (int register = 0; register < 8; register++)
        {
            byte[] lanes = new byte[128];
            random.NextBytes(lanes);
            for (int lane = 0; lane < 128; lane++)
                if (random.Next(2) == 0) lanes[lane] = Corners[random.Next(Corners.Length)];
            unit.State.Write(register, lanes);
            lanes.CopyTo(naive.Registers[register], 0);
        }
    }
}
