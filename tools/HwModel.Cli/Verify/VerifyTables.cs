using System.Globalization;
using HwModel.Verification.Blocks;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;
using Spectre.Console;

namespace HwModel.Cli.Verify;

/// <summary>The summary for a terminal.</summary>
internal static class VerifyTables
{
    public static void Print(TextWriter output, IReadOnlyList<BlockResult> results, string folder)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new PlainOutput(output), ColorSystem = ColorSystemSupport.NoColors, Ansi = AnsiSupport.No });
        Table table = new Table().Border(TableBorder.Simple).AddColumns("block", "cases", "commands", "properties", "coverage", "FSM", "stage", "result");
        foreach (int right in (ReadOnlySpan<int>)[1, 2, 3, 4, 5]) table.Columns[right].RightAligned();
        foreach (BlockResult result in results)
        {
            int holding = result.Properties.Count(property => property.Verdict == "holds");
            table.AddRow(result.Name, Text(result.Cases), Text(result.Commands), $"{holding}/{result.Properties.Count}",
                Percent(result.Coverage.Percent), Percent(result.Coverage.FsmPercent), StageName(result), result.Holds ? "holds" : "FAILS");
        }
        console.Write(table);
        foreach (BlockResult result in results) PrintBlock(output, result);
        if (results.Any(result => result.Matrix is not null))
            foreach (BlockResult result in results)
                if (result.Matrix is { } matrix) PrintMatrix(console, output, matrix);
        PropertyResult[] vacuous = [.. results.SelectMany(result => result.Vacuous)];
        output.WriteLine(vacuous.Length == 0 ? "no property is vacuous" : $"{(vacuous.Length == 1 ? "1 property has" : $"{vacuous.Length} properties have")} shown nothing: {string.Join(", ", vacuous.Select(property => property.Name))}");
        foreach (string sentence in results.SelectMany(result => result.Unavailable).Distinct()) output.WriteLine(sentence);
        FaultMatrix[] matrices = [.. results.Select(result => result.Matrix).OfType<FaultMatrix>()];
        if (matrices.Length > 0)
            output.WriteLine($"{matrices.Sum(matrix => matrix.Rows.Count(row => row.IsKilled))} of {matrices.Sum(matrix => matrix.Rows.Count)} faults are noticed; {matrices.Sum(matrix => matrix.SmallCases)} of their cases have at most {FaultMatrix.SmallCase} commands");
        output.WriteLine($"report: {Path.Combine(folder, "report.html")}");
    }

    private static void PrintBlock(TextWriter output, BlockResult result)
    {
        foreach (RegressionResult regression in result.Regressions.Where(regression => regression.StillFails || regression.Note is not null))
            output.WriteLine($"{result.Name}: earlier failure {regression.Path} {(regression.StillFails ? $"still fails: {regression.Property}" : "")}{regression.Note}");
        foreach (PropertyResult property in result.Properties.Where(property => property.Verdict is "vacuous" or "did not run"))
            output.WriteLine($"{result.Name}: {property.Name}: {property.Verdict}, so nothing is shown");
        foreach (FailureResult failure in result.Failures)
        {
            output.WriteLine($"{result.Name}: {failure.Property} FAILS: {failure.Sentence}");
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  shrunk from {failure.Commands.Found} to {Commands(failure.Commands.Shrunk)} in {failure.Executions} executions"));
            if (failure.ReplayPath is not null) output.WriteLine($"  again: hwmodel verify --replay {failure.ReplayPath}");
            if (failure.WaveformPath is not null) output.WriteLine($"  look:  gtkwave {Path.ChangeExtension(failure.WaveformPath, ".gtkw")}");
        }
        foreach (string sentence in result.Health) output.WriteLine($"{result.Name}: {sentence}");
        (string Item, BinData Bin)[] holes = [.. result.Coverage.Holes()];
        if (holes.Length > 0)
            output.WriteLine($"{result.Name}: {holes.Length} coverage holes: {string.Join(", ", holes.Take(6).Select(hole => $"{hole.Item}/{hole.Bin.Name}"))}{(holes.Length > 6 ? ", ..." : "")}");
        if (result.SignOff is { Missing: [var missing, ..] }) output.WriteLine($"{result.Name}: for the next stage: {missing}");
    }

    private static void PrintMatrix(IAnsiConsole console, TextWriter output, FaultMatrix matrix)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("fault", "noticed by", "first case", "shrunk to");
        table.Columns[2].RightAligned();
        table.Columns[3].RightAligned();
        foreach (FaultRow row in matrix.Rows)
            table.AddRow(row.Fault.Name, row.IsKilled ? string.Join(", ", row.Kills.Select(kill => kill.Split('.')[^1])) : "NOBODY", Text(row.FirstCase), row.IsKilled ? Commands(row.ShrunkCommands) : "-");
        console.Write(table);
        foreach (string fault in matrix.Survivors) output.WriteLine($"{matrix.Block}: no property notices {fault}");
        foreach (string property in matrix.Toothless) output.WriteLine($"{matrix.Block}: {property} notices no fault: it was not shown to be able to fail");
        if (matrix.IsFull) output.WriteLine($"{matrix.Block}: every fault is noticed, and every property notices a fault");
    }

    internal static string StageName(BlockResult result) => result.SignOff is null ? "-" : result.SignOff.Reached switch
    {
        HwModel.Verification.Plans.Stage.None => "none",
        HwModel.Verification.Plans.Stage.Smoke => "V1 smoke",
        HwModel.Verification.Plans.Stage.AllTests => "V2 all tests",
        _ => "V3 full coverage",
    };

    internal static string Commands(int count) => count == 1 ? "1 command" : string.Create(CultureInfo.InvariantCulture, $"{count} commands");

    private static string Percent(double value) => value.ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A writer of any width: tables are not broken where the output is a file.</summary>
    private sealed class PlainOutput(TextWriter writer) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => false;

        public int Width => 160;

        public int Height => 80;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }
}
