using HwModel.BrainScaleS2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>The switches of the neuron circuits on the register bus.</summary>
public sealed class NeuronSramBlock : IVerificationBlock
{
    private readonly NeuronSramCoverage _coverage = new();

    public NeuronSramBlock() => Benches = [new NeuronSramBench(_coverage)];

    public string Name => "neuronsram";

    public string Description => "BrainScaleS-2 configuration memory of the neuron circuits on the register bus: switches and capacitor, four quadrants at once.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("neuronsram.read_back", "A byte reads as what was written last to it."),
        new("neuronsram.refused", "An access to a word that there is not is answered with an error, any other without."),
        new("neuronsram.circuits", "A circuit has the capacitor, conductances, inputs, comparator and connections that its bytes say; one whose bytes nobody wrote has what it had."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("neuronsram.neighbour", "Bytes reach the circuit beside."),
        new("neuronsram.blocks_mixed", "The memories of opposite quadrants are exchanged."),
        new("neuronsram.last_byte_lost", "The last byte does not reach the circuit."),
        new("neuronsram.capacitor_bit_lost", "The largest of the membrane's capacitors is never connected."),
        new("neuronsram.error_hidden", "Accesses to words that there are not are answered without an error."),
        new("neuronsram.second_lost", "Of writes to several quadrants in one cycle only the first reaches its circuit."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("neuronsram.testplan.yaml");
}

internal sealed class NeuronSramCoverage
{
    public NeuronSramCoverage()
    {
        Model = new CoverageModel("neuronsram");
        Model.Registers("neuron circuit registers", new NeuronSramRegisters());
        CoverPoint number = Model.Point("byte", [Bin.Range("none", 0, 1), .. Enumerable.Range(2, 6).Select(i => Bin.Value($"{i}", i))]);
        CoverPoint kind = Model.Point("access", Bin.Value("read", 0), Bin.Value("write", 1));
        Accesses = new Mesh.Crossing(Model.Cross("byte x access", [number, kind]), number, kind);
        Place = Model.Point("place", Bin.Value("first", 0), Bin.Range("middle", 1, 126), Bin.Value("last", 127));
        Together = Model.Point("together", Bin.Value("one quadrant", 1), Bin.Range("some", 2, 3), Bin.Value("all quadrants", 4));
    }

    public CoverageModel Model { get; }

    public Mesh.Crossing Accesses { get; }

    public CoverPoint Place { get; }

    public CoverPoint Together { get; }
}
