using System.Numerics;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Router;

namespace HwModel.SpiNNaker2.Machines;

/// <summary>
/// A machine of many chips at event level: an event for every packet that comes to a router. Routers, links and network ports are resources that are reserved in order of time:
/// the last link of the mesh before the router takes a packet a cycle of the network, the engine a packet a cycle of the router, the issue buffer holds sixteen packets until
/// their copies have left or were dropped, a port to the network and a link take as many as their rate allows and hold what their FIFOs hold, and a receiver that can't go on
/// stops the sender.
/// </summary>
/// <remarks>
/// Left out against the register-transfer level: the order of inputs in one cycle, phases of clocks, contention in the mesh but for its links at the router, a sender that is
/// stopped by a full network (its packets wait outside), and the processing elements, whose traffic is given.
/// </remarks>
public sealed class EventMachine
{
    private const int Ports = MachineShape.Links + RouterEdge.Count;

    private static readonly int[] QuadHops = [.. Floorplan.Quads.ToArray().Select(quad => HopsTo(quad))];

    private readonly MachineTiming _timing;
    private readonly RouteTable[] _tables;
    private readonly EventQueue _queue = new();
    private readonly long[] _engineFree;
    private readonly long[] _slots;
    private readonly long[] _outputFree;
    private readonly long[] _entryFree;
    private readonly MachineCounts _counts;
    private readonly long[] _awakeUntil;
    private readonly bool[] _isLong;
    private readonly List<ITrafficSource> _sources = [];
    private long _order;

    /// <param name="shape">Chips and links.</param>
    /// <param name="timing">Times; null: as published.</param>
    public EventMachine(MachineShape shape, MachineTiming? timing = null)
    {
        Shape = shape;
        _timing = timing ?? new MachineTiming();
        _tables = [.. Enumerable.Range(0, shape.Count).Select(_ => new RouteTable())];
        _engineFree = new long[shape.Count];
        _slots = new long[shape.Count * _timing.IssueDepth];
        _outputFree = new long[shape.Count * Ports];
        _entryFree = new long[shape.Count * RouterEdge.Count];
        _counts = new MachineCounts(shape.Count);
        _awakeUntil = new long[shape.Count * MachineShape.Links];
        _isLong = new bool[shape.Count * MachineShape.Links];
        for (int chip = 0; chip < shape.Count; chip++)
            for (int link = 0; link < MachineShape.Links; link++) _isLong[chip * MachineShape.Links + link] = shape.LeavesBoard(chip, link);
    }

    /// <summary>Chips and links.</summary>
    public MachineShape Shape { get; }

    /// <summary>What the traffic has come to.</summary>
    public MachineStatistics Statistics { get; } = new();

    /// <summary>What passed which part of which chip.</summary>
    public MachineCounts Counts => _counts;

    /// <summary>All events before it are done, in femtoseconds.</summary>
    public long Time { get; private set; }

    /// <summary>Events so far.</summary>
    public long Events { get; private set; }

    /// <summary>Events that wait.</summary>
    public int Waiting => _queue.Count;

    /// <summary>Told of every packet that processing elements get: chip, quad, mask of its elements, key, time in femtoseconds.</summary>
    public Action<int, int, int, uint, long>? Delivered { get; set; }

    /// <summary>Adds an entry to a chip's multicast table, after those that it has.</summary>
    /// <exception cref="ArgumentException">The table is full.</exception>
    public void AddRoute(int chip, in RouteEntry entry)
    {
        if (_tables[chip].Count == MulticastTable.Size) throw new ArgumentException($"chip {Shape.Place(chip)} has {MulticastTable.Size} entries, as many as its table holds");
        _tables[chip].Add(in entry);
    }

    /// <summary>Entries of a chip's table.</summary>
    public int Routes(int chip) => _tables[chip].Count;

    /// <summary>A processing element sends a packet.</summary>
    /// <param name="time">When, in femtoseconds; not before <see cref="Time"/>.</param>
    /// <param name="chip">Its chip.</param>
    /// <param name="pe">Its number, 0 to 151.</param>
    /// <param name="key">Multicast key.</param>
    /// <param name="units">Units on a link, 1 to 3.</param>
    public void Send(long time, int chip, int pe, uint key, int units = 1)
    {
        int quad = pe / Floorplan.PesPerQuad;
        long arrival = time + _timing.NocCrossing + (QuadHops[quad] + 1) * _timing.Hop + _timing.NocCrossing;
        _counts.Send(chip, quad);
        SendAtPort(arrival, time, chip, NocPaths.EntryOf(quad), key, units);
    }

