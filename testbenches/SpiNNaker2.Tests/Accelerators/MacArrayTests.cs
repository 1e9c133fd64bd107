using FsCheck;
using FsCheck.Fluent;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Tests.PeBenches;

namespace HwModel.SpiNNaker2.Tests.Accelerators;

/// <summary>The MAC array: results against unbounded integers, cycles against the published throughput.</summary>
public sealed class MacArrayTests
{
    private static void Hold(Gen<MacCase> cases, int count, Action<MacCase> check) =>
        Prop.ForAll(Arb.From(cases, MacCase.Shrink), at =>
        {
            check(at);
            return true;
        }).Check(Seeded.Cases(Bench.Cases(count)));

    [Fact]
    public void Multiplications_are_exact_for_any_shape_and_type() => Hold(MacCase.Multiplications(600), 150, at => new MacBench().Check(at));

    [Fact]
    public void Convolutions_are_exact_for_any_shape_stride_and_type() => Hold(MacCase.Convolutions, 150, at => new MacBench().Check(at));

    [Theory]
    [InlineData("mac.sign_of_upper_byte")]
    [InlineData("mac.overflow_not_flagged")]
    [InlineData("mac.result_wraps")]
    [InlineData("mac.shift_rounds_to_zero")]
    [InlineData("sram.byte_mask_ignored")]
    public void The_results_see(string fault) => Assert.ThrowsAny<Exception>(() => Hold(MacCase.Multiplications(600), 150, at => new MacBench(fault).Check(at)));

    [Fact]
    public void The_results_see_a_wrong_turn_of_the_shift_register() =>
        Assert.ThrowsAny<Exception>(() => Hold(MacCase.Convolutions, 150, at => new MacBench("mac.shift_across_output_rows").Check(at)));

    [Fact]
    public void A_sleeping_array_does_nothing() => Hold(MacCase.Convolutions, 3, at => new MacBench(quiescence: true).Check(at));

    [Fact]
    public void The_order_of_evaluation_does_not_show() => Hold(MacCase.Convolutions, 10, at =>
    {
        var benches = new List<MacBench>();
        foreach (EvaluationOrder order in Enum.GetValues<EvaluationOrder>())
        {
            var bench = new MacBench(order: order);
            bench.Check(at);
            benches.Add(bench);
        }
        Assert.Single(benches.Select(bench => (bench.Array.LastCycles, bench.Sram.Reads(SramPort.MacOperandA), bench.Sram.Reads(SramPort.MacOperandB))).Distinct());
    });

    // P7 of the model: 74 + ceil(M/4) ceil(N/16) (ceil(1.25 K) + 10); with 16-bit operands a tile has half the rows or columns.
    private static long Published(MacCase at)
    {
        long tiles = (at.Rows + (at.WideA ? 1 : 3)) / (at.WideA ? 2 : 4) * ((at.Columns + (at.WideB ? 7 : 15)) / (at.WideB ? 8 : 16));
        return 74 + tiles * ((5 * at.Depth + 3) / 4 + 10);
    }

    [Fact]
    public void A_multiplication_takes_the_published_cycles() => Hold(MacCase.Multiplications(600), 60, at =>
    {
        // Below five products the write-back of 32-bit results takes longer than the products.
        if (at.Depth < 5) return;
        var bench = new MacBench();
        bench.Check(at);
        Assert.Equal(Published(at), bench.Array.LastCycles);
    });

    [Fact]
    public void The_cycles_see_loads_that_take_no_time() => Bench.Kills(
        fault =>
        {
            MacCase at = Square(64);
            var bench = new MacBench(fault);
            bench.Check(at);
            Assert.Equal(Published(at), bench.Array.LastCycles);
        },
        "mac.loads_take_no_time");

    [Fact]
    public void A_convolution_takes_the_published_cycles_where_a_chunk_of_channels_is_full() => Hold(MacCase.Convolutions, 60, at =>
    {
        int chunk = at.WideA ? 8 : 16;
        at = at with { Channels = (at.Channels + chunk - 1) / chunk * chunk, Columns = Math.Min(at.Columns, 16) };
        if (at.Channels * at.KernelHeight * at.KernelWidth > 400) at = at with { Channels = chunk };
        var bench = new MacBench();
        bench.Check(at);
        Assert.Equal(Published(at), bench.Array.LastCycles);
    });

    [Fact]
    public void Utilisation_is_the_published_one()
    {
        // Scholze et al., OJCAS 2026: 78 % of the cells in matrix multiplications, 16 to 19 % in fully connected layers (one row of four).
        Assert.InRange(Utilisation(Square(256) with { Height = 32, Columns = 64 }), 0.76, 0.78);
        Assert.InRange(Utilisation(Square(256) with { Height = 1, Columns = 64 }), 0.16, 0.195);

        static double Utilisation(MacCase at)
        {
            var bench = new MacBench(order: EvaluationOrder.Forward);
            bench.Start(at, 0, 0x8000, 0x18000);
            bench.Finish();
            Assert.Equal((long)at.Rows * at.Depth * at.Columns, bench.Array.Products);
            return bench.Array.Products / (64.0 * bench.Array.LastCycles);
        }
    }

