namespace HwModel.Traces;

/// <summary>Short ways to hand over a change.</summary>
public static class TraceSinkExtensions
{
    /// <summary>One bit has this value.</summary>
    public static void Change(this ITraceSink sink, TraceHandle signal, bool value) => sink.Change(signal, value ? 1UL : 0UL);

    /// <summary>An event occurs.</summary>
    public static void Occur(this ITraceSink sink, TraceHandle signal) => sink.Change(signal, 1UL);
}
