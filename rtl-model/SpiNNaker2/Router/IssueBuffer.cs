using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Router;

/// <summary>
/// The issue buffer: packets with the copies that they still have to send. Copies leave oldest first at each output, and an output that is blocked holds up no other.
/// A slot has a place in the order of age; its wants are a mask of outputs (<see cref="Outputs"/>).
/// </summary>
internal sealed class IssueBuffer : IStatePart
{
    public const long NotWaiting = -1;

    private readonly byte[] _order;
    private readonly long[] _since;

    public IssueBuffer(int depth)
    {
        Depth = depth;
        _order = new byte[depth];
        _since = new long[depth * Outputs.Count];
        Packets = new RouterPacket[depth];
        Links = new byte[depth];
        Reverting = new byte[depth];
        Pes = new PeSet[depth];
        Ports = new byte[depth];
        Direct = new ushort[depth];
        Reached = new ushort[depth];
        Waited = new long[depth];
        FillOrder();
    }

    public int Depth { get; }

    public int Count { get; private set; }

    public bool HasRoom => Count < Depth;

    public RouterPacket[] Packets { get; }

    /// <summary>Links that a copy has to go to.</summary>
    public byte[] Links { get; }

    /// <summary>Links that a copy has to go to as one that returns from an emergency route.</summary>
    public byte[] Reverting { get; }

    /// <summary>Processing elements that a copy has to go to.</summary>
    public PeSet[] Pes { get; }

    /// <summary>The network ports of <see cref="Pes"/> and <see cref="Direct"/>.</summary>
    public byte[] Ports { get; }

    /// <summary>A single destination on the network as its flit's header, 0 for none.</summary>
    public ushort[] Direct { get; }

    /// <summary>What the packet reached or not, for the diagnostic filters (<see cref="ReachedBits"/>).</summary>
    public ushort[] Reached { get; }

    /// <summary>The longest wait of a copy.</summary>
    public long[] Waited { get; }

    public string Schema => $"issue({Depth})";

    /// <summary>The slot of the i-th oldest packet.</summary>
    public int Slot(int age) => _order[age];

    public uint Wants(int slot) => (uint)(Links[slot] | Reverting[slot]) | (uint)Ports[slot] << Outputs.Links;

    /// <summary>The cycle since which a slot waits for an output.</summary>
    public ref long Since(int slot, int output) => ref _since[slot * Outputs.Count + output];

    /// <summary>Takes the next free slot.</summary>
    public int Add(in RouterPacket packet, uint links, uint reverting, in PeSet pes, ushort direct, int directPort, int reached)
    {
        int slot = _order[Count++];
        Packets[slot] = packet;
        Links[slot] = (byte)links;
        Reverting[slot] = (byte)reverting;
        Pes[slot] = pes;
        Ports[slot] = (byte)(Outputs.PortsOf(in pes) | (direct != 0 ? 1u << directPort : 0));
        Direct[slot] = direct;
        Reached[slot] = (ushort)reached;
        Waited[slot] = 0;
        Array.Fill(_since, NotWaiting, slot * Outputs.Count, Outputs.Count);
        return slot;
    }

    /// <summary>Frees the slot of the i-th oldest packet; the younger ones move up.</summary>
    public void Release(int age)
    {
        byte slot = _order[age];
        Count--;
        for (int i = age; i < Count; i++) _order[i] = _order[i + 1];
        _order[Count] = slot;
    }

    /// <summary>All waits begin anew.</summary>
    public void RestartWaits(long now)
    {
        for (int i = 0; i < _since.Length; i++)
            if (_since[i] != NotWaiting)
                _since[i] = now;
    }

    public void Reset(PowerOn powerOn)
    {
        Count = 0;
        FillOrder();
        Array.Clear(Links);
        Array.Clear(Reverting);
        Array.Clear(Ports);
        Array.Fill(_since, NotWaiting);
    }

    public void Save(StateWriter writer)
    {
        writer.Write(Count);
        writer.Write(_order.AsSpan());
        foreach (byte slot in _order.AsSpan(0, Count))
        {
            writer.WriteValue(in Packets[slot]);
            writer.Write((int)Links[slot]);
            writer.Write((int)Reverting[slot]);
            writer.WriteValue(in Pes[slot]);
            writer.Write((int)Ports[slot]);
            writer.Write((int)Direct[slot]);
            writer.Write((int)Reached[slot]);
            writer.Write(Waited[slot]);
            for (int output = 0; output < Outputs.Count; output++) writer.Write(Since(slot, output));
        }
    }

    public void Load(StateReader reader)
    {
        Count = reader.ReadInt32();
        reader.Take(_order.Length).CopyTo(_order);
        foreach (byte slot in _order.AsSpan(0, Count))
        {
            Packets[slot] = reader.ReadValue<RouterPacket>();
            Links[slot] = (byte)reader.ReadInt32();
            Reverting[slot] = (byte)reader.ReadInt32();
            Pes[slot] = reader.ReadValue<PeSet>();
            Ports[slot] = (byte)reader.ReadInt32();
            Direct[slot] = (ushort)reader.ReadInt32();
            Reached[slot] = (ushort)reader.ReadInt32();
            Waited[slot] = reader.ReadInt64();
            for (int output = 0; output < Outputs.Count; output++) Since(slot, output) = reader.ReadInt64();
        }
    }

    public void Hash(ref StateHash hash)
    {
        hash.Add(Count);
        for (int age = 0; age < Count; age++)
        {
            int slot = _order[age];
            hash.Add<RouterPacket>(in Packets[slot]);
            hash.Add(Wants(slot));
            hash.Add<PeSet>(in Pes[slot]);
            for (int output = 0; output < Outputs.Count; output++) hash.Add(Since(slot, output));
        }
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
        trace.Bits("count", 5);
        for (int slot = 0; slot < Depth; slot++) trace.Bits($"wants[{slot}]", Outputs.Count);
    }

    public void SampleTrace(TraceSampler sampler)
    {
        sampler.Bits((ulong)Count);
        for (int slot = 0; slot < Depth; slot++) sampler.Bits(Wants(slot));
    }

    private void FillOrder()
    {
        for (int i = 0; i < Depth; i++) _order[i] = (byte)i;
    }
}

/// <summary>What a packet reached, for the diagnostic filters: bits 8:0 as a filter's destinations, and how it was routed.</summary>
internal static class ReachedBits
{
    public const int Dump = 1 << 0;
    public const int Local = 1 << 1;
    public const int Monitor = 1 << 2;

    /// <summary>Links from here on.</summary>
    public const int FirstLink = 3;

    /// <summary>No entry matched.</summary>
    public const int Default = 1 << 9;

    /// <summary>Outgoing emergency values from here on, one bit each.</summary>
    public const int FirstEmergency = 10;
}