    /// <summary>A packet stands at a network port of a router.</summary>
    public void SendAtPort(long time, long born, int chip, int port, uint key, int units = 1)
    {
        Statistics.Sent++;
        _queue.Add(new PacketEvent(time, _order++, born, key, chip, (byte)(MachineShape.Links + port), (byte)units, 0));
    }

    /// <summary>A link takes no packet any more: copies for it wait and are dropped.</summary>
    public void Kill(int chip, int link) => _outputFree[chip * Ports + link] = long.MaxValue / 2;

    /// <summary>Adds a source of packets, asked for its next one whenever the last was sent.</summary>
    public void Add(ITrafficSource source)
    {
        _sources.Add(source);
        Ask(_sources.Count - 1);
    }

    /// <summary>Does all events before a time.</summary>
    public void RunUntil(long end)
    {
        while (_queue.NextTime < end)
        {
            PacketEvent next = _queue.Take();
            Events++;
            if (next.Port == byte.MaxValue) SendFromSource(in next);
            else Arrive(in next);
        }
        Time = end;
    }

    private void Ask(int source)
    {
        long time = _sources[source].NextTime;
        if (time < long.MaxValue) _queue.Add(new PacketEvent(time, _order++, time, (uint)source, 0, byte.MaxValue, 0, 0));
    }

    private void SendFromSource(in PacketEvent ask)
    {
        ITrafficSource source = _sources[(int)ask.Key];
        (int chip, int pe, uint key, int units) = source.Take();
        Send(ask.Time, chip, pe, key, units);
        Ask((int)ask.Key);
    }

    private void Arrive(in PacketEvent packet)
    {
        int chip = packet.Chip;
        // The engine's next free cycle, and a place in the issue buffer by the time the packet gets there.
        Span<long> slots = _slots.AsSpan(chip * _timing.IssueDepth, _timing.IssueDepth);
        int slot = 0;
        for (int i = 1; i < slots.Length; i++)
            if (slots[i] < slots[slot])
                slot = i;
        long ready = packet.Time;
        if (packet.Port >= MachineShape.Links)
        {
            ref long entry = ref _entryFree[chip * RouterEdge.Count + packet.Port - MachineShape.Links];
            ready = Math.Max(ready, entry);
            entry = ready + _timing.NocPeriod;
        }
        long start = Math.Max(ready, Math.Max(_engineFree[chip], slots[slot] - _timing.RouterPipeline));
        _engineFree[chip] = start + _timing.RouterPeriod;
        Statistics.Routed++;
        _counts.Route(chip);
        if (packet.Port < MachineShape.Links && start > packet.Time) HoldBack(in packet, start);
        long issue = start + _timing.RouterPipeline;
        slots[slot] = issue;
        RouteTable table = _tables[chip];
        int index = table.Find(packet.Key);
        if (index >= 0) slots[slot] = Issue(in packet, table[index], issue);
        else if (packet.Port < MachineShape.Links) slots[slot] = IssueOnLink(in packet, MachineShape.Opposite(packet.Port), issue);
        else Statistics.Unrouted++;
    }

    // What does not fit into the buffers behind a link stops the link.
    private void HoldBack(in PacketEvent packet, long start)
    {
        int from = Shape.Neighbour(packet.Chip, packet.Port);
        int link = MachineShape.Opposite(packet.Port);
        bool isLong = _isLong[from * MachineShape.Links + link];
        ref long free = ref _outputFree[from * Ports + link];
        free = Math.Max(free, start - (isLong ? _timing.LongLatency : _timing.ShortLatency) - _timing.ReceiveBuffer * (isLong ? _timing.LongUnit : _timing.ShortUnit));
    }

