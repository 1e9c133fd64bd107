using HwModel.SpiNNaker2.Links.TwoOfSeven;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.Links;

/// <summary>The 2-of-7 link of SpiNNaker.</summary>
public sealed class TwoOfSevenBlock : IVerificationBlock
{
    private readonly TwoOfSevenCoverage _coverage = new();

    public TwoOfSevenBlock() => Benches = [new TwoOfSevenBench(_coverage)];

    public string Name => "link-2of7";

    public string Description => "The transition-signalled link of SpiNNaker: symbols, framing, handshake, and recovery from trouble on the wires.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("link-2of7.delivery", "On wires without trouble every packet arrives once, whole and in order."),
        new("link-2of7.symbols_of_a_packet", "A packet takes 11 symbols, or 19 with a payload."),
        new("link-2of7.symbol_time", "A symbol follows the one before only after its acknowledge has come back: 20 ns."),
        new("link-2of7.no_token_lost", "On wires without trouble no acknowledge is missed."),
        new("link-2of7.damage_noticed", "A damaged packet does not arrive with right length and right parity."),
        new("link-2of7.goes_on", "After any trouble the link goes on, and few packets are lost for each mishap."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("link-2of7.symbol_table_wrong", "The sender exchanges the symbols of 12 and 13."),
        new("link-2of7.high_nibble_first", "The sender sends the high nibble of every byte first."),
        new("link-2of7.end_of_packet_missing", "The sender forgets the end of every fourth packet."),
        new("link-2of7.token_lost", "The receiver does not acknowledge every 64th symbol."),
        new("link-2of7.token_not_recovered", "The sender waits for a lost acknowledge for ever."),
        new("link-2of7.framing_ignored", "The receiver passes packets of any length on."),
        new("link-2of7.no_flush", "The receiver goes on with a packet after a bad symbol."),
        new("link-2of7.token_not_awaited", "The sender sends its next symbol without waiting for the acknowledge, now and then."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("link-2of7.testplan.yaml");
}

/// <summary>What the cases of the 2-of-7 link are meant to reach.</summary>
internal sealed class TwoOfSevenCoverage
{
    public TwoOfSevenCoverage()
    {
        Model = new CoverageModel("link-2of7");
        Sender = Model.Fsm<SenderState>("sender");
        Receiver = Model.Fsm<SymbolReceiverState>("receiver");
        Length = Model.Point("symbols", Bin.Value("short", 11), Bin.Value("long", 19), Bin.Default());
        Trouble = Model.Point<WireTrouble>("trouble");
        Model.Exclude("sender", "AwaitingToken", ExclusionTag.Unreachable, "A sender waits for the first token only after a reset.");
        Noticed = Model.Point("noticed", Bin.Value("glitch", 0), Bin.Value("framing error", 1), Bin.Value("timeout", 2), Bin.Value("unexpected acknowledge", 3));
    }

    public CoverageModel Model { get; }

    public CoverFsm Sender { get; }

    public CoverFsm Receiver { get; }

    public CoverPoint Length { get; }

    public CoverPoint Trouble { get; }

    public CoverPoint Noticed { get; }
}
