using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>
/// One step of a block of eight neurons, from one state buffer to the other. Linear neurons: the exact propagator of lines and membrane.
/// Others: exponential Euler (Rush and Larsen, IEEE TBME 25, 1978) with the conductances' mean over the step. Scalar and vector code have the same
/// sequence of operations and give the same bits.
/// </summary>
public sealed unsafe partial class NeuronArray
{
    private const int Lanes = 8;

    // Below this, (1 - e^-x)/x comes from its series: the difference would lose digits.
    private const double SeriesBelow = 1e-3;

    // Pointers in locals: the stores below would otherwise make every one of them be read again.
    private void SweepLinearBlocks()
    {
        double* v = _v;
        double* exc = _exc;
        double* inh = _inh;
        double* vNext = _vNext;
        double* excNext = _excNext;
        double* inhNext = _inhNext;
        double* membrane = _aMembrane;
        double* fromExc = _aFromExc;
        double* fromInh = _aFromInh;
        double* drift = _aDrift;
        double* decayExc = _whole.DecayExc;
        double* decayInh = _whole.DecayInh;
        foreach (int n in _linearBlocks.AsSpan(0, _linearCount))
        {
            Vector512<double> e = Vector512.Load(exc + n);
            Vector512<double> i = Vector512.Load(inh + n);
            Vector512<double> next = Vector512.FusedMultiplyAdd(Vector512.Load(fromInh + n), i, Vector512.Load(drift + n));
            next = Vector512.FusedMultiplyAdd(Vector512.Load(fromExc + n), e, next);
            next = Vector512.FusedMultiplyAdd(Vector512.Load(membrane + n), Vector512.Load(v + n), next);
            next.Store(vNext + n);
            (e * Vector512.Load(decayExc + n)).Store(excNext + n);
            (i * Vector512.Load(decayInh + n)).Store(inhNext + n);
        }
    }

    // The same with noise in one pass: what is in a register need not be loaded again.
    private void SweepNoisyLinearBlocks()
    {
        double* v = _v;
        double* exc = _exc;
        double* inh = _inh;
        double* vNext = _vNext;
        double* excNext = _excNext;
        double* inhNext = _inhNext;
        double* membrane = _aMembrane;
        double* fromExc = _aFromExc;
        double* fromInh = _aFromInh;
        double* drift = _aDrift;
        double* decayExc = _whole.DecayExc;
        double* decayInh = _whole.DecayInh;
        double* fromNoise = _aFromNoise;
        double* noise = _noise;
        ulong* key = _noiseKey;
        long step = _step;
        Vector512<double> gain = Vector512.Create(_noiseGain);
        Vector512<double> decay = Vector512.Create(_noiseDecay);
        foreach (int n in _linearBlocks.AsSpan(0, _linearCount))
        {
            Vector512<double> x = Vector512.FusedMultiplyAdd(gain, CounterNoise.Draw(Vector512.Load(key + n), step), Vector512.Load(noise + n) * decay);
            x.Store(noise + n);
            Vector512<double> e = Vector512.Load(exc + n);
            Vector512<double> i = Vector512.Load(inh + n);
            Vector512<double> next = Vector512.FusedMultiplyAdd(Vector512.Load(fromInh + n), i, Vector512.Load(drift + n));
            next = Vector512.FusedMultiplyAdd(Vector512.Load(fromExc + n), e, next);
            next = Vector512.FusedMultiplyAdd(Vector512.Load(membrane + n), Vector512.Load(v + n), next);
            Vector512.FusedMultiplyAdd(Vector512.Load(fromNoise + n), x, next).Store(vNext + n);
            (e * Vector512.Load(decayExc + n)).Store(excNext + n);
            (i * Vector512.Load(decayInh + n)).Store(inhNext + n);
        }
    }

