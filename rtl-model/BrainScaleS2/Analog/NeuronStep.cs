using System.Numerics;
using System.Runtime.Intrinsics;
using static HwModel.BrainScaleS2.Analog.ChipGeometry;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>A step: blocks that are active, spikes, resets and refractory times, and blocks that come to rest.</summary>
public sealed unsafe partial class NeuronArray
{
    private const int QuietCheckPeriod = 64;
    private const double QuietMotion = 1e-15;
    private const double QuietCurrent = 1e-12;

    /// <summary>Starts a step: brings lines and membranes to its end, as if no pulse came.</summary>
    internal void BeginStep()
    {
        _spikes.Clear();
        EndRefractoryTimes();
        if (_coupled.Count > 0) LookAtNeighbours();
        bool simd = _options.Simd;
        _linearCount = 0;
        for (int block = 0; block < Blocks; block++)
        {
            if (!_active[block]) continue;
            int n = block * Lanes;
            if (!_nonlinear[block])
            {
                if (simd) _linearBlocks[_linearCount++] = n;
                else SweepLinearScalar(n);
            }
            else if (simd)
            {
                SweepNonlinear(n);
            }
            else
            {
                SweepNonlinearScalar(n);
            }
        }
        if (_noisy) SweepNoisyLinearBlocks();
        else SweepLinearBlocks();
    }

    /// <summary>Ends a step, after its pulses: finds spikes, walks through the step slot by slot where something happens inside it.</summary>
    /// <param name="pulses">The pulses of the step, in order of slots.</param>
    internal void EndStep(PulseList pulses)
    {
        if (_joinedBlocks.Count > 0) ShareHalves();
        Vector512<double> low = Vector512.Create(_floor);
        double* next = _vNext;
        double* high = _high;
        ReadOnlySpan<bool> active = _active;
        for (int block = 0; block < active.Length; block++)
        {
            if (!active[block]) continue;
            int n = block * Lanes;
            Vector512<double> v = Vector512.Load(next + n);
            Vector512<double> outside = Vector512.GreaterThan(v, Vector512.Load(high + n)) | Vector512.LessThan(v, low);
            if (outside == Vector512<double>.Zero) continue;
            for (ulong lanes = outside.ExtractMostSignificantBits(); lanes != 0; lanes &= lanes - 1) NoteOutside(n + BitOperations.TrailingZeroCount(lanes));
        }
        foreach (int n in _walk)
        {
            _mustWalk[n] = false;
            WalkThroughStep(n, pulses);
        }
        _walk.Clear();
        foreach (int[] group in _shorted) ShareCharge(group);
        if (_spikes.Count > 1) _spikes.Sort(static (a, b) => a.Slot != b.Slot ? a.Slot.CompareTo(b.Slot) : a.Neuron.CompareTo(b.Neuron));
        Swap(ref _v, ref _vNext);
        Swap(ref _exc, ref _excNext);
        Swap(ref _inh, ref _inhNext);
        Swap(ref _adapt, ref _adaptNext);
        _step++;
        if (!_noisy && _options.SkipQuiescent && _step % QuietCheckPeriod == 0) PutToRest();
    }

    /// <summary>Goes over steps in which nothing happens; only while <see cref="IsQuiescent"/>.</summary>
    internal void SkipTo(long step)
    {
        _spikes.Clear();
        _step = step;
    }

    private void NoteOutside(int n)
    {
        if (_vNext[n] > _rail) _vNext[n] = _rail;
        if (_vNext[n] < _floor) _vNext[n] = _floor;
        if (_vNext[n] > _high[n] || _mustWalk[n]) Walk(n);
    }

    private void Walk(int n)
    {
        // Joined circuits are walked together, from the upper one.
        if (n >= Columns && IsJoined(n - Columns)) n -= Columns;
        if (_mustWalk[n]) return;
        _mustWalk[n] = true;
        _walk.Add(n);
    }

    private void EndRefractoryTimes()
    {
        long start = StartSlot;
        long end = start + _slots;
        for (int i = _refractory.Count - 1; i >= 0; i--)
        {
            int n = _refractory[i];
            if (_held[n] > 0)
            {
                if (_release[n] <= start) Hold(n, false);
                else if (_release[n] < end) Walk(n);
            }
            if (_refractoryEnd[n] > end) continue;
            _high[n] = ThresholdOf(n);
            _isRefractory[n] = false;
            if (_held[n] > 0) continue;
            _isListed[n] = false;
            _refractory[i] = _refractory[^1];
            _refractory.RemoveAt(_refractory.Count - 1);
        }
    }

