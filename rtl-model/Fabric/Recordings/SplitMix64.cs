namespace HwModel.Fabric.Recordings;

/// <summary>
/// A small random number generator whose numbers are the same everywhere: SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, "Fast splittable
/// pseudorandom number generators", OOPSLA 2014; constants of S. Vigna's public-domain version).
/// </summary>
internal struct SplitMix64(ulong state)
{
    private const ulong GoldenGamma = 0x9e3779b97f4a7c15;

    private ulong _state = state;

    /// <summary>The next 64 random bits.</summary>
    public ulong Next() => Mix(_state += GoldenGamma);

    /// <summary>A number from 0 up to, not including, <paramref name="bound"/>; the error against equal chances is below bound / 2^64.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>Spreads the bits of a number over all 64; one to one.</summary>
    public static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
        bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
        return bits ^ (bits >> 31);
    }
}
