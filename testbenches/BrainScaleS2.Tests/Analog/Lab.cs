using HwModel.BrainScaleS2.Analog;

namespace HwModel.BrainScaleS2.Tests.Analog;

/// <summary>Small setups: one neuron or a few, driver 0 with an excitatory bottom row and an inhibitory top row.</summary>
internal static class Lab
{
    public const double Slot = 0.008;

    /// <summary>A LIF neuron with equal, exactly representable time constants far from the rails; jumps of 1 nA per LSB.</summary>
    public static NeuronParameters Lif(double tauMembrane = 6, double tauSynapse = 6) => new()
    {
        Capacitance = 2.4,
        Leak = 2.4 / tauMembrane,
        LeakPotential = 0.4,
        Threshold = 0.6,
        ResetPotential = 0.4,
        RefractorySlots = 250,
        TauExcitatory = tauSynapse,
        TauInhibitory = tauSynapse,
        JumpExcitatory = 0.001,
        JumpInhibitory = 0.001,
    };

    public static AnalogArray Array(NeuronParameters parameters, AnalogOptions? options = null, int neurons = 1)
    {
        var array = new AnalogArray(options ?? new AnalogOptions());
        for (int d = 0; d < ChipGeometry.Drivers; d++) array.Drivers(0)[d] = new DriverConfiguration { ExcitatoryBottom = true, InhibitoryTop = true };
        for (int n = 0; n < neurons; n++) array.Configure(n, parameters);
        array.Neurons.ResetState();
        return array;
    }

    /// <summary>Sets the signed weight of driver d onto a neuron.</summary>
    public static void Weight(AnalogArray array, int driver, int column, int weight, int label = 0)
    {
        array.Synapses(0).Set(2 * driver, column, Math.Max(weight, 0), label);
        array.Synapses(0).Set(2 * driver + 1, column, Math.Max(-weight, 0), label);
    }

    public static List<AnalogSpike> Run(AnalogArray array, long end, params ReadOnlySpan<DriverEvent> events)
    {
        List<AnalogSpike> spikes = [];
        array.Run(events, end, spikes);
        return spikes;
    }

    public static DriverEvent Event(long slot, int driver = 0, int label = 0) => new(slot, 0, driver, label);

    /// <summary>The principal branch of Lambert's function for arguments from -1/e up, by Halley's iteration.</summary>
    public static double LambertW(double x)
    {
        double p = Math.Sqrt(Math.Max(0, 2 * (Math.E * x + 1)));
        double w = x < 0 ? -1 + p - p * p / 3 : Math.Log(1 + x);
        for (int i = 0; i < 60; i++)
        {
            double e = Math.Exp(w);
            double f = w * e - x;
            double step = f / (e * (w + 1) - (w + 2) * f / (2 * w + 2));
            if (!double.IsFinite(step)) break;
            w -= step;
            if (Math.Abs(step) < 1e-16) break;
        }
        return w;
    }
}
