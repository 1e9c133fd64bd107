using HwModel.Kernel;
using HwModel.Traces;
using HwModel.Verification.Observation;

namespace HwModel.Verification.Cases;

/// <summary>
/// Writes the waveform of a case: a value change dump, and a save file for GTKWave that shows the failure (<see cref="FailureView"/>). Where a case builds
/// several simulations, the first is written; where it builds none, the signals that its bench draws.
/// </summary>
public sealed class CaseWaveform : ICaseObserver, IDisposable
{
    private readonly string _path;
    private readonly string _property;
    private ActivitySink? _sink;
    private SimulationTrace? _trace;
    private DifferenceSink? _drawn;
    private FailureView? _view;

    /// <param name="path">The dump's name, ending in .vcd or .vcd.gz.</param>
    /// <param name="property">The property whose failure is marked.</param>
    public CaseWaveform(string path, string property) => (_path, _property) = (path, property);

    /// <summary>Whether there is a waveform: a case that fails before anything runs has none.</summary>
    public bool IsWritten { get; private set; }

    public void Attach(Simulation simulation)
    {
        if (_sink is null) _trace = SimulationTrace.Start(simulation, Open(), comment: $"shrunk case of {_property}");
    }

    public ITraceSink? Draw() => _sink is null ? _drawn = new DifferenceSink(Open()) : null;

    public void Finish(IReadOnlyList<CaseFailure> failures, long end)
    {
        if (_sink is not { Start: >= 0 }) return;
        long last = _trace?.LastTime ?? end;
        CaseFailure? failure = failures.FirstOrDefault(known => known.Property == _property) ?? (failures.Count > 0 ? failures[0] : null);
        if (failure is not null) _view = new FailureView(_sink, failure, last);
        long traceEnd = _view?.TraceEnd ?? last;
        if (_trace is not null) _trace.End(traceEnd);
        else _drawn!.End(traceEnd);
        Dispose();
        IsWritten = true;
    }

    public void Dispose()
    {
        _trace?.Dispose();
        _sink?.Dispose();
    }

    private ActivitySink Open() => _sink = new ActivitySink(Waveform.Create(_path, view: hierarchy => _view?.Of(hierarchy) ?? DefaultView.Of(hierarchy)));
}
