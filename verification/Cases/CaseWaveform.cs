using HwModel.Kernel;
using HwModel.Traces;
using HwModel.Verification.Observation;

namespace HwModel.Verification.Cases;

/// <summary>
/// Writes the waveform of a case: a value change dump, and a save file for GTKWave that marks where the failed property began and where it
/// was seen to fail. Where a case builds several simulations, the first is written.
/// </summary>
public sealed class CaseWaveform : ICaseObserver, IDisposable
{
    private readonly string _path;
    private readonly string _property;
    private readonly List<ViewMarker> _markers = [];
    private SimulationTrace? _trace;

    /// <param name="path">The dump's name, ending in .vcd or .vcd.gz.</param>
    /// <param name="property">The property whose failure is marked.</param>
    public CaseWaveform(string path, string property) => (_path, _property) = (path, property);

    /// <summary>Whether a simulation was traced: a case that fails before it runs has no waveform.</summary>
    public bool IsWritten { get; private set; }

    public void Attach(Simulation simulation) =>
        _trace ??= SimulationTrace.Start(simulation, Waveform.Create(_path, view: View), comment: $"shrunk case of {_property}");

    public void Finish(IReadOnlyList<CaseFailure> failures)
    {
        if (_trace is null) return;
        CaseFailure? failure = failures.FirstOrDefault(known => known.Property == _property) ?? (failures.Count > 0 ? failures[0] : null);
        if (failure is { EndTime: >= 0 })
        {
            if (failure.StartTime >= 0 && failure.StartTime != failure.EndTime) _markers.Add(new ViewMarker($"{failure.Property} starts", failure.StartTime));
            _markers.Insert(0, new ViewMarker($"{failure.Property} fails", failure.EndTime));
        }
        _trace.End();
        _trace.Dispose();
        IsWritten = true;
    }

    public void Dispose() => _trace?.Dispose();

    private WaveformView View(TraceHierarchy hierarchy) => DefaultView.Of(hierarchy) with { Markers = _markers };
}
