using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Registers;

namespace HwModel.SpiNNaker2.Pe.Accelerators.MacArray;

/// <summary>Where an operand comes from.</summary>
internal enum MacSource : byte
{
    /// <summary>Local SRAM.</summary>
    Sram,

    /// <summary>Over the network-on-chip.</summary>
    Noc,

    /// <summary>Pushed by the processor into the data registers (operand A only).</summary>
    Register,
}

/// <summary>
/// An operation, as latched at its start. A multiplication is a convolution with a kernel of one element, a row of A for a pixel and K channels.
/// Rows of matrices, and the channels of a pixel, begin at multiples of 16 bytes.
/// </summary>
/// <param name="Rows">M: rows of A, or output pixels.</param>
/// <param name="Columns">N: columns of B, or output channels.</param>
/// <param name="Channels">K of a multiplication, or input channels.</param>
/// <param name="KernelHeight">Rows of the kernel, 1 for a multiplication.</param>
/// <param name="KernelWidth">Columns of the kernel, 1 for a multiplication.</param>
/// <param name="InputWidth">Columns of the input feature map.</param>
/// <param name="OutputWidth">Columns of the output feature map.</param>
/// <param name="StrideX">Step between output columns.</param>
/// <param name="StrideY">Step between output rows.</param>
/// <param name="OutputBytes">Bytes of a result: 1, 2 or 4.</param>
[Payload]
internal readonly partial record struct MacJob(
    MacSource SourceA,
    MacSource SourceB,
    uint AddressA,
    uint AddressB,
    uint Target,
    byte NocSource,
    byte NocTarget,
    bool SignedA,
    bool SignedB,
    bool WideA,
    bool WideB,
    bool Relu,
    byte OutputBytes,
    byte Shift,
    int Rows,
    int Columns,
    int Channels,
    int KernelHeight,
    int KernelWidth,
    int InputWidth,
    int OutputWidth,
    int StrideX,
    int StrideY)
{
    private const int Line = 16;

    /// <summary>Rows of A, or pixels, of a tile.</summary>
    public int TileRows => WideA ? 2 : 4;

    /// <summary>Columns of B, or output channels, of a tile.</summary>
    public int TileColumns => WideB ? 8 : 16;

    /// <summary>K: products of a result.</summary>
    public int Depth => Channels * KernelHeight * KernelWidth;

    /// <summary>Elements of A in 16 bytes.</summary>
    public int ChunkElements => WideA ? 8 : 16;

    /// <summary>Rows of 16 bytes that hold the channels of a pixel.</summary>
    public int Chunks => (Channels + ChunkElements - 1) / ChunkElements;

    /// <summary>Tiles from top to bottom.</summary>
    public int RowTiles => (Rows + TileRows - 1) / TileRows;

    /// <summary>Tiles from left to right.</summary>
    public int ColumnTiles => (Columns + TileColumns - 1) / TileColumns;

    /// <summary>Whether there is anything to compute.</summary>
    public bool IsEmpty => Rows <= 0 || Columns <= 0 || Depth <= 0;

    /// <summary>Whether results are signed.</summary>
    public bool IsSigned => SignedA || SignedB;

    /// <summary>Rows of the array's tile that are in use.</summary>
    public int RowsIn(int rowTile) => Math.Min(TileRows, Rows - rowTile * TileRows);

    /// <summary>Columns of a tile that are in use.</summary>
    public int ColumnsIn(int columnTile) => Math.Min(TileColumns, Columns - columnTile * TileColumns);

    /// <summary>Elements in a chunk of channels.</summary>
    public int ElementsIn(int chunk) => Math.Min(ChunkElements, Channels - chunk * ChunkElements);

    /// <summary>Address of a chunk of the pixel that an output needs at a kernel position.</summary>
    public uint ChunkOfA(int row, int kernelY, int kernelX, int chunk)
    {
        int pixel = (row / OutputWidth * StrideY + kernelY) * InputWidth + row % OutputWidth * StrideX + kernelX;
        return AddressA + (uint)(pixel * Pitch(Channels, WideA ? 2 : 1) + chunk * Line);
    }

    /// <summary>Address of a tile's part of a row of B.</summary>
    public uint LineOfB(int columnTile, int kernelY, int kernelX, int channel)
    {
        int row = (kernelY * KernelWidth + kernelX) * Channels + channel;
        return AddressB + (uint)(row * Pitch(Columns, WideB ? 2 : 1) + columnTile * Line);
    }

    /// <summary>Address of a result.</summary>
    public uint Result(int row, int column) => TargetAddress + (uint)(row * Pitch(Columns, OutputBytes) + column * OutputBytes);

    /// <summary>Whether the results go over the network.</summary>
    public bool IsRemoteTarget => Target > RemoteMap.LocalMask;

    /// <summary>Whether the pixel that an output needs at one kernel column is what the next output needed at the column before.</summary>
    public bool IsShifted(int row, int kernelX, int rowsInTile, int rowInTile) =>
        kernelX > 0 && StrideX == 1 && rowInTile + 1 < rowsInTile && row % OutputWidth + 1 < OutputWidth;

    private uint TargetAddress => Target >> 30 == 1 && (Target & 0x3FFFFFFF) <= RemoteMap.LocalMask
        ? RemoteMap.Sram(NocTarget, Target)
        : Target;

    /// <summary>Reads an operation from the registers.</summary>
    public static MacJob From(MacRegisters registers)
    {
        MacRegisters.TriggerRegister trigger = registers.Trigger;
        bool convolves = trigger.Operation == MacRegisters.MacOperationE.Convolution;
        var sourceA = (MacSource)registers.SourceA.Source;
        var sourceB = (MacSource)registers.SourceB.Source;
        byte nocSource = (byte)registers.NocSrc.Pe;
        int height = (int)registers.ConvParams1.InputHeight;
        int width = (int)registers.ConvParams1.InputWidth;
        int kernelHeight = (int)registers.ConvParams3.KernelHeight;
        int kernelWidth = (int)registers.ConvParams3.KernelWidth;
        int strideY = (int)registers.ConvParams3.StrideY;
        int strideX = (int)registers.ConvParams3.StrideX;
        bool fits = strideX > 0 && strideY > 0 && kernelHeight <= height && kernelWidth <= width;
        int outputWidth = fits ? (width - kernelWidth) / strideX + 1 : 0;
        int outputHeight = fits ? (height - kernelHeight) / strideY + 1 : 0;
        int rows = convolves ? outputWidth * outputHeight : (int)registers.RowsA.Count;
        return new MacJob(
            sourceA,
            sourceB,
            Address(sourceA, registers.SourceA.AddressField, nocSource),
            Address(sourceB, registers.SourceB.AddressField, nocSource),
            registers.Target.AddressField & ~15u,
            nocSource,
            (byte)registers.NocDst.Pe,
            trigger.SignedA,
            trigger.SignedB,
            trigger.WideA,
            trigger.WideB,
            trigger.Relu,
            (byte)(trigger.OutputWidth switch { MacRegisters.MacOutputE.Bits8 => 1, MacRegisters.MacOutputE.Bits16 => 2, _ => 4 }),
            (byte)trigger.Shift,
            rows,
            convolves ? (int)registers.ConvParams2.ChannelsOut : (int)registers.ColsB.Count,
            convolves ? (int)registers.ConvParams2.ChannelsIn : (int)registers.ColsARowsB.Count,
            convolves ? kernelHeight : 1,
            convolves ? kernelWidth : 1,
            convolves ? width : rows,
            convolves ? outputWidth : rows,
            convolves ? strideX : 1,
            convolves ? strideY : 1);
    }

    private static uint Address(MacSource source, uint register, byte pe)
    {
        uint address = register & ~15u;
        return source == MacSource.Noc && address <= RemoteMap.LocalMask ? RemoteMap.Sram(pe, address) : address;
    }

    private static int Pitch(int elements, int bytes) => (elements * bytes + Line - 1) / Line * Line;
}
