using System.Runtime.Intrinsics;
using static HwModel.BrainScaleS2.Analog.ChipGeometry;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>
/// Two circuits above each other whose membranes are shorted to one another and to nothing else: one neuron with the synapses of both halves. They share their charge in every step, in every
/// slot of a step in which one of them fires, and their comparators see the shared membrane: exact where both have the same membrane time constant.
/// </summary>
public sealed unsafe partial class NeuronArray
{
    private readonly List<int> _joinedBlocks = [];
    private readonly double* _joined;
    private readonly double* _shareTop;
    private readonly double* _shareBottom;

    private void PartHalves()
    {
        _joinedBlocks.Clear();
        new Span<double>(_joined, Columns).Clear();
    }

    private bool TryJoinHalves(int n)
    {
        if (!_parameters[n].Enabled || !_parameters[n + Columns].Enabled) return false;
        double whole = _parameters[n].Capacitance + _parameters[n + Columns].Capacitance;
        _joined[n] = 1;
        _shareTop[n] = _parameters[n].Capacitance / whole;
        _shareBottom[n] = _parameters[n + Columns].Capacitance / whole;
        int block = n / Lanes * Lanes;
        if (!_joinedBlocks.Contains(block)) _joinedBlocks.Add(block);
        return true;
    }

    private void WakeHalves()
    {
        foreach (int n in _joinedBlocks) _active[n / Lanes] = _active[(n + Columns) / Lanes] = true;
    }

    private bool IsJoined(int n) => n < Columns && _joined[n] > 0;

    private double Shared(int n, double top, double bottom) => Math.FusedMultiplyAdd(_shareTop[n], top, _shareBottom[n] * bottom);

    private void ShareHalves()
    {
        foreach (int n in _joinedBlocks)
        {
            if (!_options.Simd)
            {
                for (int j = n; j < n + Lanes; j++)
                    if (_joined[j] > 0)
                        _vNext[j] = _vNext[j + Columns] = Shared(j, _vNext[j], _vNext[j + Columns]);
                continue;
            }
            Vector512<double> top = Vector512.Load(_vNext + n);
            Vector512<double> bottom = Vector512.Load(_vNext + Columns + n);
            Vector512<double> shared = Vector512.FusedMultiplyAdd(Vector512.Load(_shareTop + n), top, Vector512.Load(_shareBottom + n) * bottom);
            Vector512<double> joined = Vector512.GreaterThan(Vector512.Load(_joined + n), Vector512<double>.Zero);
            Vector512.ConditionalSelect(joined, shared, top).Store(_vNext + n);
            Vector512.ConditionalSelect(joined, shared, bottom).Store(_vNext + Columns + n);
        }
    }
}
