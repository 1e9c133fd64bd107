namespace HwModel.SpiNNaker2.Links.Lines;

/// <summary>What a line carries at once, and how a line damages it.</summary>
/// <typeparam name="T">The item itself.</typeparam>
public interface ILineItem<T>
    where T : unmanaged, ILineItem<T>
{
    /// <summary>The item as it arrives with bits inverted.</summary>
    /// <param name="low">Bits 63 to 0 of the places on the line; the last bit sent is bit 0.</param>
    /// <param name="high">Bits 64 and up.</param>
    T Inverted(ulong low, ulong high);

    /// <summary>What the far end gets when the signal goes or comes; null where nobody detects a signal.</summary>
    static abstract T? OnSignal(bool isLost);
}
