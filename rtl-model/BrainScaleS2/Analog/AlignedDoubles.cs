using System.Runtime.CompilerServices;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>Pinned storage on cache-line boundaries, so that a load of 64 bytes touches one line.</summary>
internal sealed unsafe class AlignedBlock
{
    private const int Line = 64;
    private readonly byte[] _storage;

    public AlignedBlock(int bytes)
    {
        _storage = GC.AllocateArray<byte>(bytes + Line, pinned: true);
        Bytes = bytes;
        byte* start = (byte*)Unsafe.AsPointer(ref _storage[0]);
        Start = start + ((Line - (int)((ulong)start % Line)) % Line);
    }

    public byte* Start { get; }

    public int Bytes { get; }
}

/// <summary>Doubles on cache-line boundaries.</summary>
internal sealed unsafe class AlignedDoubles(int length)
{
    private readonly AlignedBlock _block = new(length * sizeof(double));

    public double* At => (double*)_block.Start;

    public int Length => length;

    public Span<double> Span => new(_block.Start, length);
}

/// <summary>Floats on cache-line boundaries.</summary>
internal sealed unsafe class AlignedFloats(int length)
{
    private readonly AlignedBlock _block = new(length * sizeof(float));

    public float* At => (float*)_block.Start;

    public int Length => length;

    public Span<float> Span => new(_block.Start, length);
}

/// <summary>Whole numbers on cache-line boundaries.</summary>
internal sealed unsafe class AlignedInts(int length)
{
    private readonly AlignedBlock _block = new(length * sizeof(int));

    public int* At => (int*)_block.Start;
}
