using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Accelerators.ExpLog;
using HwModel.SpiNNaker2.Tests.PeBenches;

namespace HwModel.SpiNNaker2.Tests.Accelerators;

/// <summary>The exponential and logarithm unit against double precision, whose own error is some 2^-20 of a unit in the last place of either format.</summary>
public sealed class ExpLogTests
{
    private const uint ExpS1615 = 0x00;
    private const uint ExpS031 = 0x04;
    private const uint LogS1615 = 0x0C;
    private const uint LogS031 = 0x10;

    public static TheoryData<uint> Ports => [ExpS1615, ExpS031, LogS1615, LogS031];

    private static double Exact(uint port, uint argument)
    {
        double unit = port is ExpS1615 or LogS1615 ? 1 << 15 : 2147483648.0;
        double x = (int)argument / unit;
        double y = port is ExpS1615 or ExpS031 ? Math.Exp(x) : x > 0 ? Math.Log(x) : double.NegativeInfinity;
        return Math.Clamp(y * unit, int.MinValue, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Ports))]
    public void Every_16_bit_argument_is_within_one_unit_in_the_last_place(uint port) =>
        Check(port, Enumerable.Range(short.MinValue, 65536).Select(x => (uint)x), 16, 1, null);

    [Theory]
    [MemberData(nameof(Ports))]
    public void Every_16_bit_argument_spread_over_the_range_is_within_one_unit_in_the_last_place(uint port) =>
        Check(port, Enumerable.Range(0, 65536).Select(x => (uint)x << 16 | 0x8000), 16, 1, null);

    [Theory]
    [MemberData(nameof(Ports))]
    public void Random_32_bit_arguments_are_within_one_unit_in_the_last_place(uint port)
    {
        var random = RandomStream.Derive(5, "arguments");
        // Uniform, and of random magnitude; the datapath without the clock, which the tests above show to be the unit's.
        for (int i = 0; i < 1_000_000; i++)
        {
            uint argument = (uint)random.NextBits();
            if (i % 2 == 0) argument = (uint)((int)argument >> (int)random.Next(31u));
            if (port == ExpS1615 && i % 4 == 1) argument = (uint)((int)random.Next(12u * 65536) - 12 * 32768);
            AssertClose(port, argument, Compute(port, argument, 16), 1);
        }
    }

    private static uint Compute(uint port, uint argument, int iterations)
    {
        int fraction = port is ExpS1615 or LogS1615 ? 15 : 31;
        long product = ExpLogDatapath.One;
        if (port is ExpS1615 or ExpS031)
        {
            (long rest, int power) = ExpLogDatapath.ReduceExp(argument, fraction);
            for (int i = 1; i <= iterations; i++) ExpLogDatapath.StepExp(ref rest, ref product, i);
            return ExpLogDatapath.RoundExp(ExpLogDatapath.CorrectExp(product, iterations), power, fraction);
        }
        if ((int)argument <= 0) return 0x80000000;
        (long mantissa, int scale) = ExpLogDatapath.ReduceLog(argument, fraction);
        long sum = 0;
        for (int i = 1; i <= iterations; i++) ExpLogDatapath.StepLog(mantissa, ref product, ref sum, i);
        return ExpLogDatapath.RoundLog(ExpLogDatapath.CorrectLog(sum, scale, iterations), fraction);
    }

    [Theory]
    [MemberData(nameof(Ports))]
    public void Results_never_fall_while_arguments_rise(uint port)
    {
        var random = RandomStream.Derive(6, "arguments");
        for (int iterations = 1; iterations <= 16; iterations++)
        {
            for (int i = 0; i < 10_000; i++)
            {
                uint argument = (uint)((int)(uint)random.NextBits() >> (int)random.Next(31u));
                if ((int)argument == int.MaxValue) continue;
                int below = (int)Compute(port, argument, iterations);
                int above = (int)Compute(port, argument + 1, iterations);
                Assert.True(above >= below, $"port {port:X}, {iterations} iterations: {argument:X8} gives {below}, the next argument {above}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ports))]
    public void Fewer_iterations_keep_the_stated_bits(uint port)
    {
        double unit = port is ExpS1615 or LogS1615 ? 1 << 15 : 2147483648.0;
        var random = RandomStream.Derive(7, "arguments");
        for (int iterations = 1; iterations <= 16; iterations++)
        {
            uint[] arguments = [.. Enumerable.Range(0, 400).Select(_ => (uint)((int)(uint)random.NextBits() >> (int)random.Next(31u)))];
            uint[] results = Run(port, arguments, iterations, null).Results;
            for (int i = 0; i < arguments.Length; i++)
            {
                double exact = Exact(port, arguments[i]);
                // 2^-(2n+1) of the exponential's value, or as a logarithm's absolute error; and half a unit from rounding.
                double bound = (port is ExpS1615 or ExpS031 ? exact : unit) * Math.Pow(2, -(2 * iterations + 1)) + 0.501;
                Assert.InRange((int)results[i], Math.Max(exact - bound, int.MinValue), Math.Min(exact + bound, int.MaxValue));
            }
        }
    }

    [Theory]
    [InlineData("explog.table_entry")]
    [InlineData("explog.no_correction")]
    [InlineData("explog.result_order")]
    public void The_error_bound_sees(string fault) => Bench.Kills(
        mode =>
        {
            uint[] arguments = [.. Enumerable.Range(0, 4000).Select(x => (uint)x * 60_000)];
            uint[] results = Run(LogS1615, arguments, 8, mode).Results;
            for (int i = 1; i < arguments.Length; i++)
            {
                double exact = Exact(LogS1615, arguments[i]);
                Assert.InRange((int)results[i], exact - 32768 * Math.Pow(2, -17) - 0.501, exact + 32768 * Math.Pow(2, -17) + 0.501);
            }
            results = Run(ExpS031, [.. arguments.Select(x => x | 0x80000000)], 8, mode, mixed: true).Results;
            for (int i = 0; i < arguments.Length; i++)
            {
                double exact = Exact(ExpS031, arguments[i] | 0x80000000);
                Assert.InRange((int)results[i], exact - exact * Math.Pow(2, -17) - 0.501, exact + exact * Math.Pow(2, -17) + 0.501);
            }
        },
        fault);

    [Fact]
    public void A_job_takes_six_cycles_and_one_for_each_iteration() => Bench.Kills(
        fault =>
        {
            for (int iterations = 1; iterations <= 16; iterations++)
            {
                (RegisterMaster master, _) = Build(fault);
                master.Write(0x18, (uint)iterations - 1);
                master.Add(ExpS1615, 1 << 15);
                master.Add(ExpS1615);
                long begun = master.Await().Cycle;
                long done = master.Await().Cycle;
                // Both answers are on their way for the same time: published are 7 to 22 cycles.
                Assert.Equal(6 + iterations, done - begun);
            }
        },
        "explog.one_cycle_more");

    [Fact]
    public void Four_jobs_are_in_flight_and_a_fifth_waits()
    {
        (RegisterMaster master, ExpLogBlock block) = Build(null);
        for (uint i = 0; i < 5; i++) master.Add(ExpS1615, i << 15);
        master.Run(4);
        block.Unit.Simulation.RunCycles(block.Unit.Clock, 300);
        Assert.Equal(4, master.Replies);
        Assert.Equal(4, block.Unit.Exponentials);
    }

    [Fact]
    public void A_job_is_taken_every_four_cycles()
    {
        (RegisterMaster master, _) = Build(null);
        for (uint i = 0; i < 4; i++) master.Add(ExpS1615, i << 15);
        long[] taken = [.. Enumerable.Range(0, 4).Select(_ => master.Await().Cycle)];
        Assert.All(taken.Zip(taken.Skip(1)), pair => Assert.Equal(4, pair.Second - pair.First));
    }

    [Fact]
    public void The_control_register_tells_the_jobs_in_the_pipeline()
    {
        (RegisterMaster master, _) = Build(null);
        Assert.Equal(0xFu, master.Read(0x18));
        master.Write(LogS1615, 1 << 15);
        master.Write(LogS1615, 2 << 15);
        Assert.Equal(0x20Fu, master.Read(0x18));
        Assert.Equal(0u, master.Read(LogS1615));
        Assert.Equal(22713u, master.Read(LogS1615)); // ln 2 x 2^15 = 22713.05
        Assert.Equal(0xFu, master.Read(0x18));
        master.Add(LogS1615);
        Assert.True(master.Await().Reply.Error);
    }

    private static void Check(uint port, IEnumerable<uint> arguments, int iterations, double bound, string? fault)
    {
        uint[] all = [.. arguments];
        uint[] results = Run(port, all, iterations, fault).Results;
        for (int i = 0; i < all.Length; i++) AssertClose(port, all[i], results[i], bound);
    }

    private static void AssertClose(uint port, uint argument, uint result, double bound)
    {
        double error = (int)result - Exact(port, argument);
        if (Math.Abs(error) > bound) Assert.Fail($"port 0x{port:X} gives {(int)result} for 0x{argument:X8}, which is {error} units in the last place off");
    }

    // With mixed, long and short jobs follow each other.
    private static (uint[] Results, ExpLogBlock Block) Run(uint port, uint[] arguments, int iterations, string? fault, bool mixed = false)
    {
        (RegisterMaster master, ExpLogBlock block) = Build(fault, quiescence: false);
        master.Write(0x18, (uint)iterations - 1);
        var isResult = new List<bool>();
        for (int i = 0; i < arguments.Length; i += 4)
        {
            int count = Math.Min(4, arguments.Length - i);
            for (int j = 0; j < count; j++)
            {
                if (mixed)
                {
                    master.Add(0x18, (uint)(j == 0 ? 15 : iterations - 1));
                    isResult.Add(false);
                }
                master.Add(port, arguments[i + j]);
                isResult.Add(false);
            }
            for (int j = 0; j < count; j++)
            {
                master.Add(port);
                isResult.Add(true);
            }
        }
        master.Run(isResult.Count);
        var results = new List<uint>(arguments.Length);
        foreach (bool result in isResult)
        {
            uint value = master.NextReply().Value;
            if (result) results.Add(value);
        }
        return ([.. results], block);
    }

    private static (RegisterMaster Master, ExpLogBlock Block) Build(string? fault, bool quiescence = true)
    {
        Simulation simulation = Bench.New(fault, quiescence ? EvaluationOrder.Shuffled : EvaluationOrder.Forward, quiescence);
        Component top = Bench.Top(simulation);
        var block = new ExpLogBlock(top, "explog", new ExpLogParameters());
        return (Bench.Master(top, block.Unit.Request, block.Unit.Reply), block);
    }
}
