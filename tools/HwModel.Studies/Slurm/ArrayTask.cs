using System.Globalization;
using HwModel.Studies.Design;

namespace HwModel.Studies.Slurm;

/// <summary>Which runs a task of a job array does.</summary>
public static class ArrayTask
{
    /// <summary>Writes the numbers of runs that an array is for, one a line.</summary>
    internal static string Format(IEnumerable<StudyRun> runs) => string.Concat(runs.Select(run => string.Create(CultureInfo.InvariantCulture, $"{run.Index} {run.Key}\n")));

    /// <summary>A task's runs: its own part first, then the others', so that no processor waits while there is work.</summary>
    /// <param name="study">The study.</param>
    /// <param name="list">The file with the runs of the array.</param>
    /// <param name="task">From 0.</param>
    /// <param name="tasks">How many tasks the array has.</param>
    /// <exception cref="StudyException">The list is not of this study.</exception>
    public static StudyRun[] Runs(StudyPlan study, string list, int task, int tasks)
    {
        var runs = new List<StudyRun>();
        foreach (string line in File.ReadLines(list))
        {
            string[] parts = line.Split(' ');
            if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int index) || index >= study.Runs.Count || study.Runs[index].Key != parts[1])
                throw new StudyException($"{list} names runs that the study does not have; this host's hwmodel is of another version, or the study was changed");
            runs.Add(study.Runs[index]);
        }
        if (tasks < 1 || task < 0 || task >= tasks) throw new StudyException($"there is no task {task} of {tasks}");
        int first = (int)((long)runs.Count * task / tasks);
        return [.. runs.Skip(first), .. runs.Take(first)];
    }
}
