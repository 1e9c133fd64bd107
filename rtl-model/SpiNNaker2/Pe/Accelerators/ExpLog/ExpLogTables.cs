using System.Numerics;

namespace HwModel.SpiNNaker2.Pe.Accelerators.ExpLog;

/// <summary>
/// The constants of the datapath, in units of 2^-<see cref="Fraction"/>: ln 2 and ln(1 + d / 4^i) for each digit d and iteration i, rounded to nearest.
/// They are computed with whole numbers only, so that they are the same on every machine.
/// </summary>
internal static class ExpLogTables
{
    /// <summary>Bits after the binary point in the datapath.</summary>
    public const int Fraction = 46;

    /// <summary>Most iterations.</summary>
    public const int Iterations = 16;

    private const int Guard = 40;

    /// <summary>ln 2.</summary>
    public static readonly long Ln2 = Round(LnOfRatio(2, 1));

    private static readonly long[] Digits = Build();

    /// <summary>ln(1 + d / 4^i), for i from 1.</summary>
    public static long Ln(int digit, int iteration) => Digits[(iteration << 2) + digit];

    private static long[] Build()
    {
        var table = new long[(Iterations + 1) << 2];
        for (int i = 1; i <= Iterations; i++)
            for (int d = 1; d < 4; d++)
                table[(i << 2) + d] = Round(LnOfRatio((BigInteger.One << (2 * i)) + d, BigInteger.One << (2 * i)));
        return table;
    }

    // ln(p / q) = 2 artanh((p - q) / (p + q)), a series in odd powers (Abramowitz, Stegun, 4.1.27).
    private static BigInteger LnOfRatio(BigInteger p, BigInteger q)
    {
        const int Bits = Fraction + Guard;
        BigInteger power = ((p - q) << Bits) / (p + q);
        BigInteger square = (power * power) >> Bits;
        BigInteger sum = 0;
        for (int n = 1; !power.IsZero; n += 2)
        {
            sum += power / n;
            power = (power * square) >> Bits;
        }
        return 2 * sum;
    }

    private static long Round(BigInteger value) => (long)((value + (BigInteger.One << (Guard - 1))) >> Guard);
}
