using HwModel.Studies.Expressions;
using HwModel.Studies.Workloads;

namespace HwModel.Studies.Design;

/// <summary>Makes points of levels: adds what is linked, and leaves out what a constraint or the workload rejects.</summary>
internal sealed class PointBuilder(
    IStudyWorkload workload, ParameterSet parameters, Dictionary<string, string> settings, string[] factors, Links links, Expression[] constraints, Search? search)
{
    private readonly HashSet<string> _seen = [];

    public List<StudyPoint> Points { get; } = [];

    public List<RejectedPoint> Rejected { get; } = [];

    public void Add(IReadOnlyList<DesignAxis> axes, IEnumerable<string[][]> designs)
    {
        var searches = new List<string[]>();
        foreach (string[][] levels in designs)
        {
            var point = new Dictionary<string, string>(settings);
            for (int i = 0; i < axes.Count; i++)
                for (int j = 0; j < axes[i].Paths.Count; j++)
                    point[axes[i].Paths[j]] = levels[i][j];
            Value Look(string path) => Value.Read(point.GetValueOrDefault(path) ?? parameters[path].Default);
            string? reason = links.Apply(point, Look);
            string[] values = [.. factors.Select(factor => point.GetValueOrDefault(factor) ?? parameters[factor].Default)];
            if (!_seen.Add(string.Join('\n', values))) continue;
            reason ??= constraints.FirstOrDefault(constraint => !constraint.Holds(Look)) is { } broken ? $"it does not fulfil '{broken.Text}'" : workload.Mistake(point);
            if (reason is not null)
            {
                Rejected.Add(new RejectedPoint(values, reason));
                continue;
            }
            Points.Add(new StudyPoint(Points.Count, values, IsSearch: false));
            if (search is not null) searches.Add([.. values.Select((value, i) => factors[i] == search.Parameter.Path ? "" : value)]);
        }
        bool varies = search is not null && axes.Any(axis => axis.Paths.Contains(search.Parameter.Path));
        if (search is not null && !varies) Points.Clear();
        foreach (string[] values in searches)
            if (_seen.Add("search\n" + string.Join('\n', values)))
                Points.Add(new StudyPoint(Points.Count, values, IsSearch: true));
    }
}
