using FsCheck;
using FsCheck.Fluent;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.Traffic;
using HwModel.SpiNNaker2.Links.TwoOfSeven;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Scoreboards;

namespace HwModel.Benches.Links;

/// <summary>What goes wrong on the wires of a case: one kind only, so that what parity can't find does not come.</summary>
public enum WireTrouble
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A wire changes too much or too little.</summary>
    Wires,

    /// <summary>Symbols are lost.</summary>
    LostSymbols,

    /// <summary>Symbols come twice.</summary>
    DoubledSymbols,

    /// <summary>Acknowledges are lost.</summary>
    LostAcknowledges,

    /// <summary>Acknowledges come twice.</summary>
    DoubledAcknowledges,
}

/// <summary>How a 2-of-7 link is built for a case.</summary>
/// <param name="Trouble">What goes wrong.</param>
/// <param name="Phase">Offset of the second chip's steps in picoseconds, 0 to 900.</param>
public sealed record TwoOfSevenConfiguration(WireTrouble Trouble, int Phase);

/// <summary>Random traffic over the link of SpiNNaker, with trouble on the wires from the first chip.</summary>
internal sealed class TwoOfSevenBench(TwoOfSevenCoverage coverage) : CaseBench<TwoOfSevenConfiguration, LinkCommand>
{
    private const long RouterPeriod = 5_000_000;
    private const long Step = 1_000_000;
    private const int SymbolSteps = 20;

    public override string Name => "traffic";

