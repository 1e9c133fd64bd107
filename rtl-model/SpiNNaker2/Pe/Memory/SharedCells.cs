using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Pe.Memory;

/// <summary>The processor's own memory as the array behind the local bus. Its contents are state of the processor, not of the bus.</summary>
internal sealed class SharedCells(LocalMemory memory) : IMemoryArray
{
    public string Schema => "the processor's memory";

    public void Read(uint address, Span<byte> data) => memory.Read(address, data);

    public void Write(uint address, ReadOnlySpan<byte> data) => memory.Write(address, data);

    public void Reset(PowerOn powerOn)
    {
    }

    public void Save(StateWriter writer)
    {
    }

    public void Load(StateReader reader)
    {
    }

    public void Hash(ref StateHash hash)
    {
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
    }

    public void SampleTrace(TraceSampler sampler)
    {
    }
}
