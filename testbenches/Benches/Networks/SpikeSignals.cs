using HwModel.Networks.Execution;
using HwModel.Networks.Mapping;
using HwModel.Traces;
using HwModel.Verification.Cases;

namespace HwModel.Benches.Networks;

/// <summary>The spikes of a network as its levels give them, drawn into the waveform of a failing case: a bit for each neuron, high in the rows in which it spikes.</summary>
internal static class SpikeSignals
{
    // A row is a tick of a millisecond.
    private const long Row = 1_000_000_000_000;

    public static void Draw(CaseSignals signals, MappedNetwork mapped, int rows, params (string Level, IEnumerable<SpikeEvent> Spikes)[] levels)
    {
        if (!signals.IsWatched) return;
        var drawn = new List<(TraceHandle Signal, HashSet<int> Rows)>();
        for (int p = 0; p < mapped.Network.Populations.Count; p++)
        {
            for (int n = 0; n < mapped.Network.Populations[p].Size; n++)
            {
                foreach ((string level, IEnumerable<SpikeEvent> spikes) in levels)
                {
                    HashSet<int> when = [.. spikes.Where(spike => spike.Population == p && spike.Neuron == n).Select(spike => spike.Row)];
                    if (when.Count > 0) drawn.Add((signals.Bit($"{mapped.Network.Populations[p].Name}.{level}[{n}]"), when));
                }
            }
        }
        for (int row = 0; row <= rows + 1; row++)
        {
            signals.At(row * Row);
            foreach ((TraceHandle signal, HashSet<int> when) in drawn) signals.Set(signal, when.Contains(row) ? 1ul : 0);
        }
    }
}
