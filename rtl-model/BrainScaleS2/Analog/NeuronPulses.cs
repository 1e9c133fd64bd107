using System.Runtime.Intrinsics;
using static HwModel.BrainScaleS2.Analog.ChipGeometry;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>A driver's pulse on one row in the present step.</summary>
/// <param name="Slot">Slot within the step.</param>
/// <param name="Half">Half of the chip.</param>
/// <param name="Row">Row of the half's synapse array.</param>
/// <param name="Inhibitory">Whether the row feeds the inhibitory lines.</param>
/// <param name="LowLabel">Smallest matching synapse label.</param>
/// <param name="HighLabel">Largest matching synapse label.</param>
/// <param name="Amplitude">Pulse length relative to the full one.</param>
internal readonly record struct RowPulse(int Slot, int Half, int Row, bool Inhibitory, float LowLabel, float HighLabel, double Amplitude);

/// <summary>Pulses of a step, in order of slots.</summary>
internal sealed class PulseList
{
    private RowPulse[] _pulses = new RowPulse[64];

    public int Count { get; private set; }

    public ref readonly RowPulse this[int i] => ref _pulses[i];

    public void Add(in RowPulse pulse)
    {
        if (Count == _pulses.Length) Array.Resize(ref _pulses, 2 * Count);
        _pulses[Count++] = pulse;
    }

    public void Clear() => Count = 0;
}

/// <summary>
/// Synaptic pulses. A pulse inside a step reaches the step's end with the exact decay of its line and the exact response of the membrane,
/// from tables by slot and neuron.
/// </summary>
public sealed unsafe partial class NeuronArray
{
    private readonly List<AlignedDoubles> _pulseTables = [];
    private double*[] _lineExc = [];
    private double*[] _lineInh = [];
    private double*[] _membraneExc = [];
    private double*[] _membraneInh = [];
    private double* _jumpExc;
    private double* _jumpInh;

    // Effect of a line on the membrane: gate - slope V; (1, 0) for an excitatory current, (E / reference, 1 / reference) for a conductance, (0, 0) while the reset is held.
    private double* _gateExc;
    private double* _gateInh;
    private double* _slopeExc;
    private double* _slopeInh;
    private double* _limit;
    private SynapseArray[] _synapses = [];

    internal void Attach(SynapseArray[] synapses) => _synapses = synapses;

    /// <summary>Adds a pulse to the end state of the step.</summary>
    internal void Apply(in RowPulse pulse)
    {
        if (_options.Simd) ApplyVector(in pulse);
        else ApplyScalar(in pulse);
    }

