using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>A ring of frames.</summary>
internal sealed class FrameFifo(int depth) : IStatePart
{
    private readonly LinkFrame[] _frames = new LinkFrame[depth];
    private int _head;

    public string Schema => $"frames({depth})";

    public int Count { get; private set; }

    public bool IsFull => Count == depth;

    public void Put(LinkFrame frame) => _frames[(_head + Count++) % depth] = frame;

    public LinkFrame Take()
    {
        LinkFrame frame = _frames[_head];
        _head = (_head + 1) % depth;
        Count--;
        return frame;
    }

    public void Reset(PowerOn powerOn) => _head = Count = 0;

    public void Save(StateWriter writer)
    {
        writer.Write(Count);
        for (int i = 0; i < Count; i++) writer.WriteValue(in _frames[(_head + i) % depth]);
    }

    public void Load(StateReader reader)
    {
        _head = Count = 0;
        for (int left = reader.ReadInt32(); left > 0; left--) Put(reader.ReadValue<LinkFrame>());
    }

    public void Hash(ref StateHash hash)
    {
        hash.Add(Count);
        for (int i = 0; i < Count; i++) hash.Add<LinkFrame>(in _frames[(_head + i) % depth]);
    }

    public void DeclareTrace(TraceDeclaration trace) => trace.Bits("count", System.Numerics.BitOperations.Log2((uint)depth) + 1);

    public void SampleTrace(TraceSampler sampler) => sampler.Bits((ulong)Count);
}
