using HwModel.SpiNNaker2.Pe.Accelerators.MacArray;
using HwModel.SpiNNaker2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.PeMac;

/// <summary>What the cases of the MAC array are meant to reach.</summary>
internal sealed class MacCoverage
{
    public MacCoverage()
    {
        Model = new CoverageModel("mac");
        Model.Registers("mac registers", new MacRegisters());
        Engine = Model.Fsm<MacState>("engine");
        Kind = Model.Point("operation", Bin.Value("multiplication", 0), Bin.Value("convolution", 1));
        Wide = Model.Point("width", Bin.Value("8 x 8", 0), Bin.Value("16 x 8", 1), Bin.Value("8 x 16", 2), Bin.Value("16 x 16", 3));
        Signs = Model.Point("signs", Bin.Value("none", 0), Bin.Value("A", 1), Bin.Value("B", 2), Bin.Value("both", 3));
        WideSigns = Model.Cross("width x signs", [Wide, Signs]);
        Output = Model.Point("result", Bin.Value("8 bits", 1), Bin.Value("16 bits", 2), Bin.Value("32 bits", 4));
        Far = Model.Point("far operands", Bin.Value("none", 0), Bin.Value("A", 1), Bin.Value("B", 2), Bin.Value("both", 3));
        Overflow = Model.Point("accumulator", Bin.Value("in range", 0), Bin.Value("left its range", 1));
        Relu = Model.Point("ReLU", Bin.Value("off", 0), Bin.Value("on", 1));
        Notice = Model.Point("end noticed by", Bin.Value("interrupt", 0), Bin.Value("polling", 1));
    }

    public CoverageModel Model { get; }

    public CoverFsm Engine { get; }

    public CoverPoint Kind { get; }

    public CoverPoint Wide { get; }

    public CoverPoint Signs { get; }

    public CoverCross WideSigns { get; }

    public CoverPoint Output { get; }

    public CoverPoint Far { get; }

    public CoverPoint Overflow { get; }

    public CoverPoint Relu { get; }

    public CoverPoint Notice { get; }
}

/// <summary>The MAC array of a processing element.</summary>
public sealed class MacBlock : IVerificationBlock
{
    private readonly MacCoverage _coverage = new();

    public MacBlock() => Benches = [new MacBench(_coverage)];

    public string Name => "mac";

    public string Description => "MAC array: multiplications and convolutions of any shape and type against unbounded integers, and their cycles.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("mac.results", "Every result is that of unbounded integers, accumulated modulo 2^24, shifted, saturated."),
        new("mac.nothing_beside", "Nothing but the result is written."),
        new("mac.overflow", "The overflow flag tells whether an accumulator left its range."),
        new("mac.products", "As many products of bytes are counted as the operation has."),
        new("mac.cycles", "An undisturbed multiplication takes the documented cycles."),
        new("mac.ends", "Every operation ends with its interrupt."),
        new("mac.status", "A status word that is read after the trigger says busy or done: never neither, never both."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("mac.sign_of_upper_byte", "The upper byte of a wide signed operand is taken as unsigned."),
        new("mac.overflow_not_flagged", "An accumulator that leaves its range is not flagged."),
        new("mac.result_wraps", "A result that does not fit wraps."),
        new("mac.shift_rounds_to_zero", "The shift rounds towards zero."),
        new("mac.loads_take_no_time", "Loading columns of A takes no cycle."),
        new("mac.shift_across_output_rows", "The shift register is used across the end of an output row."),
        new("mac.whole_row_written", "The last row of a result is written to its full 16 bytes."),
        new("mac.products_counted_twice", "Products of wide operands are counted twice."),
        new("mac.done_lost", "The end of an operation whose depth is a multiple of seven is not noted."),
        new("mac.busy_ends_early", "The busy bit falls while the last results are being written."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("mac.testplan.yaml");
}
