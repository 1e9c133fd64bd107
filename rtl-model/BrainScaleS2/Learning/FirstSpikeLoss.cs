namespace HwModel.BrainScaleS2.Learning;

/// <summary>
/// Cross entropy of the first output spikes: L = -ln(e^(-t_l/tau0) / sum e^(-t_k/tau0)) + alpha (e^(t_l/tau1) - 1)
/// (Wunderlich and Pehle 2021, with the regulariser of Goeltz et al. 2021). Outputs without a spike are left out of the sum.
/// </summary>
public sealed record FirstSpikeLoss(double Tau0, double Tau1, double Alpha)
{
    /// <summary>The loss, and its derivative by each first spike's time; NaN where the label's neuron is silent (then there is no gradient).</summary>
    /// <param name="first">First spike of each output; infinite: silent.</param>
    /// <param name="label">Index of the right output.</param>
    /// <param name="errors">Receives the derivatives.</param>
    public double Evaluate(ReadOnlySpan<double> first, int label, Span<double> errors)
    {
        errors.Clear();
        double t = first[label];
        if (double.IsInfinity(t)) return double.NaN;
        double earliest = double.PositiveInfinity;
        foreach (double time in first) earliest = Math.Min(earliest, time);
        double sum = 0;
        foreach (double time in first) sum += Math.Exp(-(time - earliest) / Tau0);
        for (int k = 0; k < first.Length; k++)
        {
            double p = Math.Exp(-(first[k] - earliest) / Tau0) / sum;
            errors[k] = k == label ? (1 - p) / Tau0 + Alpha / Tau1 * Math.Exp(t / Tau1) : -p / Tau0;
        }
        return (t - earliest) / Tau0 + Math.Log(sum) + Alpha * (Math.Exp(t / Tau1) - 1);
    }

    /// <summary>The first spike of each neuron; infinite: silent.</summary>
    public static void FirstSpikes(IReadOnlyList<LayerSpike> spikes, Span<double> first)
    {
        first.Fill(double.PositiveInfinity);
        foreach (LayerSpike s in spikes) first[s.Neuron] = Math.Min(first[s.Neuron], s.Time);
    }

    /// <summary>Puts the derivatives by first spikes at the places of these spikes.</summary>
    public static double[] Spread(IReadOnlyList<LayerSpike> spikes, ReadOnlySpan<double> first, ReadOnlySpan<double> errors)
    {
        var spread = new double[spikes.Count];
        for (int i = 0; i < spread.Length; i++)
            if (spikes[i].Time == first[spikes[i].Neuron])
                spread[i] = errors[spikes[i].Neuron];
        return spread;
    }
}
