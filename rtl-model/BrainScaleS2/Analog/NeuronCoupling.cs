using static HwModel.BrainScaleS2.Analog.ChipGeometry;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>
/// Multi-compartment neurons (haldls, neuron): membranes joined by a conductance, with the other's voltage frozen over the step (first order), or shorted, in
/// which case they share their charge at the end of every step. Along each row of neurons runs a soma line in pieces, one to a neuron: a membrane can be shorted
/// or joined by a conductance to its piece, and pieces can be shorted.
/// </summary>
/// <remarks>A soma line has no capacitance: what hangs on it by conductances alone sees the others by the star's equivalent, g_i g_j / sum g.</remarks>
public sealed unsafe partial class NeuronArray
{
    private readonly List<(int A, int B, double Conductance)> _edges = [];

    private void Couple()
    {
        foreach (int n in _coupled) _terms.NeighbourConductance[n] = _terms.NeighbourCurrent[n] = 0;
        _coupled.Clear();
        _shorted.Clear();
        _edges.Clear();
        PartHalves();
        bool shorted = false, soma = false;
        for (int n = 0; n < Neurons; n++)
        {
            if (_parameters[n] is not { Enabled: true } p) continue;
            if (p.ConductanceRight > 0) _edges.Add((n, n + 1, p.ConductanceRight));
            if (p.ConductanceBottom > 0) _edges.Add((n, n + Columns, p.ConductanceBottom));
            shorted |= p.ShortRight || p.ShortBottom || p.ConnectSoma;
            soma |= p.SomaConductance > 0;
        }
        if (shorted || soma) Short(soma);
        foreach ((int a, int b, _) in _edges)
        {
            Note(a);
            Note(b);
        }
        for (int block = 0; block < Blocks; block++)
        {
            _nonlinear[block] = false;
            for (int n = block * Lanes; n < (block + 1) * Lanes; n++) _nonlinear[block] |= _parameters[n] is { Enabled: true, IsNonlinear: true };
        }
        foreach (int n in _coupled)
        {
            _nonlinear[n / Lanes] = true;
            _active[n / Lanes] = _used[n / Lanes];
        }
        foreach (int[] members in _shorted)
            foreach (int n in members)
                _active[n / Lanes] = _used[n / Lanes];
        WakeHalves();
    }

    // What is shorted: membranes 0 to 511, and the pieces of the soma lines behind them.
    private void Short(bool soma)
    {
        var group = new int[2 * Neurons];
        for (int n = 0; n < group.Length; n++) group[n] = n;
        for (int n = 0; n < Neurons; n++)
        {
            if (_parameters[n] is not { Enabled: true } p) continue;
            if (p.ShortRight) Merge(group, n, n + 1);
            if (p.ShortBottom) Merge(group, n, n + Columns);
            if (p.ConnectSoma) Merge(group, n, Neurons + n);
            if (p.ConnectSomaRight) Merge(group, Neurons + n, Neurons + n + 1);
        }
        foreach (var members in Enumerable.Range(0, Neurons).GroupBy(n => group[n]).Where(members => members.Count() > 1))
        {
            int[] circuits = [.. members];
            if (circuits.Length != 2 || circuits[1] != circuits[0] + Columns || !TryJoinHalves(circuits[0])) _shorted.Add(circuits);
        }
        if (!soma) return;
        foreach (var line in Enumerable.Range(0, Neurons).Where(n => _parameters[n] is { Enabled: true, SomaConductance: > 0 } && group[n] != group[Neurons + n]).GroupBy(n => group[Neurons + n]))
        {
            int[] arms = [.. line];
            int membrane = Array.IndexOf(group, line.Key, 0, Neurons);
            double sum = arms.Sum(n => _parameters[n].SomaConductance);
            for (int i = 0; i < arms.Length; i++)
            {
                double g = _parameters[arms[i]].SomaConductance;
                if (membrane >= 0) _edges.Add((arms[i], membrane, g));
                else for (int j = i + 1; j < arms.Length; j++) _edges.Add((arms[i], arms[j], g * _parameters[arms[j]].SomaConductance / sum));
            }
        }
    }

    private void Note(int n)
    {
        if (!_coupled.Contains(n)) _coupled.Add(n);
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
        foreach ((int a, int b, double conductance) in _edges) Exchange(a, b, conductance);
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
