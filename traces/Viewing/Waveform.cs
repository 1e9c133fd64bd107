namespace HwModel.Traces;

/// <summary>A trace file together with the save file that shows it.</summary>
public static class Waveform
{
    /// <summary>
    /// A sink that writes a value change dump (packed when the name ends in .gz) and, at its end, the save file and filter files for GTKWave.
    /// </summary>
    /// <param name="path">The trace's name.</param>
    /// <param name="options">How the trace is written.</param>
    /// <param name="view">What is shown; null shows <see cref="DefaultView"/>. It is asked at the end, when markers are known.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static ITraceSink Create(string path, VcdOptions? options = null, Func<TraceHierarchy, WaveformView>? view = null)
    {
        options ??= new VcdOptions();
        return new ViewSink(path, options, view ?? (hierarchy => DefaultView.Of(hierarchy)), VcdWriter.Create(path, options));
    }

    private sealed class ViewSink(string path, VcdOptions options, Func<TraceHierarchy, WaveformView> view, VcdWriter inner) : FilterSink(inner)
    {
        private TraceHierarchy? _hierarchy;
        private long? _start;

        public override void Begin(TraceHierarchy hierarchy)
        {
            _hierarchy = hierarchy;
            base.Begin(hierarchy);
        }

        public override void Time(long time)
        {
            _start ??= time;
            base.Time(time);
        }

        public override void End(long time)
        {
            base.End(time);
            GtkwaveSaveFile.Write(path, _hierarchy!, view(_hierarchy!), VcdWriter.TimescaleOf(_hierarchy!, options), _start ?? time, time);
        }
    }
}