    private void WalkThroughStep(int n, PulseList pulses)
    {
        bool joined = IsJoined(n);
        int below = n + Columns;
        var state = new NeuronState(_v[n], _exc[n], _inh[n], _adapt[n]);
        NeuronState lower = joined ? new NeuronState(_v[below], _exc[below], _inh[below], _adapt[below]) : default;
        int pulse = 0;
        int lowerPulse = 0;
        for (int slot = 0; slot < _slots; slot++)
        {
            AdvanceSlot(n, slot, pulses, ref pulse, ref state);
            if (joined)
            {
                AdvanceSlot(below, slot, pulses, ref lowerPulse, ref lower);
                state.V = lower.V = Shared(n, state.V, lower.V);
                FireAbove(below, slot, ref lower);
            }
            FireAbove(n, slot, ref state);
        }
        EndWalk(n, in state);
        if (joined) EndWalk(below, in lower);
    }

    private void AdvanceSlot(int n, int slot, PulseList pulses, ref int pulse, ref NeuronState state)
    {
        for (; pulse < pulses.Count && pulses[pulse].Slot == slot; pulse++) AddPulse(n, in pulses[pulse], ref state);
        bool held = StartSlot + slot < _release[n];
        if (!_nonlinear[n / Lanes]) AdvanceLinear(n, _slot, ref state, _noise[n], held);
        else AdvanceNonlinear(n, _slot, ref state, _noise[n], held);
        state.V = Math.Min(Math.Max(state.V, _floor), _rail);
    }

    private void FireAbove(int n, int slot, ref NeuronState state)
    {
        NeuronParameters p = _parameters[n];
        long boundary = StartSlot + slot + 1;
        if (p.Spikes && p.Enabled && state.V > p.Threshold && boundary >= _refractoryEnd[n]) Fire(n, p, boundary, ref state);
    }

    private void EndWalk(int n, in NeuronState state)
    {
        _vNext[n] = state.V;
        _excNext[n] = state.Exc;
        _inhNext[n] = state.Inh;
        _adaptNext[n] = state.Adapt;
        long end = StartSlot + _slots;
        Hold(n, end < _release[n]);
        if (_refractoryEnd[n] <= end) return;
        _high[n] = _rail;
        _isRefractory[n] = true;
        if (_isListed[n]) return;
        _isListed[n] = true;
        _refractory.Add(n);
    }

    private void Fire(int n, NeuronParameters p, long slot, ref NeuronState state)
    {
        _spikes.Add(new AnalogSpike(slot, n));
        _release[n] = (_options.Faults & AnalogFault.ResetSkipped) != 0 ? slot : slot + p.ResetSlots;
        _refractoryEnd[n] = slot + ((_options.Faults & AnalogFault.RefractoryHalved) != 0 ? p.RefractorySlots / 2 : p.RefractorySlots);
        if (p.ResetTau == 0 && (_options.Faults & AnalogFault.ResetSkipped) == 0) state.V = p.ResetPotential;
        if (p.TauAdaptation > 0) state.Adapt += p.AdaptationB;
    }

    private void PutToRest()
    {
        for (int block = 0; block < Blocks; block++)
        {
            if (!_active[block] || !IsAtRest(block)) continue;
            _active[block] = false;
            for (int n = block * Lanes; n < (block + 1) * Lanes; n++)
            {
                _vNext[n] = _v[n];
                _exc[n] = _excNext[n] = _inh[n] = _inhNext[n] = 0;
                _adaptNext[n] = _adapt[n];
            }
        }
    }

    private bool IsAtRest(int block)
    {
        for (int n = block * Lanes; n < (block + 1) * Lanes; n++)
        {
            bool still = Math.Abs(_v[n] - _vNext[n]) <= QuietMotion && Math.Abs(_adapt[n] - _adaptNext[n]) <= QuietMotion
                && Math.Abs(_exc[n]) <= QuietCurrent && Math.Abs(_inh[n]) <= QuietCurrent && _held[n] == 0 && !_isRefractory[n];
            if (!still) return false;
        }
        return _coupled.Count == 0 && _shorted.Count == 0 && _joinedBlocks.Count == 0;
    }

    private static void Swap(ref double* a, ref double* b)
    {
        double* old = a;
        a = b;
        b = old;
    }
}
