using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.LongRange;
using HwModel.SpiNNaker2.Links.ShortRange;
using HwModel.SpiNNaker2.Links.Traffic;
using HwModel.SpiNNaker2.Links.Units;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Tests.Links;

/// <summary>Two chips' ends of a short-range or long-range link, each with a source and a sink of packets in a router clock of 400 MHz.</summary>
internal sealed class UnitLinkHarness
{
    public const long RouterPeriod = 2_500_000;
    public const long WordPeriod = 8_000_000;
    public const long BytePeriod = 5_000_000;

    private readonly List<CommsPacket>[] _arrived = [[], []];
    private readonly List<long>[] _arrivals = [[], []];
    private readonly List<long>[] _departures = [[], []];

    public UnitLinkHarness(
        IReadOnlyList<ScheduledPacket> fromA, IReadOnlyList<ScheduledPacket> fromB, UnitLinkParameters? protocol = null, LineOptions? lineA = null, LineOptions? lineB = null,
        SimulationOptions? options = null, bool partitions = false, int pace = 1, IReadOnlyList<(long, long)>? closed = null, long phase = 0, bool longRange = false)
    {
        Simulation = new Simulation(options);
        var shortEnds = new ShortRangeEndpoint[2];
        var longEnds = new LongRangeEndpoint[2];
        for (int side = 0; side < 2; side++)
        {
            int partition = partitions ? side : 0;
            ClockDomain router = Simulation.Clock($"router{side}", RouterPeriod, side * phase, partition);
            var chip = new Component(Simulation.Root, $"chip{side}", router);
            ClockDomain word = Simulation.Clock($"word{side}", longRange ? BytePeriod : WordPeriod, side * phase, partition);
            int link = side == 0 ? 0 : 3;
            if (longRange)
            {
                LongRangeParameters parameters = new();
                longEnds[side] = new LongRangeEndpoint(chip, "link", router, word, link, protocol is null ? parameters : parameters with { Protocol = protocol });
                Ends[side] = longEnds[side].Units;
            }
            else
            {
                ShortRangeParameters parameters = new();
                shortEnds[side] = new ShortRangeEndpoint(chip, "link", router, word, link, protocol is null ? parameters : parameters with { Protocol = protocol });
                Ends[side] = shortEnds[side].Units;
            }
            Sources[side] = new PacketSource(chip, "source", router, side == 0 ? fromA : fromB);
            Sinks[side] = new PacketSink(chip, "sink", router, pace, closed);
            Wiring.Connect(Sources[side].Packets, Ends[side].Input);
            Wiring.Connect(Ends[side].Output, Sinks[side].Packets);
            int at = side;
            Sources[side].Listen((_, cycle) => _departures[at].Add(router.TimeOfCycle(cycle)));
            Sinks[side].Listen((packet, cycle) =>
            {
                _arrived[at].Add(packet);
                _arrivals[at].Add(router.TimeOfCycle(cycle));
            });
        }
        if (longRange)
        {
            _ = new LongRangeLink(Simulation.Root, "link", longEnds[0], longEnds[1], lineA, lineB);
            LongEnds = longEnds;
        }
        else _ = new ShortRangeLink(Simulation.Root, "link", shortEnds[0], shortEnds[1], lineA, lineB);
    }

    public Simulation Simulation { get; }

    public UnitEnd[] Ends { get; } = new UnitEnd[2];

    public LongRangeEndpoint[] LongEnds { get; } = [];

    public PacketSource[] Sources { get; } = new PacketSource[2];

    public PacketSink[] Sinks { get; } = new PacketSink[2];

    /// <summary>What came out at a side.</summary>
    public IReadOnlyList<CommsPacket> Arrived(int side) => _arrived[side];

    public IReadOnlyList<long> Arrivals(int side) => _arrivals[side];

    public IReadOnlyList<long> Departures(int side) => _departures[side];

    /// <summary>Runs until everything has arrived or the time is over.</summary>
    public bool RunToEnd(long limit)
    {
        while (Simulation.Time < limit)
        {
            Simulation.RunFor(Math.Min(10_000_000_000, limit - Simulation.Time));
            if (IsComplete) return true;
        }
        return IsComplete;
    }

    private bool IsComplete => Sources[0].IsDone && Sources[1].IsDone && _arrived[1].Count >= Sources[0].Sent && _arrived[0].Count >= Sources[1].Sent;

    /// <summary>Random packets whose control byte fits their payload, one in <paramref name="gap"/> cycles on average.</summary>
    public static ScheduledPacket[] Random(int count, int gap, ulong seed, bool oneUnit = false)
    {
        var random = RandomStream.Derive(seed, "packets");
        var packets = new ScheduledPacket[count];
        long cycle = 0;
        for (int i = 0; i < count; i++)
        {
            cycle += gap == 0 ? 0 : random.Next(2 * gap);
            packets[i] = new ScheduledPacket(cycle, Packet(ref random, (uint)i, oneUnit ? 2 : 4));
        }
        return packets;
    }

    private static CommsPacket Packet(ref RandomStream random, uint key, int sizes)
    {
        var payload = (CommsPayload)random.Next(sizes);
        ulong low = payload switch { CommsPayload.None => 0, CommsPayload.Bits32 => (uint)random.NextBits(), _ => random.NextBits() };
        var control = (byte)(random.NextBits() & 0xFD | (payload == CommsPayload.None ? 0u : 2u));
        return new CommsPacket(control, key, payload, low, payload == CommsPayload.Bits128 ? random.NextBits() : 0, 7, false, false);
    }

    /// <summary>The packets as they have to arrive over a link of that number.</summary>
    public static IEnumerable<CommsPacket> Expected(IEnumerable<ScheduledPacket> sent, byte link) => sent.Select(packet => packet.Packet with { Route = link });
}
