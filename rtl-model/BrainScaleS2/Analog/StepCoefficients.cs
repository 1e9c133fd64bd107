using static HwModel.BrainScaleS2.Analog.ChipGeometry;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>What a step of one length does to every neuron: the propagators, neuron by neuron (arrays of 512 doubles on cache lines).</summary>
internal sealed unsafe class StepCoefficients(double time)
{
    private readonly List<AlignedDoubles> _all = [];

    /// <summary>Length of the step, in us.</summary>
    public double Time => time;

    /// <summary>Decay of the excitatory line.</summary>
    public double* DecayExc { get; private set; }

    /// <summary>Decay of the inhibitory line.</summary>
    public double* DecayInh { get; private set; }

    /// <summary>Decay of the membrane.</summary>
    public double* Membrane { get; private set; }

    /// <summary>Excitatory line to membrane, V/uA; 0 for a conductance-based input.</summary>
    public double* FromExc { get; private set; }

    /// <summary>Inhibitory line to membrane, V/uA (negative); 0 for a conductance-based input.</summary>
    public double* FromInh { get; private set; }

    /// <summary>Leak and offset current, in V.</summary>
    public double* Drift { get; private set; }

    /// <summary>Constant current to membrane, V/uA.</summary>
    public double* FromCurrent { get; private set; }

    /// <summary>Decay of the membrane while the reset is held.</summary>
    public double* ResetDecay { get; private set; }

    /// <summary>What the held reset adds, in V.</summary>
    public double* ResetDrift { get; private set; }

    /// <summary>Mean of the excitatory line over the step, relative to its start, as a conductance; 0 for a current-based input.</summary>
    public double* MeanExc { get; private set; }

    /// <summary>Mean of the inhibitory line.</summary>
    public double* MeanInh { get; private set; }

    /// <summary>Decay of the adaptation current.</summary>
    public double* AdaptDecay { get; private set; }

    /// <summary>Step / capacitance, us/pF.</summary>
    public double* TimePerCapacitance { get; private set; }

    public void Allocate()
    {
        double* Next()
        {
            var array = new AlignedDoubles(Neurons);
            _all.Add(array);
            return array.At;
        }

        DecayExc = Next();
        DecayInh = Next();
        Membrane = Next();
        FromExc = Next();
        FromInh = Next();
        Drift = Next();
        FromCurrent = Next();
        ResetDecay = Next();
        ResetDrift = Next();
        MeanExc = Next();
        MeanInh = Next();
        AdaptDecay = Next();
        TimePerCapacitance = Next();
    }

    public void Set(int n, NeuronParameters p)
    {
        double rate = p.Leak / p.Capacitance;
        double rateExc = 1 / p.TauExcitatory;
        double rateInh = 1 / p.TauInhibitory;
        DecayExc[n] = Propagator.Decay(rateExc, time);
        DecayInh[n] = Propagator.Decay(rateInh, time);
        Membrane[n] = Propagator.Decay(rate, time);
        FromExc[n] = p.CobaExcitatory ? 0 : Propagator.LineToMembrane(rate, rateExc, p.Capacitance, time);
        FromInh[n] = p.CobaInhibitory ? 0 : -Propagator.LineToMembrane(rate, rateInh, p.Capacitance, time);
        FromCurrent[n] = Propagator.CurrentToMembrane(rate, p.Capacitance, time);
        Drift[n] = FromCurrent[n] * (p.Leak * p.LeakPotential + p.OffsetCurrent);
        ResetDecay[n] = p.ResetTau > 0 ? Math.Exp(-time / p.ResetTau) : 0;
        ResetDrift[n] = (1 - ResetDecay[n]) * p.ResetPotential;
        MeanExc[n] = p.CobaExcitatory ? Propagator.MeanDecay(rateExc * time) / p.CobaReference : 0;
        MeanInh[n] = p.CobaInhibitory ? Propagator.MeanDecay(rateInh * time) / p.CobaReference : 0;
        AdaptDecay[n] = p.TauAdaptation > 0 ? Math.Exp(-time / p.TauAdaptation) : 0;
        TimePerCapacitance[n] = time / p.Capacitance;
    }
}

/// <summary>The terms of the nonlinear path that do not depend on the step's length (arrays of 512 doubles).</summary>
internal sealed unsafe class NonlinearTerms
{
    private readonly List<AlignedDoubles> _all = [];

    public double* LeakRate { get; private set; }
    public double* Capacitance { get; private set; }
    public double* Base { get; private set; }
    public double* ReversalExc { get; private set; }
    public double* ReversalInh { get; private set; }
    public double* ExpThreshold { get; private set; }
    public double* ExpInverse { get; private set; }
    public double* ExpGain { get; private set; }
    public double* AdaptA { get; private set; }
    public double* AdaptPotential { get; private set; }
    public double* LeakPotential { get; private set; }
    public double* SaturationGain { get; private set; }
    public double* SaturationInverse { get; private set; }
    public double* SaturationConductance { get; private set; }
    public double* NeighbourConductance { get; private set; }
    public double* NeighbourCurrent { get; private set; }

    public void Allocate()
    {
        double* Next()
        {
            var array = new AlignedDoubles(Neurons);
            _all.Add(array);
            return array.At;
        }

        LeakRate = Next();
        Capacitance = Next();
        Base = Next();
        ReversalExc = Next();
        ReversalInh = Next();
        ExpThreshold = Next();
        ExpInverse = Next();
        ExpGain = Next();
        AdaptA = Next();
        AdaptPotential = Next();
        LeakPotential = Next();
        SaturationGain = Next();
        SaturationInverse = Next();
        SaturationConductance = Next();
        NeighbourConductance = Next();
        NeighbourCurrent = Next();
    }

    public void Set(int n, NeuronParameters p)
    {
        LeakRate[n] = p.Leak;
        Capacitance[n] = p.Capacitance;
        Base[n] = p.Leak * p.LeakPotential + p.OffsetCurrent;
        ReversalExc[n] = p.ReversalExcitatory;
        ReversalInh[n] = p.ReversalInhibitory;
        ExpThreshold[n] = p.ExponentialThreshold;
        ExpInverse[n] = p.ExponentialSlope > 0 ? 1 / p.ExponentialSlope : 0;
        ExpGain[n] = p.Leak * p.ExponentialSlope;
        AdaptA[n] = p.TauAdaptation > 0 ? p.AdaptationA : 0;
        AdaptPotential[n] = p.AdaptationPotential;
        LeakPotential[n] = p.LeakPotential;
        SaturationGain[n] = p.LeakSaturation > 0 ? p.Leak * p.LeakSaturation : 0;
        SaturationInverse[n] = p.LeakSaturation > 0 ? 2 / p.LeakSaturation : 0;
        SaturationConductance[n] = p.LeakSaturation > 0 ? p.Leak : 0;
    }
}
