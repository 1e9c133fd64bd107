namespace HwModel.SpiNNaker2.Pe.Peripherals.Comms;

/// <summary>
/// Registers of the communications controller, at 0xE2000000. Names and offsets: SpiNNaker2 prototype headers (spinnaker_2_tools, qpe-types.h);
/// fields: SpiNNaker datasheet v2.02, section 8, where it has the register.
/// </summary>
internal static class CommsRegisters
{
    public const int Sets = 4;
    public const uint SetStride = 0x20;
    public const uint Tcr = 0x00;
    public const uint Tdr = 0x04;
    public const uint Tkr = 0x14;
    public const uint Tctl = 0x7C;
    public const uint Rcr = 0x80;
    public const uint Rdr = 0x84;
    public const uint Rkr = 0x94;
    public const uint Rdc = 0x98;
    public const uint Rctl = 0x9C;
    public const uint Id = 0xF8;
    public const uint Gctl = 0xFC;

    public const int Fifos = 2;
    public const uint FifoBase = 0x100;
    public const uint FifoStride = 0x40;
    public const uint FifoConfig = 0x00;
    public const uint FifoStart = 0x04;
    public const uint FifoEnd = 0x08;
    public const uint FifoRead = 0x0C;
    public const uint FifoWrite = 0x10;
    public const uint FifoLimit = 0x14;
    public const uint FifoOverflow = 0x18;
    public const uint FifoMaxFill = 0x1C;
    public const uint FifoDropCount = 0x20;
    public const uint FifoFilterValue = 0x24;
    public const uint FifoFilterMask = 0x28;
    public const uint FifoControl = 0x3C;

    // TCR
    public const uint Empty = 1u << 31;
    public const uint Full = 1u << 30;
    public const uint Overrun = 1u << 29;
    public const uint NotFull = 1u << 28;
    public const int PayloadShift = 24;
    public const int ControlByteShift = 16;

    // TCTL
    public const uint EmptyEnable = 1u << 0;
    public const uint FullEnable = 1u << 1;
    public const int SetEnableShift = 4;

    // RCR
    public const uint Received = 1u << 31;
    public const uint ParityError = 1u << 30;
    public const uint FramingError = 1u << 29;
    public const uint ErrorFree = 1u << 28;
    public const int RouteShift = 24;
    public const int RcrPayloadShift = 8;
    public const uint Neighbour = 1u << 2;
    public const uint CoreToCore = 1u << 1;
    public const uint Multicast = 1u << 0;

    // RCTL
    public const uint NotEmptyEnable = 1u << 0;
    public const uint DropWhenFull = 1u << 1;

    public const uint BufferedWrite = 1u << 11;

    // Event FIFO
    public const uint FifoEnable = 1u << 0;
    public const int RecordShift = 1;
    public const uint FifoNotEmptyEnable = 1u << 4;
    public const uint FifoFullEnable = 1u << 5;
    public const uint FifoLimitEnable = 1u << 6;
    public const uint FifoOverrunEnable = 1u << 7;
    public const uint OverflowMode = 3;
    public const uint OverflowSeen = 1u << 8;
    public const uint FifoFlush = 1u << 0;
    public const uint FifoNotEmpty = 1u << 8;
    public const uint FifoFull = 1u << 9;
    public const uint FifoAtLimit = 1u << 10;

    /// <summary>Offset of a transmit set's register.</summary>
    public static uint Set(int set, uint register) => (uint)set * SetStride + register;

    /// <summary>Offset of an event FIFO's register.</summary>
    public static uint Fifo(int fifo, uint register) => FifoBase + (uint)fifo * FifoStride + register;

    public static RegisterFile Create(int chip, int pe) => new(
    [
        .. Enumerable.Range(0, Sets).SelectMany(SetRegisters),
        new("tctl", Tctl, 0xF3, 0xF0),
        new("rcr", Rcr, 0, OneClears: ParityError | FramingError),
        .. Enumerable.Range(0, 4).Select(word => RegisterSpec.ReadOnly($"rdr{3 - word}", Rdr + 4 * (uint)word)),
        RegisterSpec.ReadOnly("rkr", Rkr),
        RegisterSpec.ReadOnly("rdc", Rdc),
        new("rctl", Rctl, 3),
        RegisterSpec.ReadOnly("id", Id, (uint)chip << 16 | (uint)pe),
        new("gctl", Gctl, BufferedWrite),
        .. Enumerable.Range(0, Fifos).SelectMany(fifo => new RegisterSpec[]
        {
            new($"fifo{fifo}.config", Fifo(fifo, FifoConfig), 0xF7),
            new($"fifo{fifo}.start", Fifo(fifo, FifoStart), 0x1FFFC),
            new($"fifo{fifo}.end_address", Fifo(fifo, FifoEnd), 0x3FFFC),
            new($"fifo{fifo}.read_pointer", Fifo(fifo, FifoRead), 0x1FFFC),
            new($"fifo{fifo}.write_pointer", Fifo(fifo, FifoWrite), 0x1FFFC),
            new($"fifo{fifo}.limit", Fifo(fifo, FifoLimit), 0x3FFFF, 0x3FFFF),
            new($"fifo{fifo}.overflow", Fifo(fifo, FifoOverflow), OverflowMode, OneClears: OverflowSeen),
            new($"fifo{fifo}.max_fill", Fifo(fifo, FifoMaxFill), 0x3FFFF),
            RegisterSpec.ReadOnly($"fifo{fifo}.drop_count", Fifo(fifo, FifoDropCount)),
            new($"fifo{fifo}.filter_value", Fifo(fifo, FifoFilterValue)),
            new($"fifo{fifo}.filter_mask", Fifo(fifo, FifoFilterMask), Reset: 0xFFFFFFFF),
            new($"fifo{fifo}.control", Fifo(fifo, FifoControl), 0),
        }),
    ]);

    private static IEnumerable<RegisterSpec> SetRegisters(int set) =>
    [
        new($"transmit{set}.tcr", Set(set, Tcr), 0x03FF0000, Empty | NotFull, ZeroClears: Full | Overrun),
        .. Enumerable.Range(0, 4).Select(word => new RegisterSpec($"transmit{set}.tdr{3 - word}", Set(set, Tdr + 4 * (uint)word))),
        new($"transmit{set}.tkr", Set(set, Tkr), Readable: false),
    ];
}
