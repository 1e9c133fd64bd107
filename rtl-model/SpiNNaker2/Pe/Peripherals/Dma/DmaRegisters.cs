namespace HwModel.SpiNNaker2.Pe.Peripherals.Dma;

/// <summary>Registers of the bulk DMA, at 0xE2000180. Names and offsets: SpiNNaker2 prototype headers (spinnaker_2_tools, qpe-types.h).</summary>
internal static class DmaRegisters
{
    public const uint LocalAddress = 0x00;
    public const uint RemoteAddress = 0x04;
    public const uint Length = 0x08;
    public const uint Config = 0x0C;
    public const uint Done = 0x10;
    public const uint Status = 0x14;
    public const uint Command = 0x3C;

    public const uint Write = 1u << 0;
    public const uint ReadDoneEnable = 1u << 4;
    public const uint WriteDoneEnable = 1u << 5;
    public const int TagShift = 8;

    public const uint ReadDone = 1u << 0;
    public const uint WriteDone = 1u << 1;

    public const uint Busy = 1u << 0;
    public const uint QueueFull = 1u << 1;
    public const uint BusError = 1u << 2;
    public const int OutstandingShift = 8;
    public const int RemainingShift = 16;

    public const uint CommandStart = 1;
    public const uint CommandAbort = 2;

    public static RegisterFile Create() => new(
        new("local_address", LocalAddress, 0x1FFF0),
        new("remote_address", RemoteAddress, 0xFFFFFFF0),
        new("length", Length, 0x3FFF0),
        new("config", Config, 0xFF31),
        new("done", Done, 0, OneClears: ReadDone | WriteDone),
        new("status", Status, 0, OneClears: BusError),
        new("command", Command, 0, Readable: false));
}
