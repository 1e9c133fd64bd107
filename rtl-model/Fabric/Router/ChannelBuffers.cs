using HwModel.Kernel;

namespace HwModel.Fabric.Router;

/// <summary>The input buffers of a router: a ring of flits for each virtual channel of each input. Channel c of input p has number p x channels + c.</summary>
internal sealed class ChannelBuffers(int channels, int depth) : IStatePart
{
    private readonly int _mask = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)depth) - 1;
    private readonly int _shift = System.Numerics.BitOperations.Log2(System.Numerics.BitOperations.RoundUpToPowerOf2((uint)depth));
    private readonly Flit[] _flits = new Flit[channels * (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)depth)];
    private readonly long[] _eligible = new long[channels * (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)depth)];
    private readonly byte[] _ports = new byte[channels * (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)depth)];
    private readonly int[] _head = new int[channels];
    private readonly int[] _count = new int[channels];

    /// <summary>Bit i: channel i holds a flit.</summary>
    public ulong Occupied { get; private set; }

    public string Schema => $"buffers({channels},{depth})";

    public int Count(int channel) => _count[channel];

    public ref readonly Flit Head(int channel) => ref _flits[(channel << _shift) + _head[channel]];

    /// <summary>The cycle from which the oldest flit of a channel may leave.</summary>
    public long EligibleAt(int channel) => _eligible[(channel << _shift) + _head[channel]];

    /// <summary>The output port that the oldest flit of a channel leaves by.</summary>
    public int PortOf(int channel) => _ports[(channel << _shift) + _head[channel]];

    /// <summary>Writes an arriving flit.</summary>
    /// <exception cref="InvalidOperationException">The buffer is full: the sender spent a credit that it did not have.</exception>
    public void Write(int channel, in Flit flit, byte port, long eligible)
    {
        int count = _count[channel];
        if (count == depth) throw new InvalidOperationException($"a flit arrived at virtual channel {channel} while its buffer of {depth} was full: the sender had no credit for it");
        int at = (channel << _shift) + ((_head[channel] + count) & _mask);
        _flits[at] = flit;
        _ports[at] = port;
        _eligible[at] = eligible;
        _count[channel] = count + 1;
        Occupied |= 1UL << channel;
    }

    public Flit Take(int channel)
    {
        Flit flit = Head(channel);
        _head[channel] = (_head[channel] + 1) & _mask;
        if (--_count[channel] == 0) Occupied &= ~(1UL << channel);
        return flit;
    }

    public void Reset(PowerOn powerOn)
    {
        Array.Clear(_head);
        Array.Clear(_count);
        Occupied = 0;
    }

    public void Save(StateWriter writer)
    {
        for (int channel = 0; channel < channels; channel++)
        {
            writer.Write(_count[channel]);
            for (int i = 0; i < _count[channel]; i++)
            {
                int at = (channel << _shift) + ((_head[channel] + i) & _mask);
                writer.WriteValue(in _flits[at]);
                writer.Write((int)_ports[at]);
                writer.Write(_eligible[at]);
            }
        }
    }

    public void Load(StateReader reader)
    {
        Reset(null!);
        for (int channel = 0; channel < channels; channel++)
            for (int left = reader.ReadInt32(); left > 0; left--)
                Write(channel, reader.ReadValue<Flit>(), (byte)reader.ReadInt32(), reader.ReadInt64());
    }

    public void Hash(ref StateHash hash)
    {
        for (int channel = 0; channel < channels; channel++)
        {
            hash.Add(_count[channel]);
            for (int i = 0; i < _count[channel]; i++) hash.Add<Flit>(in _flits[(channel << _shift) + ((_head[channel] + i) & _mask)]);
        }
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
        for (int channel = 0; channel < channels; channel++) trace.Bits($"count[{channel}]", System.Numerics.BitOperations.Log2((uint)depth) + 1);
    }

    public void SampleTrace(TraceSampler sampler)
    {
        for (int channel = 0; channel < channels; channel++) sampler.Bits((ulong)_count[channel]);
    }
}
