using System.CommandLine;
using HwModel.Cli.Common;
using HwModel.Cli.Trace;
using HwModel.Kernel;
using HwModel.Traces;
using HwModel.Verification.Observation;

namespace HwModel.Cli.Tracing;

/// <summary>The options that say what goes into a trace, the same for every verb that runs something; the trace's file is the verb's own.</summary>
internal sealed class TraceOptions
{
    private readonly Option<string[]> _select = new("--trace-select") { Description = "Paths to trace: * and ? within a name, ** over levels, ! leaves out. Default: all, brainscales2: membranes, states, events.", HelpName = "GLOBS" };
    private readonly Option<int?> _depth = new("--trace-depth") { Description = "Levels below a selected scope.", HelpName = "N" };
    private readonly Option<string?> _from = new("--trace-from") { Description = "Start of the traced window, such as 12.5us.", HelpName = "TIME" };
    private readonly Option<string?> _to = new("--trace-to") { Description = "End of the traced window.", HelpName = "TIME" };
    private readonly Option<string?> _start = new("--trace-start") { Description = "Start when this holds, such as 'chip0.sink[0][1].flits == 10'.", HelpName = "CONDITION" };
    private readonly Option<string?> _stop = new("--trace-stop") { Description = "Stop after this held.", HelpName = "CONDITION" };
    private readonly Option<int?> _last = new("--trace-last") { Description = "Keep only the last N value changes (a ring, written at the end or when the run fails).", HelpName = "N" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _select, _depth, _from, _to, _start, _stop, _last }) command.Options.Add(option);
    }

    /// <summary>Refuses options that say what goes into a trace where there is none.</summary>
    /// <exception cref="UserErrorException">One was given.</exception>
    public void RefuseAlone(ParseResult result)
    {
        foreach (Option option in new Option[] { _select, _depth, _from, _to, _start, _stop, _last })
            if (result.GetResult(option) is { Implicit: false })
                throw new UserErrorException($"{option.Name} says what goes into a trace; add --trace FILE");
    }

    private static long Moment(Option option, string text) => (long)Math.Min(TraceArguments.Femtoseconds(text, option.Name), long.MaxValue);

    /// <summary>Starts the trace that was asked for.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="file">The trace's file; null where none was asked for.</param>
    /// <param name="simulation">What to trace.</param>
    /// <param name="comment">Goes into the file.</param>
    /// <param name="around">Puts a filter between the simulation and the file; null: none.</param>
    /// <param name="view">What GTKWave shows; null: the default.</param>
    /// <param name="usual">The paths that are traced where none are asked for; null: all.</param>
    public RunningTrace? Start(
        ParseResult result, string? file, Simulation simulation, string comment, Func<ITraceSink, ITraceSink>? around = null, Func<TraceHierarchy, WaveformView>? view = null, string[]? usual = null)
    {
        if (file is null)
        {
            RefuseAlone(result);
            return null;
        }
        try
        {
            TraceSelection selection = TraceSelection.Parse(result.GetValue(_select) is { Length: > 0 } globs ? globs.SelectMany(glob => glob.Split(',')) : usual ?? ["**"], result.GetValue(_depth));
            var trigger = new TraceTrigger { Start = result.GetValue(_start), Stop = result.GetValue(_stop) };
            bool triggered = trigger.Start is not null || trigger.Stop is not null;
            long from = result.GetValue(_from) is { } start ? Moment(_from, start) : 0;
            long to = result.GetValue(_to) is { } end ? Moment(_to, end) : long.MaxValue;
            ITraceSink sink = Waveform.Create(file, view: view);
            // Conditions may name signals that are not traced, so they see everything and the selection comes after them.
            if (triggered) sink = new SelectingSink(selection, sink);
            if (from > 0 || to < long.MaxValue) sink = new WindowSink(from, to, sink);
            if (triggered) sink = new TriggerSink(trigger, sink);
            try
            {
                TraceRing? ring = result.GetValue(_last) is { } last ? new TraceRing(new RingLimits(last)) : null;
                ITraceSink first = ring ?? sink;
                return new RunningTrace(SimulationTrace.Start(simulation, around?.Invoke(first) ?? first, triggered ? null : selection, comment), ring, sink);
            }
            catch
            {
                sink.Dispose();
                throw;
            }
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw new UserErrorException(exception.Message);
        }
    }
}

/// <summary>A trace that is being written.</summary>
internal sealed class RunningTrace(SimulationTrace trace, TraceRing? ring, ITraceSink file) : IDisposable
{
    private bool _isEnded;

    /// <summary>Ends the trace; a ring is written now.</summary>
    public void End()
    {
        _isEnded = true;
        trace.End();
        ring?.WriteTo(file);
    }

    /// <summary>Closes the file. Where the run failed, a ring is written: it holds what came before the failure.</summary>
    public void Dispose()
    {
        if (!_isEnded && ring is { Count: > 0 }) End();
        trace.Dispose();
        file.Dispose();
    }
}
