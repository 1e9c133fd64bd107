using static HwModel.BrainScaleS2.Analog.ChipGeometry;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>
/// Multi-compartment neurons (haldls, neuron): neighbouring membranes joined by a conductance, with the neighbour's voltage frozen over the step (first order),
/// or shorted, in which case they share their charge at the end of every step.
/// </summary>
public sealed unsafe partial class NeuronArray
{
    private void Couple()
    {
        _coupled.Clear();
        _shorted.Clear();
        var group = new int[Neurons];
        bool shorted = false;
        for (int n = 0; n < Neurons; n++) group[n] = n;
        for (int n = 0; n < Neurons; n++)
        {
            if (_parameters[n] is not { Enabled: true } p) continue;
            if (p.ConductanceRight > 0) Join(n, n + 1);
            if (p.ConductanceBottom > 0) Join(n, n + Columns);
            shorted |= p.ShortRight || p.ShortBottom;
            if (p.ShortRight) Merge(group, n, n + 1);
            if (p.ShortBottom) Merge(group, n, n + Columns);
        }
        foreach (int n in _coupled) _nonlinear[n / Lanes] = true;
        if (!shorted) return;
        foreach (var members in Enumerable.Range(0, Neurons).GroupBy(n => group[n]).Where(members => members.Count() > 1)) _shorted.Add([.. members]);
    }

    private void Join(int a, int b)
    {
        if (!_coupled.Contains(a)) _coupled.Add(a);
        if (!_coupled.Contains(b)) _coupled.Add(b);
    }

    private static void Merge(int[] group, int a, int b)
    {
        int from = group[b];
        for (int n = 0; n < group.Length; n++)
            if (group[n] == from)
                group[n] = group[a];
    }

    private void LookAtNeighbours()
    {
        foreach (int n in _coupled) _terms.NeighbourConductance[n] = _terms.NeighbourCurrent[n] = 0;
        foreach (int n in _coupled)
        {
            NeuronParameters p = _parameters[n];
            if (p.ConductanceRight > 0) Exchange(n, n + 1, p.ConductanceRight);
            if (p.ConductanceBottom > 0) Exchange(n, n + Columns, p.ConductanceBottom);
        }
    }

    private void Exchange(int a, int b, double conductance)
    {
        _terms.NeighbourConductance[a] += conductance;
        _terms.NeighbourConductance[b] += conductance;
        _terms.NeighbourCurrent[a] += conductance * _v[b];
        _terms.NeighbourCurrent[b] += conductance * _v[a];
    }

    private void ShareCharge(int[] group)
    {
        double charge = 0;
        double capacitance = 0;
        foreach (int n in group)
        {
            double c = _parameters[n].Capacitance;
            charge += c * _vNext[n];
            capacitance += c;
        }
        foreach (int n in group) _vNext[n] = charge / capacitance;
    }
}
