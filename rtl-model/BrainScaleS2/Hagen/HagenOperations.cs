namespace HwModel.BrainScaleS2.Hagen;

/// <summary>The digital operations between analog multiplies, as hxtorch defines them (Spilger et al. 2020).</summary>
public static class HagenOperations
{
    /// <summary>Result range of the converter difference.</summary>
    public const int Low = -128;

    /// <inheritdoc cref="Low"/>
    public const int High = 127;

    /// <summary>Saturates to 8 bits.</summary>
    public static int Clamp(long value) => (int)Math.Clamp(value, Low, High);

    /// <summary>Rounds to the nearest whole number, halves to even, and refuses what is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside the range, or not a number.</exception>
    public static int Round(double value, int low, int high, string name)
    {
        double rounded = Math.Round(value, MidpointRounding.ToEven);
        if (!(rounded >= low && rounded <= high)) throw new ArgumentOutOfRangeException(name, value, $"{name} must round to {low} to {high}");
        return (int)rounded;
    }

    /// <summary>Cuts off below 0.</summary>
    public static int Relu(int value) => Math.Clamp(value, 0, High);

    /// <summary>Cuts off below 0 and shifts to the 5 bits of an activation.</summary>
    public static int ConvertingRelu(int value, int shift) => Math.Clamp(Relu(value) >> shift, 0, 31);

    /// <summary>Adds with saturation.</summary>
    public static int Add(int a, int b) => Clamp((long)a + b);

    /// <summary>Index of the largest value; the first of equals.</summary>
    public static int ArgMax(ReadOnlySpan<int> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
            if (values[i] > values[best])
                best = i;
        return best;
    }
}
