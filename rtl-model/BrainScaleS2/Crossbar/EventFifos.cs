using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>Rings of labels, one for each output.</summary>
internal sealed class EventFifos(int count, int depth) : IStatePart
{
    private readonly ushort[] _labels = new ushort[count * depth];
    private readonly int[] _head = new int[count];
    private readonly int[] _items = new int[count];

    public string Schema => $"fifos({count},{depth})";

    /// <summary>Items in all rings.</summary>
    public int Total { get; private set; }

    public int Count(int fifo) => _items[fifo];

    public bool IsFull(int fifo) => _items[fifo] == depth;

    public void Put(int fifo, ushort label)
    {
        _labels[fifo * depth + (_head[fifo] + _items[fifo]++) % depth] = label;
        Total++;
    }

    /// <summary>Writes over the newest item: what a missing check for a full ring does.</summary>
    public void Overwrite(int fifo, ushort label) => _labels[fifo * depth + (_head[fifo] + _items[fifo] - 1) % depth] = label;

    public ushort Peek(int fifo) => _labels[fifo * depth + _head[fifo]];

    public ushort Take(int fifo)
    {
        ushort label = Peek(fifo);
        _head[fifo] = (_head[fifo] + 1) % depth;
        _items[fifo]--;
        Total--;
        return label;
    }

    public void Reset(PowerOn powerOn)
    {
        Array.Clear(_head);
        Array.Clear(_items);
        Total = 0;
    }

    public void Save(StateWriter writer)
    {
        for (int fifo = 0; fifo < count; fifo++)
        {
            writer.Write(_items[fifo]);
            for (int i = 0; i < _items[fifo]; i++) writer.Write((int)_labels[fifo * depth + (_head[fifo] + i) % depth]);
        }
    }

    public void Load(StateReader reader)
    {
        Reset(null!);
        for (int fifo = 0; fifo < count; fifo++)
            for (int left = reader.ReadInt32(); left > 0; left--)
                Put(fifo, (ushort)reader.ReadInt32());
    }

    public void Hash(ref StateHash hash)
    {
        for (int fifo = 0; fifo < count; fifo++)
        {
            hash.Add(_items[fifo]);
            for (int i = 0; i < _items[fifo]; i++) hash.Add((int)_labels[fifo * depth + (_head[fifo] + i) % depth]);
        }
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
        for (int fifo = 0; fifo < count; fifo++) trace.Bits($"count[{fifo}]", System.Numerics.BitOperations.Log2((uint)depth) + 1);
    }

    public void SampleTrace(TraceSampler sampler)
    {
        for (int fifo = 0; fifo < count; fifo++) sampler.Bits((ulong)_items[fifo]);
    }
}
