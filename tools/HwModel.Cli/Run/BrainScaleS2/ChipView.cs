using HwModel.BrainScaleS2.Experiments;
using HwModel.Traces;

namespace HwModel.Cli.Run.BrainScaleS2;

/// <summary>What GTKWave shows of an experiment: membranes as curves on top, then the state machines by name, then everything else.</summary>
internal static class ChipView
{
    private const int MembraneRows = 5;
    private const int OpenStates = 12;

    public static WaveformView Of(TraceHierarchy hierarchy, Experiment experiment)
    {
        var membranes = new List<ViewRow>();
        foreach (int neuron in experiment.Watched)
        {
            foreach (TraceVariable variable in hierarchy.Variables)
            {
                if (variable.Path.EndsWith($".neuron[{neuron}].membrane", StringComparison.Ordinal)) membranes.Add(new ViewSignal(variable, Color: TraceColor.Yellow, AnalogRows: MembraneRows, Label: $"membrane {neuron}"));
                else if (variable.Path.EndsWith($".neuron[{neuron}].refractory", StringComparison.Ordinal)) membranes.Add(new ViewSignal(variable, Label: $"refractory {neuron}"));
            }
        }
        ViewRow[] states =
        [
            .. hierarchy.Variables.Where(v => v.Hints.Role == TraceRole.State).OrderBy(v => Rank(v.Path))
                .Select(v => new ViewSignal(v, v.Hints.Format, TraceColor.Orange, 0, $"{v.Scope.Path.Replace('.', '/')}/state")),
        ];
        var rows = new List<ViewRow> { new ViewGroup("membranes", membranes), new ViewGroup("states", states[..Math.Min(OpenStates, states.Length)]) };
        if (states.Length > OpenStates) rows.Add(new ViewGroup("more states", states[OpenStates..], IsOpen: false));
        ViewRow[] others =
        [
            .. hierarchy.Variables.Where(v => v.Hints.Role != TraceRole.State && !v.IsAlias && !v.Path.Contains(".array.", StringComparison.Ordinal))
                .Select(v => new ViewSignal(v, v.Hints.Format, Label: v.Path.Replace('.', '/'))),
        ];
        rows.Add(new ViewGroup("events", others, IsOpen: false));
        return new WaveformView(rows);
    }

    // The way of an event.
    private static int Rank(string path)
    {
        string[] way = ["backend", "crossbar", "bus[0]", "link_out", "recorder", "player", "link_in", "background[0]", "omnibus", "cadc", "madc", "pll"];
        int place = Array.FindIndex(way, part => path.Contains(part, StringComparison.Ordinal));
        return place < 0 ? way.Length : place;
    }
}
