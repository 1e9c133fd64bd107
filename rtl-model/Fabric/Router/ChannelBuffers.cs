using System.Numerics;
using HwModel.Kernel;

namespace HwModel.Fabric.Router;

/// <summary>A flit in an input buffer.</summary>
internal struct WaitingFlit
{
    /// <summary>The flit as it arrived.</summary>
    public Flit Flit;

    /// <summary>The cycle from which it may leave.</summary>
    public long Eligible;

    /// <summary>The output port that it leaves by.</summary>
    public byte Port;
}

/// <summary>The input buffers of a router: a ring of flits for each virtual channel of each input. Channel c of input p has number p x channels + c.</summary>
internal sealed class ChannelBuffers(int channels, int depth) : IStatePart
{
    private readonly int _mask = (int)BitOperations.RoundUpToPowerOf2((uint)depth) - 1;
    private readonly int _shift = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)depth));
    private readonly WaitingFlit[] _flits = new WaitingFlit[channels * (int)BitOperations.RoundUpToPowerOf2((uint)depth)];
    private readonly Ring[] _rings = new Ring[channels];

    /// <summary>Bit i: channel i holds a flit.</summary>
    public ulong Occupied { get; private set; }

    public string Schema => $"buffers({channels},{depth})";

    public int Count(int channel) => _rings[channel].Count;

    /// <summary>The oldest flit of a channel that holds one.</summary>
    public ref readonly WaitingFlit Head(int channel) => ref _flits[(channel << _shift) + _rings[channel].Head];

    /// <summary>Writes an arriving flit.</summary>
    /// <exception cref="InvalidOperationException">The buffer is full: the sender spent a credit that it did not have.</exception>
    public void Write(int channel, in Flit flit, byte port, long eligible)
    {
        ref Ring ring = ref _rings[channel];
        if (ring.Count == depth) ThrowFull(channel);
        ref WaitingFlit waiting = ref _flits[(channel << _shift) + ((ring.Head + ring.Count) & _mask)];
        waiting.Flit = flit;
        waiting.Eligible = eligible;
        waiting.Port = port;
        ring.Count++;
        Occupied |= 1UL << channel;
    }

    /// <summary>Takes the oldest flit of a channel out; what it refers to stays as it is until the next one is written.</summary>
    public ref readonly WaitingFlit Take(int channel)
    {
        ref Ring ring = ref _rings[channel];
        ref WaitingFlit waiting = ref _flits[(channel << _shift) + ring.Head];
        if (--ring.Count == 0)
        {
            // An empty ring starts again at its first place, which the host's cache knows.
            ring.Head = 0;
            Occupied &= ~(1UL << channel);
        }
        else ring.Head = (ring.Head + 1) & _mask;
        return ref waiting;
    }

    public void Reset(PowerOn powerOn)
    {
        Array.Clear(_rings);
        Occupied = 0;
    }

    public void Save(StateWriter writer)
    {
        for (int channel = 0; channel < channels; channel++)
        {
            writer.Write(Count(channel));
            for (int i = 0; i < Count(channel); i++)
            {
                ref readonly WaitingFlit waiting = ref At(channel, i);
                writer.WriteValue(in waiting.Flit);
                writer.Write((int)waiting.Port);
                writer.Write(waiting.Eligible);
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
            hash.Add(Count(channel));
            for (int i = 0; i < Count(channel); i++) hash.Add<Flit>(in At(channel, i).Flit);
        }
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
        for (int channel = 0; channel < channels; channel++) trace.Bits($"count[{channel}]", BitOperations.Log2((uint)depth) + 1);
    }

    public void SampleTrace(TraceSampler sampler)
    {
        for (int channel = 0; channel < channels; channel++) sampler.Bits((ulong)Count(channel));
    }

    private ref readonly WaitingFlit At(int channel, int place) => ref _flits[(channel << _shift) + ((_rings[channel].Head + place) & _mask)];

    private static void ThrowFull(int channel) =>
        throw new InvalidOperationException($"a flit arrived at virtual channel {channel} while its buffer was full: the sender had no credit for it");

    private struct Ring
    {
        public int Head;
        public int Count;
    }
}