    public override int LongestCase => 12;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 64, Effort.Normal => 512, _ => 5120 };

    protected override Gen<TwoOfSevenConfiguration> Configurations =>
        from trouble in Gen.Elements(Enum.GetValues<WireTrouble>())
        from phase in Gen.Choose(0, 900)
        select new TwoOfSevenConfiguration(trouble, phase);

    protected override Gen<LinkCommand> Commands(TwoOfSevenConfiguration configuration) => Gen.Frequency(
        (5, from side in Gen.Choose(0, 1) from packets in Gen.Choose(1, 12) from payload in Gen.Choose(0, 1) select (LinkCommand)new SendPackets(side, packets, payload, 0)),
        (2, from cycles in Gen.Choose(1, 400) select (LinkCommand)new Rest(cycles)),
        (1, from side in Gen.Choose(0, 1) from cycles in Gen.Choose(1, 300) select (LinkCommand)new CloseRouter(side, cycles)));

    protected override bool IsAllowed(TwoOfSevenConfiguration c) => Enum.IsDefined(c.Trouble) && c.Phase is >= 0 and <= 900;

    protected override void Execute(TwoOfSevenConfiguration configuration, IReadOnlyList<LinkCommand> commands, CaseRun run)
    {
        var scenario = new LinkScenario(commands, RouterPeriod, 1, CommsPayload.Bits32, run.Seed);
        LineOptions data = configuration.Trouble switch
        {
            WireTrouble.Wires => new() { BitErrorRate = 2e-4 },
            WireTrouble.LostSymbols => new() { LossRate = 2e-3 },
            WireTrouble.DoubledSymbols => new() { DuplicateRate = 2e-3 },
            _ => new(),
        };
        LineOptions acknowledge = configuration.Trouble switch
        {
            WireTrouble.LostAcknowledges => new() { LossRate = 2e-3 },
            WireTrouble.DoubledAcknowledges => new() { DuplicateRate = 2e-3 },
            _ => new(),
        };
        var simulation = new Simulation(run.SimulationOptions);
        var ends = new TwoOfSevenEndpoint[2];
        var delivery = new InOrderScoreboard<CommsPacket>[] { new("from the first chip"), new("from the second chip") };
        var sent = new HashSet<CommsPacket>();
        ClockDomain? clock = null;
        int damaged = 0;
        long taken = 0;
        for (int side = 0; side < 2; side++)
        {
            int to = side;
            ClockDomain router = simulation.Clock($"router{side}", RouterPeriod, 0, side);
            ClockDomain steps = simulation.Clock($"steps{side}", Step, side * configuration.Phase * 1000L, side);
            clock ??= steps;
            var chip = new Component(simulation.Root, $"chip{side}", router);
            ends[side] = new TwoOfSevenEndpoint(chip, "link", router, steps, 3 * side);
            var source = new PacketSource(chip, "source", router, scenario.Packets(side));
            var sink = new PacketSink(chip, "sink", router, 1, scenario.Closed(side));
            Wiring.Connect(source.Packets, ends[side].Input);
            Wiring.Connect(ends[side].Output, sink.Packets);
            foreach (ScheduledPacket packet in scenario.Packets(1 - side))
            {
                CommsPacket expected = packet.Packet with { Route = (byte)(3 * side) };
                if (configuration.Trouble == WireTrouble.None || side == 0) delivery[1 - side].Expect(expected, 0);
                else sent.Add(expected);
            }
            sink.Listen((packet, _) =>
            {
                if (configuration.Trouble == WireTrouble.None || to == 0) delivery[1 - to].Observe(packet, simulation.Time / Step);
                else
                {
                    taken++;
                    run.Check("link-2of7.damage_noticed", sent.Contains(packet) || !LinkScenario.HasOddParity(packet), $"A packet with key {packet.Key:X8} arrived that was not sent, and its parity is right.", simulation.Time);
                    if (!sent.Contains(packet)) damaged++;
                }
            });
        }
        var link = new TwoOfSevenLink(simulation.Root, "link", ends[0], ends[1], data, null, null, acknowledge);
        run.Observe(simulation);
        Watch(configuration, scenario, run, simulation, clock!, link, ends);
        for (int side = 0; side < 2; side++)
            if (configuration.Trouble == WireTrouble.None || side == 1) run.Take("link-2of7.delivery", delivery[side], simulation.Time / Step, Step);
        // The link goes on after any trouble: every packet leaves its sender, and hardly more of them are lost than things went wrong.
        long wrong = link.FromA.Mishaps + link.AcknowledgeB.Mishaps;
        bool all = ends[0].Sender.PacketsSent == scenario.Packets(0).Count && ends[1].Sender.PacketsSent == scenario.Packets(1).Count;
        run.Check("link-2of7.goes_on", all && (configuration.Trouble == WireTrouble.None || scenario.Packets(0).Count - (taken - damaged) <= 3 * wrong),
            $"Of {scenario.Packets(0).Count} packets {ends[0].Sender.PacketsSent} were sent and {taken - damaged} arrived; {wrong} things went wrong on the wires.", simulation.Time);
        Cover(configuration, run, ends);
    }

    private void Watch(TwoOfSevenConfiguration configuration, LinkScenario scenario, CaseRun run, Simulation simulation, ClockDomain clock, TwoOfSevenLink link, TwoOfSevenEndpoint[] ends)
    {
        // Acknowledges that are lost cost a timeout each.
        long limit = scenario.Last * 5 + (scenario.Count + 4L) * 19 * (SymbolSteps + 4) + 20_000;
        var symbols = new long[2];
        var last = new long[2];
        var lines = new[] { link.FromA, link.FromB };
        var doubled = new long[2];
        var sawData = new bool[2];
        long extra = 0, cycle = 0;
        for (; cycle < limit + extra; cycle++)
        {
            simulation.RunCycles(clock, 1);
            extra = (ends[0].Sender.Timeouts + ends[1].Sender.Timeouts) * 13_000L;
            for (int side = 0; side < 2; side++)
            {
                // While the line repeats a symbol the next one waits: it was seen before.
                bool waits = sawData[side] && lines[side].Doubled != doubled[side];
                (sawData[side], doubled[side]) = (lines[side].Input.HasData, lines[side].Doubled);
                if (!sawData[side] || waits) continue;
                symbols[side]++;
                // What the receiver holds back is no symbol's fault; a gap within a packet is long only where the router was closed.
                bool end = lines[side].Input.Peek().Toggled == 0b1100000;
                if (symbols[side] > 1 && last[side] > 0)
                    run.Check("link-2of7.symbol_time", cycle - last[side] >= SymbolSteps - 1 || configuration.Trouble is WireTrouble.DoubledAcknowledges or WireTrouble.DoubledSymbols,
                        $"In step {cycle} side {side} sent a symbol {cycle - last[side]} steps after the one before; {SymbolSteps} are the least.", simulation.Time);
                last[side] = cycle;
                if (!end) continue;
                run.Check("link-2of7.symbols_of_a_packet", symbols[side] is 11 or 19, $"In step {cycle} side {side} ended a packet of {symbols[side]} symbols; 11 or 19 are right.", simulation.Time);
                run.Coverage.Sample(coverage.Length, symbols[side]);
                symbols[side] = 0;
            }
            if (cycle > scenario.Last * 5 + 300 && cycle % 64 == 0 && ends.All(end => end.Sender.Doing == SenderState.Ready) && ends[0].Sender.PacketsSent == scenario.Packets(0).Count
                && ends[1].Sender.PacketsSent == scenario.Packets(1).Count && cycle - Math.Max(last[0], last[1]) > 200) break;
        }
        if (configuration.Trouble == WireTrouble.None)
            run.Check("link-2of7.no_token_lost", ends[0].Sender.Timeouts + ends[1].Sender.Timeouts == 0, $"{ends[0].Sender.Timeouts + ends[1].Sender.Timeouts} acknowledges were missed on wires without trouble.", simulation.Time);
    }

    private void Cover(TwoOfSevenConfiguration configuration, CaseRun run, TwoOfSevenEndpoint[] ends)
    {
        foreach (TwoOfSevenEndpoint end in ends)
        {
            run.Coverage.Take(coverage.Sender, end.Sender.Machines[0]);
            run.Coverage.Take(coverage.Receiver, end.Receiver.Machines[0]);
        }
        run.Coverage.Sample(coverage.Trouble, configuration.Trouble);
        SymbolReceiver receiver = ends[1].Receiver;
        if (receiver.Glitches > 0) run.Coverage.Sample(coverage.Noticed, 0);
        if (receiver.FramingErrors > 0) run.Coverage.Sample(coverage.Noticed, 1);
        if (ends[0].Sender.Timeouts > 0) run.Coverage.Sample(coverage.Noticed, 2);
        if (ends[0].Sender.UnexpectedAcknowledges > 0) run.Coverage.Sample(coverage.Noticed, 3);
        run.Metric("noticed", receiver.Glitches + receiver.FramingErrors + ends[0].Sender.Timeouts);
    }
}
