using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>Comparator edges that wait for their time, first in, first out, and the edges of the present slot for the eight neuron event outputs.</summary>
/// <remarks>Behind one output are the 64 neurons of 32 columns; the bit of column c and half h is 2 (c mod 32) + h.</remarks>
internal sealed class SpikeSchedule : IStatePart
{
    /// <summary>Neuron event outputs: column / 32.</summary>
    public const int Outputs = 8;

    private readonly Queue<AnalogSpike> _future = new();
    private readonly ulong[] _pending = new ulong[Outputs];

    /// <summary>Whether an output has edges.</summary>
    public bool HasPending => Array.Exists(_pending, flags => flags != 0);

    /// <summary>The slot of the next spike that waits; the end of time where none does.</summary>
    public long Next => _future.Count > 0 ? _future.Peek().Slot : long.MaxValue;

    public string Schema => "spikes under way";

    public void Add(AnalogSpike spike) => _future.Enqueue(spike);

    /// <summary>Sets the bits of spikes whose slot has come.</summary>
    public void Release(long slot)
    {
        while (_future.Count > 0 && _future.Peek().Slot <= slot)
        {
            int neuron = _future.Dequeue().Neuron;
            int column = neuron % ChipGeometry.Columns;
            ulong flag = 1UL << (2 * (column % 32) + neuron / ChipGeometry.Columns);
            _pending[column / 32] |= flag;
        }
    }

    /// <summary>Takes the edges of an output.</summary>
    public ulong Take(int output)
    {
        ulong edges = _pending[output];
        _pending[output] = 0;
        return edges;
    }

    /// <summary>Whether an output has edges.</summary>
    public bool IsPending(int output) => _pending[output] != 0;

    public void Reset(PowerOn powerOn)
    {
        _future.Clear();
        Array.Clear(_pending);
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
    }

    public void Load(StateReader reader)
    {
        _future.Clear();
        for (int left = reader.ReadInt32(); left > 0; left--) _future.Enqueue(new AnalogSpike(reader.ReadInt64(), reader.ReadInt32()));
        reader.ReadArray(_pending);
    }

    public void Hash(ref StateHash hash)
    {
        foreach (AnalogSpike spike in _future)
        {
            hash.Add(spike.Slot);
            hash.Add(spike.Neuron);
        }
        foreach (ulong flags in _pending) hash.Add(flags);
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
