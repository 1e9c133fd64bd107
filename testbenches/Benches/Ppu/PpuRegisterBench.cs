using FsCheck;
using FsCheck.Fluent;
using HwModel.Benches.BrainScaleS2;
using HwModel.BrainScaleS2.Ppu;
using HwModel.BrainScaleS2.Registers;
using HwModel.Kernel;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.Ppu;

/// <summary>Nothing to choose.</summary>
public sealed record PpuRegisterConfiguration(int Spare);

/// <summary>The host tries registers of a processor without a program.</summary>
/// <param name="Seed">Which, and with what values.</param>
public sealed record TryRegisters(int Seed);

/// <summary>Control and status of a processor in its clocked surroundings, over the register bus.</summary>
internal sealed class PpuRegisterBench : CaseBench<PpuRegisterConfiguration, TryRegisters>
{
    private readonly RegisterTour _tour = new(new PpuRegisters());

    public override string Name => "registers";

    public override int LongestCase => 4;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 8, Effort.Normal => 32, _ => 320 };

    protected override Gen<PpuRegisterConfiguration> Configurations => Gen.Constant(new PpuRegisterConfiguration(0));

    protected override Gen<TryRegisters> Commands(PpuRegisterConfiguration configuration) => from seed in Gen.Choose(0, int.MaxValue) select new TryRegisters(seed);

    protected override void Execute(PpuRegisterConfiguration configuration, IReadOnlyList<TryRegisters> commands, CaseRun run)
    {
        (Simulation simulation, _, Component top) = ChipBench.Build(run.SimulationOptions);
        var processor = new PlasticityProcessor(top, "ppu", 0);
        var host = new OmnibusAgent(top, "host", processor.BusIn, processor.BusOut);
        simulation.Elaborate();
        run.Observe(simulation);
        foreach (TryRegisters command in commands) host.Try(_tour, (ulong)command.Seed, 2);
    }
}
