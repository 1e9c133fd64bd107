namespace HwModel.Traces;

/// <summary>
/// Takes a trace: <see cref="Begin"/> once, then for each instant <see cref="Time"/> and the changes of that instant, <see cref="End"/> once.
/// The changes of the first instant are the initial values. Filters are sinks that hand on to an inner sink, which they own.
/// </summary>
public interface ITraceSink : IDisposable
{
    /// <summary>Takes the declarations, which are frozen by this.</summary>
    void Begin(TraceHierarchy hierarchy);

    /// <summary>Opens an instant. Times in steps of <see cref="TraceHierarchy.Unit"/>, never falling; the present time again is allowed and does nothing.</summary>
    void Time(long time);

    /// <summary>A vector of at most 64 bits has this value (bits over the width are dropped); an event occurs, whatever the value.</summary>
    void Change(TraceHandle signal, ulong value);

    /// <summary>A signed number has this value, in two's complement of the signal's width.</summary>
    void Change(TraceHandle signal, long value) => Change(signal, unchecked((ulong)value));

    /// <summary>
    /// A vector has these bits, least significant word first, as many words as its width asks for.
    /// </summary>
    /// <param name="signal">The vector.</param>
    /// <param name="value">Bits (aval of IEEE 1364-2005 27.14).</param>
    /// <param name="unknown">Empty, or as many words as <paramref name="value"/> (bval): where a bit is set, the value bit 1 means x and 0 means z.</param>
    void Change(TraceHandle signal, ReadOnlySpan<ulong> value, ReadOnlySpan<ulong> unknown = default);

    /// <summary>A real has this value.</summary>
    void Change(TraceHandle signal, double value);

    /// <summary>A text has this value.</summary>
    void Change(TraceHandle signal, string value);

    /// <summary>All bits of a vector are x (before reset); a real is NaN, a text empty.</summary>
    void Unknown(TraceHandle signal);

    /// <summary>Ends the trace at a time not before the last instant. Disposing without it abandons the trace.</summary>
    void End(long time);
}
