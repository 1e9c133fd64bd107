using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Router;

/// <summary>The stages of a routing engine: a packet a cycle goes in, and comes out a fixed number of cycles later at the earliest.</summary>
internal sealed class EnginePipeline(int stages) : IStatePart
{
    private readonly RouterPacket[] _packets = new RouterPacket[stages];
    private readonly int[] _found = new int[stages];
    private readonly long[] _ready = new long[stages];
    private int _head;

    /// <summary>Packets in the stages.</summary>
    public int Count { get; private set; }

    public bool HasRoom => Count < stages;

    /// <summary>The packet in the last stages.</summary>
    public ref readonly RouterPacket Head => ref _packets[_head];

    /// <summary>What the first stage found for it.</summary>
    public int Found => _found[_head];

    /// <summary>The cycle at whose end it can leave.</summary>
    public long ReadyAt => Count == 0 ? long.MaxValue : _ready[_head];

    public string Schema => $"pipeline({stages})";

    public void Push(in RouterPacket packet, int found, long now)
    {
        int at = (_head + Count++) % stages;
        _packets[at] = packet;
        _found[at] = found;
        _ready[at] = now + stages - 1;
    }

    public void Pop()
    {
        _head = (_head + 1) % stages;
        Count--;
    }

    public void Reset(PowerOn powerOn) => _head = Count = 0;

    public void Save(StateWriter writer)
    {
        writer.Write(Count);
        for (int i = 0; i < Count; i++)
        {
            int at = (_head + i) % stages;
            writer.WriteValue(in _packets[at]);
            writer.Write(_found[at]);
            writer.Write(_ready[at]);
        }
    }

    public void Load(StateReader reader)
    {
        _head = 0;
        Count = reader.ReadInt32();
        for (int i = 0; i < Count; i++)
        {
            _packets[i] = reader.ReadValue<RouterPacket>();
            _found[i] = reader.ReadInt32();
            _ready[i] = reader.ReadInt64();
        }
    }

    public void Hash(ref StateHash hash)
    {
        hash.Add(Count);
        for (int i = 0; i < Count; i++) hash.Add<RouterPacket>(in _packets[(_head + i) % stages]);
    }

    public void DeclareTrace(TraceDeclaration trace) => trace.Bits("count", 3);

    public void SampleTrace(TraceSampler sampler) => sampler.Bits((ulong)Count);
}
