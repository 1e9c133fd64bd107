namespace HwModel.SpiNNaker2.Machines;

/// <summary>A copy of a packet that comes to a router, or a source's next packet.</summary>
/// <param name="Time">When, in femtoseconds.</param>
/// <param name="Order">Number of the event: equal times keep the order in which events were made.</param>
/// <param name="Born">When the packet was sent, in femtoseconds.</param>
/// <param name="Key">Multicast key.</param>
/// <param name="Chip">The chip.</param>
/// <param name="Port">0 to 5: the link by which it arrives; from 6 on a network port.</param>
/// <param name="Units">Units that the packet has on a link.</param>
/// <param name="Hops">Links passed.</param>
internal readonly record struct PacketEvent(long Time, long Order, long Born, uint Key, int Chip, byte Port, byte Units, ushort Hops);

/// <summary>The future: a heap with four children a node, the earliest event first.</summary>
internal sealed class EventQueue
{
    private PacketEvent[] _events = new PacketEvent[1024];

    public int Count { get; private set; }

    public int Capacity => _events.Length;

    public long NextTime => Count == 0 ? long.MaxValue : _events[0].Time;

    public void Add(in PacketEvent item)
    {
        if (Count == _events.Length) Array.Resize(ref _events, 2 * Count);
        int at = Count++;
        while (at > 0)
        {
            int parent = (at - 1) >> 2;
            if (!IsBefore(in item, in _events[parent])) break;
            _events[at] = _events[parent];
            at = parent;
        }
        _events[at] = item;
    }

    public PacketEvent Take()
    {
        PacketEvent first = _events[0];
        PacketEvent last = _events[--Count];
        int at = 0;
        while (true)
        {
            int child = (at << 2) + 1;
            if (child >= Count) break;
            int end = Math.Min(child + 4, Count), least = child;
            for (int i = child + 1; i < end; i++)
                if (IsBefore(in _events[i], in _events[least]))
                    least = i;
            if (!IsBefore(in _events[least], in last)) break;
            _events[at] = _events[least];
            at = least;
        }
        _events[at] = last;
        return first;
    }

    private static bool IsBefore(in PacketEvent a, in PacketEvent b) => a.Time < b.Time || (a.Time == b.Time && a.Order < b.Order);
}
