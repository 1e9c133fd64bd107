namespace HwModel.BrainScaleS2.Tests;

/// <summary>Writes what tests of the published anchors measured as rows of a table, to the file that HWMODEL_VALIDATION_OUT names.</summary>
internal static class Notebook
{
    private static readonly Lock Gate = new();

    /// <summary>Notes a value.</summary>
    /// <param name="row">Row of the list of anchors, or another point.</param>
    /// <param name="what">What was measured.</param>
    /// <param name="expected">What it is held against.</param>
    /// <param name="got">What came out.</param>
    public static void Note(string row, string what, FormattableString expected, FormattableString got)
    {
        if (Environment.GetEnvironmentVariable("HWMODEL_VALIDATION_OUT") is not { } path) return;
        lock (Gate) File.AppendAllText(path, FormattableString.Invariant($"| {row} | {what} | {FormattableString.Invariant(expected)} | {FormattableString.Invariant(got)} |\n"));
    }
}
