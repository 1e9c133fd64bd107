using HwModel.SpiNNaker2.Links.SpiNNlink;
using HwModel.SpiNNaker2.Links.Training;
using HwModel.SpiNNaker2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.Links;

/// <summary>The board-to-board link of SpiNNaker.</summary>
public sealed class SpiNNlinkBlock : IVerificationBlock
{
    private readonly SpiNNlinkCoverage _coverage = new();

    public SpiNNlinkBlock() => Benches = [new SpiNNlinkBench(_coverage)];

    public string Name => "spinnlink";

    public string Description => "Board-to-board link: eight channels exactly once and in order under line errors, lost words, dead cables and blocked routers.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("spinnlink.delivery", "Every packet of every channel arrives once, whole and in order, as long as the cable comes back."),
        new("spinnlink.check_field", "Every frame carries the remainder of its words."),
        new("spinnlink.sequence", "Between two naks the sequence numbers of data frames follow each other, 0 after 127."),
        new("spinnlink.nak_obeyed", "After a nak in the other colour the sender takes that colour on at once."),
        new("spinnlink.stop_obeyed", "A channel that the partner has stopped is in no new frame."),
        new("spinnlink.registers", "The register bank counts the frames and wrong checks that are on the words, and shows handshake and idle sentinel."),
        new("spinnlink.stop_register", "While STOP is set no frame begins."),
        new("spinnlink.quiet", "On lines without faults there are no bad words, frame errors or wrong checks."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("spinnlink.sequence_not_wrapped", "After sequence number 127 the sender goes on with 1 instead of 0."),
        new("spinnlink.check_wrong", "The sender inverts the lowest bit of the check."),
        new("spinnlink.nak_ignored", "The sender does not look at a nak."),
        new("spinnlink.stop_ignored", "The sender does not look at flow control."),
        new("spinnlink.colour_not_flipped", "The receiver keeps its colour after a nak."),
        new("spinnlink.ack_off_by_one", "The receiver, while it refuses, says that it expects the frame after the missing one."),
        new("spinnlink.channels_swapped", "The receiver exchanges neighbouring channels of full frames."),
        new("spinnlink.wrong_colour_taken", "The receiver does not look at the colour of data frames."),
        new("spinnlink.counters_swapped", "The registers of wrong checks and frame errors are exchanged."),
        new("spinnlink.stop_register_ignored", "The sender does not look at STOP."),
        new("spinnlink.disparity_wrong", "The coder inverts its running disparity now and then."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("spinnlink.testplan.yaml");
}

/// <summary>What the cases of the board-to-board link are meant to reach.</summary>
internal sealed class SpiNNlinkCoverage
{
    public SpiNNlinkCoverage()
    {
        Model = new CoverageModel("spinnlink");
        Registers = Model.Registers("spinnlink registers", new SpinnlinkRegisters(), isWatched: false);
        Sender = Model.Fsm<FrameSenderState>("sender");
        Receiver = Model.Fsm<FrameReceiverState>("receiver");
        Training = Model.Fsm<TrainingState>("training");
        Lock = Model.Fsm<LockState>("lock");
        Words = Model.Point("words of a frame", Bin.Range("one packet", 5, 6), Bin.Range("several", 7, 18), Bin.Value("all with payload", 20), Bin.Ignore("seven packets with payload and one without", 19, 19));
        Naks = Model.Point("naks obeyed", Bin.Value("none", 0), Bin.Range("some", 1, 7), Bin.Range("many", 8, long.MaxValue));
        OutOfCredit = Model.Point("out-of-credit frames", Bin.Value("none", 0), Bin.Range("some", 1, 111), Bin.Range("enough for a nak", 112, long.MaxValue));
        Refused = Model.Point("frames refused by a full channel", Bin.Value("none", 0), Bin.Range("some", 1, long.MaxValue));
        Rate = Model.Point("error rate", Bin.Value("none", 0), Bin.Value("1e-5", 1), Bin.Value("1e-4", 2), Bin.Value("1e-3", 3));
    }

    public CoverageModel Model { get; }

    public CoverRegisters Registers { get; }

    public CoverFsm Sender { get; }

    public CoverFsm Receiver { get; }

    public CoverFsm Training { get; }

    public CoverFsm Lock { get; }

    public CoverPoint Words { get; }

    public CoverPoint Naks { get; }

    public CoverPoint OutOfCredit { get; }

    public CoverPoint Refused { get; }

    public CoverPoint Rate { get; }
}
