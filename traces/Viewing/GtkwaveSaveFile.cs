using System.Globalization;
using System.Text;

namespace HwModel.Traces;

/// <summary>
/// Writes GTKWave's save file and the filter files it names, beside the trace and with names relative to it, so that all can be moved together.
/// </summary>
public static class GtkwaveSaveFile
{
    // Flag bits of GTKWave's save file.
    private const int Hexadecimal = 1 << 1;
    private const int Unsigned = 1 << 2;
    private const int Binary = 1 << 3;
    private const int Octal = 1 << 4;
    private const int RightJustify = 1 << 5;
    private const int Blank = 1 << 9;
    private const int Signed = 1 << 10;
    private const int Ascii = 1 << 11;
    private const int Collapsed = 1 << 12;
    private const int FileTranslated = 1 << 13;
    private const int AnalogStep = 1 << 15;
    private const int AnalogExtension = 1 << 17;
    private const int AnalogFullScale = 1 << 19;
    private const int GroupClosed = 1 << 22;
    private const int GroupBegin = 1 << 23;
    private const int GroupEnd = 1 << 24;

    // What a window of 1500 pixels leaves for the waves.
    private const int WavePixels = 920;

    // GTKWave's zoom 0 is one time unit in a frame of 200 pixels; each step down doubles the units in a frame.
    private const int FramePixels = 200;

    /// <summary>The save file's name for a trace: <c>run.vcd</c> and <c>run.vcd.gz</c> give <c>run.gtkw</c>.</summary>
    public static string PathFor(string tracePath) => Base(tracePath) + ".gtkw";

    /// <summary>Writes the files; gives their names, the save file first.</summary>
    /// <param name="tracePath">The trace, which is named relatively.</param>
    /// <param name="hierarchy">What the trace holds.</param>
    /// <param name="view">What is shown.</param>
    /// <param name="timescale">The trace's timescale.</param>
    /// <param name="start">The trace's first time, in steps of the hierarchy's unit.</param>
    /// <param name="end">The trace's last time.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Write(string tracePath, TraceHierarchy hierarchy, WaveformView view, Timescale timescale, long start, long end)
    {
        var filters = new Dictionary<(EnumTable Table, int Width), (int Number, string Name)>();
        var text = new StringBuilder();
        long Units(long time) => (long)((Int128)time * hierarchy.Unit.Femtoseconds / (timescale.Femtoseconds / timescale.Multiple));
        (long from, long to) = view.Span ?? (start, end);
        text.Append("[*] written by HwModel\n");
        text.Append(CultureInfo.InvariantCulture, $"[dumpfile] \"{Path.GetFileName(tracePath)}\"\n");
        text.Append(CultureInfo.InvariantCulture, $"[savefile] \"{Path.GetFileName(PathFor(tracePath))}\"\n");
        text.Append(CultureInfo.InvariantCulture, $"[timestart] {Units(from)}\n");
        text.Append("[size] 1500 900\n[pos] -1 -1\n");
        Zoom(text, Math.Max(1, Units(to) - Units(from)), [.. view.Markers.Take(WaveformView.MaxMarkers).Select(marker => Units(marker.Time))]);
        for (int i = 0; i < Math.Min(view.Markers.Count, WaveformView.MaxMarkers); i++)
            text.Append(CultureInfo.InvariantCulture, $"[markername] {(char)('A' + i)}{Line(view.Markers[i].Label)}\n");
        foreach (TraceScope scope in view.OpenScopes) text.Append(CultureInfo.InvariantCulture, $"[treeopen] {ScopePath(scope)}.\n");
        text.Append("[sst_expanded] 1\n[sst_width] 220\n[signals_width] 260\n");
        foreach (ViewRow row in view.Rows) Row(text, row, filters, Path.GetFileName(Base(tracePath)));
        text.Append("[pattern_trace] 1\n[pattern_trace] 0\n");

        var written = new List<string> { PathFor(tracePath) };
        string folder = Path.GetDirectoryName(tracePath) ?? "";
        foreach (((EnumTable table, int width), (int _, string name)) in filters)
        {
            OutputFile.WriteAllText(Path.Combine(folder, name), EnumFilterFile.Text(table, width));
            written.Add(Path.Combine(folder, name));
        }
        OutputFile.WriteAllText(PathFor(tracePath), text.ToString());
        return written;
    }

    private static string Base(string tracePath)
    {
        string path = tracePath.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? tracePath[..^3] : tracePath;
        return path.EndsWith(".vcd", StringComparison.OrdinalIgnoreCase) ? path[..^4] : path;
    }

