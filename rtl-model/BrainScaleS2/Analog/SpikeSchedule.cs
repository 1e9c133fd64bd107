using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>Spikes that wait for their time, first in, first out, and the pending flags of the eight neuron event outputs.</summary>
/// <remarks>Behind one output are the 64 neurons of 32 columns; the flag of column c and half h is bit 2 (c mod 32) + h, so the lowest bit has priority.</remarks>
internal sealed class SpikeSchedule : IStatePart
{
    /// <summary>Neuron event outputs: column / 32.</summary>
    public const int Outputs = 8;

    private readonly Queue<AnalogSpike> _future = new();
    private readonly ulong[] _pending = new ulong[Outputs];

    /// <summary>Spikes that came while their neuron's flag was still set.</summary>
    public long Lost { get; private set; }

    /// <summary>Whether an output has an event.</summary>
    public bool HasPending => Array.Exists(_pending, flags => flags != 0);

    /// <summary>The slot of the next spike that waits; the end of time where none does.</summary>
    public long Next => _future.Count > 0 ? _future.Peek().Slot : long.MaxValue;

    public string Schema => "spikes under way";

    public void Add(AnalogSpike spike) => _future.Enqueue(spike);

    /// <summary>Sets the flags of spikes whose slot has come.</summary>
    public void Release(long slot)
    {
        while (_future.Count > 0 && _future.Peek().Slot <= slot)
        {
            int neuron = _future.Dequeue().Neuron;
            int column = neuron % ChipGeometry.Columns;
            ulong flag = 1UL << (2 * (column % 32) + neuron / ChipGeometry.Columns);
            if ((_pending[column / 32] & flag) != 0) Lost++;
            _pending[column / 32] |= flag;
        }
    }

    /// <summary>Takes the event of highest priority of an output; -1 where there is none.</summary>
    public int Take(int output)
    {
        ulong flags = _pending[output];
        if (flags == 0) return -1;
        int bit = System.Numerics.BitOperations.TrailingZeroCount(flags);
        _pending[output] = flags & (flags - 1);
        return bit % 2 * ChipGeometry.Columns + output * 32 + bit / 2;
    }

    /// <summary>Whether an output has an event.</summary>
    public bool IsPending(int output) => _pending[output] != 0;

    public void Reset(PowerOn powerOn)
    {
        _future.Clear();
        Array.Clear(_pending);
        Lost = 0;
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_future.Count);
        foreach (AnalogSpike spike in _future)
        {
            writer.Write(spike.Slot);
            writer.Write(spike.Neuron);
        }
        writer.WriteArray(_pending);
        writer.Write(Lost);
    }

    public void Load(StateReader reader)
    {
        _future.Clear();
        for (int left = reader.ReadInt32(); left > 0; left--) _future.Enqueue(new AnalogSpike(reader.ReadInt64(), reader.ReadInt32()));
        reader.ReadArray(_pending);
        Lost = reader.ReadInt64();
    }

    public void Hash(ref StateHash hash)
    {
        foreach (AnalogSpike spike in _future)
        {
            hash.Add(spike.Slot);
            hash.Add(spike.Neuron);
        }
        foreach (ulong flags in _pending) hash.Add(flags);
        hash.Add(Lost);
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
        for (int output = 0; output < Outputs; output++) trace.Bits($"pending[{output}]", 64);
    }

    public void SampleTrace(TraceSampler sampler)
    {
        foreach (ulong flags in _pending) sampler.Bits(flags);
    }
}
