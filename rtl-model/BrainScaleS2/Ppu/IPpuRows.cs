namespace HwModel.BrainScaleS2.Ppu;

/// <summary>What the vector unit's row port reaches: synapses, sensors and converter of its half. One access at a time, half a row each.</summary>
public interface IPpuRows
{
    /// <summary>Starts an access; false while it cannot be taken.</summary>
    /// <param name="address">Region, row and columns.</param>
    /// <param name="store">Whether it writes.</param>
    /// <param name="data">128 bytes to write, in the order of columns.</param>
    /// <param name="enables">Not 0 where a byte shall be written.</param>
    bool TryStart(RowAddress address, bool store, ReadOnlySpan<byte> data, ReadOnlySpan<byte> enables);

    /// <summary>Whether the access is over.</summary>
    /// <param name="data">Gets the 128 bytes that were read.</param>
    bool TryFinish(Span<byte> data);
}

/// <summary>What the processor's loads and stores above the memory reach: one access of a word at a time.</summary>
public interface IPpuOmnibus
{
    /// <summary>Starts an access; false while it cannot be taken.</summary>
    /// <param name="address">Word address.</param>
    /// <param name="store">Whether it writes.</param>
    /// <param name="value">What is written.</param>
    bool TryStart(uint address, bool store, uint value);

    /// <summary>Whether the access is over, and what was read.</summary>
    bool TryFinish(out uint value);
}
