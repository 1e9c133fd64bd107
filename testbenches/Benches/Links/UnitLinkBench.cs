using FsCheck;
using FsCheck.Fluent;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.Units;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.Links;

/// <summary>How a link of units is built for a case.</summary>
/// <param name="SelectiveRepeat">Resend single units instead of going back.</param>
/// <param name="Window">Units that may be outstanding, 1 to 8.</param>
/// <param name="Depth">Units of the receive FIFO, 16 to 32.</param>
/// <param name="Errors">Bit error rate: 0 none, else 10 to the power of this less 6; 3 is one in a thousand.</param>
/// <param name="Losses">Lost units in a hundred, 0 to 3.</param>
/// <param name="Doubles">Doubled units in a hundred, 0 to 3.</param>
/// <param name="Bursts">Bursts of errors in a hundred units, 0 to 3.</param>
/// <param name="GiveUp">Timeouts in a row that mark the link down, 1 to 8.</param>
/// <param name="Phase">Offset of the second chip's clocks in picoseconds, 0 to 4000.</param>
/// <param name="Loopback">Both ends are set into loopback before the first packet.</param>
public sealed record UnitLinkConfiguration(bool SelectiveRepeat, int Window, int Depth, int Errors, int Losses, int Doubles, int Bursts, int GiveUp, int Phase, bool Loopback = false)
{
    /// <summary>Whether the lines do nothing wrong of themselves.</summary>
    public bool IsPerfect => Errors + Losses + Doubles + Bursts == 0;

    /// <summary>Bit error rate.</summary>
    public double ErrorRate => Errors switch { 0 => 0, 1 => 1e-5, 2 => 1e-4, _ => 1e-3 };
}

/// <summary>Random traffic, faults of the lines and blocked routers on one link of units, short-range or long-range.</summary>
internal sealed class UnitLinkBench(string block, bool longRange, UnitLinkCoverage coverage) : CaseBench<UnitLinkConfiguration, LinkCommand>
{
    // Counters go on while units without packets pass.
    private static readonly string[] Counters = ["sent", "received", "crc_errors", "sequence_errors", "resent", "timeouts", "credit_stalls", "packets_sent", "packets_received"];

    private readonly RegisterTour _tour = new(new LinkRegisters(), new(Counters.Select(name => KeyValuePair.Create(name, TourRule.Moving))) { ["control"] = new TourRule(Changing: 0x1_0080) });

    public override string Name => "traffic";

    public override int LongestCase => 14;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 64, Effort.Normal => 768, _ => 7680 };

    protected override Gen<UnitLinkConfiguration> Configurations =>
        from selective in Gen.Elements(false, true)
        from window in Gen.Frequency((2, Gen.Constant(8)), (1, Gen.Choose(1, 8)))
        from depth in Gen.Frequency((2, Gen.Constant(32)), (1, Gen.Choose(16, 32)))
        from errors in Gen.Choose(0, 3)
        from losses in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(1, 3)))
        from doubles in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(1, 3)))
        from bursts in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(1, 3)))
        from giveUp in longRange ? Gen.Elements(1, 1, 2, 8) : Gen.Frequency((2, Gen.Constant(8)), (1, Gen.Choose(1, 8)))
        from phase in Gen.Choose(0, 4000)
        from loopback in Gen.Frequency((15, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new UnitLinkConfiguration(selective, window, depth, errors, losses, doubles, bursts, giveUp, phase, loopback);

    protected override Gen<LinkCommand> Commands(UnitLinkConfiguration configuration) => Gen.Frequency(
        (6, from side in Gen.Choose(0, 1) from packets in Gen.Choose(1, 40) from payload in Gen.Choose(0, 4) select (LinkCommand)new SendPackets(side, packets, payload, 0)),
        // Long enough, on a long-range link, for one end to find its lock while the other's line is still dead.
        (3, from cycles in Gen.Frequency((2, Gen.Choose(1, 300)), (1, Gen.Choose(300, 1200)), (longRange ? 1 : 0, Gen.Choose(1200, 8000))) select (LinkCommand)new Rest(cycles)),
        (2, from side in Gen.Choose(0, 1) from cycles in Gen.Frequency((1, Gen.Choose(1, 800)), (1, Gen.Choose(4000, longRange ? 16_000 : 6000))) select (LinkCommand)new KillLine(side, cycles)),
        (2, from side in Gen.Choose(0, 1) from cycles in Gen.Frequency((2, Gen.Choose(1, 600)), (1, Gen.Choose(600, 8000))) select (LinkCommand)new CloseRouter(side, cycles)));

    protected override bool IsAllowed(UnitLinkConfiguration c) =>
        c.Window is >= 1 and <= 8 && c.Depth is >= 16 and <= 32 && c.Errors is >= 0 and <= 3 && c.Losses is >= 0 and <= 3 && c.Doubles is >= 0 and <= 3
        && c.Bursts is >= 0 and <= 3 && c.GiveUp is >= 1 and <= 8 && c.Phase is >= 0 and <= 4000;

    protected override void Execute(UnitLinkConfiguration configuration, IReadOnlyList<LinkCommand> commands, CaseRun run)
    {
        var scenario = new LinkScenario(commands, UnitLinkSystem.RouterPeriod, 1, CommsPayload.Bits128, run.Seed);
        var lines = new LineOptions[2];
        for (int side = 0; side < 2; side++)
            lines[side] = new LineOptions
            {
                BitErrorRate = configuration.ErrorRate,
                LossRate = configuration.Losses / 100.0,
                DuplicateRate = configuration.Doubles / 100.0,
                BurstRate = configuration.Bursts / 100.0,
                // What the check finds for certain: after the line code an error spreads.
                BurstBits = longRange ? 5 : 12,
                Dead = scenario.Dead(side),
            };
        var protocol = new UnitLinkParameters { SelectiveRepeat = configuration.SelectiveRepeat, Window = configuration.Window, ReceiveDepth = configuration.Depth, GiveUp = configuration.GiveUp };
        var system = new UnitLinkSystem(longRange, protocol, lines, scenario, configuration.Phase * 1000L, run.SimulationOptions);
        if (configuration.Loopback) system.LoopBack();
        var watch = new UnitLinkWatch(block, system, scenario, configuration, coverage, run);
        system.Software[0].Answered = request => run.Coverage.Access(coverage.Registers, request.Offset, request.Write, request.Value);
        run.Observe(system.Simulation);
        // Every unit may need several timeouts on a bad line; a dead line doubles the time between probes.
        long last = scenario.Last * UnitLinkSystem.RouterPeriod / system.Period;
        long patience = (long)protocol.ResendUnits * system.UnitCycles;
        long limit = 2 * last + 40 * patience + (long)scenario.Count * 3 * (configuration.Errors == 3 ? patience : 8 * system.UnitCycles) + 20_000;
        while (watch.Cycle < limit && !(watch.IsDone && watch.Cycle > last + 80 * system.UnitCycles))
        {
            system.Simulation.RunCycles(system.Clock, 1);
            watch.Sample();
        }
        watch.Finish();
        system.Software[0].Try(_tour, run.Seed, 8);
    }
}
