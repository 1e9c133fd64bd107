namespace HwModel.Traces;

/// <summary>A sink that hands everything on to an inner sink, which it owns; filters override what they treat otherwise.</summary>
public abstract class FilterSink(ITraceSink inner) : ITraceSink
{
    /// <summary>Where the changes go.</summary>
    protected ITraceSink Inner { get; } = inner;

    public virtual void Begin(TraceHierarchy hierarchy) => Inner.Begin(hierarchy);

    public virtual void Time(long time) => Inner.Time(time);

    public virtual void Change(TraceHandle signal, ulong value) => Inner.Change(signal, value);

    public virtual void Change(TraceHandle signal, ReadOnlySpan<ulong> value, ReadOnlySpan<ulong> unknown = default) => Inner.Change(signal, value, unknown);

    public virtual void Change(TraceHandle signal, double value) => Inner.Change(signal, value);

    public virtual void Change(TraceHandle signal, string value) => Inner.Change(signal, value);

    public virtual void Unknown(TraceHandle signal) => Inner.Unknown(signal);

    public virtual void End(long time) => Inner.End(time);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing) Inner.Dispose();
    }
}
