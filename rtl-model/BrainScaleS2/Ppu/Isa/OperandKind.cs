namespace HwModel.BrainScaleS2.Ppu.Isa;

/// <summary>Operand fields; bit numbers count from the least significant bit.</summary>
public enum OperandKind : byte
{
    /// <summary>General-purpose register in bits 25:21 that is written.</summary>
    Rt,

    /// <summary>General-purpose register in bits 25:21 that is read.</summary>
    Rs,

    /// <summary>General-purpose register in bits 20:16 that is read.</summary>
    Ra,

    /// <summary>The same, 0 stands for the number 0.</summary>
    RaOrZero,

    /// <summary>General-purpose register in bits 20:16 that is written.</summary>
    RaTarget,

    /// <summary>Base register in bits 20:16 that gets the effective address.</summary>
    RaUpdate,

    /// <summary>General-purpose register in bits 15:11 that is read.</summary>
    Rb,

    /// <summary>Signed 16 bits.</summary>
    Signed,

    /// <summary>Unsigned 16 bits.</summary>
    Unsigned,

    /// <summary>Displacement and base: d(ra).</summary>
    Displaced,

    /// <summary>Displacement and base that is updated.</summary>
    DisplacedUpdate,

    /// <summary>Shift, bits 15:11.</summary>
    Shift,

    /// <summary>First bit of a mask, bits 10:6.</summary>
    MaskBegin,

    /// <summary>Last bit of a mask, bits 5:1.</summary>
    MaskEnd,

    /// <summary>Condition field that is written, bits 25:23.</summary>
    Field,

    /// <summary>Condition field that is read, bits 20:18.</summary>
    FieldSource,

    /// <summary>Width of a comparison, bit 21; 0: 32 bits.</summary>
    Length,

    /// <summary>Branch options, bits 25:21.</summary>
    BranchOptions,

    /// <summary>Condition bit of a branch, bits 20:16.</summary>
    BranchBit,

    /// <summary>Branch hint, bits 12:11.</summary>
    BranchHint,

    /// <summary>Branch target, 14 signed words.</summary>
    Target14,

    /// <summary>Branch target, 24 signed words.</summary>
    Target24,

    /// <summary>Condition bit that is written, bits 25:21.</summary>
    BitTarget,

    /// <summary>Condition bit, bits 20:16.</summary>
    BitA,

    /// <summary>Condition bit, bits 15:11.</summary>
    BitB,

    /// <summary>Trap condition, bits 25:21.</summary>
    TrapOptions,

    /// <summary>Mask of condition fields, bits 19:12.</summary>
    FieldMask,

    /// <summary>Special-purpose register, two halves of 5 bits in swapped order.</summary>
    Special,

    /// <summary>Vector register in bits 25:21 that is written.</summary>
    Vt,

    /// <summary>Vector register in bits 25:21 that is read.</summary>
    Vs,

    /// <summary>Vector register in bits 20:16.</summary>
    Va,

    /// <summary>Vector register in bits 15:11.</summary>
    Vb,

    /// <summary>Signed shift of a vector instruction, bits 15:11: positive to the left.</summary>
    VectorShift,

    /// <summary>Condition of a vector instruction, bits 1:0.</summary>
    Condition,

    /// <summary>Bits that a packed element has less than 8, bits 1:0.</summary>
    PackSize,
}

/// <summary>Where an operand sits and how its text looks.</summary>
public static class Operands
{
    /// <summary>The kind of a word of the table.</summary>
    public static OperandKind Parse(string word) => word switch
    {
        "rt" => OperandKind.Rt,
        "rs" => OperandKind.Rs,
        "ra" => OperandKind.Ra,
        "ra0" => OperandKind.RaOrZero,
        "rA" => OperandKind.RaTarget,
        "ru" => OperandKind.RaUpdate,
        "rb" => OperandKind.Rb,
        "si" => OperandKind.Signed,
        "ui" => OperandKind.Unsigned,
        "d(ra0)" => OperandKind.Displaced,
        "d(ru)" => OperandKind.DisplacedUpdate,
        "sh" => OperandKind.Shift,
        "mb" => OperandKind.MaskBegin,
        "me" => OperandKind.MaskEnd,
        "bf" => OperandKind.Field,
        "bfa" => OperandKind.FieldSource,
        "l" => OperandKind.Length,
        "bo" => OperandKind.BranchOptions,
        "bi" => OperandKind.BranchBit,
        "bh" => OperandKind.BranchHint,
        "bd" => OperandKind.Target14,
        "li" => OperandKind.Target24,
        "bt" => OperandKind.BitTarget,
        "ba" => OperandKind.BitA,
        "bb" => OperandKind.BitB,
        "to" => OperandKind.TrapOptions,
        "fxm" => OperandKind.FieldMask,
        "spr" => OperandKind.Special,
        "vt" => OperandKind.Vt,
        "vs" => OperandKind.Vs,
        "va" => OperandKind.Va,
        "vb" => OperandKind.Vb,
        "vshift" => OperandKind.VectorShift,
        "cond" => OperandKind.Condition,
        "size" => OperandKind.PackSize,
        _ => throw new FormatException($"'{word}' is no operand"),
    };

    /// <summary>Lowest bit, width and sign of an operand that is one field.</summary>
    public static (int Low, int Width, bool IsSigned) Field(OperandKind kind) => kind switch
    {
        OperandKind.Rt or OperandKind.Rs or OperandKind.Vt or OperandKind.Vs or OperandKind.BranchOptions or OperandKind.BitTarget or OperandKind.TrapOptions => (21, 5, false),
        OperandKind.Ra or OperandKind.RaOrZero or OperandKind.RaTarget or OperandKind.RaUpdate or OperandKind.Va or OperandKind.BranchBit or OperandKind.BitA => (16, 5, false),
        OperandKind.Rb or OperandKind.Vb or OperandKind.Shift or OperandKind.BitB => (11, 5, false),
        OperandKind.VectorShift => (11, 5, true),
        OperandKind.Signed => (0, 16, true),
        OperandKind.Unsigned => (0, 16, false),
        OperandKind.MaskBegin => (6, 5, false),
        OperandKind.MaskEnd => (1, 5, false),
        OperandKind.Field => (23, 3, false),
        OperandKind.FieldSource => (18, 3, false),
        OperandKind.Length => (21, 1, false),
        OperandKind.BranchHint => (11, 2, false),
        OperandKind.FieldMask => (12, 8, false),
        OperandKind.Condition or OperandKind.PackSize => (0, 2, false),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a single field"),
    };

    /// <summary>Name prefix of the registers of a kind, or nothing.</summary>
    public static string Prefix(OperandKind kind) => kind switch
    {
        OperandKind.Rt or OperandKind.Rs or OperandKind.Ra or OperandKind.RaOrZero or OperandKind.RaTarget or OperandKind.RaUpdate or OperandKind.Rb => "r",
        OperandKind.Vt or OperandKind.Vs or OperandKind.Va or OperandKind.Vb => "v",
        OperandKind.Field or OperandKind.FieldSource => "cr",
        _ => "",
    };

    /// <summary>Whether the operand may be left out at the end, meaning 0.</summary>
    public static bool IsOptional(OperandKind kind) => kind is OperandKind.Condition or OperandKind.PackSize or OperandKind.BranchHint;

    /// <summary>Whether the operand is a bit of the condition register.</summary>
    public static bool IsBit(OperandKind kind) => kind is OperandKind.BranchBit or OperandKind.BitTarget or OperandKind.BitA or OperandKind.BitB;
}
