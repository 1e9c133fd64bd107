using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Pe.Peripherals;

/// <summary>One register of a block, as software sees it.</summary>
/// <param name="Name">Name in traces.</param>
/// <param name="Offset">Byte offset in the block.</param>
/// <param name="Writable">Bits that software writes.</param>
/// <param name="Reset">Value after reset.</param>
/// <param name="OneClears">Bits that software clears by writing 1.</param>
/// <param name="ZeroClears">Bits that software clears by writing 0.</param>
/// <param name="Readable">False: software reads 0.</param>
internal sealed record RegisterSpec(string Name, uint Offset, uint Writable = 0xFFFFFFFF, uint Reset = 0, uint OneClears = 0, uint ZeroClears = 0, bool Readable = true)
{
    /// <summary>A register that only hardware writes.</summary>
    public static RegisterSpec ReadOnly(string name, uint offset, uint reset = 0) => new(name, offset, 0, reset);
}

/// <summary>The registers of a block: storage, reset values and access rules. What an access does besides is the block's own business.</summary>
internal sealed class RegisterFile : IStatePart
{
    private const short None = -1;

    private readonly RegisterSpec[] _specs;
    private readonly uint[] _values;
    private readonly short[] _byOffset;

    public RegisterFile(params IEnumerable<RegisterSpec> specs)
    {
        _specs = [.. specs];
        _values = new uint[_specs.Length];
        _byOffset = new short[_specs.Max(spec => spec.Offset) / 4 + 1];
        Array.Fill(_byOffset, None);
        for (int i = 0; i < _specs.Length; i++) _byOffset[_specs[i].Offset / 4] = (short)i;
    }

    public string Schema => string.Join(',', _specs.Select(spec => spec.Name));

    /// <summary>The registers in order.</summary>
    public IReadOnlyList<RegisterSpec> Specs => _specs;

    /// <summary>The hardware's view of a register: all bits, no rules.</summary>
    public uint this[uint offset]
    {
        get => _values[_byOffset[offset / 4]];
        set => _values[_byOffset[offset / 4]] = value;
    }

    /// <summary>Whether there is a register at an offset.</summary>
    public bool Contains(uint offset) => (offset & 3) == 0 && offset / 4 < (uint)_byOffset.Length && _byOffset[offset / 4] != None;

    /// <summary>Sets bits from the hardware side.</summary>
    public void Set(uint offset, uint bits) => this[offset] |= bits;

    /// <summary>Sets or clears bits from the hardware side.</summary>
    public void Assign(uint offset, uint bits, bool value) => this[offset] = value ? this[offset] | bits : this[offset] & ~bits;

    /// <summary>What software reads.</summary>
    public uint Read(uint offset)
    {
        short index = _byOffset[offset / 4];
        return _specs[index].Readable ? _values[index] : 0;
    }

    /// <summary>What a write of software leaves.</summary>
    public void Write(uint offset, uint value)
    {
        short index = _byOffset[offset / 4];
        RegisterSpec spec = _specs[index];
        uint kept = _values[index] & ~spec.Writable & ~(spec.OneClears & value) & ~(spec.ZeroClears & ~value);
        _values[index] = kept | (value & spec.Writable);
    }

    public void Reset(PowerOn powerOn)
    {
        for (int i = 0; i < _specs.Length; i++) _values[i] = _specs[i].Reset;
    }

    public void Save(StateWriter writer) => writer.WriteArray(_values);

    public void Load(StateReader reader) => reader.ReadArray(_values);

    public void Hash(ref StateHash hash)
    {
        foreach (uint value in _values) hash.Add(value);
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
        foreach (RegisterSpec spec in _specs) trace.Bits(spec.Name, 32);
    }

    public void SampleTrace(TraceSampler sampler)
    {
        foreach (uint value in _values) sampler.Bits(value);
    }
}
