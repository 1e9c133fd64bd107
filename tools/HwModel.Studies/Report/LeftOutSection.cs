using HwModel.Reports;
using HwModel.Reports.Tables;
using HwModel.Studies.Design;
using HwModel.Studies.Results;

namespace HwModel.Studies.Report;

/// <summary>Runs that failed and points that were rejected.</summary>
internal static class LeftOutSection
{
    private const int MostRows = 500;

    public static void Fill(ReportSection section, StudyResults results)
    {
        StudyPlan study = results.Study;
        if (results.Failed > 0)
        {
            var failed = new Table("Failed runs", Column.Number("Run"), Column.Words("Point"), Column.Number("Seed"), Column.Words("Why"));
            foreach (StudyRun run in study.Runs.Where(run => results.Failure(run) is not null).Take(MostRows)) failed.Row(run.Index, StudyReport.Describe(study, run.Point), run.Seed, results.Failure(run)!);
            section.Table(failed);
        }
        if (study.Rejected.Count > 0)
        {
            var rejected = new Table("Rejected points", [.. study.Factors.Select(Column.Words), Column.Words("Why")]);
            foreach (RejectedPoint point in study.Rejected.Take(MostRows)) rejected.Row([.. point.Values.Select(value => (Cell)ResultFiles.Shown(value)), point.Reason]);
            section.Table(rejected);
        }
    }
}
