using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>The event link between chip and FPGA.</summary>
public sealed class EventLinkBlock : IVerificationBlock
{
    private readonly EventLinkCoverage _coverage = new();

    public EventLinkBlock() => Benches = [new EventLinkBench(_coverage)];

    public string Name => "link";

    public string Description => "BrainScaleS-2 event link: frames over lanes, order, times, bit errors, losses.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("link.delivery", "Without bit errors and overflow every event arrives once, with its channel, in the order of its channel."),
        new("link.conservation", "Every event that went in came out, was lost in a full queue, or was dropped with a broken frame; the counters say which."),
        new("link.time", "The extended time is that of the event's departure."),
        new("link.intact", "With bit errors no label arrives that was not sent, except by errors that the check bits cannot see."),
        new("link.trained", "No event leaves before the lanes are trained."),
        new("link.latency", "A lonely event takes the published hop latency within a receiver's cycle and a half."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("link.channel_lost", "Events lose their channel."),
        new("link.time_off_by_one", "Times are one cycle early."),
        new("link.loss_not_counted", "Lost events are not counted."),
        new("link.sends_untrained", "The sender takes events before its lanes are trained."),
        new("link.check_ignored", "Broken frames are passed on."),
        new("link.error_not_counted", "Broken frames are not counted."),
        new("link.epoch_wrong", "Times are extended with the wrong upper bits."),
        new("link.flight_longer", "The flight takes 30 ns more."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("link.testplan.yaml");
}

internal sealed class EventLinkCoverage
{
    public EventLinkCoverage()
    {
        Model = new CoverageModel("link");
        Model.Registers("PHY registers", new PhyRegisters());
        Sender = Model.Fsm("sender", Enum.GetNames<LinkSenderState>(), [(0, 1), (1, 0), (1, 2), (2, 0), (2, 3), (3, 0), (3, 2), (3, 4), (4, 0), (4, 3)]);
        Receiver = Model.Fsm("receiver", Enum.GetNames<LinkReceiverState>(), [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)]);
        Lanes = Model.Point("lanes", Bin.Value("none", 0), Bin.Value("one", 1), Bin.Range("some", 2, 7), Bin.Value("all", 8));
        Channel = Model.Point("channel", Bin.Value("0", 0), Bin.Value("1", 1), Bin.Value("2", 2), Bin.Value("3", 3));
        Errors = Model.Point("broken frames", Bin.Value("none", 0), Bin.Range("some", 1, long.MaxValue));
        Lost = Model.Point("lost", Bin.Value("none", 0), Bin.Range("some", 1, long.MaxValue));
    }

    public CoverageModel Model { get; }

    public CoverFsm Sender { get; }

    public CoverFsm Receiver { get; }

    public CoverPoint Lanes { get; }

    public CoverPoint Channel { get; }

    public CoverPoint Errors { get; }

    public CoverPoint Lost { get; }
}
