using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.Ppu;

/// <summary>The plasticity processor of BrainScaleS-2.</summary>
public sealed class PpuBlock : IVerificationBlock
{
    private readonly PpuCoverage _coverage = new();

    public PpuBlock() => Benches = [new PpuBench(_coverage), new PpuRegisterBench()];

    public string Name => "ppu";

    public string Description => "BrainScaleS-2 plasticity processor: vector arithmetic, conditions, accumulator, rows, memory, cycles, carries.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("ppu.runs", "Every program ends in its wait, without an interrupt."),
        new("ppu.vector_result", "Every vector register holds what the guide's arithmetic gives, also where instructions queue."),
        new("ppu.accumulator", "The accumulator holds the double-width results of the elements whose condition held."),
        new("ppu.conditions", "A comparison sets exactly one of eq, gt, lt for every element."),
        new("ppu.row_access", "A row access touches its row and its columns only, and only where the condition holds."),
        new("ppu.vector_memory", "Vectors keep the order of their bytes between memory and registers."),
        new("ppu.scalar_carry", "Sums, differences and products of double words come out of pairs of instructions."),
        new("ppu.vector_time", "A vector instruction takes the cycles of its unit."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("ppu.saturation_missing", "Fractional arithmetic wraps instead of saturating."),
        new("ppu.condition_inverted", "Comparisons swap greater and less."),
        new("ppu.carry_lost", "Additions never set the carry."),
        new("ppu.lane_order", "Vector loads swap the bytes of each halfword."),
        new("ppu.row_off_by_one", "Accesses to odd rows go to the row before."),
        new("ppu.accumulator_unmasked", "The accumulator is written where the condition does not hold."),
        new("ppu.shift_arithmetic", "Shifts to the right fill with the sign."),
        new("ppu.multiplier_too_fast", "A multiplication is done in the time of an addition."),
        new("ppu.sync_ignored", "A sync does not wait for the vector unit."),
        new("ppu.wait_lost", "A wait behind an even number of vector instructions is passed over."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("ppu.testplan.yaml");
}
