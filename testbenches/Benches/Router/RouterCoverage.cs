using HwModel.SpiNNaker2.Registers;
using HwModel.SpiNNaker2.Router;
using HwModel.Verification.Coverage;

namespace HwModel.Benches.Router;

/// <summary>What the router's cases are meant to reach.</summary>
internal sealed class RouterCoverage
{
    public RouterCoverage()
    {
        Model = new CoverageModel("router");
        Registers = Model.Registers("router registers", new RouterRegisters(), isWatched: false);
        Engine = Model.Fsm<EngineState>("engine");
        Output = Model.Fsm<OutputStage>("output stage");
        Capture = Model.Fsm<CaptureState>("capture");
        Copies = Model.Point("copies", Bin.Value("none", 0), Bin.Value("one", 1), Bin.Range("some", 2, 6), Bin.Range("many", 7, 64), Bin.Range("all over", 65, 200));
        Cause = Model.Point<DropCause>("drop cause");
        Emergency = Model.Point("emergency out", Bin.Value("normal", 0), Bin.Value("diverted beside", 1), Bin.Value("diverted", 2), Bin.Value("reverting", 3));
        Input = Model.Point("input", Bin.Range("link", 0, 5), Bin.Range("network", 6, 11));
        Kind = Model.Point("kind", Bin.Value("multicast", 0), Bin.Value("core", 1), Bin.Value("neighbour", 2));
        KindByInput = Model.Cross("kind x input", [Kind, Input]);
        Wait = Model.Point("wait until drop", Bin.Value("none", 0), Bin.Range("short", 1, 46), Bin.Range("long", 47, 1000));
        Held = Model.Point("packets inside", Bin.Value("none", 0), Bin.Range("few", 1, 7), Bin.Range("many", 8, 16), Bin.Range("full", 17, 40));
    }

    public CoverageModel Model { get; }

    public CoverRegisters Registers { get; }

    public CoverFsm Engine { get; }

    public CoverFsm Output { get; }

    public CoverFsm Capture { get; }

    public CoverPoint Copies { get; }

    public CoverPoint Cause { get; }

    public CoverPoint Emergency { get; }

    public CoverPoint Input { get; }

    public CoverPoint Kind { get; }

    public CoverCross KindByInput { get; }

    public CoverPoint Wait { get; }

    public CoverPoint Held { get; }
}
