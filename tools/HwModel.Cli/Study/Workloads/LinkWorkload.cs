using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.ShortRange;
using HwModel.SpiNNaker2.Links.Traffic;
using HwModel.SpiNNaker2.Links.Units;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.Studies.Workloads;

namespace HwModel.Cli.Study.Workloads;

/// <summary>A short-range link under load.</summary>
internal sealed record LinkStudyOptions
{
    [ModelChoice("a perfect line")]
    public double BitErrors { get; init; }

    [ModelChoice("a perfect line")]
    public double Loss { get; init; }

    [ModelChoice("half of the ids of a 4-bit field")]
    public int Window { get; init; } = 8;

    [ModelChoice("go back to the lost unit")]
    public string Resend { get; init; } = "go-back";

    [ModelChoice("eight windows")]
    public int ResendUnits { get; init; } = 64;

    [ModelChoice("packets as fast as the link takes them")]
    public double Load { get; init; } = 1;

    [ModelChoice("a spike carries no payload")]
    public int Payload { get; init; }

    [ModelChoice("the way between two chips on a board")]
    public double Flight { get; init; } = 0.35;

    [ModelChoice("long enough for a few resends at 1e-5")]
    public int Packets { get; init; } = 20_000;
}

/// <summary>Packets over a short-range link of SpiNNaker2 whose line damages bits or loses units.</summary>
internal sealed class LinkWorkload() : OptionWorkload<LinkStudyOptions>(new LinkStudyOptions(), new(
    [
        Real("line.bit_error_rate", "probability that a bit arrives inverted", "", 0, 0.1, nameof(LinkStudyOptions.BitErrors), options => options.BitErrors, (options, value) => options with { BitErrors = value }),
        Real("line.loss", "probability that a unit is lost", "", 0, 0.5, nameof(LinkStudyOptions.Loss), options => options.Loss, (options, value) => options with { Loss = value }),
        Real("line.flight", "flight time", "ns", 0, 1000, nameof(LinkStudyOptions.Flight), options => options.Flight, (options, value) => options with { Flight = value }),
        Whole("link.window", "units that may be sent and not acknowledged", "", 1, 8, nameof(LinkStudyOptions.Window), options => options.Window, (options, value) => options with { Window = (int)value }),
        Word("link.resend", "go back to a lost unit, or resend it alone", nameof(LinkStudyOptions.Resend), ["go-back", "selective"], options => options.Resend, (options, value) => options with { Resend = value }),
        Whole("link.resend_units", "units without acknowledge before a resend", "", 16, 255, nameof(LinkStudyOptions.ResendUnits), options => options.ResendUnits, (options, value) => options with { ResendUnits = (int)value }),
        Real("traffic.load", "offered load as a share of what the bare line carries", "", 0.001, 2, nameof(LinkStudyOptions.Load), options => options.Load, (options, value) => options with { Load = value }),
        Whole("traffic.payload", "payload of a packet", "bits", 0, 32, nameof(LinkStudyOptions.Payload), options => options.Payload, (options, value) => options with { Payload = (int)value }),
        Whole("run.packets", "packets that are sent", "", 100, 10_000_000, nameof(LinkStudyOptions.Packets), options => options.Packets, (options, value) => options with { Packets = (int)value }),
    ]), typeof(ShortRangeLink).Assembly, typeof(Simulation).Assembly)
{
    private const long RouterPeriod = 2_500_000;
    private const long WordPeriod = 8_000_000;
    private const long Slice = 100_000_000_000;

    public override string Name => "link";

    public override string Meaning => "packets over a short-range link of SpiNNaker2 with a bad line";

    public override string Level => "RTL: both endpoints, every unit of 96 bits, line errors bit by bit";

    public override IReadOnlyList<Metric> Metrics { get; } =
    [
        new("goodput", "Gbit/s", "bits of control byte, key and payload that arrived, over time", Better.Higher),
        new("efficiency", "", "units that brought a packet forward, of all the line could carry", Better.Higher),
        new("latency.mean", "ns", "from the link's acceptance to the far router", Better.Lower),
        new("latency.p99", "ns", "99 % of the packets are not slower", Better.Lower),
        new("latency.max", "ns", "the slowest packet", Better.Lower),
        new("resent", "", "units sent again, of all sent", Better.Lower),
        new("timeouts", "", "resends for want of an acknowledge", Better.Lower),
        new("damaged", "", "units that arrived with inverted bits"),
        new("wrong", "", "packets that arrived with other content, out of order or not at all", Better.Lower),
        new("down", "", "times that the link was given up", Better.Lower),
    ];

    protected override string? Mistake(LinkStudyOptions options) => options.Payload is not (0 or 32) ? $"traffic.payload is 0 or 32 bits, not {options.Payload}" : null;

    protected override RunResult Run(LinkStudyOptions options, RunRequest request)
    {
        ScheduledPacket[] schedule = Schedule(options, request.Seed);
        var simulation = new Simulation(new SimulationOptions { Seed = request.Seed });
        var parameters = new ShortRangeParameters { Protocol = new UnitLinkParameters { Window = options.Window, SelectiveRepeat = options.Resend == "selective", ResendUnits = options.ResendUnits } };
        var ends = new ShortRangeEndpoint[2];
        var departures = new long[schedule.Length];
        var latencies = new List<long>(schedule.Length);
        int arrived = 0, wrong = 0;
        long last = 0;
        for (int side = 0; side < 2; side++)
        {
            ClockDomain router = simulation.Clock($"router{side}", RouterPeriod, 0, 0);
            ClockDomain word = simulation.Clock($"word{side}", WordPeriod, 0, 0);
            var chip = new Component(simulation.Root, $"chip{side}", router);
            ends[side] = new ShortRangeEndpoint(chip, "link", router, word, side == 0 ? 0 : 3, parameters);
            var source = new PacketSource(chip, "source", router, side == 0 ? schedule : []);
            var sink = new PacketSink(chip, "sink", router);
            Wiring.Connect(source.Packets, ends[side].Units.Input);
            Wiring.Connect(ends[side].Units.Output, sink.Packets);
            if (side == 0) source.Listen((number, cycle) => departures[number] = router.TimeOfCycle(cycle));
            else sink.Listen((packet, cycle) =>
            {
                last = router.TimeOfCycle(cycle);
                // Links keep order, so the n-th packet has key n.
                if (arrived < schedule.Length && packet.Key == schedule[arrived].Packet.Key && packet.Low == schedule[arrived].Packet.Low) latencies.Add(last - departures[arrived]);
                else wrong++;
                arrived++;
            });
        }
        var line = new LineOptions { BitErrorRate = options.BitErrors, LossRate = options.Loss, Flight = (long)(options.Flight * 1e6) };
        var link = new ShortRangeLink(simulation.Root, "link", ends[0], ends[1], line, line);
        // Ten times what a link at a tenth of its speed would take.
        long limit = (long)(schedule.Length / parameters.UnitsPerSecond / Math.Min(1, options.Load) * 1e15 * 100);
        while (arrived < schedule.Length && simulation.Time < limit)
        {
            request.Stop.ThrowIfCancellationRequested();
            simulation.RunFor(Slice);
        }
        latencies.Sort();
        double seconds = last * 1e-15;
        UnitTransmitter sender = ends[0].Units.Transmitter;
        double Latency(double share) => latencies.Count == 0 ? double.NaN : latencies[Math.Min(latencies.Count - 1, (int)Math.Ceiling(share * latencies.Count) - 1)] * 1e-6;
        return RunResult.Of(
            ("goodput", seconds > 0 ? (arrived - wrong) * (40.0 + options.Payload) / seconds * 1e-9 : 0),
            ("efficiency", seconds > 0 ? (arrived - wrong) / (seconds * parameters.UnitsPerSecond) : 0),
            ("latency.mean", latencies.Count == 0 ? double.NaN : latencies.Average() * 1e-6), ("latency.p99", Latency(0.99)), ("latency.max", Latency(1)),
            ("resent", (double)sender.UnitsResent / Math.Max(1, sender.UnitsSent)), ("timeouts", sender.Timeouts), ("damaged", link.FromA.Damaged),
            ("wrong", wrong + schedule.Length - Math.Min(arrived, schedule.Length)), ("down", sender.TimesDown));
    }

    private static ScheduledPacket[] Schedule(LinkStudyOptions options, ulong seed)
    {
        var random = RandomStream.Derive(seed, "link study");
        var packets = new ScheduledPacket[options.Packets];
        // One unit is two words of 8 ns: 6.4 cycles of the router.
        double perCycle = Math.Min(1, options.Load * RouterPeriod / (2.0 * WordPeriod));
        long cycle = 0;
        for (int i = 0; i < packets.Length; i++)
        {
            cycle += options.Load >= 1 ? 0 : 1 + random.NextGeometric(perCycle);
            ulong low = options.Payload == 0 ? 0 : (uint)random.NextBits();
            CommsPayload payload = options.Payload == 0 ? CommsPayload.None : CommsPayload.Bits32;
            packets[i] = new ScheduledPacket(cycle, new CommsPacket((byte)(options.Payload == 0 ? 0 : 2), (uint)i, payload, low, 0, 7, false, false));
        }
        return packets;
    }
}
