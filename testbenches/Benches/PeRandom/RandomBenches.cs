using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using HwModel.Benches.PeParts;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Accelerators.Random;
using HwModel.SpiNNaker2.Pe.Accelerators.Rounding;
using HwModel.SpiNNaker2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.PeRandom;

/// <summary>Nothing to choose.</summary>
public sealed record GeneratorConfiguration(int Spare);

/// <summary>What software does with the generators.</summary>
public abstract record GeneratorCommand;

/// <summary>Writes a state word: c, x, y, z of KISS64 (generator 2), x, y, z, w, c of the others.</summary>
public sealed record Seed(int Generator, int Index, int Value) : GeneratorCommand;

/// <summary>Reads numbers.</summary>
public sealed record Draw(int Generator, int Count, bool AsFloat) : GeneratorCommand;

/// <summary>Reads a state word.</summary>
public sealed record Look(int Generator, int Index) : GeneratorCommand;

/// <summary>The KISS generators against their recurrences (D. Jones 2010, after Marsaglia).</summary>
internal sealed class GeneratorBench(RandomCoverage coverage) : CaseBench<GeneratorConfiguration, GeneratorCommand>
{
    private readonly RegisterTour _tour = new(new RngRegisters());

    public override string Name => "generators";

    public override int LongestCase => 30;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 48, Effort.Normal => 500, _ => 5000 };

    protected override Gen<GeneratorConfiguration> Configurations => Gen.Constant(new GeneratorConfiguration(0));

    protected override Gen<GeneratorCommand> Commands(GeneratorConfiguration configuration) => Gen.Frequency(
        (2, from generator in Gen.Choose(0, 2) from index in Gen.Choose(0, 4) from value in Gen.Choose(int.MinValue, int.MaxValue) select (GeneratorCommand)new Seed(generator, index, value)),
        (3, from generator in Gen.Choose(0, 2) from count in Gen.Choose(1, 12) from asFloat in Gen.Elements(false, false, true) select (GeneratorCommand)new Draw(generator, count, asFloat)),
        (1, from generator in Gen.Choose(0, 2) from index in Gen.Choose(0, 4) select (GeneratorCommand)new Look(generator, index)));

    protected override void Execute(GeneratorConfiguration configuration, IReadOnlyList<GeneratorCommand> commands, CaseRun run)
    {
        var simulation = new Simulation(run.SimulationOptions);
        var top = new Component(simulation.Root, "pe", simulation.Clock("pe", 3_333_333));
        var numbers = new RandomNumbers(top, "rng", new RandomParameters());
        var agent = new RegisterAgent(top, numbers.Request, numbers.Reply);
        simulation.Elaborate();
        run.Observe(simulation);
        var state = new uint[3][];
        for (int i = 0; i < 3; i++) state[i] = new uint[5];
        foreach (GeneratorCommand command in commands)
        {
            switch (command)
            {
                case Seed seed:
                    state[Index(seed.Generator, 3)][Index(seed.Index, 5)] = (uint)seed.Value;
                    agent.Write(Address(seed.Generator, seed.Index), (uint)seed.Value);
                    break;
                case Look look:
                    uint held = agent.Read(Address(look.Generator, look.Index));
                    uint wanted = state[Index(look.Generator, 3)][Index(look.Index, 5)];
                    run.Check("random.state", held == wanted, $"State word {Index(look.Index, 5)} of generator {Index(look.Generator, 3)} is 0x{held:X8}, not 0x{wanted:X8}.");
                    run.Coverage.Sample(coverage.StateWord, Index(look.Index, 5));
                    break;
                case Draw draw:
                    for (int i = 0; i < Math.Clamp(draw.Count, 0, 40); i++) One(Index(draw.Generator, 3), draw.AsFloat, state, agent, run);
                    break;
            }
        }
        agent.Try(_tour, run.Seed, 16);
    }

    private void One(int generator, bool asFloat, uint[][] state, RegisterAgent agent, CaseRun run)
    {
        uint expected = generator == 2 ? Kiss64(state[2]) : Kiss32(state[generator]);
        uint found = agent.Read((uint)generator * 0x20 + (asFloat ? 0x18u : 0x14));
        run.Coverage.Sample(coverage.GeneratorForm, generator, asFloat ? 1 : 0);
        run.Coverage.Sample(coverage.Generator, generator);
        run.Coverage.Sample(coverage.Form, asFloat ? 1 : 0);
        if (asFloat)
        {
            float value = BitConverter.UInt32BitsToSingle(found);
            run.Check("random.float", value == (float)((expected >> 8) / 16777216.0), $"Generator {generator} gave {value} for 0x{expected:X8}.");
            return;
        }
        if (generator == 2) run.Check("random.kiss64", found == expected, $"KISS64 gave 0x{found:X8}; the recurrence gives 0x{expected:X8}.");
        else run.Check("random.kiss32", found == expected, $"KISS32 {generator} gave 0x{found:X8}; the recurrence gives 0x{expected:X8}.");
    }

    private static int Index(int number, int count) => (int)((uint)number % (uint)count);

    private static uint Address(int generator, int index) => (uint)(Index(generator, 3) * 0x20 + Index(index, 5) * 4);

    private static uint Kiss64(uint[] s)
    {
        s[1] = unchecked(314527869 * s[1] + 1234567);
        s[2] = XorShift(s[2]);
        BigInteger t = new BigInteger(4294584393) * s[3] + s[0];
        s[0] = (uint)(t >> 32);
        s[3] = (uint)(t & uint.MaxValue);
        return unchecked(s[1] + s[2] + s[3]);
    }

    private static uint Kiss32(uint[] s)
    {
        s[0] = unchecked(s[0] + 1411392427);
        s[1] = XorShift(s[1]);
        uint t = unchecked(s[2] + s[3] + s[4]);
        s[2] = s[3];
        s[4] = (int)t < 0 ? 1u : 0;
        s[3] = t & 2147483647;
        return unchecked(s[0] + s[1] + s[3]);
    }

    private static uint XorShift(uint y)
    {
        y ^= y << 5;
        y ^= y >> 7;
        return y ^ (y << 22);
    }
}