    [Fact]
    public void A_convolution_reads_less_than_it_would_without_the_shift_register()
    {
        var at = Square(16) with { Convolves = true, Height = 3, Width = 18, KernelHeight = 3, KernelWidth = 3, Columns = 16 };
        var bench = new MacBench();
        bench.Check(at);
        // 16 output pixels in a row: four tiles of three kernel rows with 4 + 1 + 1 rows of 16 bytes, instead of 4 + 4 + 4.
        Assert.Equal(4 * 3 * 6, bench.Sram.Reads(SramPort.MacOperandA));
        Assert.Equal(4 * 9 * 16, bench.Sram.Reads(SramPort.MacOperandB));
        Assert.Equal(16, bench.Sram.Writes(SramPort.MacResult));
    }

    [Fact]
    public void Contention_changes_the_time_but_not_the_results() => Hold(MacCase.Multiplications(100), 25, at =>
    {
        var noise = new SramRequest[2000];
        for (uint i = 0; i < noise.Length; i++) noise[i] = SramRequest.Read(16 * i % 0x20000);
        // Everything in the first two banks, and a processor that reads all over the SRAM.
        at = at with { Columns = Math.Min(at.Columns, 16) };
        new MacBench(noise: noise).Check(at, 0, 0x4000, 0x8000);
    });

    [Fact]
    public void Operands_and_results_may_be_elsewhere() => Hold(Gen.OneOf(MacCase.Multiplications(60), MacCase.Convolutions), 25, at =>
    {
        var bench = new MacBench();
        int[,] a = at.DrawA();
        int[,] b = at.DrawB();
        // A in the SRAM of PE 5, B in the DRAM window, the result in the SRAM of PE 9.
        MacBench.Lay(a, at.BytesA, (offset, value) => bench.Remote[0xF0000000 + (5u << 17) + 0x400 + offset] = value);
        MacBench.Lay(b, at.BytesB, (offset, value) => bench.Remote[0x20010000 + offset] = value);
        bench.Master.Write(0x38, 5);
        bench.Master.Write(0x3C, 9);
        bench.Start(at, 0x40000400, 0x40000000 | 0x20010000, 0x40000800);
        bench.Finish();
        bench.Simulation.RunCycles(bench.Clock, 200); // writes are posted
        bench.CompareResults(at, a, b, offset => bench.Remote[0xF0000000 + (9u << 17) + 0x800 + offset]);
        Assert.InRange(bench.Remote.MostWaiting, 1, 8);
    });

    [Fact]
    public void The_processor_may_push_operand_A() => Hold(MacCase.Multiplications(40), 25, at =>
    {
        at = at with { Height = Math.Min(at.Height, at.WideA ? 2 : 4), Columns = Math.Min(at.Columns, at.WideB ? 8 : 16) };
        var bench = new MacBench();
        int[,] a = at.DrawA();
        int[,] b = at.DrawB();
        MacBench.Lay(b, at.BytesB, (offset, value) => bench.Memory.Cells[(int)(0x8000 + offset)] = value);
        bench.Start(at, 0x80000000, 0x8000, 0x18000);
        for (int k = 0; k < at.Depth; k += 4)
        {
            // Four columns: for each row one word of four bytes, or two words of two 16-bit elements.
            var words = new uint[4];
            for (int row = 0; row < at.Rows; row++)
                for (int i = 0; i < 4 && k + i < at.Depth; i++)
                    if (at.WideA) words[2 * row + i / 2] |= (uint)(ushort)a[row, k + i] << (16 * (i % 2));
                    else words[row] |= (uint)(byte)a[row, k + i] << (8 * i);
            for (int word = 0; word < at.Rows * at.BytesA; word++) bench.Master.Write(0x1C + 4 * (uint)word, words[word]);
        }
        bench.Finish();
        bench.CompareResults(at, a, b, offset => bench.Memory.Cells[(int)(0x18000 + offset)]);
    });

    [Fact]
    public void A_snapshot_in_the_middle_of_an_operation_goes_on_as_the_operation_did()
    {
        MacCase at = Square(24) with { Convolves = true, Height = 5, Width = 6, KernelHeight = 2, KernelWidth = 3, OutputBytes = 4, Shift = 0 };
        var bench = new MacBench();
        int[,] a = at.DrawA();
        int[,] b = at.DrawB();
        MacBench.Lay(a, 1, (offset, value) => bench.Memory.Cells[(int)offset] = value);
        MacBench.Lay(b, 1, (offset, value) => bench.Memory.Cells[(int)(0x8000 + offset)] = value);
        bench.Start(at, 0, 0x8000, 0x18000);
        bench.Simulation.RunCycles(bench.Clock, 777);
        Snapshot middle = bench.Simulation.Save();
        bench.Finish();
        long cycles = bench.Array.LastCycles;
        bench.Memory.Cells.Clear();
        bench.Simulation.Restore(middle);
        Assert.True(bench.Array.IsBusy);
        bench.Finish();
        Assert.Equal(cycles, bench.Array.LastCycles);
        bench.CompareResults(at, a, b, offset => bench.Memory.Cells[(int)(0x18000 + offset)]);
    }

    [Fact]
    public void An_operation_without_work_ends_and_writes_nothing()
    {
        foreach (MacCase at in new[] { Square(4) with { Height = 0 }, Square(4) with { Columns = 0 }, Square(4) with { Channels = 0 } })
        {
            var bench = new MacBench();
            byte[] before = bench.Memory.Cells.ToArray();
            bench.Start(at, 0, 0x8000, 0x18000);
            bench.Finish();
            Assert.Equal(74, bench.Array.LastCycles);
            Assert.True(before.AsSpan().SequenceEqual(bench.Memory.Cells));
        }
    }

    private static MacCase Square(int size) => new(false, size, 1, size, size, 1, 1, 1, 1, true, true, false, false, false, 1, 6, false, 42);
}
