namespace HwModel.Studies.Workloads;

/// <summary>How far two spike trains lie apart.</summary>
public static class SpikeTrains
{
    /// <summary>
    /// The distance of van Rossum (Neural Computation 13, 2001): each spike becomes an exponential that falls with a time constant; the distance is the root of the integral of the squared
    /// difference, divided by the time constant. A spike against none gives sqrt(1/2), two spikes d apart sqrt(1 - exp(-d / time constant)).
    /// </summary>
    /// <param name="first">Times, never falling.</param>
    /// <param name="second">Times, never falling.</param>
    /// <param name="timeConstant">In the unit of the times, above 0.</param>
    public static double VanRossum(IReadOnlyList<double> first, IReadOnlyList<double> second, double timeConstant)
    {
        // With K = sum over pairs of exp(-|difference| / time constant), the square is (K(first, first) + K(second, second)) / 2 - K(first, second).
        // One pass over both trains: a spike meets the falling sum of all earlier ones, those of the other train with the opposite sign.
        double square = 0, sum = 0, before = 0;
        for (int i = 0, j = 0; i < first.Count || j < second.Count;)
        {
            bool isFirst = j == second.Count || (i < first.Count && first[i] <= second[j]);
            double time = isFirst ? first[i++] : second[j++];
            int sign = isFirst ? 1 : -1;
            sum *= Math.Exp(-(time - before) / timeConstant);
            before = time;
            square += 0.5 + sign * sum;
            sum += sign;
        }
        return Math.Sqrt(Math.Max(0, square));
    }
}
