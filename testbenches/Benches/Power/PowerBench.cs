using FsCheck;
using FsCheck.Fluent;
using HwModel.SpiNNaker2.Power;
using HwModel.SpiNNaker2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.Power;

/// <summary>Some quads of elements with their power controllers and the arbiter between them.</summary>
/// <param name="Quads">Quads of four elements, 1 to 3.</param>
/// <param name="PerQuad">Elements of a quad that may switch at once, 1 to 4.</param>
/// <param name="PerChip">Elements of the chip that may switch at once, 1 to 8.</param>
/// <param name="SpikeGap">Reference cycles between two spikes to an element, 1 to 12.</param>
public sealed record PowerConfiguration(int Quads, int PerQuad, int PerChip, int SpikeGap);

/// <summary>What is asked of the elements.</summary>
public abstract record PowerCommandCase;

/// <summary>A level for one element, 0 to 3.</summary>
public sealed record AskLevel(int Element, int Level) : PowerCommandCase;

/// <summary>A level for all elements at once.</summary>
public sealed record AskAll(int Level) : PowerCommandCase;

/// <summary>The supply off for one element, its memory kept or lost.</summary>
public sealed record AskOff(int Element, bool Keep) : PowerCommandCase;

/// <summary>Reference cycles pass.</summary>
public sealed record Pass(int Cycles) : PowerCommandCase;

/// <summary>Random wishes to the power controllers; clocks, rails, times and energies are watched at every cycle of the reference.</summary>
internal sealed class PowerBench(PowerCoverage coverage) : CaseBench<PowerConfiguration, PowerCommandCase>
{
    private readonly RegisterTour _tour = new(new DvfsRegisters());

    public override string Name => "levels";

    public override int LongestCase => 24;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 64, Effort.Normal => 1024, _ => 16384 };

    protected override Gen<PowerConfiguration> Configurations =>
        from quads in Gen.Choose(1, 3)
        from perQuad in Gen.Choose(1, 4)
        from perChip in Gen.Choose(1, 8)
        from gap in Gen.Choose(1, 12)
        select new PowerConfiguration(quads, perQuad, perChip, gap);

    protected override Gen<PowerCommandCase> Commands(PowerConfiguration configuration)
    {
        int elements = configuration.Quads * 4;
        return Gen.Frequency(
            (6, from element in Gen.Choose(0, elements - 1) from level in Gen.Choose(0, 3) select (PowerCommandCase)new AskLevel(element, level)),
            (1, from level in Gen.Choose(0, 3) select (PowerCommandCase)new AskAll(level)),
            (2, from element in Gen.Choose(0, elements - 1) from keep in Gen.Elements(false, true) select (PowerCommandCase)new AskOff(element, keep)),
            (4, from cycles in Gen.Choose(1, 40) select (PowerCommandCase)new Pass(cycles)));
    }

    protected override bool IsAllowed(PowerConfiguration c) => c.Quads is >= 1 and <= 3 && c.PerQuad is >= 1 and <= 4 && c.PerChip is >= 1 and <= 8 && c.SpikeGap is >= 1 and <= 12;

    protected override void Execute(PowerConfiguration configuration, IReadOnlyList<PowerCommandCase> commands, CaseRun run)
    {
        var options = new PowerOptions { SwitchingPerQuad = configuration.PerQuad, SwitchingPerChip = configuration.PerChip };
        var system = new PowerSystem(configuration, options, run.SimulationOptions);
        run.Observe(system.Simulation);
        var watch = new PowerWatch(system, options, coverage, run);
        watch.Step(2);
        foreach (PowerCommandCase command in commands)
        {
            switch (command)
            {
                case AskLevel ask:
                    watch.Ask(ask.Element, PowerCommand.To((PerformanceLevel)(ask.Level & 3)));
                    break;
                case AskAll all:
                    for (int element = 0; element < system.Controllers.Count; element++) watch.Ask(element, PowerCommand.To((PerformanceLevel)(all.Level & 3)));
                    break;
                case AskOff off:
                    watch.Ask(off.Element, PowerCommand.Off(off.Keep));
                    break;
                case Pass pass:
                    watch.Step(Math.Clamp(pass.Cycles, 0, 1000));
                    break;
            }
        }
        // Every wish one after the other, each as long as the longest transition.
        watch.Step((commands.Count + 12) * 24 + 200);
        watch.Finish();
        system.Software.Try(_tour, run.Seed, 8);
    }
}
