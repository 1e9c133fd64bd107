using HwModel.BrainScaleS2.Ppu.Isa;

namespace HwModel.BrainScaleS2.Tests.Ppu;

/// <summary>Random instruction words with all reserved bits 0.</summary>
internal static class PpuWords
{
    public static uint Random(OpcodeRow row, uint bits, Random random)
    {
        uint word = row.Value | bits;
        foreach (OperandKind kind in row.Operands)
        {
            word |= kind switch
            {
                OperandKind.Displaced or OperandKind.DisplacedUpdate => (uint)random.Next(1 << 21) & 0x1F_FFFF,
                OperandKind.Target14 => (uint)random.Next(1 << 14) << 2,
                OperandKind.Target24 => (uint)random.Next(1 << 24) << 2,
                OperandKind.Special => 22u << 16,
                // Comparisons of 64 bits do not exist here; a hint 3 and undefined branch options have no name.
                OperandKind.Length => 0,
                OperandKind.BranchHint => 0,
                OperandKind.BranchOptions => (row.Operation == Operation.BranchToCount ? (uint[])[4, 12, 20] : [4, 12, 16, 18, 20, 0, 2, 8, 10])[random.Next(row.Operation == Operation.BranchToCount ? 3 : 9)] << 21,
                OperandKind.FieldMask => (row.Mask & 0x100000) != 0 ? 1u << 12 + random.Next(8) : (uint)random.Next(256) << 12,
                _ => Field(kind, random),
            };
        }
        // A load with update may not load its own base, nor have base 0.
        if (row.Updates && ((word >> 16 & 31) == 0 || (word >> 16 & 31) == (word >> 21 & 31))) word = (word & ~(0x3FFu << 16)) | 3 << 21 | 4 << 16;
        // A load of several registers may not load its base.
        if (row.Operation == Operation.LoadMultiple && (word >> 16 & 31) >= (word >> 21 & 31)) word &= ~(31u << 16);
        return word;
    }

    private static uint Field(OperandKind kind, Random random)
    {
        (int low, int width, _) = Operands.Field(kind);
        return (uint)random.Next(1 << width) << low;
    }
}
