using System.Text;

namespace HwModel.SystemRdl.Diagnostics;

/// <summary>Draws a diagnostic for people: message, offending line with carets, second place.</summary>
public static class DiagnosticRenderer
{
    /// <summary>Longest stretch of a source line that is shown, in characters.</summary>
    private const int ShownWidth = 160;

    /// <summary>The diagnostic as lines of text, each ended by a line feed.</summary>
    public static string Render(RdlDiagnostic diagnostic)
    {
        var text = new StringBuilder();
        text.Append(diagnostic).Append('\n');
        AppendLine(text, diagnostic.Location, diagnostic.SourceLine);
        if (diagnostic.Secondary is { IsNone: false } secondary)
        {
            text.Append(secondary).Append(": note: ").Append(diagnostic.SecondaryNote ?? "see also here").Append('\n');
            AppendLine(text, secondary, diagnostic.SecondaryLine);
        }
        return text.ToString();
    }

    private static void AppendLine(StringBuilder text, SourceSpan span, string? line)
    {
        if (line is null || span.IsNone) return;
        int column = Math.Min(span.Column - 1, line.Length);
        int first = column > ShownWidth / 2 ? column - ShownWidth / 2 : 0;
        string shown = line.Substring(first, Math.Min(ShownWidth, line.Length - first));
        string gutter = span.Line.ToString(System.Globalization.CultureInfo.InvariantCulture);
        text.Append(' ').Append(gutter).Append(" | ").Append(Printable(shown)).Append('\n');
        int caret = column - first;
        int length = Math.Max(1, Math.Min(span.Length, shown.Length - caret));
        text.Append(' ').Append(' ', gutter.Length).Append(" | ").Append(' ', caret).Append('^', length).Append('\n');
    }

    private static string Printable(string line)
    {
        var text = new StringBuilder(line.Length);
        foreach (char c in line) text.Append(char.IsControl(c) ? ' ' : c);
        return text.ToString();
    }
}
