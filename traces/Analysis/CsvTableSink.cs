using System.Globalization;

namespace HwModel.Traces;

/// <summary>How a table is sampled.</summary>
/// <param name="Clock">The path of the clock, one bit.</param>
/// <param name="OnFallingEdge">True samples where the clock falls, false where it rises.</param>
/// <param name="AfterEdge">True takes the values that the edge brings about, false those just before it, as a flip-flop sees them.</param>
public sealed record TableSampling(string Clock, bool OnFallingEdge = false, bool AfterEdge = false);

/// <summary>Writes a table with one line per clock edge and one column per signal. Give it settled changes (<see cref="SettlingSink"/>).</summary>
/// <param name="sampling">When a line is written.</param>
/// <param name="selection">Which signals get a column.</param>
/// <param name="output">Takes the table.</param>
public sealed class CsvTableSink(TableSampling sampling, TraceSelection selection, TextWriter output) : StateSink(new NullSink())
{
    private readonly List<TraceHandle> _columns = [];
    private readonly List<TraceHandle> _touched = [];
    private TraceState? _before;
    private TraceHandle _clock;
    private int _multiple = 1;
    private bool _hasTime;
    private long _time;

    /// <exception cref="FormatException">There is no such clock, or it is not one bit.</exception>
    public override void Begin(TraceHierarchy hierarchy)
    {
        TraceVariable clock = hierarchy.Find(sampling.Clock) ?? throw new FormatException($"the trace has no signal '{sampling.Clock}' to sample at");
        if (!clock.Type.IsBits || clock.Type.Width != 1) throw new FormatException($"{sampling.Clock} is not one bit and cannot be the clock of a table");
        base.Begin(hierarchy);
        _before = new TraceState(hierarchy);
        _clock = clock.Signal;
        _multiple = hierarchy.Unit.Multiple;
        output.Write(CsvText.TimeColumn(hierarchy.Unit));
        foreach (TraceVariable variable in hierarchy.Variables)
        {
            if (variable.IsAlias || variable.Signal == _clock || variable.Type.Kind == TraceKind.Event || !selection.Matches(variable)) continue;
            _columns.Add(variable.Signal);
            output.Write(',');
            output.Write(CsvText.Field(variable.Path));
        }
        output.Write('\n');
    }

    public override void Time(long time)
    {
        if (_hasTime && time > _time) CloseInstant();
        _hasTime = true;
        _time = time;
    }

    public override void End(long time)
    {
        if (_hasTime) CloseInstant();
        output.Flush();
    }

    protected override void Changed(TraceHandle signal, bool isDifferent)
    {
        if (isDifferent) _touched.Add(signal);
    }

    private void CloseInstant()
    {
        bool from = sampling.OnFallingEdge;
        if (IsLevel(_before!, from) && IsLevel(State, !from)) WriteLine(sampling.AfterEdge ? State : _before!);
        foreach (TraceHandle signal in _touched) _before!.Copy(signal, State);
        _touched.Clear();
    }

    private bool IsLevel(TraceState state, bool high) => state.UnknownBits(_clock)[0] == 0 && state.Bits(_clock)[0] == (high ? 1UL : 0UL);

    private void WriteLine(TraceState state)
    {
        output.Write(checked(_time * _multiple).ToString(CultureInfo.InvariantCulture));
        foreach (TraceHandle column in _columns)
        {
            output.Write(',');
            output.Write(CsvText.Field(TraceValueText.Plain(state, column)));
        }
        output.Write('\n');
    }
}
