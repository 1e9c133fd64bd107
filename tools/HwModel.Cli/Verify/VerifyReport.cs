using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using HwModel.Cli.Common;
using HwModel.Reports;
using HwModel.Reports.Tables;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;
using HwModel.Verification.Plans;

namespace HwModel.Cli.Verify;

/// <summary>The report of one verification as JSON and HTML, and each block's coverage as JSON and Markdown.</summary>
internal sealed class VerifyReport(VerificationOptions options, IReadOnlyList<BlockResult> results)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Whether all properties hold, every computed fault matrix is full and, beyond the smoke effort, no property is vacuous.</summary>
    public bool Holds => results.All(result => result.Holds && result.Matrix is not { IsFull: false } && !(DemandsAll && result.Vacuous.Count > 0));

    // In a smoke run rare properties may not come up; under a fault a run ends early.
    private bool DemandsAll => options.Effort != Effort.Smoke && options.Faults.Count == 0;

    /// <summary>Writes all files into a folder.</summary>
    public void Write(string folder)
    {
        foreach (BlockResult result in results)
        {
            string coverage = Path.Combine(folder, "coverage");
            Directory.CreateDirectory(coverage);
            WholeFile.Write(Path.Combine(coverage, $"{result.Name}.json"), result.Coverage.ToJson());
            WholeFile.Write(Path.Combine(coverage, $"{result.Name}.md"), CoverageText.Markdown(result.Coverage));
        }
        WholeFile.Write(Path.Combine(folder, "report.json"), ToJson());
        Page().Write(Path.Combine(folder, "report.html"));
    }

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            SchemaVersion = 1,
            Version = Versions.Product,
            options.Seed,
            options.Effort,
            options.Faults,
            Holds,
            Blocks = results.Select(result => new
            {
                result.Name,
                result.Description,
                result.Cases,
                result.Commands,
                result.Holds,
                Stage = result.SignOff?.Reached,
                result.SignOff?.Missing,
                Testpoints = result.SignOff?.Testpoints,
                Properties = result.Properties.Select(property => new { property.Name, property.Demands, property.Verdict, property.Counts }),
                Failures = result.Failures.Select(failure => new { failure.Property, failure.Sentence, CommandsFound = failure.Commands.Found, CommandsShrunk = failure.Commands.Shrunk, failure.Executions, failure.ReplayPath, failure.WaveformPath }),
                result.Regressions,
                CoveragePercent = Math.Round(result.Coverage.Percent, 2),
                FsmPercent = Math.Round(result.Coverage.FsmPercent, 2),
                Holes = result.Coverage.Holes().Select(hole => $"{hole.Item}/{hole.Bin.Name}"),
                Vacuous = result.Vacuous.Select(property => property.Name),
                result.Health,
                result.Unavailable,
                Matrix = result.Matrix is { } matrix ? new
                {
                    matrix.IsFull,
                    matrix.Survivors,
                    matrix.Toothless,
                    Rows = matrix.Rows.Select(row => new { row.Fault.Name, row.Fault.Description, row.Kills, row.Cases, row.FirstCase, row.ShrunkCommands }),
                } : null,
            }),
        },
        Json);

    private ReportPage Page()
    {
        ReportPage page = new ReportPage("Verification")
            .Subtitle(string.Create(CultureInfo.InvariantCulture, $"Effort {options.Effort.ToString().ToLowerInvariant()}, seed {options.Seed}{(options.Faults.Count > 0 ? ", with " + string.Join(", ", options.Faults) : "")}"))
            .KeyFigures(
                new KeyFigure("result", Holds ? "holds" : "fails", Tone: Holds ? Tone.Good : Tone.Bad),
                new KeyFigure("cases", results.Sum(result => result.Cases).ToString(CultureInfo.InvariantCulture)),
                new KeyFigure("properties", $"{results.Sum(result => result.Properties.Count(property => property.Verdict == "holds"))} of {results.Sum(result => result.Properties.Count)}"));
        page.Section("Blocks", section => section.Table(Summary()));
        page.Section("Vacuity", FillVacuity);
        if (results.Any(result => result.Matrix is not null)) page.Section("Faults", FillFaults);
        foreach (BlockResult result in results) page.Section(result.Name, section => Fill(section, result));
        return page.MadeBy(new Provenance(Versions.Product, $"hwmodel verify {string.Join(' ', results.Select(result => result.Name))} --effort {options.Effort.ToString().ToLowerInvariant()}{(options.Matrix ? " --faults" : "")}") { Seed = options.Seed });
    }

    private Table Summary()
    {
        var table = new Table("Blocks", Column.Words("block"), Column.Number("cases"), Column.Number("commands"), Column.Number("coverage", "%", 1), Column.Number("FSM", "%", 1), Column.Words("stage"), Column.Words("result"));
        foreach (BlockResult result in results)
            table.Row(result.Name, result.Cases, result.Commands, result.Coverage.Percent, result.Coverage.FsmPercent, VerifyTables.StageName(result), ((Cell)(result.Holds ? "holds" : "fails")).As(result.Holds ? Tone.Good : Tone.Bad));
        return table;
    }

    private void FillVacuity(ReportSection section)
    {
        PropertyResult[] vacuous = [.. results.SelectMany(result => result.Vacuous)];
        int shown = results.Sum(result => result.Properties.Count(property => property.Counts.Passes > 0));
        section.Prose($"A pass is vacuous where the property's antecedent did not come up. A property with vacuous passes only has shown nothing; beyond the smoke effort that is a failure.");
        section.Remark(vacuous.Length == 0 ? Tone.Good : DemandsAll ? Tone.Bad : Tone.Warning, vacuous.Length == 0
            ? $"No property is vacuous: {shown} of {results.Sum(result => result.Properties.Count)} passed at least once with their antecedent."
            : $"{(vacuous.Length == 1 ? "1 property has" : $"{vacuous.Length} properties have")} shown nothing: {string.Join(", ", vacuous.Select(property => property.Name))}.");
        foreach (string sentence in results.SelectMany(result => result.Unavailable).Distinct()) section.Remark(Tone.Warning, sentence);
        var table = new Table("Properties with the fewest passes that are not vacuous", Column.Words("property"), Column.Number("passes"), Column.Number("vacuous passes"), Column.Words("demands"));
        foreach (PropertyResult property in results.SelectMany(result => result.Properties).OrderBy(property => property.Counts.Passes).Take(12))
            table.Row(property.Name, ((Cell)property.Counts.Passes).As(property.Counts.Passes == 0 ? Tone.Bad : Tone.Plain), property.Counts.Vacuous, property.Demands);
        section.Table(table);
    }

    private void FillFaults(ReportSection section)
    {
        FaultMatrix[] matrices = [.. results.Select(result => result.Matrix).OfType<FaultMatrix>()];
        int faults = matrices.Sum(matrix => matrix.Rows.Count), small = matrices.Sum(matrix => matrix.SmallCases);
        section.KeyFigures(
            new KeyFigure("faults noticed", $"{faults - matrices.Sum(matrix => matrix.Survivors.Count())} of {faults}", Tone: matrices.Any(matrix => matrix.Survivors.Any()) ? Tone.Bad : Tone.Good),
            new KeyFigure("properties that notice a fault", $"{matrices.Sum(matrix => matrix.Properties.Count - matrix.Toothless.Count())} of {matrices.Sum(matrix => matrix.Properties.Count)}", Tone: matrices.Any(matrix => matrix.Toothless.Any()) ? Tone.Bad : Tone.Good),
            new KeyFigure($"shrunk to {FaultMatrix.SmallCase} commands or fewer", $"{small} of {faults}", Tone: 10 * small >= 9 * faults ? Tone.Good : Tone.Warning));
        var table = new Table("Faults by block", Column.Words("block"), Column.Number("faults"), Column.Number("noticed"), Column.Number("properties"), Column.Number("that notice a fault"), Column.Number("median commands"), Column.Number("most commands"));
        foreach (FaultMatrix matrix in matrices)
        {
            int[] sizes = [.. matrix.Rows.Where(row => row.IsKilled).Select(row => row.ShrunkCommands).Order()];
            table.Row(matrix.Block, matrix.Rows.Count, sizes.Length, matrix.Properties.Count, matrix.Properties.Count - matrix.Toothless.Count(), sizes.Length == 0 ? Cell.None : sizes[sizes.Length / 2], sizes.Length == 0 ? Cell.None : sizes[^1]);
        }
        section.Table(table);
    }

    private static void Fill(ReportSection section, BlockResult result)
    {
        section.Prose(result.Description);
        foreach (FailureResult failure in result.Failures)
        {
            section.Remark(Tone.Bad, $"{failure.Property}: {failure.Sentence}");
            if (failure.ReplayPath is not null) section.Code($"hwmodel verify --replay {failure.ReplayPath}");
        }
        foreach (string sentence in result.Health) section.Remark(Tone.Warning, sentence);
        var properties = new Table("Properties", Column.Words("property"), Column.Words("demands"), Column.Words("verdict"), Column.Number("passes"), Column.Number("vacuous"), Column.Number("failures"), Column.Number("pending"));
        foreach (PropertyResult property in result.Properties)
            properties.Row(property.Name, property.Demands, ((Cell)property.Verdict).As(property.Verdict switch { "holds" => Tone.Good, "failed" => Tone.Bad, _ => Tone.Warning }),
                property.Counts.Passes, property.Counts.Vacuous, property.Counts.Failures, property.Counts.Pending);
        section.Table(properties);
        var coverage = new Table("Coverage", Column.Words("item"), Column.Words("kind"), Column.Number("covered"), Column.Number("of"), Column.Number("share", "%", 1), Column.Words("holes"));
        foreach (ItemData item in result.Coverage.Items)
            coverage.Row(item.Name, item.Kind, item.Covered, item.Total, item.Percent, string.Join(", ", item.Bins.Where(bin => bin.Counts && !bin.IsCovered).Select(bin => bin.Name)));
        section.Table(coverage);
        if (result.SignOff is { } signOff)
        {
            var plan = new Table("Test plan", Column.Words("testpoint"), Column.Words("stage"), Column.Words("passes"), Column.Words("why not"));
            foreach (TestpointResult point in signOff.Testpoints) plan.Row(point.Name, point.Stage switch { Stage.Smoke => "V1", Stage.AllTests => "V2", _ => "V3" }, point.Passes, point.Reason ?? "");
            section.Table(plan);
        }
        if (result.Matrix is { } matrix) Fill(section, matrix);
    }

    private static void Fill(ReportSection section, FaultMatrix matrix)
    {
        var table = new Table("Faults and the properties that notice them", [Column.Words("fault"), .. matrix.Properties.Select(property => Column.Words(property.Split('.')[^1].Replace('_', ' '))), Column.Words("others"), Column.Words("shrunk to")]);
        foreach (FaultRow row in matrix.Rows)
        {
            string others = string.Join(", ", row.Kills.Where(kill => !matrix.Properties.Contains(kill)).Select(kill => kill.Split('.')[^1]));
            table.Row([row.Fault.Name, .. matrix.Properties.Select(property => (Cell)(row.Kills.Contains(property) ? "x" : "")), others, row.IsKilled ? VerifyTables.Commands(row.ShrunkCommands) : "nobody notices"]);
        }
        section.Table(table);
        foreach (string fault in matrix.Survivors) section.Remark(Tone.Bad, $"No property notices {fault}.");
        foreach (string property in matrix.Toothless) section.Remark(Tone.Bad, $"{property} notices no fault: it was not shown to be able to fail.");
    }
}
