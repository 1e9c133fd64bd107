using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.LongRange;
using HwModel.SpiNNaker2.Links.ShortRange;
using HwModel.SpiNNaker2.Links.Units;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Links.Traffic;

/// <summary>Random packets over one link of SpiNNaker2, and what goes wrong on its lines.</summary>
public sealed record LinkTrafficOptions
{
    /// <summary>The long-range link instead of the short-range one.</summary>
    public bool LongRange { get; init; }

    /// <summary>The protocol: window, way of resending, FIFO, timeouts. Unit time and grounding are those of the kind of link.</summary>
    public UnitLinkParameters Protocol { get; init; } = new();

    /// <summary>The lines, each way.</summary>
    public LineOptions Line { get; init; } = new();

    /// <summary>Packets offered by the first chip in a second; infinite: as many as the link takes.</summary>
    public double Rate { get; init; } = double.PositiveInfinity;

    /// <summary>As many packets come the other way.</summary>
    public bool BothWays { get; init; }

    /// <summary>Payload of the packets.</summary>
    public CommsPayload Payload { get; init; } = CommsPayload.Bits32;

    /// <summary>Packets that the first chip sends.</summary>
    public int Packets { get; init; } = 10_000;

    /// <summary>The longest simulated time in femtoseconds; what has not arrived then is missing.</summary>
    public long Limit { get; init; } = 1_000_000_000_000;

    /// <summary>Seed of contents, times and faults.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>What a link's traffic came to. Times in nanoseconds, from the router's output to the other router's input.</summary>
/// <param name="Packets">Packets of the first chip that arrived.</param>
/// <param name="IsComplete">All that were sent arrived.</param>
/// <param name="IsInOrder">They arrived once, in order and as they were sent.</param>
/// <param name="PacketsPerSecond">From the first arrival to the last.</param>
/// <param name="GoodputBitsPerSecond">Bits of packets (control byte, key, payload) in that time.</param>
/// <param name="MeanLatency">Mean latency.</param>
/// <param name="MedianLatency">Half of the packets took no longer.</param>
/// <param name="Latency95">19 of 20 packets took no longer.</param>
/// <param name="Latency99">99 of 100 packets took no longer.</param>
/// <param name="LongestLatency">The longest latency.</param>
/// <param name="UnitsSent">Units that the first chip put on the line.</param>
/// <param name="UnitsResent">Of them repeats.</param>
/// <param name="Timeouts">Acknowledges that the first chip missed.</param>
/// <param name="CheckErrors">Units that the second chip refused because of their check.</param>
/// <param name="CreditStalls">How often the first chip waited for credit.</param>
/// <param name="TimesDown">How often the link was marked down.</param>
public sealed record LinkTrafficStatistics(
    int Packets, bool IsComplete, bool IsInOrder, double PacketsPerSecond, double GoodputBitsPerSecond, double MeanLatency, double MedianLatency, double Latency95, double Latency99,
    double LongestLatency, long UnitsSent, long UnitsResent, long Timeouts, long CheckErrors, long CreditStalls, long TimesDown);

/// <summary>Runs traffic over one link at register-transfer level.</summary>
public static class LinkTraffic
{
    private const long RouterPeriod = 2_500_000;

