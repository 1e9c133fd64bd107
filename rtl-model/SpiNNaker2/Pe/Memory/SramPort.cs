using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Pe.Memory;

/// <summary>What an access to the SRAM does.</summary>
public enum SramAccess : byte
{
    /// <summary>Reads a row.</summary>
    Read,

    /// <summary>Writes the bytes of a row that the mask names.</summary>
    Write,

    /// <summary>Reads and reserves the row for the reader (LDREX).</summary>
    ReadExclusive,

    /// <summary>Writes if the writer's reservation still stands (STREX).</summary>
    WriteExclusive,
}

/// <summary>An access of one master: a row of 16 bytes.</summary>
/// <param name="Address">Byte address; the row's, the low four bits do not matter.</param>
/// <param name="Access">What to do.</param>
/// <param name="Mask">For a write: bit i is byte i of the row.</param>
/// <param name="Low">For a write: bytes 0 to 7.</param>
/// <param name="High">For a write: bytes 8 to 15.</param>
/// <param name="Tag">Comes back with the answer.</param>
[Payload]
public readonly partial record struct SramRequest(uint Address, SramAccess Access, ushort Mask, ulong Low, ulong High, byte Tag)
{
    /// <summary>A read of a row.</summary>
    public static SramRequest Read(uint address, byte tag = 0) => new(address, SramAccess.Read, 0, 0, 0, tag);

    /// <summary>A write of a whole row.</summary>
    public static SramRequest Write(uint address, ulong low, ulong high, byte tag = 0) => new(address, SramAccess.Write, 0xFFFF, low, high, tag);
}

/// <summary>The answer to an access; a write is answered too, when it is done.</summary>
/// <param name="Low">Bytes 0 to 7 of the row that was read.</param>
/// <param name="High">Bytes 8 to 15.</param>
/// <param name="Tag">The request's tag.</param>
/// <param name="Done">False: an exclusive write found its reservation lost and wrote nothing.</param>
[Payload]
public readonly partial record struct SramReply(ulong Low, ulong High, byte Tag, bool Done);

/// <summary>The masters of the local bus, in order of priority.</summary>
public static class SramPort
{
    /// <summary>Data accesses of the processor.</summary>
    public const int ProcessorData = 0;

    /// <summary>Instruction fetches of the processor.</summary>
    public const int ProcessorFetch = 1;

    /// <summary>Event FIFOs.</summary>
    public const int EventHandler = 2;

    /// <summary>Accesses of other processing elements.</summary>
    public const int Noc = 3;

    /// <summary>Results of the MAC array.</summary>
    public const int MacResult = 4;

    /// <summary>Operand B of the MAC array.</summary>
    public const int MacOperandB = 5;

    /// <summary>Operand A of the MAC array.</summary>
    public const int MacOperandA = 6;

    /// <summary>Bulk DMA.</summary>
    public const int Dma = 7;

    /// <summary>How many.</summary>
    public const int Count = 8;
}
