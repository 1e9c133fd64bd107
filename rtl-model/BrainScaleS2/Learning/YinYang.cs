namespace HwModel.BrainScaleS2.Learning;

/// <summary>A point of the Yin-Yang data set: two coordinates in the unit square, and its class: 0 yin, 1 yang, 2 dot.</summary>
public readonly record struct YinYangSample(double X, double Y, int Class);

/// <summary>
/// The Yin-Yang data set (Kriener, Goeltz, Petrovici, NICE 2022, arXiv 2102.08211), bit for bit as published: the draws are those of the Mersenne Twister
/// MT19937 (Matsumoto, Nishimura, ACM TOMACS 8, 1998) as numpy's legacy generator uses it.
/// </summary>
public static class YinYang
{
    private const double Big = 0.5;
    private const double Small = 0.1;

    /// <summary>The published training set: 5,000 samples of seed 42.</summary>
    public static YinYangSample[] Train() => Generate(42, 5000);

    /// <summary>The published validation set: 1,000 samples of seed 41.</summary>
    public static YinYangSample[] Validation() => Generate(41, 1000);

    /// <summary>The published test set: 1,000 samples of seed 40.</summary>
    public static YinYangSample[] Test() => Generate(40, 1000);

    /// <summary>Samples of a seed.</summary>
    public static YinYangSample[] Generate(uint seed, int count)
    {
        var random = new MersenneTwister(seed);
        var samples = new YinYangSample[count];
        for (int i = 0; i < count; i++)
        {
            int goal = random.Below3();
            double x;
            double y;
            do
            {
                x = random.NextDouble();
                y = random.NextDouble();
            }
            while (ClassOf(x, y) != goal);
            samples[i] = new YinYangSample(x, y, goal);
        }
        return samples;
    }

    /// <summary>The class of a point; -1 outside the big circle.</summary>
    public static int ClassOf(double x, double y)
    {
        if (Distance(x, y, Big) > Big) return -1;
        double right = Distance(x, y, 1.5 * Big);
        double left = Distance(x, y, 0.5 * Big);
        if (right < Small || left < Small) return 2;
        return right <= Small || (left > Small && left <= 0.5 * Big) || (y > Big && right > 0.5 * Big) ? 1 : 0;
    }

    private static double Distance(double x, double y, double centre) => Math.Sqrt((x - centre) * (x - centre) + (y - Big) * (y - Big));
}

/// <summary>MT19937.</summary>
internal sealed class MersenneTwister
{
    private const int Length = 624;
    private readonly uint[] _state = new uint[Length];
    private int _next = Length;

    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (uint i = 1; i < Length; i++) _state[i] = 1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30)) + i;
    }

    /// <summary>32 random bits.</summary>
    public uint NextBits()
    {
        if (_next == Length) Refill();
        uint y = _state[_next++];
        y ^= y >> 11;
        y ^= y << 7 & 0x9D2C5680;
        y ^= y << 15 & 0xEFC60000;
        return y ^ y >> 18;
    }

    /// <summary>0, 1 or 2: two low bits, 3 is drawn again.</summary>
    public int Below3()
    {
        uint value;
        do value = NextBits() & 3;
        while (value == 3);
        return (int)value;
    }

    /// <summary>From 0 to below 1, of 53 bits.</summary>
    public double NextDouble()
    {
        uint a = NextBits() >> 5;
        uint b = NextBits() >> 6;
        return (a * 67108864.0 + b) / 9007199254740992.0;
    }

    private void Refill()
    {
        for (int i = 0; i < Length; i++)
        {
            uint y = (_state[i] & 0x80000000) | (_state[(i + 1) % Length] & 0x7FFFFFFF);
            _state[i] = _state[(i + 397) % Length] ^ y >> 1 ^ ((y & 1) != 0 ? 0x9908B0DF : 0);
        }
        _next = 0;
    }
}
