using HwModel.SpiNNaker2.Links.Training;
using HwModel.SpiNNaker2.Links.Units;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Registers;
using HwModel.Verification.Coverage;

namespace HwModel.Benches.Links;

/// <summary>What the cases of a link of units are meant to reach.</summary>
internal sealed class UnitLinkCoverage
{
    public UnitLinkCoverage(string block, bool longRange)
    {
        Model = new CoverageModel(block);
        Registers = Model.Registers("link registers", new LinkRegisters(), isWatched: false);
        Transmit = Model.Fsm<TransmitState>("transmitter");
        Receive = Model.Fsm<ReceiveState>("receiver");
        Payload = Model.Point<CommsPayload>("payload");
        Resent = Model.Point("repeats", Bin.Value("none", 0), Bin.Range("few", 1, 16), Bin.Range("many", 17, long.MaxValue));
        Timeouts = Model.Point("timeouts", Bin.Value("none", 0), Bin.Range("some", 1, 7), Bin.Range("many", 8, long.MaxValue));
        Stalls = Model.Point("credit stalls", Bin.Value("none", 0), Bin.Range("some", 1, long.MaxValue));
        Errors = Model.Point("check errors", Bin.Value("none", 0), Bin.Range("few", 1, 8), Bin.Range("many", 9, long.MaxValue));
        Outstanding = Model.Point("outstanding", Bin.Range("some", 1, 7), Bin.Value("all", 8));
        CoverPoint rate = Model.Point("error rate", Bin.Value("none", 0), Bin.Value("1e-5", 1), Bin.Value("1e-4", 2), Bin.Value("1e-3", 3));
        CoverPoint mode = Model.Point("resend", Bin.Value("go back", 0), Bin.Value("selective", 1));
        ErrorsByMode = new PairCross(Model.Cross("error rate x resend", [rate, mode]), rate, mode);
        if (!longRange) return;
        Training = Model.Fsm<TrainingState>("training");
        Lock = Model.Fsm<LockState>("lock");
        Model.Exclude("transmitter", "Grounded", ExclusionTag.Unreachable, "A long-range line stays active to hold its lock: it is grounded only before its first unit.");
        Model.Exclude("transmitter", "Active -> Grounded", ExclusionTag.Unreachable, "A long-range line stays active to hold its lock.");
    }

    public CoverageModel Model { get; }

    public CoverRegisters Registers { get; }

    public CoverFsm Transmit { get; }

    public CoverFsm Receive { get; }

    public CoverPoint Payload { get; }

    public CoverPoint Resent { get; }

    public CoverPoint Timeouts { get; }

    public CoverPoint Stalls { get; }

    public CoverPoint Errors { get; }

    public CoverPoint Outstanding { get; }

    public PairCross ErrorsByMode { get; }

    public CoverFsm? Training { get; }

    public CoverFsm? Lock { get; }
}

/// <summary>A cross with its two points, sampled together.</summary>
internal sealed record PairCross(CoverCross Cross, CoverPoint First, CoverPoint Second);

internal static class PairCrossExtensions
{
    public static void Sample(this CoverageRecord record, PairCross cross, long first, long second)
    {
        record.Sample(cross.First, first);
        record.Sample(cross.Second, second);
        record.Sample(cross.Cross, first, second);
    }
}
