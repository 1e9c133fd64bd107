namespace HwModel.Kernel;

/// <summary>The flip-flops that bring a word of another clock domain over: a value is usable after as many edges as there are stages.</summary>
internal sealed class SynchroniserChain(int stages) : IStatePart
{
    private readonly ulong[] _stages = new ulong[stages];

    /// <summary>What the last flip-flop holds.</summary>
    public ulong Value => _stages[^1];

    public string Schema => $"synchroniser({stages})";

    /// <summary>One edge.</summary>
    public void Shift(ulong input)
    {
        for (int i = _stages.Length - 1; i > 0; i--) _stages[i] = _stages[i - 1];
        _stages[0] = input;
    }

    /// <summary>Whether further edges with the same input change nothing.</summary>
    public bool IsSettled(ulong input)
    {
        foreach (ulong stage in _stages)
            if (stage != input)
                return false;
        return true;
    }

    public void Reset(PowerOn powerOn) => Array.Clear(_stages);

    public void Save(StateWriter writer) => writer.WriteArray(_stages);

    public void Load(StateReader reader) => reader.ReadArray(_stages);

    public void Hash(ref StateHash hash)
    {
        foreach (ulong stage in _stages) hash.Add(stage);
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
    }

    public void SampleTrace(TraceSampler sampler)
    {
    }
}
