namespace HwModel.Traces;

/// <summary>Takes everything and keeps nothing.</summary>
public sealed class NullSink : ITraceSink
{
    public void Begin(TraceHierarchy hierarchy) => hierarchy.Freeze();

    public void Time(long time)
    {
    }

    public void Change(TraceHandle signal, ulong value)
    {
    }

    public void Change(TraceHandle signal, ReadOnlySpan<ulong> value, ReadOnlySpan<ulong> unknown = default)
    {
    }

    public void Change(TraceHandle signal, double value)
    {
    }

    public void Change(TraceHandle signal, string value)
    {
    }

    public void Unknown(TraceHandle signal)
    {
    }

    public void End(long time)
    {
    }

    public void Dispose()
    {
    }
}
