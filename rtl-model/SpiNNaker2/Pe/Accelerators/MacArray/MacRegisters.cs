using HwModel.SpiNNaker2.Pe.Peripherals;

namespace HwModel.SpiNNaker2.Pe.Accelerators.MacArray;

/// <summary>Registers of the MAC array, at 0xE3000000. Names and offsets 0x00 to 0x3C: SpiNNaker2 prototype headers (spinnaker_2_tools, qpe-types.h).</summary>
internal static class MacRegisters
{
    public const uint SourceA = 0x00;
    public const uint SourceB = 0x04;
    public const uint Target = 0x08;
    public const uint RowsA = 0x0C;
    public const uint ColsARowsB = 0x10;
    public const uint ColsB = 0x14;
    public const uint Trigger = 0x18;
    public const uint DataA = 0x1C;
    public const int DataWords = 4;
    public const uint ConvParams1 = 0x2C;
    public const uint ConvParams2 = 0x30;
    public const uint ConvParams3 = 0x34;
    public const uint NocSrc = 0x38;
    public const uint NocDst = 0x3C;
    public const uint Status = 0x40;

    public const int SourceShift = 30;
    public const uint SourceAddress = 0x3FFFFFFF;

    public const uint Start = 1u << 0;
    public const uint Convolution = 1u << 1;
    public const uint SignedA = 1u << 2;
    public const uint SignedB = 1u << 3;
    public const uint WideA = 1u << 4;
    public const uint WideB = 1u << 5;
    public const uint Relu = 1u << 6;
    public const int OutputShift = 8;
    public const int ShiftShift = 16;
    public const uint DoneEnable = 1u << 31;

    public const uint Busy = 1u << 0;
    public const uint Done = 1u << 1;
    public const uint Overflow = 1u << 2;

    public static RegisterFile Create() => new(
    [
        new("source_a", SourceA),
        new("source_b", SourceB),
        new("target", Target),
        new("rows_a", RowsA, 0xFFFF),
        new("cols_a_rows_b", ColsARowsB, 0xFFFF),
        new("cols_b", ColsB, 0xFFFF),
        new("trigger", Trigger, 0x801F037E),
        .. Enumerable.Range(0, DataWords).Select(word => new RegisterSpec($"data_a{word}", DataA + 4 * (uint)word, Readable: false)),
        new("conv_params1", ConvParams1),
        new("conv_params2", ConvParams2),
        new("conv_params3", ConvParams3, Reset: 0x01010000),
        new("noc_src", NocSrc, 0xFF),
        new("noc_dst", NocDst, 0xFF),
        new("status", Status, 0, OneClears: Done | Overflow),
    ]);
}