    private void SweepLinearScalar(int first)
    {
        for (int n = first; n < first + Lanes; n++)
        {
            double v = Math.FusedMultiplyAdd(_aFromInh[n], _inh[n], _aDrift[n]);
            v = Math.FusedMultiplyAdd(_aFromExc[n], _exc[n], v);
            v = Math.FusedMultiplyAdd(_aMembrane[n], _v[n], v);
            if (_noisy) v = Math.FusedMultiplyAdd(_aFromNoise[n], NextNoiseScalar(n), v);
            _vNext[n] = v;
            _excNext[n] = _exc[n] * _whole.DecayExc[n];
            _inhNext[n] = _inh[n] * _whole.DecayInh[n];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<double> NextNoise(int n)
    {
        Vector512<double> x = Vector512.FusedMultiplyAdd(
            Vector512.Create(_noiseGain), CounterNoise.Draw(Vector512.Load(_noiseKey + n), _step), Vector512.Load(_noise + n) * Vector512.Create(_noiseDecay));
        x.Store(_noise + n);
        return x;
    }

    private double NextNoiseScalar(int n) =>
        _noise[n] = Math.FusedMultiplyAdd(_noiseGain, CounterNoise.Draw(_noiseKey[n], _step), _noise[n] * _noiseDecay);

    private void SweepNonlinear(int n)
    {
        StepCoefficients c = _whole;
        NonlinearTerms t = _terms;
        Vector512<double> one = Vector512<double>.One;
        Vector512<double> v = Vector512.Load(_v + n);
        Vector512<double> exc = Vector512.Load(_exc + n);
        Vector512<double> inh = Vector512.Load(_inh + n);
        Vector512<double> w = Vector512.Load(_adapt + n);
        Vector512<double> gExc = exc * Vector512.Load(c.MeanExc + n);
        Vector512<double> gInh = inh * Vector512.Load(c.MeanInh + n);
        Vector512<double> g = Vector512.Load(t.LeakRate + n) + gExc + gInh + Vector512.Load(t.NeighbourConductance + n);
        Vector512<double> u = (v - Vector512.Load(t.ExpThreshold + n)) * Vector512.Load(t.ExpInverse + n);
        Vector512<double> current = Vector512.Load(t.ExpGain + n) * Exponential.Of(Vector512.Min(u, Vector512.Create(_expClamp)));
        current = Vector512.FusedMultiplyAdd(gExc, Vector512.Load(t.ReversalExc + n), current);
        current = Vector512.FusedMultiplyAdd(gInh, Vector512.Load(t.ReversalInh + n), current);
        current = current + Vector512.Load(t.NeighbourCurrent + n) - w;
        Vector512<double> d = Vector512.Load(t.LeakPotential + n) - v;
        Vector512<double> tanh = one - Vector512.Create(2.0) / (Exponential.Of(d * Vector512.Load(t.SaturationInverse + n)) + one);
        current = Vector512.FusedMultiplyAdd(Vector512.Load(t.SaturationGain + n), tanh, current);
        current = current - Vector512.Load(t.SaturationConductance + n) * d;
        Vector512<double> perC = Vector512.Load(c.TimePerCapacitance + n);
        Vector512<double> x = g * perC;
        Vector512<double> decay = Exponential.Of(-x);
        Vector512<double> series = Vector512.FusedMultiplyAdd(x, Vector512.FusedMultiplyAdd(x, Vector512.FusedMultiplyAdd(x, Vector512.Create(-1.0 / 24), Vector512.Create(1.0 / 6)), Vector512.Create(-0.5)), one);
        Vector512<double> phi = perC * Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(SeriesBelow)), series, (one - decay) / x);
        Vector512<double> next = Vector512.FusedMultiplyAdd(Vector512.Load(c.FromInh + n), inh, phi * (Vector512.Load(t.Base + n) + current));
        next = Vector512.FusedMultiplyAdd(Vector512.Load(c.FromExc + n), exc, next);
        next = Vector512.FusedMultiplyAdd(decay, v, next);
        if (_noisy) next = Vector512.FusedMultiplyAdd(phi * Vector512.Load(_noiseSigma + n), NextNoise(n), next);
        Vector512<double> held = Vector512.FusedMultiplyAdd(Vector512.Load(c.ResetDecay + n), v, Vector512.Load(c.ResetDrift + n));
        next = Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.Load(_held + n), Vector512<double>.Zero), held, next);
        next.Store(_vNext + n);
        (exc * Vector512.Load(c.DecayExc + n)).Store(_excNext + n);
        (inh * Vector512.Load(c.DecayInh + n)).Store(_inhNext + n);
        Vector512<double> decayW = Vector512.Load(c.AdaptDecay + n);
        Vector512<double> target = Vector512.Load(t.AdaptA + n) * (v - Vector512.Load(t.AdaptPotential + n));
        Vector512.FusedMultiplyAdd(decayW, w, (one - decayW) * target).Store(_adaptNext + n);
    }

    private void SweepNonlinearScalar(int first)
    {
        for (int n = first; n < first + Lanes; n++)
        {
            double noise = _noisy ? NextNoiseScalar(n) : 0;
            var state = new NeuronState(_v[n], _exc[n], _inh[n], _adapt[n]);
            AdvanceNonlinear(n, _whole, ref state, noise, _held[n] > 0);
            _vNext[n] = state.V;
            _excNext[n] = state.Exc;
            _inhNext[n] = state.Inh;
            _adaptNext[n] = state.Adapt;
        }
    }

    /// <summary>A neuron's state: membrane in V, lines and adaptation in uA.</summary>
    internal record struct NeuronState(double V, double Exc, double Inh, double Adapt);

    private void AdvanceNonlinear(int n, StepCoefficients c, ref NeuronState s, double noise, bool held)
    {
        NonlinearTerms t = _terms;
        double gExc = s.Exc * c.MeanExc[n];
        double gInh = s.Inh * c.MeanInh[n];
        double g = t.LeakRate[n] + gExc + gInh + t.NeighbourConductance[n];
        double u = (s.V - t.ExpThreshold[n]) * t.ExpInverse[n];
        double current = t.ExpGain[n] * Exponential.Of(Math.Min(u, _expClamp));
        current = Math.FusedMultiplyAdd(gExc, t.ReversalExc[n], current);
        current = Math.FusedMultiplyAdd(gInh, t.ReversalInh[n], current);
        current = current + t.NeighbourCurrent[n] - s.Adapt;
        double d = t.LeakPotential[n] - s.V;
        double tanh = 1 - 2.0 / (Exponential.Of(d * t.SaturationInverse[n]) + 1);
        current = Math.FusedMultiplyAdd(t.SaturationGain[n], tanh, current);
        current -= t.SaturationConductance[n] * d;
        double x = g * c.TimePerCapacitance[n];
        double decay = Exponential.Of(-x);
        double phi = c.TimePerCapacitance[n] * (x < SeriesBelow
            ? Math.FusedMultiplyAdd(x, Math.FusedMultiplyAdd(x, Math.FusedMultiplyAdd(x, -1.0 / 24, 1.0 / 6), -0.5), 1)
            : (1 - decay) / x);
        double next = Math.FusedMultiplyAdd(c.FromInh[n], s.Inh, phi * (t.Base[n] + current));
        next = Math.FusedMultiplyAdd(c.FromExc[n], s.Exc, next);
        next = Math.FusedMultiplyAdd(decay, s.V, next);
        if (_noisy) next = Math.FusedMultiplyAdd(phi * _noiseSigma[n], noise, next);
        if (held) next = Math.FusedMultiplyAdd(c.ResetDecay[n], s.V, c.ResetDrift[n]);
        double target = t.AdaptA[n] * (s.V - t.AdaptPotential[n]);
        s.Adapt = Math.FusedMultiplyAdd(c.AdaptDecay[n], s.Adapt, (1 - c.AdaptDecay[n]) * target);
        s.V = next;
        s.Exc *= c.DecayExc[n];
        s.Inh *= c.DecayInh[n];
    }

    private void AdvanceLinear(int n, StepCoefficients c, ref NeuronState s, double noise, bool held)
    {
        double next = Math.FusedMultiplyAdd(c.FromInh[n], s.Inh, c.Drift[n]);
        next = Math.FusedMultiplyAdd(c.FromExc[n], s.Exc, next);
        next = Math.FusedMultiplyAdd(c.Membrane[n], s.V, next);
        if (_noisy) next = Math.FusedMultiplyAdd(c.FromCurrent[n] * _noiseSigma[n], noise, next);
        if (held) next = Math.FusedMultiplyAdd(c.ResetDecay[n], s.V, c.ResetDrift[n]);
        s.V = next;
        s.Exc *= c.DecayExc[n];
        s.Inh *= c.DecayInh[n];
    }
}
