using HwModel.Studies.Design;
using HwModel.Studies.Report;
using HwModel.Studies.Results;

namespace HwModel.Studies.Engine;

/// <summary>Turns what is in the cache into result files and report; one process at a time.</summary>
public static class Collection
{
    private const string Lock = "collect";

    /// <summary>Writes all files. Whoever collects last has seen everything that was finished before.</summary>
    public static StudyResults Write(StudyPlan study, StudyFolder folder, string version)
    {
        StudyResults? results = null;
        StudyFolder.Guarded(folder.Path, () =>
        {
            using var claims = new Claims(folder);
            while (!claims.TryTake(Lock)) Thread.Sleep(50);
            try
            {
                results = new StudyResults(study, folder);
                ResultFiles.Write(results, version);
                StudyReport.Page(results, version).Write(folder.In("report.html"));
            }
            finally
            {
                claims.Release(Lock);
            }
        });
        return results!;
    }
}
