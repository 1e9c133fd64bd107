namespace HwModel.BrainScaleS2.Ppu.Isa;

/// <summary>What an instruction does; several encodings may share one (with update, indexed, of several widths).</summary>
public enum Operation : byte
{
    Branch,
    BranchConditional,
    BranchToLink,
    BranchToCount,
    ReturnFromInterrupt,
    ReturnFromCritical,
    ReturnFromMachineCheck,
    Trap,
    TrapImmediate,

    MoveField,
    CrNor,
    CrAndc,
    CrXor,
    CrNand,
    CrAnd,
    CrEqv,
    CrOrc,
    CrOr,
    MoveFromCr,
    MoveToCr,

    MultiplyImmediate,
    SubtractFromImmediateCarrying,
    CompareLogicalImmediate,
    CompareImmediate,
    AddImmediateCarrying,
    AddImmediateCarryingRecord,
    AddImmediate,
    AddImmediateShifted,
    RotateInsert,
    RotateAnd,
    RotateAndRegister,
    OrImmediate,
    OrImmediateShifted,
    XorImmediate,
    XorImmediateShifted,
    AndImmediate,
    AndImmediateShifted,
    Compare,
    CompareLogical,
    SubtractFromCarrying,
    AddCarrying,
    MultiplyHighUnsigned,
    SubtractFrom,
    MultiplyHigh,
    Negate,
    SubtractFromExtended,
    AddExtended,
    SubtractFromZeroExtended,
    AddZeroExtended,
    SubtractFromMinusOneExtended,
    AddMinusOneExtended,
    MultiplyLow,
    Add,
    DivideUnsigned,
    Divide,
    ShiftLeft,
    CountLeadingZeros,
    And,
    AndComplement,
    PopulationCountBytes,
    Nor,
    Parity,
    Equivalent,
    Xor,
    OrComplement,
    Or,
    Nand,
    ShiftRight,
    ShiftRightAlgebraic,
    ShiftRightAlgebraicImmediate,
    ExtendHalfword,
    ExtendByte,

    LoadWord,
    LoadByte,
    LoadHalfword,
    LoadHalfwordAlgebraic,
    LoadMultiple,
    StoreWord,
    StoreByte,
    StoreHalfword,
    StoreMultiple,

    Wait,
    Synchronise,
    MoveFromMachineState,
    MoveToMachineState,
    MoveFromSpecial,
    MoveToSpecial,

    MultiplyAdd,
    RowLoad,
    RowStore,
    PackUpper,
    PackLower,
    UnpackRight,
    UnpackLeft,
    SplatHalfword,
    SplatByte,
    CompareHalfwords,
    CompareBytes,
    ShiftHalfwords,
    ShiftBytes,
    Select,
    VectorLoad,
    VectorStore,
}

/// <summary>The functional unit of an instruction, which decides its cycles.</summary>
public enum Unit : byte
{
    Branch,
    Condition,
    Integer,
    Multiply,
    Divide,
    Load,
    Store,
    System,
    VAdd,
    VMultiply,
    VRow,
    VMemory,
}

/// <summary>Condition of a vector instruction: which elements it writes (nux, guide: "conditional").</summary>
public enum Condition : byte
{
    Always,
    Greater,
    Less,
    Equal,
}

/// <summary>First term of the multiply-adder, in double width.</summary>
public enum Term : byte
{
    /// <summary>The first operand, sign-extended.</summary>
    Value,

    /// <summary>The first operand in the upper half.</summary>
    Shifted,

    /// <summary>Sum of both operands.</summary>
    Sum,

    /// <summary>First operand minus second.</summary>
    Difference,

    /// <summary>Product.</summary>
    Product,

    /// <summary>Fractional product: twice the product, (-1) x (-1) gives the largest number.</summary>
    Fraction,
}

/// <summary>Where the multiply-adder's double-width result goes.</summary>
public enum Destination : byte
{
    /// <summary>To the accumulator, whole.</summary>
    Acc,

    /// <summary>Lower half to a register.</summary>
    Low,

    /// <summary>Upper half to a register.</summary>
    High,
}

/// <summary>What the multiply-adder does: [accumulator +] term, in double width.</summary>
/// <param name="Bytes">128 elements of 8 bits; else 64 of 16 bits.</param>
/// <param name="Term">The term.</param>
/// <param name="Accumulate">Whether the accumulator is added.</param>
/// <param name="Saturate">Fractional saturating; else modulo.</param>
/// <param name="Destination">Where the result goes.</param>
public readonly record struct Arithmetic(bool Bytes, Term Term, bool Accumulate, bool Saturate, Destination Destination);
