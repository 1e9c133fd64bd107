using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.Registers;

/// <summary>The generated register files of both chips against their interpreted specifications.</summary>
public sealed class RegisterBlock : IVerificationBlock
{
    private readonly Lazy<(RegisterFieldCoverage Coverage, ICaseBench Bench)> _parts = new(static () =>
    {
        ChipFile[] files = ChipFile.All();
        var coverage = new RegisterFieldCoverage(files);
        return (coverage, new RegisterBench(files, coverage));
    });

    public string Name => "registers";

    public string Description => "Generated register files of both chips in lock step with an interpreter of their SystemRDL specifications.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("registers.read_value", "A read gives what the specification says, byte lanes without strobe as zero."),
        new("registers.field_value", "After every clock edge every field has the value of the specification."),
        new("registers.unmapped_is_error", "An access is answered exactly where the specification has a register."),
        new("registers.side_effects", "Reads and writes with side effects, and writes of some bytes, change the accessed register as specified."),
        new("registers.reset", "After a reset every field has its reset value."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("registers.strobes_ignored", "A write of some bytes writes the whole word."),
        new("registers.write_one_clear_lost", "Writing 1 to a write-one-to-clear field clears nothing."),
        new("registers.read_does_not_clear", "Reading a read-to-clear register leaves it as it is."),
        new("registers.reset_lost", "A reset after power-on does nothing."),
        new("registers.neighbour_written", "A write goes to the next word."),
        new("registers.input_lost", "Hardware inputs do not reach their fields."),
        new("registers.hole_answers", "An access where nothing is mapped is answered."),
        new("registers.high_byte_reads_zero", "The highest byte of a word reads as zero."),
    ];

    public CoverageModel Coverage => _parts.Value.Coverage.Model;

    public IReadOnlyList<ICaseBench> Benches => [_parts.Value.Bench];

    public string TestPlan => BlockRegistry.TestPlan("registers.testplan.yaml");
}
