using HwModel.Traces;

namespace HwModel.Verification.Temporal;

/// <summary>Checks properties on a recorded trace: samples it cycle by cycle, with the values just before each sampling edge.</summary>
public static class TraceChecker
{
    /// <summary>Reads the properties, plays the trace and finishes the monitor.</summary>
    /// <param name="reader">The trace.</param>
    /// <param name="properties">The text of the properties.</param>
    /// <param name="file">The name of the properties' file, for messages.</param>
    /// <returns>The finished monitor; its <see cref="PropertyMonitor.Cycle"/> + 1 is the number of sampled cycles.</returns>
    /// <exception cref="PropertyTextException">The properties have a mistake.</exception>
    /// <exception cref="VcdException">The trace is damaged.</exception>
    public static PropertyMonitor Check(VcdReader reader, string properties, string file)
    {
        var state = new TraceState(reader.Hierarchy);
        var monitor = new PropertyMonitor();
        Sampling sampling = PropertyFile.Read(properties, file, path => Find(reader.Hierarchy, state, path), monitor);
        long unit = reader.Hierarchy.Unit.Femtoseconds;
        if (sampling.Clock is { } path) PlayClock(reader, state, monitor, Find(reader.Hierarchy, state, path)!, unit);
        else PlayPeriod(reader, state, monitor, sampling, unit);
        monitor.Finish();
        return monitor;
    }

    /// <summary>A rising edge samples what was there before the instant's changes, so an instant is kept back until it is known whether the clock rose in it.</summary>
    private static void PlayClock(VcdReader reader, TraceState state, PropertyMonitor monitor, ISampledSignal clock, long unit)
    {
        // Two states: the one that the signals read lags one instant behind.
        var ahead = new TraceState(reader.Hierarchy);
        TraceHandle handle = ((StateSignal)clock).Handle;
        var touched = new List<TraceHandle>();
        long cycle = 0, time = 0;
        bool ends = false;
        while (!ends)
        {
            VcdItem item = reader.Read();
            if (item == VcdItem.Change)
            {
                if (reader.Store(ahead)) touched.Add(reader.Signal);
                continue;
            }
            bool wasLow = state.UnknownBits(handle)[0] == 0 && state.Bits(handle)[0] == 0;
            bool isHigh = ahead.UnknownBits(handle)[0] == 0 && ahead.Bits(handle)[0] == 1;
            if (wasLow && isHigh) monitor.Sample(cycle++, checked(time * unit));
            foreach (TraceHandle signal in touched) state.Copy(signal, ahead);
            touched.Clear();
            time = reader.Time;
            ends = item == VcdItem.End;
        }
    }

    private static void PlayPeriod(VcdReader reader, TraceState state, PropertyMonitor monitor, Sampling sampling, long unit)
    {
        long cycle = 0, next = sampling.Start, last = 0;
        VcdItem item;
        while ((item = reader.Read()) != VcdItem.End)
        {
            if (item == VcdItem.Change)
            {
                reader.Store(state);
                continue;
            }
            long time = checked(reader.Time * unit);
            for (; next <= time; next += sampling.Period) monitor.Sample(cycle++, next);
            last = time;
        }
        // What the last instant brought is seen by the edge after it.
        if (next <= last + sampling.Period) monitor.Sample(cycle, next);
    }

    private static StateSignal? Find(TraceHierarchy hierarchy, TraceState state, string path)
    {
        TraceVariable? variable = hierarchy.Find(path);
        if (variable is null) return null;
        bool usable = variable.Type.Kind == TraceKind.Real || (variable.Type.IsBits && variable.Type.Width is >= 1 and <= 64);
        return usable ? new StateSignal(state, variable) : null;
    }

    private sealed class StateSignal(TraceState state, TraceVariable variable) : ISampledSignal
    {
        public TraceHandle Handle => variable.Signal;

        public string Path => variable.Path;

        public int Width => IsReal ? 64 : variable.Type.Width;

        public bool IsReal => variable.Type.Kind == TraceKind.Real;

        public bool TryRead(out ulong bits)
        {
            bits = state.Bits(variable.Signal)[0];
            return state.UnknownBits(variable.Signal)[0] == 0;
        }

        public double ReadReal() => state.Real(variable.Signal);
    }
}
