using System.Runtime.CompilerServices;
using HwModel.SpiNNaker2.Pe.Core.Decode;

namespace HwModel.SpiNNaker2.Pe.Memory;

/// <summary>
/// A block of RAM that a core reads and writes directly, with the decoded instructions of the code in it.
/// Whoever writes the memory, core, DMA or network, writes through this class, so that decoded code is never stale.
/// </summary>
public sealed unsafe class LocalMemory
{
    /// <summary>Decoded code is kept in pages of this many bytes.</summary>
    internal const int PageShift = 12;

    internal const int PageBytes = 1 << PageShift;

    private readonly byte[] _bytes;
    private readonly Instruction[]?[] _pages;

    /// <param name="baseAddress">Address of the first byte, a multiple of four.</param>
    /// <param name="size">Size in bytes, a multiple of 4096.</param>
    public LocalMemory(uint baseAddress, int size)
    {
        if (size <= 0 || size % PageBytes != 0) throw new ArgumentException($"a memory of {size} bytes: the size must be a positive multiple of {PageBytes}", nameof(size));
        if (baseAddress % 4 != 0) throw new ArgumentException($"base address 0x{baseAddress:X8} is not a multiple of 4", nameof(baseAddress));
        BaseAddress = baseAddress;
        _bytes = GC.AllocateArray<byte>(size + 8, pinned: true); // a few bytes more, so that a word read at the last halfword stays inside
        Pointer = (byte*)Unsafe.AsPointer(ref _bytes[0]);
        Size = (uint)size;
        _pages = new Instruction[]?[size >> PageShift];
    }

    /// <summary>Address of the first byte.</summary>
    public uint BaseAddress { get; }

    /// <summary>Bytes.</summary>
    public uint Size { get; }

    /// <summary>The contents, to read.</summary>
    public ReadOnlySpan<byte> Contents => _bytes.AsSpan(0, (int)Size);

    internal byte* Pointer { get; }

    internal Instruction[]?[] Pages => _pages;

    /// <summary>True where all bytes of an access lie inside.</summary>
    public bool Contains(uint address, uint length) => address - BaseAddress < Size && Size - (address - BaseAddress) >= length;

    /// <summary>Writes bytes at an address inside.</summary>
    public void Write(uint address, ReadOnlySpan<byte> data)
    {
        if (!Contains(address, (uint)data.Length)) throw new ArgumentOutOfRangeException(nameof(address), $"0x{address:X8} and {data.Length} bytes lie outside the memory");
        uint offset = address - BaseAddress;
        data.CopyTo(_bytes.AsSpan((int)offset));
        Forget(offset, (uint)data.Length);
    }

    /// <summary>Reads bytes at an address inside.</summary>
    public void Read(uint address, Span<byte> data) => Contents.Slice((int)(address - BaseAddress), data.Length).CopyTo(data);

    /// <summary>Forgets decoded instructions that a write may have changed.</summary>
    internal void Forget(uint offset, uint length)
    {
        // An instruction that starts one halfword before the write may reach into it.
        uint first = offset < 2 ? 0 : (offset & ~1u) - 2, last = Math.Min(offset + length - 1, Size - 1) & ~1u;
        for (uint at = first; at <= last; at += 2)
        {
            Instruction[]? page = _pages[at >> PageShift];
            if (page is null) at |= PageBytes - 2;
            else page[(at & (PageBytes - 1)) >> 1].Operation = Operation.Undecoded;
        }
    }

    /// <summary>A page of decoded instructions, made where there is none yet.</summary>
    internal Instruction[] PageOf(uint offset) => _pages[offset >> PageShift] ??= new Instruction[PageBytes / 2];
}
