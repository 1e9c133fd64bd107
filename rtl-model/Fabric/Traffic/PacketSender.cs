using HwModel.Kernel;

namespace HwModel.Fabric.Traffic;

/// <summary>The sending side of a node's link into its router: cuts a packet into flits, picks a virtual channel, spends credits.</summary>
internal sealed class PacketSender(int channels, int depth, int length) : IStatePart
{
    private readonly int[] _used = new int[channels];
    private ushort _destination;
    private long _created;
    private uint _sequence;
    private int _left;
    private int _channel;

    /// <summary>Whether a packet is on its way into the router.</summary>
    public bool IsSending => _left > 0;

    /// <summary>Packets that were begun.</summary>
    public uint Sequence => _sequence;

    public string Schema => $"sender({channels},{depth},{length})";

    public void ReturnCredit(int channel) => _used[channel]--;

    public void Begin(int destination, long created)
    {
        _destination = (ushort)destination;
        _created = created;
        _left = length;
        _sequence++;
    }

    /// <summary>The next flit, if there is a credit for it.</summary>
    public bool TrySend(ushort source, Out<Flit> output)
    {
        if (!output.CanPush || !HasChannel()) return false;
        FlitPlace place = (_left == length ? FlitPlace.Head : FlitPlace.Body) | (_left == 1 ? FlitPlace.Tail : FlitPlace.Body);
        output.Push(new Flit(source, _destination, place, (byte)_channel, 0, _sequence, _created));
        _used[_channel]++;
        _left--;
        return true;
    }

    // A head takes the next channel that has a credit (as BookSim 2's sources do), the flits behind it need one in the same channel.
    private bool HasChannel()
    {
        if (_left < length) return _used[_channel] < depth;
        for (int i = 1; i <= channels; i++)
        {
            int candidate = _channel + i < channels ? _channel + i : _channel + i - channels;
            if (_used[candidate] >= depth) continue;
            _channel = candidate;
            return true;
        }
        return false;
    }

    public void Reset(PowerOn powerOn)
    {
        Array.Clear(_used);
        _destination = 0;
        _created = 0;
        _sequence = 0;
        _left = _channel = 0;
    }

    public void Save(StateWriter writer)
    {
        writer.WriteArray(_used);
        writer.Write((int)_destination);
        writer.Write(_created);
        writer.Write(_sequence);
        writer.Write(_left);
        writer.Write(_channel);
    }

    public void Load(StateReader reader)
    {
        reader.ReadArray(_used);
        _destination = (ushort)reader.ReadInt32();
        _created = reader.ReadInt64();
        _sequence = reader.ReadUInt32();
        _left = reader.ReadInt32();
        _channel = reader.ReadInt32();
    }

    public void Hash(ref StateHash hash)
    {
        foreach (int used in _used) hash.Add(used);
        hash.Add((uint)_destination);
        hash.Add(_sequence);
        hash.Add(_left);
        hash.Add(_channel);
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
        trace.Bits("sequence", 32);
        trace.Bits("flits_left", 8);
    }

    public void SampleTrace(TraceSampler sampler)
    {
        sampler.Bits(_sequence);
        sampler.Bits((byte)_left);
    }
}
