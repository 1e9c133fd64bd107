using MathNet.Numerics.Distributions;

namespace HwModel.Studies.Results;

/// <summary>A mean with its 95 % confidence interval.</summary>
/// <param name="Mean">The mean; NaN where nothing was measured.</param>
/// <param name="HalfWidth">Half the interval; NaN where fewer than two values were measured.</param>
/// <param name="Count">Values.</param>
/// <param name="Deviation">Standard deviation of the values; NaN where fewer than two were measured.</param>
public readonly record struct Estimate(double Mean, double HalfWidth, int Count, double Deviation)
{
    /// <summary>The estimate of some values, those that are no numbers left out: Student's t with one degree of freedom less than values.</summary>
    public static Estimate Of(IEnumerable<double> values)
    {
        double[] numbers = [.. values.Where(double.IsFinite)];
        if (numbers.Length == 0) return new Estimate(double.NaN, double.NaN, 0, double.NaN);
        double mean = numbers.Average();
        if (numbers.Length == 1) return new Estimate(mean, double.NaN, 1, double.NaN);
        double deviation = Math.Sqrt(numbers.Sum(value => (value - mean) * (value - mean)) / (numbers.Length - 1));
        double t = StudentT.InvCDF(0, 1, numbers.Length - 1, 0.975);
        return new Estimate(mean, t * deviation / Math.Sqrt(numbers.Length), numbers.Length, deviation);
    }

    /// <summary>The probability of a difference at least as large if both had the same mean: Welch's test, two-sided; NaN where it can't be told.</summary>
    public static double Difference(Estimate a, Estimate b)
    {
        if (a.Count < 2 || b.Count < 2) return double.NaN;
        double va = a.Deviation * a.Deviation / a.Count, vb = b.Deviation * b.Deviation / b.Count;
        if (va + vb == 0) return a.Mean == b.Mean ? 1 : 0;
        double freedom = (va + vb) * (va + vb) / (va * va / (a.Count - 1) + vb * vb / (b.Count - 1));
        return 2 * StudentT.CDF(0, 1, freedom, -Math.Abs(a.Mean - b.Mean) / Math.Sqrt(va + vb));
    }
}