/// <summary>Nothing to choose.</summary>
public sealed record RoundingConfiguration(int Spare);

/// <summary>A job of the rounding unit.</summary>
/// <param name="Thread">Thread 0 to 3.</param>
/// <param name="From">Width of the argument: 0 16 bits, 1 32 bits, 2 64 bits.</param>
/// <param name="To">Width of the result.</param>
/// <param name="Position">Bits to take off, 0 to 32.</param>
/// <param name="Stochastic">By a random number.</param>
/// <param name="Argument">The argument, sign extended.</param>
/// <param name="Upper">Its upper half where it has 64 bits.</param>
public sealed record RoundingCase(int Thread, int From, int To, int Position, bool Stochastic, int Argument, int Upper);

/// <summary>The rounding unit against unbounded integers.</summary>
internal sealed class RoundingBench(RandomCoverage coverage) : CaseBench<RoundingConfiguration, RoundingCase>
{
    private static readonly int[] Bits = [16, 32, 64];
    private readonly RegisterTour _tour = new(new RoundingRegisters());

    public override string Name => "rounding";

    public override int LongestCase => 30;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 48, Effort.Normal => 500, _ => 5000 };

    protected override Gen<RoundingConfiguration> Configurations => Gen.Constant(new RoundingConfiguration(0));

    protected override Gen<RoundingCase> Commands(RoundingConfiguration configuration) =>
        from thread in Gen.Choose(0, 3)
        from widths in Gen.Choose(0, 8)
        from position in Gen.Frequency((1, Gen.Constant(0)), (6, Gen.Choose(1, 20)), (2, Gen.Choose(21, 32)))
        from stochastic in Gen.Elements(false, false, false, true)
        from argument in Gen.OneOf(Gen.Choose(int.MinValue, int.MaxValue), Gen.Choose(-70000, 70000), from high in Gen.Choose(-2000, 2000) from bit in Gen.Choose(0, 12) select (high << bit + 1) | 1 << bit)
        from upper in Gen.Frequency((1, Gen.Choose(int.MinValue, int.MaxValue)), (2, Gen.Elements(0, -1)))
        select new RoundingCase(thread, widths / 3, widths % 3, position, stochastic, argument, upper);

    protected override void Execute(RoundingConfiguration configuration, IReadOnlyList<RoundingCase> commands, CaseRun run)
    {
        var simulation = new Simulation(run.SimulationOptions);
        var top = new Component(simulation.Root, "pe", simulation.Clock("pe", 3_333_333));
        var numbers = new RandomNumbers(top, "rng", new RandomParameters());
        var block = new RoundingBlock(top, "rounding", new RoundingParameters());
        for (int thread = 0; thread < block.Lanes.Count; thread++)
        {
            Wiring.Connect(block.Lanes[thread].Draw, numbers.Draw[thread]);
            Wiring.Connect(numbers.Drawn[thread], block.Lanes[thread].Drawn);
        }
        var seeds = new RegisterAgent(new Component(top, "seeds"), numbers.Request, numbers.Reply);
        var agent = new RegisterAgent(new Component(top, "software"), block.Unit.Request, block.Unit.Reply);
        simulation.Elaborate();
        run.Observe(simulation);
        for (uint i = 0; i < 5; i++) seeds.Write(0x20 + 4 * i, 0x12345678u * (i + 3));
        foreach (RoundingCase one in commands) Do(one, agent, run);
        agent.Try(_tour, run.Seed, 16);
        run.Coverage.Take(coverage.Thread, simulation);
    }

    private void Do(RoundingCase one, RegisterAgent agent, CaseRun run)
    {
        uint at = 0x20 * (uint)(one.Thread & 3);
        int from = Math.Clamp(one.From, 0, 2), to = Math.Clamp(one.To, 0, 2), position = Math.Clamp(one.Position, 0, 32);
        long argument = from switch { 0 => (short)one.Argument, 1 => one.Argument, _ => (long)one.Upper << 32 | (uint)one.Argument };
        agent.Write(at, (uint)(from | to << 2 | (one.Stochastic ? 16 : 0) | position << 8));
        agent.Write(at + 4, (uint)(argument >> 32));
        agent.Write(at + 8, (uint)argument);
        long begun = agent.AnsweredAt;
        uint low = agent.Read(at + 0xC);
        long took = agent.AnsweredAt - begun;
        long result = (long)agent.Read(at + 0x10) << 32 | low;
        BigInteger unit = BigInteger.Pow(2, position), floor = Floor(argument, unit);
        BigInteger nearest = position == 0 ? argument : Floor(2 * (BigInteger)argument + unit, 2 * unit);
        string text = $"{argument} of {Bits[from]} bits by 2^{position} to {Bits[to]} bits";
        if (!one.Stochastic) run.Check("random.rounding_nearest", result == Saturate(nearest, to), $"Rounding {text} gave {result}, not {Saturate(nearest, to)}.");
        else run.Check("random.rounding_stochastic", result == Saturate(floor, to) || (floor * unit != argument && result == Saturate(floor + 1, to)), $"Rounding {text} stochastically gave {result}, no neighbour of {floor}.");
        run.Check("random.rounding_time", took == (one.Stochastic ? 4 : 3), $"Rounding {text} took {took} cycles.");
        run.Coverage.Sample(coverage.Widths, from, to);
        run.Coverage.Sample(coverage.From, from);
        run.Coverage.Sample(coverage.To, to);
        run.Coverage.Sample(coverage.Way, one.Stochastic ? 1 : 0);
        run.Coverage.Sample(coverage.Case, nearest != Saturate(nearest, to) ? 3 : position == 0 ? 0 : nearest * unit - argument == unit / 2 ? 2 : 1);
    }

    private static BigInteger Floor(BigInteger value, BigInteger divisor) => (value - ((value % divisor + divisor) % divisor)) / divisor;

    private static BigInteger Saturate(BigInteger value, int width) =>
        BigInteger.Max(BigInteger.Min(value, BigInteger.Pow(2, Bits[width] - 1) - 1), -BigInteger.Pow(2, Bits[width] - 1));
}
