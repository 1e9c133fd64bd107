using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>The controllers of the analog parameters.</summary>
public sealed class CapmemBlock : IVerificationBlock
{
    private readonly CapmemCoverage _coverage = new();

    public CapmemBlock() => Benches = [new CapmemBench(_coverage)];

    public string Name => "capmem";

    public string Description => "BrainScaleS-2 analog parameter memory: cells over the register bus, settling, which circuit gets which code.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("capmem.read_back", "A cell and a configuration word read as what was written last, in the bits that they have."),
        new("capmem.refused", "An access to a row, column or word that does not exist is answered with an error, any other without."),
        new("capmem.destination", "A settled code reaches the neuron and the parameter of its cell, in the order of the writes, each once."),
        new("capmem.settling", "A code acts one settling time after it was written, not earlier, and at once where nothing holds it up."),
        new("capmem.still", "The code that stops a cell's refresh, and cells that no neuron has, change no circuit."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("capmem.acts_at_once", "Codes act without settling."),
        new("capmem.neighbour_column", "Codes reach the neuron of the neighbouring column."),
        new("capmem.disabled_acts", "The code that stops the refresh acts like any other."),
        new("capmem.code_bit_lost", "The highest bit of a code is lost."),
        new("capmem.blocks_mixed", "Reads see the block beside."),
        new("capmem.error_hidden", "Cells that do not exist are answered without an error."),
        new("capmem.lost_when_stalled", "A settled code is lost while the core takes another."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("capmem.testplan.yaml");
}

internal sealed class CapmemCoverage
{
    public CapmemCoverage()
    {
        Model = new CoverageModel("capmem");
        Model.Registers("capmem registers", new CapmemRegisters());
        State = Model.Fsm<CapmemState>("state");
        CoverPoint block = Model.Point("block", Bin.Value("north-west", 0), Bin.Value("north-east", 1), Bin.Value("south-west", 2), Bin.Value("south-east", 3));
        CoverPoint place = Model.Point("place", Bin.Value("neuron", 0), Bin.Value("shared", 1), Bin.Value("no such cell", 2));
        Places = new Mesh.Crossing(Model.Cross("block x place", [block, place]), block, place);
        Code = Model.Point("code", Bin.Value("lowest", 0), Bin.Range("usual", 1, 1021), Bin.Value("highest", 1022), Bin.Value("stopped", 1023));
        Row = Model.Point("row", Bin.Value("first", 0), Bin.Range("middle", 1, 22), Bin.Value("last", 23));
        Word = Model.Point("configuration word", Bin.Value("0", 0), Bin.Value("1", 1), Bin.Value("2", 2), Bin.Value("3", 3), Bin.Value("none", 4));
        Waiting = Model.Point("codes of a case", Bin.Value("none", 0), Bin.Value("one", 1), Bin.Range("some", 2, 7), Bin.Range("many", 8, long.MaxValue));
    }

    public CoverageModel Model { get; }

    public CoverFsm State { get; }

    public Mesh.Crossing Places { get; }

    public CoverPoint Code { get; }

    public CoverPoint Row { get; }

    public CoverPoint Word { get; }

    public CoverPoint Waiting { get; }
}