    /// <summary>Runs until everything has arrived or the limit is reached.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; says which.</exception>
    public static LinkTrafficStatistics Run(LinkTrafficOptions options)
    {
        if (!(options.Rate > 0)) throw new ArgumentException($"{options.Rate} packets a second can't be offered; more than 0, or infinity for as many as fit", nameof(options));
        if (options.Packets is < 1 or > 10_000_000) throw new ArgumentException($"{options.Packets} packets: 1 to 10,000,000 are allowed", nameof(options));
        var simulation = new Simulation(new SimulationOptions { Seed = options.Seed });
        IReadOnlyList<ScheduledPacket>[] schedules = [Schedule(options, "a"), options.BothWays ? Schedule(options, "b") : []];
        var arrivals = new List<(CommsPacket Packet, long Time)>(options.Packets);
        var departures = new long[options.Packets];
        var ends = new UnitEnd[2];
        var shortEnds = new ShortRangeEndpoint[2];
        var longEnds = new LongRangeEndpoint[2];
        for (int side = 0; side < 2; side++)
        {
            ClockDomain router = simulation.Clock($"router{side}", RouterPeriod);
            ClockDomain link = simulation.Clock($"link{side}", options.LongRange ? new LongRangeParameters().BytePeriod : new ShortRangeParameters().WordPeriod);
            var chip = new Component(simulation.Root, $"chip{side}", router);
            var source = new PacketSource(chip, "source", router, schedules[side]);
            var sink = new PacketSink(chip, "sink", router);
            ends[side] = options.LongRange
                ? (longEnds[side] = new LongRangeEndpoint(chip, "link", router, link, 0, new LongRangeParameters { Protocol = options.Protocol })).Units
                : (shortEnds[side] = new ShortRangeEndpoint(chip, "link", router, link, 0, new ShortRangeParameters { Protocol = options.Protocol })).Units;
            Wiring.Connect(source.Packets, ends[side].Input);
            Wiring.Connect(ends[side].Output, sink.Packets);
            if (side == 0) source.Listen((number, cycle) => departures[number] = cycle * RouterPeriod);
            else sink.Listen((packet, cycle) => arrivals.Add((packet, cycle * RouterPeriod)));
        }
        if (options.LongRange) _ = new LongRangeLink(simulation.Root, "link", longEnds[0], longEnds[1], options.Line, options.Line);
        else _ = new ShortRangeLink(simulation.Root, "link", shortEnds[0], shortEnds[1], options.Line, options.Line);
        while (arrivals.Count < options.Packets && simulation.Time < options.Limit) simulation.RunFor(Math.Min(1_000_000_000, options.Limit - simulation.Time));
        return Summarise(options, schedules[0], departures, arrivals, ends[0].Transmitter, ends[1].Receiver);
    }

    private static ScheduledPacket[] Schedule(LinkTrafficOptions options, string side)
    {
        var random = RandomStream.Derive(options.Seed, $"traffic {side}");
        var packets = new ScheduledPacket[options.Packets];
        double seconds = 0;
        for (int i = 0; i < packets.Length; i++)
        {
            if (double.IsFinite(options.Rate)) seconds -= Math.Log(1 - random.NextDouble()) / options.Rate;
            ulong low = options.Payload switch { CommsPayload.None => 0, CommsPayload.Bits32 => (uint)random.NextBits(), _ => random.NextBits() };
            var packet = new CommsPacket((byte)(options.Payload == CommsPayload.None ? 0 : 2), (uint)i, options.Payload, low, options.Payload == CommsPayload.Bits128 ? random.NextBits() : 0, 0, false, false);
            packets[i] = new ScheduledPacket((long)(seconds * 1e15 / RouterPeriod), packet);
        }
        return packets;
    }

    private static LinkTrafficStatistics Summarise(
        LinkTrafficOptions options, IReadOnlyList<ScheduledPacket> sent, long[] departures, List<(CommsPacket Packet, long Time)> arrivals, UnitTransmitter transmitter, UnitReceiver receiver)
    {
        bool inOrder = arrivals.Count <= sent.Count;
        for (int i = 0; i < arrivals.Count && inOrder; i++) inOrder = arrivals[i].Packet == sent[i].Packet;
        int known = Math.Min(arrivals.Count, sent.Count);
        var latencies = new double[known];
        for (int i = 0; i < known; i++) latencies[i] = (arrivals[i].Time - departures[i]) / 1e6;
        Array.Sort(latencies);
        double span = known > 1 ? (arrivals[known - 1].Time - arrivals[0].Time) * 1e-15 : 0;
        double rate = span > 0 ? (known - 1) / span : 0;
        int bits = 40 + options.Payload switch { CommsPayload.None => 0, CommsPayload.Bits32 => 32, CommsPayload.Bits64 => 64, _ => 128 };
        return new LinkTrafficStatistics(
            arrivals.Count, arrivals.Count == sent.Count, inOrder, rate, rate * bits, known > 0 ? latencies.Average() : 0, Quantile(0.5), Quantile(0.95), Quantile(0.99), Quantile(1),
            transmitter.UnitsSent, transmitter.UnitsResent, transmitter.Timeouts, receiver.CheckErrors, transmitter.CreditStalls, transmitter.TimesDown);

        double Quantile(double share) => known == 0 ? 0 : latencies[(int)(share * (known - 1))];
    }
}
