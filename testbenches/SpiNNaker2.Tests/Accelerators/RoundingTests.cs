using System.Numerics;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Accelerators.Random;
using HwModel.SpiNNaker2.Pe.Accelerators.Rounding;
using HwModel.SpiNNaker2.Tests.PeBenches;

namespace HwModel.SpiNNaker2.Tests.Accelerators;

/// <summary>The rounding unit against unbounded integers and decimal arithmetic.</summary>
public sealed class RoundingTests
{
    private static readonly int[] Bits = [16, 32, 64];

    [Fact]
    public void Nearest_rounds_to_the_closest_with_ties_up_and_saturates() => Nearest(null);

    [Theory]
    [InlineData("rounding.ties_down")]
    [InlineData("rounding.wraps")]
    public void Nearest_sees(string fault) => Bench.Kills(Nearest, fault);

    private static void Nearest(string? fault)
    {
        (RegisterMaster master, _) = Build(fault);
        var random = RandomStream.Derive(1, "arguments");
        for (int i = 0; i < 1500; i++)
        {
            int from = random.Next(3);
            int to = random.Next(3);
            int position = random.Next(33);
            long argument = Argument(ref random, from, position);
            // floor(x / 2^p + 1/2), saturated.
            BigInteger doubled = 2 * (BigInteger)argument + BigInteger.Pow(2, position);
            BigInteger divisor = 2 * BigInteger.Pow(2, position);
            BigInteger expected = position == 0 ? argument : FloorDivide(doubled, divisor);
            Assert.Equal(Saturate(expected, Bits[to]), Round(master, random.Next(4), from, to, position, false, argument));
        }
    }

    [Fact]
    public void Stochastic_rounding_gives_one_of_the_two_neighbours_and_the_right_mean()
    {
        (RegisterMaster master, _) = Build(null);
        foreach (long argument in new long[] { 0x1234_5678, -0x0765_4321, 0x40, -0x40 })
        {
            const int Position = 8;
            const int Count = 1000;
            BigInteger below = FloorDivide(argument, 256);
            long ups = 0;
            for (int i = 0; i < Count; i++)
            {
                BigInteger result = Round(master, i % 4, 1, 1, Position, true, argument);
                Assert.True(result == below || result == below + 1);
                if (result != below) ups++;
            }
            double probability = (double)(argument - below * 256) / 256;
            double deviation = Math.Sqrt(Count * probability * (1 - probability));
            Assert.InRange(ups, Count * probability - 4.5 * deviation, Count * probability + 4.5 * deviation);
        }
    }

    [Fact]
    public void Single_precision_becomes_the_nearest_BFloat16()
    {
        (RegisterMaster master, _) = Build(null);
        var random = RandomStream.Derive(2, "arguments");
        for (int i = 0; i < 1000; i++)
        {
            uint bits = (uint)random.NextBits();
            float value = BitConverter.UInt32BitsToSingle(bits);
            uint result = (uint)Round(master, 0, 3, 0, 0, false, (int)bits) & 0xFFFF;
            if (float.IsNaN(value)) Assert.True(float.IsNaN(BitConverter.UInt32BitsToSingle(result << 16)));
            else
            {
                // Both neighbours in double precision; ties go away from zero, as the magnitude's lower half is rounded up.
                double below = BitConverter.UInt32BitsToSingle(bits & 0xFFFF0000);
                double above = BitConverter.UInt32BitsToSingle((bits & 0xFFFF0000) + 0x10000);
                bool isUp = double.IsInfinity(above) ? (bits & 0x8000) != 0 : Math.Abs(above - value) <= Math.Abs(value - below) && bits % 65536 != 0;
                Assert.Equal(isUp ? above : below, BitConverter.UInt32BitsToSingle(result << 16));
            }
        }
    }

    [Fact]
    public void Rounding_takes_three_cycles_and_stochastic_rounding_four()
    {
        foreach (bool stochastic in new[] { false, true })
        {
            (RegisterMaster master, _) = Build(null);
            master.Write(0x00, stochastic ? 0x815u : 0x805);
            master.Add(0x08, 0x12345);
            master.Add(0x0C);
            long begun = master.Await().Cycle;
            Assert.Equal(stochastic ? 4 : 3, master.Await().Cycle - begun);
        }
    }

    [Fact]
    public void Threads_do_not_wait_for_each_other()
    {
        (RegisterMaster master, RoundingBlock block) = Build(null);
        for (uint thread = 0; thread < 4; thread++) master.Write(0x20 * thread, 0x815);
        for (uint thread = 0; thread < 4; thread++) master.Add(0x20 * thread + 8, 1000 * thread);
        for (uint thread = 0; thread < 4; thread++) master.Add(0x20 * thread + 0xC);
        long first = master.Await().Cycle;
        for (int i = 0; i < 6; i++) master.Await();
        Assert.InRange(master.Await().Cycle - first, 7, 8);
        Assert.All(Enumerable.Range(0, 4), thread => Assert.Equal(1, block.Unit.Done(thread)));
    }

    private static long Argument(ref RandomStream random, int from, int position)
    {
        long value = (long)random.NextBits() >> (int)random.Next(63u);
        if (random.NextBool(0.3) && position > 0) value = (value << position) | 1L << (position - 1); // ties
        return from switch { 0 => (short)value, 1 => (int)value, _ => value };
    }

    private static BigInteger FloorDivide(BigInteger value, BigInteger divisor) => (value - ((value % divisor + divisor) % divisor)) / divisor;

    private static BigInteger Saturate(BigInteger value, int bits) =>
        BigInteger.Max(BigInteger.Min(value, BigInteger.Pow(2, bits - 1) - 1), -BigInteger.Pow(2, bits - 1));

    private static BigInteger Round(RegisterMaster master, int thread, int from, int to, int position, bool stochastic, long argument)
    {
        uint at = 0x20 * (uint)thread;
        master.Add(at, (uint)(from | to << 2 | (stochastic ? 16 : 0) | position << 8));
        master.Add(at + 4, (uint)(argument >> 32));
        master.Add(at + 8, (uint)argument);
        master.Add(at + 0xC);
        master.Add(at + 0x10);
        for (int i = 0; i < 3; i++) master.Await();
        ulong low = master.Await().Reply.Value;
        return (long)((ulong)master.Await().Reply.Value << 32 | low);
    }

    private static (RegisterMaster Master, RoundingBlock Block) Build(string? fault)
    {
        Simulation simulation = Bench.New(fault);
        Component top = Bench.Top(simulation);
        var block = new RoundingBlock(top, "rounding", new RoundingParameters());
        var random = new RandomNumbers(top, "random", new RandomParameters());
        for (int thread = 0; thread < 4; thread++)
        {
            Wiring.Connect(block.Lanes[thread].Draw, random.Draw[thread]);
            Wiring.Connect(random.Drawn[thread], block.Lanes[thread].Drawn);
        }
        RegisterMaster seeds = Bench.Master(top, random.Request, random.Reply, "seeds");
        RegisterMaster master = Bench.Master(top, block.Unit.Request, block.Unit.Reply);
        for (uint i = 0; i < 5; i++) seeds.Write(0x20 + 4 * i, 123456789 + 1111111 * i);
        return (master, block);
    }
}
