using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>The two PLLs, the choice of clocks and the self test.</summary>
public sealed class ClockBlock : IVerificationBlock
{
    private readonly ClockCoverage _coverage = new();

    public ClockBlock() => Benches = [new ClockBench(_coverage)];

    public string Name => "pll";

    public string Description => "BrainScaleS-2 clock unit: dividers, choice of the four clocks, lock, self test.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("pll.frequency", "A clock has f_ref P0 N over its output's dividers, f_ref where it passes the PLL by, 0 where it or its PLL is off."),
        new("pll.lock", "Clocks keep their frequencies from a change until the loops have locked again, and have the new ones then."),
        new("pll.count", "The self test counts its clock, divided, over its window."),
        new("pll.verdict", "The self test succeeds where the count is within the range of what is expected; it is finished until it is switched off."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("pll.pre_divider_ignored", "The divider before the loop has no effect."),
        new("pll.outputs_swapped", "The first core output and the oscillator's change places."),
        new("pll.bypass_ignored", "Clocks come from the PLL although they should pass it by."),
        new("pll.lock_skipped", "A change acts at once."),
        new("pll.range_ignored", "The self test allows no difference."),
        new("pll.scaler_ignored", "The self test does not divide its clock."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("pll.testplan.yaml");
}

internal sealed class ClockCoverage
{
    public ClockCoverage()
    {
        Model = new CoverageModel("pll");
        Model.Registers("PLL registers", new PllRegisters());
        State = Model.Fsm<ClockUnitState>("state");
        CoverPoint source = Model.Point("source", Bin.Value("ADPLL 0", 0), Bin.Value("ADPLL 1", 1), Bin.Value("reference", 2), Bin.Value("off", 3));
        CoverPoint output = Model.Point("output", Bin.Value("core 0", 0), Bin.Value("core 1", 1), Bin.Value("oscillator", 2));
        Sources = new Mesh.Crossing(Model.Cross("source x output", [source, output]), source, output);
        Clock = Model.Point("clock", Bin.Value("serialiser", 0), Bin.Value("PHY", 1), Bin.Value("PPU", 2), Bin.Value("MADC", 3));
        CoverPoint tested = Model.Point("clock under test", Bin.Value("serialiser", 0), Bin.Value("PHY", 1), Bin.Value("PPU", 2), Bin.Value("MADC", 3));
        CoverPoint verdict = Model.Point("verdict", Bin.Value("fails", 0), Bin.Value("succeeds", 1));
        Verdicts = new Mesh.Crossing(Model.Cross("clock under test x verdict", [tested, verdict]), tested, verdict);
        Power = Model.Point("oscillator", Bin.Value("on", 0), Bin.Value("off", 1), Bin.Value("output off", 2));
        Interrupted = Model.Point("self test", Bin.Value("runs through", 0), Bin.Value("begins again after a change", 1));
    }

    public CoverageModel Model { get; }

    public CoverFsm State { get; }

    public Mesh.Crossing Sources { get; }

    public CoverPoint Clock { get; }

    public Mesh.Crossing Verdicts { get; }

    public CoverPoint Power { get; }

    public CoverPoint Interrupted { get; }
}
