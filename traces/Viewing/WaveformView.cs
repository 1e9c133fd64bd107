namespace HwModel.Traces;

/// <summary>A row of a view.</summary>
public abstract record ViewRow;

/// <summary>Rows under a title that can be folded.</summary>
public sealed record ViewGroup(string Title, IReadOnlyList<ViewRow> Rows, bool IsOpen = true) : ViewRow;

/// <summary>A line of text, or an empty line.</summary>
public sealed record ViewNote(string Text = "") : ViewRow;

/// <summary>A signal.</summary>
/// <param name="Variable">What is shown.</param>
/// <param name="Format">How values are printed.</param>
/// <param name="Color">Its colour.</param>
/// <param name="AnalogRows">Height of a curve in rows; 0 shows values.</param>
/// <param name="Label">The name that is shown; null shows the variable's own, without its scope.</param>
public sealed record ViewSignal(
    TraceVariable Variable, TraceFormat Format = TraceFormat.Default, TraceColor Color = TraceColor.Normal, int AnalogRows = 0, string? Label = null) : ViewRow;

/// <summary>A named mark at a time, in steps of the hierarchy's unit.</summary>
public sealed record ViewMarker(string Label, long Time);

/// <summary>What a viewer shows when it opens a trace.</summary>
public sealed record WaveformView(IReadOnlyList<ViewRow> Rows)
{
    /// <summary>The most named markers that a save file holds (A to Z).</summary>
    public const int MaxMarkers = 26;

    /// <summary>Named marks; the first is also where the cursor stands.</summary>
    public IReadOnlyList<ViewMarker> Markers { get; init; } = [];

    /// <summary>Scopes that are unfolded in the tree.</summary>
    public IReadOnlyList<TraceScope> OpenScopes { get; init; } = [];

    /// <summary>The shown times, in steps of the hierarchy's unit; null shows all.</summary>
    public (long From, long To)? Span { get; init; }
}