    private void ApplyVector(in RowPulse pulse)
    {
        float* weights = _synapses[pulse.Half].Effective + pulse.Row * Columns;
        float* labels = _synapses[pulse.Half].LabelValues + pulse.Row * Columns;
        int first = pulse.Half * Columns;
        double* jump = (pulse.Inhibitory ? _jumpInh : _jumpExc) + first;
        double* line = (pulse.Inhibitory ? _inhNext : _excNext) + first;
        double* decay = (pulse.Inhibitory ? _lineInh : _lineExc)[pulse.Slot] + first;
        double* response = (pulse.Inhibitory ? _membraneInh : _membraneExc)[pulse.Slot] + first;
        double* gate = (pulse.Inhibitory ? _gateInh : _gateExc) + first;
        double* slope = (pulse.Inhibitory ? _slopeInh : _slopeExc) + first;
        double* limit = _limit + first;
        double* membrane = _vNext + first;
        Vector256<float> low = Vector256.Create(pulse.LowLabel);
        Vector256<float> high = Vector256.Create(pulse.HighLabel);
        Vector512<double> amplitude = Vector512.Create(pulse.Amplitude);
        for (int column = 0; column < Columns; column += Lanes)
        {
            Vector256<float> label = Vector256.Load(labels + column);
            Vector256<float> match = Vector256.GreaterThanOrEqual(label, low) & Vector256.LessThanOrEqual(label, high);
            Vector256<float> weight = Vector256.Load(weights + column) & match;
            if (weight == Vector256<float>.Zero) continue;
            (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(weight);
            Vector512<double> charge = Vector512.Create(lower, upper) * amplitude * Vector512.Load(jump + column);
            Vector512<double> v = Vector512.Load(membrane + column);
            Vector512<double> effect = Vector512.FusedMultiplyAdd(-Vector512.Load(slope + column), v, Vector512.Load(gate + column));
            Vector512.FusedMultiplyAdd(charge * Vector512.Load(response + column), effect, v).Store(membrane + column);
            Vector512.Min(Vector512.FusedMultiplyAdd(charge, Vector512.Load(decay + column), Vector512.Load(line + column)), Vector512.Load(limit + column)).Store(line + column);
            Awaken((first + column) / Lanes);
        }
    }

    private void ApplyScalar(in RowPulse pulse)
    {
        for (int column = 0; column < Columns; column++)
        {
            int n = pulse.Half * Columns + column;
            double charge = ChargeOf(n, in pulse);
            if (charge == 0) continue;
            double v = _vNext[n];
            double* line = pulse.Inhibitory ? _inhNext : _excNext;
            double effect = Math.FusedMultiplyAdd(-(pulse.Inhibitory ? _slopeInh : _slopeExc)[n], v, (pulse.Inhibitory ? _gateInh : _gateExc)[n]);
            _vNext[n] = Math.FusedMultiplyAdd(charge * (pulse.Inhibitory ? _membraneInh : _membraneExc)[pulse.Slot][n], effect, v);
            line[n] = Math.Min(Math.FusedMultiplyAdd(charge, (pulse.Inhibitory ? _lineInh : _lineExc)[pulse.Slot][n], line[n]), _limit[n]);
            Awaken(n / Lanes);
        }
    }

    private void Awaken(int block) => _active[block] |= _used[block];

    private double ChargeOf(int n, in RowPulse pulse)
    {
        if (n / Columns != pulse.Half) return 0;
        int synapse = pulse.Row * Columns + n % Columns;
        float label = _synapses[pulse.Half].LabelValues[synapse];
        if (label < pulse.LowLabel || label > pulse.HighLabel) return 0;
        return _synapses[pulse.Half].Effective[synapse] * pulse.Amplitude * (pulse.Inhibitory ? _jumpInh : _jumpExc)[n];
    }

    private void AddPulse(int n, in RowPulse pulse, ref NeuronState state)
    {
        double charge = ChargeOf(n, in pulse);
        if (charge == 0) return;
        if (pulse.Inhibitory) state.Inh = Math.Min(state.Inh + charge, _limit[n]);
        else state.Exc = Math.Min(state.Exc + charge, _limit[n]);
    }

    private void AllocatePulses()
    {
        double* Table()
        {
            var table = new AlignedDoubles(Neurons);
            _pulseTables.Add(table);
            return table.At;
        }

        double*[] Tables()
        {
            var tables = new double*[_slots];
            for (int slot = 0; slot < _slots; slot++) tables[slot] = Table();
            return tables;
        }

        _lineExc = Tables();
        _lineInh = Tables();
        _membraneExc = Tables();
        _membraneInh = Tables();
        _jumpExc = Table();
        _jumpInh = Table();
        _gateExc = Table();
        _gateInh = Table();
        _slopeExc = Table();
        _slopeInh = Table();
        _limit = Table();
    }

    private void SetPulses(int n, NeuronParameters p)
    {
        double rate = p.Leak / p.Capacitance;
        for (int slot = 0; slot < _slots; slot++)
        {
            double left = (_slots - slot) * _options.Constants.SlotTime;
            _lineExc[slot][n] = Propagator.Decay(1 / p.TauExcitatory, left);
            _lineInh[slot][n] = Propagator.Decay(1 / p.TauInhibitory, left);
            _membraneExc[slot][n] = Propagator.LineToMembrane(rate, 1 / p.TauExcitatory, p.Capacitance, left);
            _membraneInh[slot][n] = Propagator.LineToMembrane(rate, 1 / p.TauInhibitory, p.Capacitance, left);
        }
        _jumpExc[n] = p.Enabled ? p.JumpExcitatory : 0;
        _jumpInh[n] = p.Enabled ? p.JumpInhibitory : 0;
        _limit[n] = p.LineLimit;
    }

    private void GatePulses(int n, bool held)
    {
        NeuronParameters p = _parameters[n];
        (_gateExc[n], _slopeExc[n]) = held ? (0, 0) : p.CobaExcitatory ? (p.ReversalExcitatory / p.CobaReference, 1 / p.CobaReference) : (1, 0);
        (_gateInh[n], _slopeInh[n]) = held ? (0, 0) : p.CobaInhibitory ? (p.ReversalInhibitory / p.CobaReference, 1 / p.CobaReference) : (-1, 0);
    }
}
