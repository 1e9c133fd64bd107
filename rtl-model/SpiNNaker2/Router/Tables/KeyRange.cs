namespace HwModel.SpiNNaker2.Router.Tables;

/// <summary>The keys that agree with a key in the bits of a mask.</summary>
/// <param name="Key">The bits' values; 0 outside the mask.</param>
/// <param name="Mask">Bits that are fixed.</param>
public readonly record struct KeyRange(uint Key, uint Mask)
{
    /// <summary>The keys that an entry can match.</summary>
    public static KeyRange Of(in RouteEntry entry) => new(entry.Key, entry.Mask);

    /// <summary>Whether there is any: a key with a bit outside its mask matches nothing.</summary>
    public bool IsEmpty => (Key & ~Mask) != 0;

    /// <summary>Bits that are free.</summary>
    public int Generality => 32 - System.Numerics.BitOperations.PopCount(Mask);

    /// <summary>Whether some key is in both.</summary>
    public bool Meets(in KeyRange other) => ((Key ^ other.Key) & Mask & other.Mask) == 0;

    /// <summary>The smallest range with all keys of both.</summary>
    public KeyRange Join(in KeyRange other)
    {
        uint mask = Mask & other.Mask & ~(Key ^ other.Key);
        return new KeyRange(Key & mask, mask);
    }

    /// <summary>The keys of this range in which a bit has a value.</summary>
    public KeyRange With(uint bit, bool isSet) => new(isSet ? Key | bit : Key, Mask | bit);

    public override string ToString() => $"{Key:X8}/{Mask:X8}";
}