    private long Issue(in PacketEvent packet, RouteEntry entry, long issue)
    {
        long last = issue;
        for (uint links = entry.Links; links != 0; links &= links - 1) last = Math.Max(last, IssueOnLink(in packet, BitOperations.TrailingZeroCount(links), issue));
        PeSet pes = entry.Pes;
        for (uint ports = pes.IsEmpty ? 0 : Outputs.PortsOf(in pes); ports != 0; ports &= ports - 1)
        {
            int port = BitOperations.TrailingZeroCount(ports);
            PeSet here = pes & Outputs.Behind(port);
            // One copy for each quad, one in a cycle of the router.
            for (long next = issue; !here.IsEmpty; next += _timing.RouterPeriod)
            {
                int quad = Outputs.FirstQuad(in here, port);
                last = Math.Max(last, IssueOnPort(in packet, port, quad, here.Quad(quad), next));
                here = Outputs.Without(in here, quad);
            }
        }
        return last;
    }

    private long IssueOnLink(in PacketEvent packet, int link, long issue)
    {
        bool isLong = _isLong[packet.Chip * MachineShape.Links + link];
        long unit = (isLong ? _timing.LongUnit : _timing.ShortUnit) * packet.Units;
        ref long free = ref _outputFree[packet.Chip * Ports + link];
        long accepted = Math.Max(issue, free - (isLong ? _timing.LongBuffer : _timing.ShortBuffer) * unit);
        if (accepted - issue > _timing.Wait)
        {
            Statistics.DroppedAtLinks++;
            return issue + _timing.Wait;
        }
        long begin = Math.Max(accepted, free);
        if (!isLong) begin = Wake(packet.Chip, link, begin);
        free = begin + unit;
        Statistics.LinkCopies++;
        _counts.Link(packet.Chip, link, packet.Units);
        long arrival = begin + (isLong ? _timing.LongLatency : _timing.ShortLatency) + unit / packet.Units * (packet.Units - 1);
        _queue.Add(new PacketEvent(arrival, _order++, packet.Born, packet.Key, Shape.Neighbour(packet.Chip, link), (byte)MachineShape.Opposite(link), packet.Units, (ushort)(packet.Hops + 1)));
        return accepted;
    }

    // Grounded lines take their time to wake. The other direction wakes too, for the acknowledge.
    private long Wake(int chip, int link, long begin)
    {
        ref long awake = ref _awakeUntil[chip * MachineShape.Links + link];
        if (begin > awake) begin += _timing.ShortWake;
        awake = begin + _timing.ShortUnit + _timing.ShortIdle;
        ref long back = ref _awakeUntil[Shape.Neighbour(chip, link) * MachineShape.Links + MachineShape.Opposite(link)];
        back = Math.Max(back, begin + _timing.ShortLatency + _timing.ShortIdle);
        return begin;
    }

    private long IssueOnPort(in PacketEvent packet, int port, int quad, int mask, long issue)
    {
        ref long free = ref _outputFree[packet.Chip * Ports + MachineShape.Links + port];
        long accepted = Math.Max(issue, free - _timing.NocBuffer * _timing.NocPeriod);
        if (accepted - issue > _timing.Wait)
        {
            Statistics.DroppedAtPorts++;
            return issue + _timing.Wait;
        }
        long begin = Math.Max(accepted, free);
        free = begin + _timing.NocPeriod;
        Statistics.QuadCopies++;
        _counts.Copy(packet.Chip, quad);
        Statistics.Delivered += BitOperations.PopCount((uint)mask);
        long there = begin + _timing.NocCrossing + (QuadHops[quad] + 1) * _timing.Hop + _timing.NocCrossing;
        Statistics.AddLatency(there - packet.Born);
        Delivered?.Invoke(packet.Chip, quad, mask, packet.Key, there);
        return accepted;
    }

    // Links of the mesh between a quad and the edge of the packet router.
    private static int HopsTo(NocPosition at)
    {
        NocPosition router = Floorplan.RouterOf(at);
        return Math.Abs(at.X - router.X) + Math.Abs(at.Y - router.Y) - 1;
    }
}

/// <summary>Sends packets into a machine.</summary>
public interface ITrafficSource
{
    /// <summary>When it sends its next packet, in femtoseconds; <see cref="long.MaxValue"/>: never.</summary>
    long NextTime { get; }

    /// <summary>Sends it.</summary>
    (int Chip, int Pe, uint Key, int Units) Take();
}
