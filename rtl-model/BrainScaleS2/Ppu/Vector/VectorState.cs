using HwModel.BrainScaleS2.Ppu.Isa;

namespace HwModel.BrainScaleS2.Ppu.Vector;

/// <summary>
/// Registers of the vector unit: 32 of 128 bytes, an accumulator of double width, and per byte the conditions eq, gt and lt (nux, guide: "Registers").
/// </summary>
/// <remarks>
/// Bytes are kept in the order of the processor's halfwords on a little-endian host: byte lane n at index n ^ 1. So halfword n is the short at index n,
/// the accumulator of byte lane n the short at index n ^ 1, and that of halfword n the int at index n.
/// </remarks>
public sealed class VectorState
{
    /// <summary>Bytes of a register: 8 slices of 16.</summary>
    public const int Bytes = 128;

    /// <summary>Registers.</summary>
    public const int Registers = 32;

    private readonly byte[] _registers = new byte[Registers * Bytes];
    private readonly byte[] _conditions = new byte[3 * Bytes];

    internal short[] Accumulator { get; } = new short[Bytes];

    internal byte[] RegisterFile => _registers;

    internal byte[] Conditions => _conditions;

    /// <summary>Index at which a byte lane is kept.</summary>
    internal static int Place(int lane) => lane ^ 1;

    /// <summary>A register in the internal order.</summary>
    internal Span<byte> Register(int number) => _registers.AsSpan(number * Bytes, Bytes);

    /// <summary>0xFF where the condition holds, in the internal order.</summary>
    internal Span<byte> Mask(Condition condition) => _conditions.AsSpan(((int)condition - 1) * Bytes, Bytes);

    /// <summary>A byte lane of a register.</summary>
    public byte this[int register, int lane]
    {
        get => _registers[register * Bytes + Place(lane)];
        set => _registers[register * Bytes + Place(lane)] = value;
    }

    /// <summary>The accumulator's double-width value of a byte lane.</summary>
    public short AccumulatorOfByte(int lane) => Accumulator[Place(lane)];

    /// <summary>The accumulator's double-width value of a halfword lane.</summary>
    public int AccumulatorOfHalfword(int lane) => (ushort)Accumulator[2 * lane] | Accumulator[2 * lane + 1] << 16;

    /// <summary>Whether a condition holds for a byte lane.</summary>
    public bool Holds(Condition condition, int lane) => condition == Condition.Always || Mask(condition)[Place(lane)] != 0;

    /// <summary>Copies a register out in the order of memory.</summary>
    public void Read(int register, Span<byte> lanes) => Reorder(Register(register), lanes);

    /// <summary>Copies a register in from the order of memory.</summary>
    public void Write(int register, ReadOnlySpan<byte> lanes) => Reorder(lanes, Register(register));

    /// <summary>Swaps the bytes of every halfword: between the order of memory and the internal one.</summary>
    internal static void Reorder(ReadOnlySpan<byte> from, Span<byte> to)
    {
        for (int i = 0; i < Bytes; i += 2) (to[i], to[i + 1]) = (from[i + 1], from[i]);
    }

    internal void Clear()
    {
        Array.Clear(_registers);
        Array.Clear(_conditions);
        Array.Clear(Accumulator);
    }
}
