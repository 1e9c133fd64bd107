using System.Reflection;
using HwModel.Benches.BrainScaleS2;
using HwModel.Benches.Config;
using HwModel.Benches.Energy;
using HwModel.Benches.Kernel;
using HwModel.Benches.Links;
using HwModel.Benches.Mesh;
using HwModel.Benches.Networks;
using HwModel.Benches.Noc;
using HwModel.Benches.PeBus;
using HwModel.Benches.PeComms;
using HwModel.Benches.PeCore;
using HwModel.Benches.PeDma;
using HwModel.Benches.PeExpLog;
using HwModel.Benches.PeInterrupts;
using HwModel.Benches.PeMac;
using HwModel.Benches.PeNetwork;
using HwModel.Benches.PeRandom;
using HwModel.Benches.Power;
using HwModel.Benches.Ppu;
using HwModel.Benches.Registers;
using HwModel.Benches.Router;
using HwModel.Verification.Blocks;

namespace HwModel.Benches;

/// <summary>All blocks that can be verified. A new block is one line here.</summary>
public static class BlockRegistry
{
    /// <summary>The blocks in the order in which they are run.</summary>
    public static IReadOnlyList<IVerificationBlock> All() =>
    [
        new KernelBlock(),
        new RegisterBlock(),
        new MeshBlock(),
        new ShortRangeBlock(),
        new LongRangeBlock(),
        new TwoOfSevenBlock(),
        new SpiNNlinkBlock(),
        new PowerBlock(),
        new PeCoreBlock(),
        new BusBlock(),
        new DmaBlock(),
        new NicBlock(),
        new ExpLogVerification(),
        new RandomBlock(),
        new MacBlock(),
        new NetworkBlock(),
        new EnergyBlock(),
        new PpuBlock(),
        new CrossbarBlock(),
        new PadiBlock(),
        new BackgroundBlock(),
        new BackendBlock(),
        new NeuronBlock(),
        new SynapseBlock(),
        new ConverterBlock(),
        new EventLinkBlock(),
        new CapmemBlock(),
        new ClockBlock(),
        new OmnibusVerification(),
        new SynramBlock(),
        new NeuronSramBlock(),
        new InterruptBlock(),
        new CommsBlock(),
        new NocBlock(),
        new ConfigBlock(),
        new RouterBlock(),
    ];

    /// <summary>The text of a test plan beside a block.</summary>
    internal static string TestPlan(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new FileNotFoundException($"The test plan {name} is not embedded; it lies beside its block and ends in .testplan.yaml.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
