namespace HwModel.BrainScaleS2.Analog;

/// <summary>
/// The exact solution of C dV/dt = -g V + I, tau dI/dt = -I over a time t, written so that equal time constants and g = 0 are ordinary cases.
/// </summary>
public static class Propagator
{
    /// <summary>e^(-rate t).</summary>
    public static double Decay(double rate, double time) => Math.Exp(-rate * time);

    /// <summary>The membrane's response, in V per uA of line current at the start: (e^(-t rm) - e^(-t rs)) / ((rs - rm) C).</summary>
    /// <param name="membraneRate">1 / tau_m in 1/us; 0 for an integrator.</param>
    /// <param name="lineRate">1 / tau_s in 1/us.</param>
    /// <param name="capacitance">In pF.</param>
    /// <param name="time">In us.</param>
    public static double LineToMembrane(double membraneRate, double lineRate, double capacitance, double time) =>
        Math.Exp(-membraneRate * time) * time * MeanDecay((lineRate - membraneRate) * time) / capacitance;

    /// <summary>The membrane's response to a constant current, in V per uA: (1 - e^(-t rm)) / (rm C).</summary>
    public static double CurrentToMembrane(double membraneRate, double capacitance, double time) => time * MeanDecay(membraneRate * time) / capacitance;

    /// <summary>(1 - e^-x) / x: the mean of e^-s for s from 0 to x.</summary>
    public static double MeanDecay(double x)
    {
        if (Math.Abs(x) > 0.05) return (1 - Math.Exp(-x)) / x;
        double term = 1;
        double sum = 1;
        for (int i = 2; i <= 12; i++) sum += term *= -x / i;
        return sum;
    }
}
