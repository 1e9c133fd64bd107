using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Links.Lines;

/// <summary>What happens on a line of 8b10b.</summary>
public enum BlockKind : byte
{
    /// <summary>Symbols of a word.</summary>
    Symbols,

    /// <summary>The signal is gone.</summary>
    SignalLost,

    /// <summary>The signal is back.</summary>
    SignalFound,
}

/// <summary>The symbols of a word in 8b10b, or a change of the signal.</summary>
/// <param name="Low">Line bits 59 to 0: the last six symbols.</param>
/// <param name="High">Line bits 119 to 60: the symbols before them.</param>
/// <param name="Kind">What it is.</param>
[Payload]
public readonly partial record struct LineBlock(ulong Low, ulong High, BlockKind Kind) : ILineItem<LineBlock>
{
    /// <inheritdoc/>
    public LineBlock Inverted(ulong low, ulong high) => this with { Low = Low ^ low & ((1UL << 60) - 1), High = High ^ (low >> 60 | high << 4) };

    /// <inheritdoc/>
    public static LineBlock? OnSignal(bool isLost) => new LineBlock(0, 0, isLost ? BlockKind.SignalLost : BlockKind.SignalFound);
}
