namespace HwModel.Traces;

/// <summary>A filter that keeps the present value of every signal and decides per change what is done with it.</summary>
public abstract class StateSink(ITraceSink inner) : FilterSink(inner)
{
    private TraceState? _state;

    /// <summary>The present values.</summary>
    protected TraceState State => _state ?? throw new InvalidOperationException("a change is given before the trace has begun");

    public override void Begin(TraceHierarchy hierarchy)
    {
        hierarchy.Freeze();
        _state = new TraceState(hierarchy);
    }

    public override void Change(TraceHandle signal, ulong value) => Changed(signal, State.Set(signal, value));

    public override void Change(TraceHandle signal, ReadOnlySpan<ulong> value, ReadOnlySpan<ulong> unknown = default) =>
        Changed(signal, State.Set(signal, value, unknown));

    public override void Change(TraceHandle signal, double value) => Changed(signal, State.Set(signal, value));

    public override void Change(TraceHandle signal, string value) => Changed(signal, State.Set(signal, value));

    public override void Unknown(TraceHandle signal) => Changed(signal, State.SetUnknown(signal));

    /// <summary>The state has the value just given; <paramref name="isDifferent"/> tells whether it is another than before (always for an event).</summary>
    protected abstract void Changed(TraceHandle signal, bool isDifferent);

    /// <summary>Hands the present value of a signal, or an occurrence of an event, to the inner sink.</summary>
    protected void Forward(TraceHandle signal)
    {
        if (State.TypeOf(signal).Kind == TraceKind.Event) Inner.Change(signal, 1UL);
        else State.Send(signal, Inner, signal);
    }
}
