using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Router;

/// <summary>An entry of the multicast routing table: packets whose key AND mask equals the key go to these links and processing elements.</summary>
/// <param name="Key">Compared with the packet's masked key.</param>
/// <param name="Mask">Bits that count.</param>
/// <param name="Links">Bit n is link n: 0 east, 1 north-east, 2 north, 3 west, 4 south-west, 5 south.</param>
/// <param name="Pes">Processing elements of this chip.</param>
[Payload]
public readonly partial record struct RouteEntry(uint Key, uint Mask, byte Links, PeSet Pes)
{
    /// <summary>Whether a packet's key matches.</summary>
    public bool Matches(uint key) => (key & Mask) == Key;
}

/// <summary>A set of the chip's 152 processing elements; bit n is the element with core number n + 1.</summary>
/// <param name="Low">Elements 0 to 63.</param>
/// <param name="Middle">Elements 64 to 127.</param>
/// <param name="High">Elements 128 to 151.</param>
[Payload]
public readonly partial record struct PeSet(ulong Low, ulong Middle, ulong High)
{
    /// <summary>The set of one element.</summary>
    public static PeSet Of(int pe) => pe switch
    {
        < 64 => new PeSet(1UL << pe, 0, 0),
        < 128 => new PeSet(0, 1UL << (pe - 64), 0),
        _ => new PeSet(0, 0, 1UL << (pe - 128)),
    };

    /// <summary>No element.</summary>
    public bool IsEmpty => (Low | Middle | High) == 0;

    /// <summary>How many elements.</summary>
    public int Count => System.Numerics.BitOperations.PopCount(Low) + System.Numerics.BitOperations.PopCount(Middle) + System.Numerics.BitOperations.PopCount(High);

    /// <summary>Whether an element is in the set.</summary>
    public bool Contains(int pe) => ((pe < 64 ? Low >> pe : pe < 128 ? Middle >> (pe - 64) : High >> (pe - 128)) & 1) != 0;

    /// <summary>Elements of either set.</summary>
    public static PeSet operator |(PeSet a, PeSet b) => new(a.Low | b.Low, a.Middle | b.Middle, a.High | b.High);

    /// <summary>Elements of both sets.</summary>
    public static PeSet operator &(PeSet a, PeSet b) => new(a.Low & b.Low, a.Middle & b.Middle, a.High & b.High);

    /// <summary>The four elements of a quad, bit n is element n of it.</summary>
    /// <param name="quad">Number of the quad, 0 to 37.</param>
    public int Quad(int quad)
    {
        int pe = quad * 4;
        return (int)((pe < 64 ? Low >> pe : pe < 128 ? Middle >> (pe - 64) : High >> (pe - 128)) & 15);
    }
}
