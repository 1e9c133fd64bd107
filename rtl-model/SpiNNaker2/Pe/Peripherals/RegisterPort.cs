using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Pe.Peripherals;

/// <summary>A word access to a register of one block.</summary>
/// <param name="Offset">Byte offset in the block, a multiple of 4.</param>
/// <param name="Value">What is written; of no meaning for a read.</param>
/// <param name="Write">Write rather than read.</param>
[Payload]
public readonly partial record struct RegisterRequest(uint Offset, uint Value, bool Write);

/// <summary>The answer of a block; a write is answered too, when it took effect.</summary>
/// <param name="Value">What was read; 0 for a write.</param>
/// <param name="Error">No register is at the offset.</param>
[Payload]
public readonly partial record struct RegisterReply(uint Value, bool Error)
{
    /// <summary>A write took effect.</summary>
    public static RegisterReply Written => default;

    /// <summary>There is no such register.</summary>
    public static RegisterReply Missing => new(0, true);
}

/// <summary>An access of the processor to the peripherals.</summary>
/// <param name="Address">Byte address.</param>
/// <param name="Value">What is written.</param>
/// <param name="Size">1, 2 or 4 bytes; peripherals answer words only.</param>
/// <param name="Write">Write rather than read.</param>
[Payload]
public readonly partial record struct PeripheralRequest(uint Address, uint Value, byte Size, bool Write);
