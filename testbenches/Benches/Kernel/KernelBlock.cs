using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.Kernel;

/// <summary>The simulation kernel's contract, on random chains of modules.</summary>
public sealed class KernelBlock : IVerificationBlock
{
    private readonly KernelCoverage _coverage = new();

    public KernelBlock() => Benches = [new KernelBench(_coverage)];

    public string Name => "kernel";

    public string Description => "Simulation kernel: order of evaluation, sleeping modules, snapshots, clock crossing.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("kernel.order_independent", "The order in which modules are evaluated changes neither the run nor its end."),
        new("kernel.quiescence", "Evaluating a sleeping module changes nothing."),
        new("kernel.snapshot", "A run that is saved and restored into a new system is the run that went on."),
        new("kernel.crossing_in_order", "Items cross clock domains in order, each once."),
        new("kernel.nothing_left", "Whatever was asked for has come out when the chain has drained."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("kernel.module_peeks", "A module reads what another writes in the same cycle, past the queues."),
        new("kernel.sleeps_too_early", "A module goes to sleep without naming the cycle in which it has to go on."),
        new("kernel.wakes_late", "A module names a cycle one later than the one in which it has to go on."),
        new("kernel.hides_state", "A module keeps state in a field that no snapshot saves."),
        new("kernel.loses_item", "A module takes an item and forgets it."),
        new("kernel.swaps_items", "A module sends two neighbouring items in the wrong order."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("kernel.testplan.yaml");
}

/// <summary>What the kernel's cases are meant to reach.</summary>
internal sealed class KernelCoverage
{
    public KernelCoverage()
    {
        Model = new CoverageModel("kernel");
        Relay = Model.Fsm<RelayState>("relay");
        Ratio = Model.Point("clock ratio", Bin.Value("first faster", -1), Bin.Value("equal", 0), Bin.Value("second faster", 1));
        Items = Model.Point("items", Bin.Value("none", 0), Bin.Range("few", 1, 8), Bin.Range("many", 9, 64), Bin.Range("very many", 65, long.MaxValue));
        Commands = Model.Point("commands", Bin.Value("produce", 0), Bin.Value("run", 1), Bin.Value("save and restore", 2), Bin.Value("retime", 3),
            Bin.Transition("two saves", 2, 2), Bin.Transition("save in flight", 0, 2), Bin.Transition("save after retime", 3, 2));
    }

    public CoverageModel Model { get; }

    public CoverFsm Relay { get; }

    public CoverPoint Ratio { get; }

    public CoverPoint Items { get; }

    public CoverPoint Commands { get; }
}
