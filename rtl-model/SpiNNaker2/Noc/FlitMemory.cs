using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Noc;

/// <summary>Writes of the data network in a memory with rows of 16 bytes.</summary>
internal static class FlitMemory
{
    /// <summary>Bytes of a row.</summary>
    public const int RowBytes = 16;

    /// <summary>Writes 16, 8 or 4 bytes; of 4, those whose strobes are set in the low bits of the control byte.</summary>
    public static void Write(LazyMemory memory, in NocFlit request, uint address)
    {
        Span<byte> data = stackalloc byte[RowBytes];
        BitConverter.TryWriteBytes(data, request.Low);
        BitConverter.TryWriteBytes(data[8..], request.High);
        switch (request.Payload)
        {
            case CommsPayload.Bits128:
                memory.Write(address & ~15u, data);
                break;
            case CommsPayload.Bits64:
                memory.Write(address & ~7u, data[..8]);
                break;
            case CommsPayload.Bits32:
                for (int i = 0; i < 4; i++)
                    if ((request.Control >> i & 1) != 0)
                        memory.Write((address & ~3u) + (uint)i, data.Slice(i, 1));
                break;
        }
    }
}
