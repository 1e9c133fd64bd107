using HwModel.Kernel;
using HwModel.Traces;
using HwModel.Verification.Observation;

namespace HwModel.Verification.Cases;

/// <summary>
/// Writes the waveform of a case: a value change dump, and a save file for GTKWave that marks where the failed property began and where it
/// was seen to fail, with the property's own signals and the modules that its sentence names at the top. Where a case builds several
/// simulations, the first is written.
/// </summary>
public sealed class CaseWaveform : ICaseObserver, IDisposable
{
    private readonly string _path;
    private readonly string _property;
    private readonly List<ViewMarker> _markers = [];
    private SimulationTrace? _trace;
    private CaseFailure? _failure;

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
        CaseFailure? failure = _failure = failures.FirstOrDefault(known => known.Property == _property) ?? (failures.Count > 0 ? failures[0] : null);
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

    private WaveformView View(TraceHierarchy hierarchy)
    {
        WaveformView view = DefaultView.Of(hierarchy) with { Markers = _markers };
        if (_failure is not { } failure) return view;
        // A signal is shown once: what goes to the top leaves its group.
        ViewSignal[] own = [.. Signals(view.Rows).Where(signal => failure.Signals?.Contains(signal.Variable.Path) == true)];
        ViewRow[] left = [.. view.Rows.Select(row => Without(row, own)).OfType<ViewRow>()];
        ViewRow[] named = [.. left.OfType<ViewGroup>().Where(group => Names(failure.Sentence, group.Title)).Select(group => group with { IsOpen = true })];
        ViewRow[] top = own.Length > 0 ? [new ViewGroup(failure.Property, [.. own.Select(signal => signal with { Label = signal.Variable.Path.Replace('.', '/') })]), .. named] : named;
        return view with { Rows = [.. top, .. left.Where(row => row is not ViewGroup group || !named.OfType<ViewGroup>().Any(other => other.Title == group.Title))] };
    }

    private static IEnumerable<ViewSignal> Signals(IEnumerable<ViewRow> rows) => rows.SelectMany(row => row is ViewGroup group ? Signals(group.Rows) : row is ViewSignal signal ? [signal] : []);

    private static ViewRow? Without(ViewRow row, ViewSignal[] signals) => row switch
    {
        ViewSignal signal => signals.Contains(signal) ? null : signal,
        ViewGroup group when signals.Length > 0 => group.Rows.Select(inner => Without(inner, signals)).OfType<ViewRow>().ToArray() is { Length: > 0 } rows ? group with { Rows = rows } : null,
        _ => row,
    };

    // The path as a whole: not the beginning of a longer one.
    private static bool Names(string sentence, string path)
    {
        for (int at = sentence.IndexOf(path, StringComparison.Ordinal); at >= 0 && path.Length > 0; at = sentence.IndexOf(path, at + 1, StringComparison.Ordinal))
        {
            int end = at + path.Length;
            if ((at == 0 || !IsPart(sentence[at - 1])) && (end == sentence.Length || !IsPart(sentence[end]) || (sentence[end] == '.' && (end + 1 == sentence.Length || sentence[end + 1] == ' ')))) return true;
        }
        return false;
    }

    private static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '[';
}
