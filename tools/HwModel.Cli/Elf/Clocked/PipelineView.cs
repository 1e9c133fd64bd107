using HwModel.Traces;

namespace HwModel.Cli.Elf.Clocked;

/// <summary>What GTKWave shows first: the pipeline with its instructions as text, the interrupt lines that rose, energy; then everything else, folded.</summary>
internal static class PipelineView
{
    private static readonly string[] Pipeline =
        ["phase", "execute_text", "decode_text", "exception_text", "execute_address", "fetch_address", "prefetched", "core.pc", "core.sp", "core.r0", "core.r1", "core.r2", "core.r3"];

    public static WaveformView Of(TraceHierarchy hierarchy, string core, IReadOnlyDictionary<string, long> rose)
    {
        var rows = new List<ViewRow>
        {
            new ViewGroup(PipelineOverlay.PipelineGroup, [.. Pipeline.Select(name => hierarchy.Find($"{core}.{name}")).OfType<TraceVariable>().Select(Row)]),
            new ViewGroup(PipelineOverlay.InterruptGroup, [.. InGroup(hierarchy, PipelineOverlay.InterruptGroup).Where(variable => rose.ContainsKey(variable.Name)).Select(variable => new ViewSignal(variable, Color: TraceColor.Green))]),
            new ViewGroup(PipelineOverlay.EnergyGroup, [.. InGroup(hierarchy, PipelineOverlay.EnergyGroup).SelectMany(variable => new[] { new ViewSignal(variable, Color: TraceColor.Violet), new ViewSignal(variable, Color: TraceColor.Violet, AnalogRows: 3) })]),
        };
        WaveformView rest = DefaultView.Of(hierarchy);
        foreach (ViewRow row in rest.Rows)
            if (row is not ViewGroup group) rows.Add(row);
            else if (group.Title is not (PipelineOverlay.PipelineGroup or PipelineOverlay.InterruptGroup or PipelineOverlay.EnergyGroup)) rows.Add(group with { IsOpen = false });
        return rest with { Rows = rows };
    }

    private static IEnumerable<TraceVariable> InGroup(TraceHierarchy hierarchy, string title) => hierarchy.Variables.Where(variable => variable.Hints.Group == title);

    private static ViewSignal Row(TraceVariable variable) =>
        variable.Name.EndsWith("_text", StringComparison.Ordinal) ? new ViewSignal(variable, Color: TraceColor.Yellow)
        : variable.Type.Enum is not null ? new ViewSignal(variable, Color: TraceColor.Orange)
        : new ViewSignal(variable, variable.Name == "prefetched" ? TraceFormat.Unsigned : TraceFormat.Hexadecimal);
}
