using System.Numerics;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Accelerators.Random;
using HwModel.SpiNNaker2.Tests.PeBenches;

namespace HwModel.SpiNNaker2.Tests.Accelerators;

/// <summary>The KISS generators against the recurrence of random.h in unbounded integers, and against vectors that a C program gave.</summary>
public sealed class RandomNumberTests
{
    private static readonly BigInteger Word = BigInteger.One << 32;

    // The recurrence as published, state in order c, x, y, z.
    private static IEnumerable<uint> Kiss64(uint c0, uint x0, uint y0, uint z0, uint multiplier = 314527869)
    {
        BigInteger c = c0, x = x0, y = y0, z = z0;
        while (true)
        {
            x = (multiplier * x + 1234567) % Word;
            y ^= (y << 5) % Word;
            y ^= y >> 7;
            y ^= (y << 22) % Word;
            BigInteger t = 4294584393 * z + c;
            c = t / Word;
            z = t % Word;
            yield return (uint)((x + y + z) % Word);
        }
    }

    private static IEnumerable<uint> Kiss32(uint x0, uint y0, uint z0, uint w0, uint c0)
    {
        BigInteger x = x0, y = y0, z = z0, w = w0, c = c0;
        while (true)
        {
            y ^= (y << 5) % Word;
            y ^= y >> 7;
            y ^= (y << 22) % Word;
            BigInteger t = (z + w + c) % Word;
            z = w;
            c = t >= Word / 2 ? 1 : 0;
            w = t % (Word / 2);
            x = (x + 1411392427) % Word;
            yield return (uint)((x + y + w) % Word);
        }
    }

    [Fact]
    public void KISS64_follows_the_recurrence() => Check64(null);

    [Theory]
    [InlineData("rng.carry_lost")]
    [InlineData("rng.seed_order")]
    public void The_recurrence_sees(string fault) => Bench.Kills(Check64, fault);

    private static void Check64(string? fault)
    {
        (RegisterMaster master, _) = Build(fault);
        uint[][] seeds = [[6543217, 143185431, 987654321, 1762089], [0, 0, 1, 0], [4294584392, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF]];
        foreach (uint[] seed in seeds)
        {
            for (int i = 0; i < 4; i++) master.Write(0x40 + 4 * (uint)i, seed[i]);
            foreach (uint expected in Kiss64(seed[0], seed[1], seed[2], seed[3]).Take(500)) Assert.Equal(expected, master.Read(0x54));
        }
    }

    [Fact]
    public void KISS32_follows_the_recurrence() => Bench.Kills(
        fault =>
        {
            (RegisterMaster master, _) = Build(fault);
            uint[] seed = [123456789, 234567891, 345678912, 456789123, 1];
            foreach (uint generator in new uint[] { 0x00, 0x20 })
            {
                for (int i = 0; i < 5; i++) master.Write(generator + 4 * (uint)i, seed[i]);
                foreach (uint expected in Kiss32(seed[0], seed[1], seed[2], seed[3], seed[4]).Take(500)) Assert.Equal(expected, master.Read(generator + 0x14));
            }
        },
        "rng.carry_lost");

    [Fact]
    public void KISS64_gives_the_vectors_of_the_prototypes_C_code()
    {
        // random.h's uni_rand_soft with STANDARD_SOFTWARE_KISS and its default seeds, compiled by gcc.
        (RegisterMaster master, _) = Build(null);
        uint[] seed = [6543217, 143185431, 987654321, 1762089];
        for (int i = 0; i < 4; i++) master.Write(0x40 + 4 * (uint)i, seed[i]);
        uint[] values = [.. Enumerable.Range(0, 1000).Select(_ => master.Read(0x54))];
        Assert.Equal([2858151504, 3766172613, 2573481870, 3757601491, 3491293608], values[..5]);
        Assert.Equal(4149557303, values[999]);
    }

    [Fact]
    public void The_prototypes_multiplier_is_a_parameter()
    {
        (RegisterMaster master, _) = Build(null, new RandomParameters { Multiplier = 304042114 });
        for (int i = 0; i < 4; i++) master.Write(0x40 + 4 * (uint)i, 77u + (uint)i);
        foreach (uint expected in Kiss64(77, 78, 79, 80, 304042114).Take(50)) Assert.Equal(expected, master.Read(0x54));
    }

    [Fact]
    public void Every_read_of_a_value_gives_a_new_one_and_of_a_seed_does_not()
    {
        (RegisterMaster master, RandomNumbers random) = Build(null);
        for (int i = 0; i < 4; i++) master.Write(0x40 + 4 * (uint)i, 9u * (uint)i + 5);
        uint[] expected = [.. Kiss64(5, 14, 23, 32).Take(3)];
        Assert.Equal(expected[0], master.Read(0x54));
        uint x = master.Read(0x44);
        Assert.Equal(x, master.Read(0x44));
        Assert.Equal(unchecked((314527869u * 14) + 1234567), x);
        // As a float: the upper 24 bits over 2^24, below 1.
        float value = BitConverter.UInt32BitsToSingle(master.Read(0x58));
        Assert.Equal((expected[1] >> 8) / 16777216.0, value);
        Assert.Equal(expected[2], master.Read(0x54));
        Assert.Equal(3, random.Draws(2));
    }

    [Fact]
    public void True_random_words_come_at_their_rate_and_repeat_with_the_seed()
    {
        uint[] first = Words(1);
        Assert.Equal(first, Words(1));
        Assert.NotEqual(first, Words(2));
        Assert.Equal(first.Length, first.Distinct().Count());
        int ones = first.Sum(word => BitOperations.PopCount(word));
        // 200 words: 6,400 bits, four standard deviations are 160.
        Assert.InRange(ones, 3200 - 160, 3200 + 160);

        static uint[] Words(ulong seed)
        {
            (RegisterMaster master, RandomNumbers random) = Build(null, seed: seed);
            Assert.Equal(0u, master.Read(0x90)); // off
            master.Write(0x84, 0x100);
            var words = new uint[200];
            for (int i = 0; i < words.Length; i++)
            {
                words[i] = master.Read(0x90);
                Assert.Equal(words[i], master.Read(0x90)); // too early for another
                random.Simulation.RunCycles(random.Clock, 64);
            }
            Assert.Equal(200, random.TrueWords);
            return words;
        }
    }

    private static (RegisterMaster Master, RandomNumbers Random) Build(string? fault, RandomParameters? parameters = null, ulong seed = 1)
    {
        Simulation simulation = Bench.New(fault, seed: seed);
        Component top = Bench.Top(simulation);
        var random = new RandomNumbers(top, "random", parameters ?? new RandomParameters());
        return (Bench.Master(top, random.Request, random.Reply), random);
    }
}