    private static void Zoom(StringBuilder text, long span, long[] markers)
    {
        double exponent = -Math.Max(0, Math.Log2((double)span * FramePixels / WavePixels));
        text.Append(CultureInfo.InvariantCulture, $"*{exponent:F6} {(markers.Length > 0 ? markers[0] : -1)}");
        for (int i = 0; i < WaveformView.MaxMarkers; i++) text.Append(CultureInfo.InvariantCulture, $" {(i < markers.Length ? markers[i] : -1)}");
        text.Append('\n');
    }

    private static void Row(StringBuilder text, ViewRow row, Dictionary<(EnumTable, int), (int Number, string Name)> filters, string baseName)
    {
        switch (row)
        {
            case ViewNote note:
                text.Append(CultureInfo.InvariantCulture, $"@{Blank:x}\n-{Line(note.Text)}\n");
                break;
            case ViewGroup group:
                int closed = group.IsOpen ? 0 : GroupClosed;
                text.Append(CultureInfo.InvariantCulture, $"@{GroupBegin | closed | Blank:x}\n-{Line(group.Title)}\n");
                foreach (ViewRow inner in group.Rows) Row(text, inner, filters, baseName);
                text.Append(CultureInfo.InvariantCulture, $"@{GroupEnd | closed | (group.IsOpen ? 0 : Collapsed) | Blank:x}\n-{Line(group.Title)}\n");
                break;
            case ViewSignal signal:
                Signal(text, signal, filters, baseName);
                break;
        }
    }

    private static void Signal(StringBuilder text, ViewSignal row, Dictionary<(EnumTable, int), (int Number, string Name)> filters, string baseName)
    {
        TraceType type = row.Variable.Type;
        int flags = RightJustify | FormatFlags(row.Format, type);
        bool isAnalog = row.AnalogRows > 0 && (type.Kind == TraceKind.Real || type is { IsBits: true, Width: > 1 });
        if (isAnalog) flags |= AnalogStep | AnalogFullScale;
        int filter = 0;
        // One bit is drawn as a level and never translated.
        if (type.Enum is { } table && type.Width is > 1 and <= 64 && !isAnalog && row.Format == TraceFormat.Default)
        {
            flags |= FileTranslated;
            if (!filters.TryGetValue((table, type.Width), out (int Number, string Name) known))
            {
                known = (filters.Count + 1, FilterName(filters, baseName, table));
                filters.Add((table, type.Width), known);
            }
            filter = known.Number;
            text.Append(CultureInfo.InvariantCulture, $"@{flags:x}\n^{filter} {known.Name}\n");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"@{flags:x}\n");
        }
        if (row.Color != TraceColor.Normal) text.Append(CultureInfo.InvariantCulture, $"[color] {(int)row.Color}\n");
        if (row.Label is not null) text.Append("+{").Append(Line(row.Label).Replace('}', ')')).Append("} ");
        string scope = ScopePath(row.Variable.Scope);
        text.Append(scope).Append(scope.Length > 0 ? "." : "").Append(VcdName.WithRange(row.Variable)).Append('\n');
        for (int i = 1; isAnalog && i < row.AnalogRows; i++) text.Append(CultureInfo.InvariantCulture, $"@{AnalogExtension:x}\n-\n");
    }

    private static int FormatFlags(TraceFormat format, TraceType type) => format switch
    {
        TraceFormat.Hexadecimal => Hexadecimal,
        TraceFormat.Binary => Binary,
        TraceFormat.Octal => Octal,
        TraceFormat.Unsigned => Unsigned,
        TraceFormat.Signed => Unsigned | Signed,
        TraceFormat.Ascii => Ascii,
        _ => type.Kind switch
        {
            TraceKind.Integer => Unsigned | Signed,
            TraceKind.Real => 0,
            TraceKind.Bits when type.Width > 1 => Hexadecimal,
            _ => Binary,
        },
    };

    private static string FilterName(Dictionary<(EnumTable, int), (int Number, string Name)> filters, string baseName, EnumTable table)
    {
        var name = new StringBuilder();
        foreach (char c in table.Name) name.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_');
        string plain = $"{baseName}.{name}.flt";
        foreach ((int _, string other) in filters.Values)
            if (string.Equals(other, plain, StringComparison.OrdinalIgnoreCase)) return string.Create(CultureInfo.InvariantCulture, $"{baseName}.{name}.{filters.Count + 1}.flt");
        return plain;
    }

    private static string ScopePath(TraceScope scope)
    {
        if (scope.Parent is null) return "";
        string parent = ScopePath(scope.Parent);
        return parent.Length == 0 ? VcdName.Of(scope.Name) : $"{parent}.{VcdName.Of(scope.Name)}";
    }

    private static string Line(string text) => VcdName.FreeText(text).Replace('\n', ' ');
}
