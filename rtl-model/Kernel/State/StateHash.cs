using System.Numerics;
using System.Runtime.CompilerServices;

namespace HwModel.Kernel;

/// <summary>A 64-bit running hash of state, the same on every machine. Not cryptographic.</summary>
public struct StateHash
{
    private ulong _value;

    /// <param name="seed">Where the hash starts.</param>
    public StateHash(ulong seed) => _value = seed ^ 0x9E3779B97F4A7C15UL;

    /// <summary>The hash so far.</summary>
    public readonly ulong Value => Mix(_value);

    /// <summary>Adds a word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong word) => _value = (BitOperations.RotateLeft(_value, 27) ^ word) * 0x9FB21C651E98DF25UL;

    /// <inheritdoc cref="Add(ulong)"/>
    public void Add(long word) => Add((ulong)word);

    /// <inheritdoc cref="Add(ulong)"/>
    public void Add(int word) => Add((ulong)word);

    /// <inheritdoc cref="Add(ulong)"/>
    public void Add(uint word) => Add((ulong)word);

    /// <inheritdoc cref="Add(ulong)"/>
    public void Add(bool bit) => Add(bit ? 1UL : 0);

    /// <inheritdoc cref="Add(ulong)"/>
    public void Add(double value) => Add(BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Adds an element of an array or another value of a payload type.</summary>
    public void Add<T>(in T value)
        where T : unmanaged => PayloadCodec<T>.Instance.Hash(ref this, in value);

    /// <summary>The hash of a text (FNV-1a over its UTF-16 units).</summary>
    public static ulong Of(string text)
    {
        ulong hash = 0xCBF29CE484222325UL;
        foreach (char unit in text) hash = (hash ^ unit) * 0x100000001B3UL;
        return Mix(hash);
    }

    // The finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
    internal static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
