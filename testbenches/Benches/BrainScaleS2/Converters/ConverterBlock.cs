using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>The columnar and the fast converter.</summary>
public sealed class ConverterBlock : IVerificationBlock
{
    private readonly ConverterCoverage _coverage = new();

    public ConverterBlock() => Benches = [new CadcBench(_coverage), new MadcBench(_coverage)];

    public string Name => "converters";

    public string Description => "BrainScaleS-2 columnar converter (CADC) and fast converter (MADC): codes, trims, timing, recording.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("cadc.codes", "A constant membrane gives its code, with the channel's trim, clamped to 8 bits."),
        new("cadc.correlation", "Causal and acausal channels give baseline minus what their sensors hold."),
        new("cadc.period", "Conversions that follow each other take the ramp and the waits, at least 540 ns."),
        new("cadc.disabled", "A converter that is switched off converts nothing."),
        new("madc.count", "A recording has the samples that were asked for, and a continuous one goes on until it is stopped."),
        new("madc.period", "Samples come every (sample_duration_adjust + 12) x 2 ns, times the divider."),
        new("madc.codes", "A sample has the code of its input's voltage, and inputs alternate as told."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("cadc.reset_short", "The reset before a ramp is one cycle short."),
        new("cadc.trim_ignored", "Trims have no effect."),
        new("cadc.disabled_converts", "A converter that is switched off converts."),
        new("cadc.dead_time_skipped", "The dead time is skipped."),
        new("cadc.acausal_shows_causal", "Acausal channels give the causal results."),
        new("madc.one_sample_less", "A recording has one sample less."),
        new("madc.period_one_longer", "Samples take one clock cycle more."),
        new("madc.input_stuck", "The multiplexer stays at its first input."),
        new("madc.code_one_higher", "Codes are one higher."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("converters.testplan.yaml");
}

internal sealed class ConverterCoverage
{
    public ConverterCoverage()
    {
        Model = new CoverageModel("converters");
        Model.Registers("CADC registers", new CadcRegisters());
        Model.Registers("MADC registers", new MadcRegisters());
        Cadc = Model.Fsm("cadc", Enum.GetNames<CadcState>(), [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)]);
        Rows = Model.Fsm("row port", Enum.GetNames<RowArbiterState>(), [(0, 1), (1, 2), (2, 0)]);
        Madc = Model.Fsm("madc", Enum.GetNames<MadcState>(), [(0, 1), (1, 2), (1, 3), (2, 3), (3, 4), (4, 3), (4, 0)]);
        Code = Model.Point("cadc code", Bin.Value("lowest", 0), Bin.Range("low", 1, 127), Bin.Range("high", 128, 254), Bin.Value("highest", 255));
        Trim = Model.Point("trim", Bin.Range("down", -128, -1), Bin.Value("none", 0), Bin.Range("up", 1, 127));
        Wait = Model.Point("waits", Bin.Range("shortest conversion", 0, 7), Bin.Range("some", 8, 200), Bin.Range("long", 201, 510));
        Source = Model.Point<CadcSource>("source");
        Sample = Model.Point("madc code", Bin.Range("low", 0, 255), Bin.Range("middle", 256, 767), Bin.Range("high", 768, 1023));
        Divider = Model.Point("divider", Bin.Value("off", 0), Bin.Value("on", 1));
        Input = Model.Point("input", Bin.Value("even", 0), Bin.Value("odd", 1));
    }

    public CoverageModel Model { get; }

    public CoverFsm Cadc { get; }

    public CoverFsm Rows { get; }

    public CoverFsm Madc { get; }

    public CoverPoint Code { get; }

    public CoverPoint Trim { get; }

    public CoverPoint Wait { get; }

    public CoverPoint Source { get; }

    public CoverPoint Sample { get; }

    public CoverPoint Divider { get; }

    public CoverPoint Input { get; }
}
