using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Pe.Memory;

/// <summary>The cells of a memory, apart from who may reach them and when.</summary>
public interface IMemoryArray : IStatePart
{
    /// <summary>Reads bytes.</summary>
    void Read(uint address, Span<byte> data);

    /// <summary>Writes bytes.</summary>
    void Write(uint address, ReadOnlySpan<byte> data);
}

/// <summary>A memory as an array of bytes. A reset does not touch it; at power-on it holds what the run's options say.</summary>
public sealed class MemoryArray(int bytes) : IMemoryArray
{
    private readonly byte[] _cells = new byte[bytes];

    public string Schema => $"bytes({bytes})";

    /// <summary>All bytes, for tests and loaders.</summary>
    public Span<byte> Cells => _cells;

    public void Read(uint address, Span<byte> data) => _cells.AsSpan((int)address, data.Length).CopyTo(data);

    public void Write(uint address, ReadOnlySpan<byte> data) => data.CopyTo(_cells.AsSpan((int)address));

    public void Reset(PowerOn powerOn)
    {
        if (powerOn.IsFirst) powerOn.Fill(_cells);
    }

    public void Save(StateWriter writer) => writer.WriteArray(_cells);

    public void Load(StateReader reader) => reader.ReadArray(_cells);

    public void Hash(ref StateHash hash)
    {
        foreach (ulong word in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(_cells)) hash.Add(word);
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
    }

    public void SampleTrace(TraceSampler sampler)
    {
    }
}
