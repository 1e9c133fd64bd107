namespace HwModel.Kernel;

/// <summary>
/// A word that one clock domain publishes to another: what is set at an edge shows when all edges of that instant are done, so the order of domains never shows.
/// It belongs to the state of the module that publishes it.
/// </summary>
internal sealed class CrossingWord(Module publisher) : IStatePart, IEndOfInstant
{
    private ulong _next;
    private bool _isPending;
    private Module? _reader;

    /// <summary>What the other domain sees.</summary>
    public ulong Visible { get; private set; }

    public string Schema => "crossing";

    /// <summary>Names the module of the other domain that is woken by a change.</summary>
    public void ReadBy(Module reader)
    {
        if (reader.Clock.PartitionIndex != publisher.Clock.PartitionIndex)
            reader.Simulation.Note(ElaborationRule.UnmarkedCrossing,
                $"{publisher.Path} (partition {publisher.Clock.PartitionIndex}) reaches {reader.Path} (partition {reader.Clock.PartitionIndex}); only a Link connects partitions");
        _reader = reader;
    }

    public void Publish(ulong value)
    {
        _next = value;
        if (_isPending) return;
        _isPending = true;
        publisher.Clock.Partition.AtEndOfInstant(this);
    }

    public void EndInstant(long now)
    {
        _isPending = false;
        if (Visible == _next) return;
        Visible = _next;
        _reader?.Wake();
    }

    public void Reset(PowerOn powerOn) => Visible = _next = 0;

    public void Save(StateWriter writer) => writer.Write(Visible);

    public void Load(StateReader reader)
    {
        Visible = _next = reader.ReadUInt64();
        _isPending = false;
    }

    public void Hash(ref StateHash hash) => hash.Add(_next);

    public void DeclareTrace(TraceDeclaration trace)
    {
    }

    public void SampleTrace(TraceSampler sampler)
    {
    }
}
