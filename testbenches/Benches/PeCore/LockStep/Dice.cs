namespace HwModel.Benches.PeCore.LockStep;

/// <summary>A seeded stream of random numbers (SplitMix64, Steele, Lea and Flood 2014).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    public uint Next()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        ulong z = _state;
        z = (z ^ z >> 30) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ z >> 27) * 0x94D0_49BB_1331_11EB;
        return (uint)(z ^ z >> 31);
    }

    /// <summary>0 to below - 1.</summary>
    public int Below(int below) => (int)((ulong)Next() * (uint)below >> 32);

    /// <summary>True so many times of a hundred.</summary>
    public bool Percent(int percent) => Below(100) < percent;

    public T Of<T>(IReadOnlyList<T> list) => list[Below(list.Count)];
}
