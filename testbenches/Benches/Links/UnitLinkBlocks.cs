using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.Links;

/// <summary>The short-range link of SpiNNaker2.</summary>
public sealed class ShortRangeBlock : IVerificationBlock
{
    private readonly UnitLinkCoverage _coverage = new("link-short", false);

    public ShortRangeBlock() => Benches = [new UnitLinkBench(Name, false, _coverage)];

    public string Name => "link-short";

    public string Description => "Short-range chip-to-chip link: exactly once and in order under bit errors, bursts, lost and doubled units, dead lines and blocked routers.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("link-short.delivery", "Every packet arrives once, whole and in order, whatever the lines do, as long as they come back."),
        new("link-short.loopback", "In loopback every packet comes back to its router once, whole and in order, and nothing goes to the line."),
        new("link-short.check_field", "Every unit on the line carries the remainder of its 84 bits."),
        new("link-short.no_overflow", "No unit finds the receive FIFO full."),
        new("link-short.nothing_twice", "On lines without faults no unit is sent twice."),
        new("link-short.nak_obeyed", "A unit for which a nak came is sent again without waiting for a timeout."),
        new("link-short.marked_down", "A link whose partner is not heard for eight timeouts is marked down."),
        new("link-short.wakes_in_time", "After grounded lines the first unit comes two cycles later."),
    ];

    public IReadOnlyList<Fault> Faults { get; } = [.. UnitLinkFaults.Of("link-short"), new("link-short.no_wake", "Nothing is waited for after grounded lines.")];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("link-short.testplan.yaml");
}

/// <summary>The long-range link of SpiNNaker2.</summary>
public sealed class LongRangeBlock : IVerificationBlock
{
    private readonly UnitLinkCoverage _coverage = new("link-long", true);

    public LongRangeBlock() => Benches = [new UnitLinkBench(Name, true, _coverage)];

    public string Name => "link-long";

    public string Description => "Long-range chip-to-chip link over 8b10b: start-up, and exactly once and in order under line errors, lost and doubled units, lost signals and blocked routers.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("link-long.delivery", "Every packet arrives once, whole and in order, whatever the lines do, as long as they come back."),
        new("link-long.loopback", "In loopback every packet comes back to its router once, whole and in order, and nothing goes to the line."),
        new("link-long.check_field", "Every unit carries the remainder of its 84 bits."),
        new("link-long.no_overflow", "No unit finds the receive FIFO full."),
        new("link-long.nothing_twice", "On lines without faults no unit is sent twice."),
        new("link-long.nak_obeyed", "A unit for which a nak came is sent again without waiting for a timeout."),
        new("link-long.line_code", "On lines without faults every symbol is a code word that keeps the running disparity."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
        [.. UnitLinkFaults.Of("link-long").Where(fault => !fault.Name.EndsWith("never_down", StringComparison.Ordinal)), new("link-long.disparity_wrong", "The coder forgets the running disparity of a unit now and then.")];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("link-long.testplan.yaml");
}

internal static class UnitLinkFaults
{
    public static IEnumerable<Fault> Of(string block) =>
    [
        new($"{block}.sequence_not_wrapped", "After id 15 the transmitter goes on with 1 instead of 0."),
        new($"{block}.crc_polynomial_wrong", "Both ends' check lacks the term x^3."),
        new($"{block}.credit_returned_twice", "The receiver advertises the room of every unit twice."),
        new($"{block}.ack_off_by_one", "The receiver acknowledges the unit that it is missing."),
        new($"{block}.nak_ignored", "The transmitter does not look at a nak."),
        new($"{block}.reorder_slot_reused", "The reorder buffer has four slots instead of eight."),
        new($"{block}.duplicate_taken", "The receiver takes a unit again that it took just before."),
        new($"{block}.check_ignored", "The receiver takes every fourth unit whose check fails."),
        new($"{block}.never_down", "Timeouts are not counted."),
        new($"{block}.loopback_open", "In loopback the units go to the line all the same."),
    ];
}
