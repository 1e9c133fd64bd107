using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.Traffic;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.Benches.Links;

/// <summary>What is done to a link. Times are in cycles of the router's clock; sides and channels are taken modulo their number.</summary>
public abstract record LinkCommand;

/// <summary>A side sends packets back to back.</summary>
/// <param name="Side">The sending side.</param>
/// <param name="Packets">How many, 1 to 40.</param>
/// <param name="Payload">Words of payload: 0, 1, 2 for two and 3 for four; 4 mixes all.</param>
/// <param name="Channel">Of links with several channels: which one, or 8 for all.</param>
public sealed record SendPackets(int Side, int Packets, int Payload, int Channel) : LinkCommand;

/// <summary>Nothing is sent for some cycles.</summary>
public sealed record Rest(int Cycles) : LinkCommand;

/// <summary>The line from a side is dead for some cycles.</summary>
public sealed record KillLine(int Side, int Cycles) : LinkCommand;

/// <summary>The router at a side takes no packets for some cycles.</summary>
public sealed record CloseRouter(int Side, int Cycles) : LinkCommand;

/// <summary>A side's link is stopped by its register for some cycles (links with such a register).</summary>
public sealed record StopLink(int Side, int Cycles) : LinkCommand;

/// <summary>Commands as schedules: packets of either side and channel, dead times of either line, closed times of either router, stopped times of either link.</summary>
internal sealed class LinkScenario
{
    private readonly List<ScheduledPacket>[] _packets;
    private readonly List<DeadTime>[] _dead = [[], []];
    private readonly List<(long, long)>[] _closed = [[], []];
    private readonly List<(long From, long To)>[] _stopped = [[], []];
    private readonly int _channels;

    /// <param name="commands">The commands.</param>
    /// <param name="period">Period of the clock in which times count, in femtoseconds.</param>
    /// <param name="channels">Channels of a side.</param>
    /// <param name="largest">The largest payload.</param>
    /// <param name="seed">Of contents.</param>
    public LinkScenario(IReadOnlyList<LinkCommand> commands, long period, int channels, CommsPayload largest, ulong seed)
    {
        _channels = channels;
        _packets = [.. Enumerable.Range(0, 2 * channels).Select(_ => new List<ScheduledPacket>())];
        RandomStream random = RandomStream.Derive(seed, "packets");
        long cycle = 4;
        foreach (LinkCommand command in commands)
        {
            switch (command)
            {
                case SendPackets send:
                    for (int i = 0; i < Math.Clamp(send.Packets, 0, 40); i++)
                        for (int channel = 0; channel < channels; channel++)
                            if (channels == 1 || send.Channel >= channels || send.Channel == channel)
                                _packets[(send.Side & 1) * channels + channel].Add(new ScheduledPacket(cycle, Packet(ref random, send.Payload, largest)));
                    break;
                case Rest rest:
                    cycle += Math.Clamp(rest.Cycles, 0, 100_000);
                    break;
                case KillLine kill:
                    _dead[kill.Side & 1].Add(new DeadTime(cycle * period, (cycle + Math.Clamp(kill.Cycles, 0, 100_000)) * period));
                    break;
                case CloseRouter close:
                    _closed[close.Side & 1].Add((cycle, cycle + Math.Clamp(close.Cycles, 0, 100_000)));
                    break;
                case StopLink stop when _stopped[stop.Side & 1] is var times && (times.Count == 0 || times[^1].To + 10 < cycle):
                    times.Add((cycle, cycle + Math.Clamp(stop.Cycles, 10, 100_000)));
                    break;
            }
        }
        Last = cycle;
        foreach (List<DeadTime> dead in _dead)
            foreach (DeadTime time in dead) Last = Math.Max(Last, time.To / period);
        foreach (List<(long From, long To)> closed in _closed)
            foreach ((long _, long to) in closed) Last = Math.Max(Last, to);
        foreach (List<(long From, long To)> stopped in _stopped)
            foreach ((long _, long to) in stopped) Last = Math.Max(Last, to);
    }

    /// <summary>The last cycle of the schedules.</summary>
    public long Last { get; }

    /// <summary>All packets.</summary>
    public int Count => _packets.Sum(list => list.Count);

    /// <summary>What a side's channel sends.</summary>
    public IReadOnlyList<ScheduledPacket> Packets(int side, int channel = 0) => _packets[side * _channels + channel];

    /// <summary>When the line from a side is dead.</summary>
    public IReadOnlyList<DeadTime> Dead(int side) => _dead[side];

    /// <summary>When a side's link is stopped, one time after the other.</summary>
    public IReadOnlyList<(long From, long To)> Stopped(int side) => _stopped[side];

    /// <summary>When the router at a side is closed.</summary>
    public IReadOnlyList<(long, long)> Closed(int side) => _closed[side];

    /// <summary>A packet with odd parity over all its bits, as routers send them (SpiNNaker datasheet v2.02, section 8).</summary>
    private static CommsPacket Packet(ref RandomStream random, int size, CommsPayload largest)
    {
        var payload = (CommsPayload)Math.Min(size is >= 0 and <= 3 ? size : random.Next(4), (int)largest);
        ulong low = payload switch { CommsPayload.None => 0, CommsPayload.Bits32 => (uint)random.NextBits(), _ => random.NextBits() };
        ulong high = payload == CommsPayload.Bits128 ? random.NextBits() : 0;
        var control = (byte)(random.NextBits() & 0xFC | (payload == CommsPayload.None ? 0u : 2u));
        var packet = new CommsPacket(control, (uint)random.NextBits(), payload, low, high, 7, false, false);
        return HasOddParity(packet) ? packet : packet with { Control = (byte)(control | 1) };
    }

    public static bool HasOddParity(CommsPacket packet) =>
        (System.Numerics.BitOperations.PopCount(packet.Low) + System.Numerics.BitOperations.PopCount(packet.High) + System.Numerics.BitOperations.PopCount(packet.Control | (ulong)packet.Key << 8)) % 2 == 1;
}
