namespace HwModel.Traces;

/// <summary>Hands on the variables of a selection only.</summary>
public sealed class SelectingSink(TraceSelection selection, ITraceSink inner) : FilterSink(inner)
{
    private TraceSubset? _subset;

    public override void Begin(TraceHierarchy hierarchy)
    {
        hierarchy.Freeze();
        _subset = new TraceSubset(hierarchy, selection.Matches);
        Inner.Begin(_subset.Hierarchy);
    }

    public override void Change(TraceHandle signal, ulong value)
    {
        if (_subset!.TryMap(signal, out TraceHandle target)) Inner.Change(target, value);
    }

    public override void Change(TraceHandle signal, ReadOnlySpan<ulong> value, ReadOnlySpan<ulong> unknown = default)
    {
        if (_subset!.TryMap(signal, out TraceHandle target)) Inner.Change(target, value, unknown);
    }

    public override void Change(TraceHandle signal, double value)
    {
        if (_subset!.TryMap(signal, out TraceHandle target)) Inner.Change(target, value);
    }

    public override void Change(TraceHandle signal, string value)
    {
        if (_subset!.TryMap(signal, out TraceHandle target)) Inner.Change(target, value);
    }

    public override void Unknown(TraceHandle signal)
    {
        if (_subset!.TryMap(signal, out TraceHandle target)) Inner.Unknown(target);
    }
}
