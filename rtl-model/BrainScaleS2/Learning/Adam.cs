namespace HwModel.BrainScaleS2.Learning;

/// <summary>Adam (Kingma and Ba, ICLR 2015).</summary>
public sealed class Adam(int parameters)
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;
    private readonly double[] _mean = new double[parameters];
    private readonly double[] _square = new double[parameters];
    private long _step;

    /// <summary>One step down the gradient; values stay within a bound.</summary>
    public void Step(Span<double> values, ReadOnlySpan<double> gradient, double rate, double bound)
    {
        _step++;
        double correction1 = 1 - Math.Pow(Beta1, _step);
        double correction2 = 1 - Math.Pow(Beta2, _step);
        for (int i = 0; i < values.Length; i++)
        {
            _mean[i] = Beta1 * _mean[i] + (1 - Beta1) * gradient[i];
            _square[i] = Beta2 * _square[i] + (1 - Beta2) * gradient[i] * gradient[i];
            double change = rate * (_mean[i] / correction1) / (Math.Sqrt(_square[i] / correction2) + Epsilon);
            values[i] = Math.Clamp(values[i] - change, -bound, bound);
        }
    }
}
