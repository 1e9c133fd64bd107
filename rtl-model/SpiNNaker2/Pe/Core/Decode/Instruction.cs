using System.Runtime.InteropServices;

namespace HwModel.SpiNNaker2.Pe.Core.Decode;

/// <summary>Yes/no properties of a decoded instruction.</summary>
[Flags]
public enum InstructionFlags : byte
{
    None = 0,

    /// <summary>Sets the condition flags.</summary>
    SetFlags = 1,

    /// <summary>Sets the condition flags only outside an IT block (16-bit data processing).</summary>
    OutsideItOnly = 2,

    /// <summary>Writes the address back to the base register.</summary>
    Writeback = 4,

    /// <summary>Uses the base register before the offset is added (P=0).</summary>
    PostIndexed = 8,

    /// <summary>Transfers below the base register (DB forms).</summary>
    Below = 16,

    /// <summary>Accesses memory as unprivileged code does (the T forms).</summary>
    Unprivileged = 32,

    /// <summary>Names a double-word register.</summary>
    DoubleWord = 64,

    /// <summary>The immediate was rotated: bit 31 of it is the shifter's carry.</summary>
    RotatedImmediate = 128,
}

/// <summary>How the time of an instruction is found.</summary>
public enum TimingClass : byte
{
    /// <summary>A fixed number of cycles; one more refill where it branches.</summary>
    Fixed,
    Load,
    StoreImmediate,
    StoreRegister,
    Multiple,
    Divide,
    It,
    FloatDivide,
    Barrier,
}

/// <summary>How an operand is shifted.</summary>
public enum ShiftType : byte
{
    None,
    Lsl,
    Lsr,
    Asr,
    Ror,
    Rrx,
}

/// <summary>One instruction, decoded once per address and then executed from this form (20 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Instruction
{
    /// <summary>What it does; <see cref="Operation.Undecoded"/> in an empty place of the predecode cache.</summary>
    public Operation Operation;

    /// <summary>Index of the row in the decode table; 65535 for words that no row matches.</summary>
    public ushort Row;

    /// <summary>Destination, transfer register (Rt), or RdLo.</summary>
    public byte D;

    /// <summary>First operand or base register; the condition of a conditional branch.</summary>
    public byte N;

    /// <summary>Second operand or index register.</summary>
    public byte M;

    /// <summary>Accumulator, second transfer register (Rt2), or RdHi.</summary>
    public byte A;

    /// <summary>The immediate in its final form: expanded, scaled, sign-extended.</summary>
    public uint Immediate;

    /// <summary>Shift type in bits 7:5 and amount in bits 4:0 (0 means 32 for LSR and ASR); other small operands in some operations.</summary>
    public byte Shift;

    /// <summary>Yes/no properties.</summary>
    public InstructionFlags Flags;

    /// <summary>2 or 4 bytes.</summary>
    public byte Size;

    /// <summary>How its time is found.</summary>
    public TimingClass Timing;

    /// <summary>Cycles in the execute stage before stalls and refills.</summary>
    public byte Cycles;

    /// <summary>True for the instructions that need the floating-point unit.</summary>
    public bool UsesFloat;

    /// <summary>Registers that matter for time, bits 0 to 15: those whose values form an address; those written, where <see cref="Timing"/> is fixed.</summary>
    public ushort TimingRegisters;

    /// <summary>The shift type of the second operand.</summary>
    public readonly ShiftType ShiftType => (ShiftType)(Shift >> 5);

    /// <summary>The shift amount of the second operand, 0 to 31.</summary>
    public readonly int ShiftAmount => Shift & 31;

    public readonly bool Has(InstructionFlags flag) => (Flags & flag) != 0;
}
