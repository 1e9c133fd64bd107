using HwModel.SpiNNaker2.Pe.Accelerators.ExpLog;
using HwModel.SpiNNaker2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.PeExpLog;

/// <summary>What the cases of the unit are meant to reach.</summary>
internal sealed class ExpLogCoverage
{
    public ExpLogCoverage()
    {
        Model = new CoverageModel("explog");
        Registers = Model.Registers("explog registers", new ExplogRegisters(), isWatched: false);
        Lane = Model.Fsm<ExpLogState>("lane");
        Port = Model.Point("function", Bin.Value("exp s16.15", 0), Bin.Value("exp s0.31", 1), Bin.Value("ln s16.15", 2), Bin.Value("ln s0.31", 3));
        Sign = Model.Point("argument", Bin.Value("negative", -1), Bin.Value("zero", 0), Bin.Value("positive", 1));
        PortSign = Model.Cross("function x argument", [Port, Sign]);
        Iterations = Model.Point("iterations", Bin.Value("one", 1), Bin.Range("some", 2, 8), Bin.Range("many", 9, 15), Bin.Value("all", 16));
        Pending = Model.Point("jobs", Bin.Value("none", 0), Bin.Value("one", 1), Bin.Range("some", 2, 3), Bin.Value("full", 4));
        Saturated = Model.Point("result", Bin.Value("in range", 0), Bin.Value("saturated", 1));
    }

    public CoverageModel Model { get; }

    public CoverRegisters Registers { get; }

    public CoverFsm Lane { get; }

    public CoverPoint Port { get; }

    public CoverPoint Sign { get; }

    public CoverCross PortSign { get; }

    public CoverPoint Iterations { get; }

    public CoverPoint Pending { get; }

    public CoverPoint Saturated { get; }
}

/// <summary>The exponential and logarithm unit of a processing element.</summary>
public sealed class ExpLogVerification : IVerificationBlock
{
    private readonly ExpLogCoverage _coverage = new();

    public ExpLogVerification() => Benches = [new ExpLogBench(_coverage)];

    public string Name => "explog";

    public string Description => "Exponential and logarithm unit: accuracy, order, latency and depth of its pipeline.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("explog.accuracy", "With all iterations a result is at most two units in the last place from the exact one, saturated."),
        new("explog.few_iterations", "With n iterations an exponential keeps 2 n + 1 leading bits."),
        new("explog.latency", "A job takes six cycles and one for each iteration."),
        new("explog.pending", "The control register tells the jobs in the pipeline."),
        new("explog.empty", "A read without a job is an error."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("explog.table_entry", "An entry of the table of logarithms is wrong."),
        new("explog.no_correction", "The rest after the last iteration is not corrected for."),
        new("explog.result_order", "A later result may overtake an earlier one."),
        new("explog.one_cycle_more", "A job takes a cycle too many."),
        new("explog.empty_read_answered", "A read without a job gives zero."),
        new("explog.pending_not_counted_down", "A fetched result goes on counting as a job."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("explog.testplan.yaml");
}
