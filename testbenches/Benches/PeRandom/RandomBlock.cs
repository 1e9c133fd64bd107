using HwModel.SpiNNaker2.Pe.Accelerators.Rounding;
using HwModel.SpiNNaker2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.PeRandom;

/// <summary>What the cases of generators and rounding are meant to reach.</summary>
internal sealed class RandomCoverage
{
    public RandomCoverage()
    {
        Model = new CoverageModel("random");
        Model.Registers("rng registers", new RngRegisters());
        Model.Registers("rounding registers", new RoundingRegisters());
        Thread = Model.Fsm<RoundingState>("rounding thread");
        Generator = Model.Point("generator", Bin.Value("first KISS32", 0), Bin.Value("second KISS32", 1), Bin.Value("KISS64", 2));
        Form = Model.Point("form", Bin.Value("integer", 0), Bin.Value("float", 1));
        GeneratorForm = Model.Cross("generator x form", [Generator, Form]);
        StateWord = Model.Point("state word", [.. Enumerable.Range(0, 5).Select(i => Bin.Value($"word {i}", i))]);
        From = Model.Point("argument", Bin.Value("16 bits", 0), Bin.Value("32 bits", 1), Bin.Value("64 bits", 2));
        To = Model.Point("result", Bin.Value("16 bits", 0), Bin.Value("32 bits", 1), Bin.Value("64 bits", 2));
        Widths = Model.Cross("argument x result", [From, To]);
        Way = Model.Point("way", Bin.Value("nearest", 0), Bin.Value("stochastic", 1));
        Case = Model.Point("rounding", Bin.Value("nothing taken off", 0), Bin.Value("rounded", 1), Bin.Value("tie", 2), Bin.Value("saturated", 3));
    }

    public CoverageModel Model { get; }

    public CoverFsm Thread { get; }

    public CoverPoint Generator { get; }

    public CoverPoint Form { get; }

    public CoverCross GeneratorForm { get; }

    public CoverPoint StateWord { get; }

    public CoverPoint From { get; }

    public CoverPoint To { get; }

    public CoverCross Widths { get; }

    public CoverPoint Way { get; }

    public CoverPoint Case { get; }
}

/// <summary>Random numbers and the rounding that uses them.</summary>
public sealed class RandomBlock : IVerificationBlock
{
    private readonly RandomCoverage _coverage = new();

    public RandomBlock() => Benches = [new GeneratorBench(_coverage), new RoundingBench(_coverage)];

    public string Name => "random";

    public string Description => "KISS generators against their recurrences, rounding unit against unbounded integers.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("random.kiss64", "KISS64 gives the numbers of its recurrence from any state."),
        new("random.kiss32", "KISS32 gives the numbers of its recurrence from any state."),
        new("random.float", "A number as a float is its upper 24 bits over 2^24."),
        new("random.state", "State words read as they were written or left by the last number."),
        new("random.rounding_nearest", "Rounding to nearest gives the closest integer, ties up, saturated."),
        new("random.rounding_stochastic", "Stochastic rounding gives one of the two neighbours, and an exact value itself."),
        new("random.rounding_time", "Rounding takes three cycles, stochastically four."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("rng.carry_lost", "The carry of the multiply-with-carry part is forgotten."),
        new("rng.seed_order", "The first and last state word of a generator are swapped."),
        new("rng.float_of_lower_bits", "A float is made of the lower bits of a number."),
        new("rng.state_not_stored", "The generator's last state word is not stored back."),
        new("rounding.ties_down", "Ties are rounded down."),
        new("rounding.wraps", "A result that does not fit wraps."),
        new("rounding.stochastic_late", "Stochastic rounding takes a cycle too many."),
        new("rounding.stochastic_exact_moves", "An exact value may be rounded up stochastically."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("random.testplan.yaml");
}
