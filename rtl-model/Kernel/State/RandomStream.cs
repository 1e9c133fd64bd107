using System.Numerics;

namespace HwModel.Kernel;

/// <summary>
/// A stream of pseudo-random numbers: xoshiro256** (Blackman, Vigna, ACM TOMS 47, 2021), started from (run seed, instance path) through SplitMix64,
/// so that no stream depends on which others exist. Keep it in a <c>[Reg]</c> field: the generated reset derives it.
/// </summary>
public struct RandomStream
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>The stream of one instance.</summary>
    public static RandomStream Derive(ulong seed, string path)
    {
        ulong state = seed ^ StateHash.Of(path);
        return new RandomStream { _s0 = SplitMix(ref state), _s1 = SplitMix(ref state), _s2 = SplitMix(ref state), _s3 = SplitMix(ref state) };
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A whole number from 0 to <paramref name="bound"/> - 1, without bias (Lemire, ACM TOMACS 29, 2019).</summary>
    public uint Next(uint bound)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bound);
        ulong product = (NextBits() >> 32) * bound;
        if ((uint)product < bound)
        {
            uint threshold = (0u - bound) % bound;
            while ((uint)product < threshold) product = (NextBits() >> 32) * bound;
        }
        return (uint)(product >> 32);
    }

    /// <inheritdoc cref="Next(uint)"/>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        return (int)Next((uint)bound);
    }

    /// <summary>A number from 0 (included) to 1 (excluded), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with the given probability.</summary>
    public bool NextBool(double probability) => NextDouble() < probability;

    /// <summary>
    /// The number of failures before the first success of independent trials: how many cycles to skip until the next injection of a Bernoulli source.
    /// </summary>
    /// <param name="probability">Of success, above 0 and at most 1.</param>
    public long NextGeometric(double probability)
    {
        if (!(probability > 0 && probability <= 1)) throw new ArgumentOutOfRangeException(nameof(probability), probability, "above 0 and at most 1");
        if (probability == 1) return 0;
        double trials = Math.Floor(Math.Log(1 - NextDouble()) / Math.Log(1 - probability));
        return trials < long.MaxValue / 2 ? (long)trials : long.MaxValue / 2;
    }

    internal void Save(StateWriter writer)
    {
        writer.Write(_s0);
        writer.Write(_s1);
        writer.Write(_s2);
        writer.Write(_s3);
    }

    internal static RandomStream Load(StateReader reader) =>
        new() { _s0 = reader.ReadUInt64(), _s1 = reader.ReadUInt64(), _s2 = reader.ReadUInt64(), _s3 = reader.ReadUInt64() };

    internal readonly void AddTo(ref StateHash hash)
    {
        hash.Add(_s0);
        hash.Add(_s1);
        hash.Add(_s2);
        hash.Add(_s3);
    }

    private static ulong SplitMix(ref ulong state) => StateHash.Mix(state += 0x9E3779B97F4A7C15UL);
}
