using HwModel.BrainScaleS2.Analog;

namespace HwModel.BrainScaleS2.Learning;

/// <summary>
/// The neuron of event-based learning in model units: tau_m dV/dt = -V + I, tau_s dI/dt = -I, leak 0, reset to 0 at the threshold
/// (Wunderlich and Pehle, Sci. Rep. 11:12829, 2021). Any unit of time, the same for all.
/// </summary>
public sealed record LifModel(double TauMembrane, double TauSynapse, double Threshold = 1)
{
    /// <summary>V a time later.</summary>
    public double Membrane(double v, double i, double time) =>
        v * Math.Exp(-time / TauMembrane) + i * Propagator.LineToMembrane(1 / TauMembrane, 1 / TauSynapse, TauMembrane, time);

    /// <summary>I a time later.</summary>
    public double Current(double i, double time) => i * Math.Exp(-time / TauSynapse);

    /// <summary>When V next reaches the threshold from below, from now on; null: not within the duration.</summary>
    /// <param name="v">Present V, at most the threshold.</param>
    /// <param name="i">Present I.</param>
    /// <param name="duration">Time until the next event; may be infinite.</param>
    public double? NextCrossing(double v, double i, double duration)
    {
        double end = Math.Min(duration, 50 * Math.Max(TauMembrane, TauSynapse));
        double top = end;
        if (PeakTime(v, i) is { } peak && peak < end) top = peak;
        if (Membrane(v, i, top) <= Threshold)
        {
            top = end;
            if (Membrane(v, i, top) <= Threshold) return null;
        }
        return Root(v, i, top);
    }

    // dV/dt = 0: with c = ts/(tm - ts), t = ln((c I/ts)/((V + c I)/tm)) / (1/ts - 1/tm); for equal constants t = tau (1 - V/I).
    private double? PeakTime(double v, double i)
    {
        double difference = 1 / TauSynapse - 1 / TauMembrane;
        if (Math.Abs(difference) * TauMembrane < 1e-9)
        {
            double t = i == 0 ? -1 : TauMembrane * (1 - v / i);
            return t > 0 ? t : null;
        }
        double c = TauSynapse / (TauMembrane - TauSynapse);
        double ratio = c * i / TauSynapse / ((v + c * i) / TauMembrane);
        if (!(ratio > 0)) return null;
        double time = Math.Log(ratio) / difference;
        return time > 0 ? time : null;
    }

    // Newton's method inside a bracket that bisection keeps.
    private double Root(double v, double i, double high)
    {
        double low = 0;
        double t = 0.5 * high;
        for (int n = 0; n < 200; n++)
        {
            double value = Membrane(v, i, t) - Threshold;
            if (value > 0) high = t;
            else low = t;
            double slope = (Current(i, t) - value - Threshold) / TauMembrane;
            double next = t - value / slope;
            if (!(next > low && next < high)) next = 0.5 * (low + high);
            if (Math.Abs(next - t) <= 1e-16 * TauMembrane || next == low || next == high) return next;
            t = next;
        }
        return t;
    }
}
