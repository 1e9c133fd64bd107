using System.Globalization;

namespace HwModel.Traces;

/// <summary>Writes one line per value change: time, path, value.</summary>
public sealed class CsvChangesSink(TextWriter output) : StateSink(new NullSink())
{
    private string[] _paths = [];
    private int _multiple = 1;
    private long _time;

    public override void Begin(TraceHierarchy hierarchy)
    {
        base.Begin(hierarchy);
        _paths = [.. hierarchy.Signals.Select(signal => CsvText.Field(signal.Path))];
        _multiple = hierarchy.Unit.Multiple;
        output.Write($"{CsvText.TimeColumn(hierarchy.Unit)},signal,value\n");
    }

    public override void Time(long time) => _time = checked(time * _multiple);

    public override void End(long time) => output.Flush();

    protected override void Changed(TraceHandle signal, bool isDifferent)
    {
        output.Write(_time.ToString(CultureInfo.InvariantCulture));
        output.Write(',');
        output.Write(_paths[signal.Index]);
        output.Write(',');
        output.Write(CsvText.Field(TraceValueText.Plain(State, signal)));
        output.Write('\n');
    }
}
