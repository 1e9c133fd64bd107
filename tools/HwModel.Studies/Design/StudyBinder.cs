using HwModel.Studies.Expressions;
using HwModel.Studies.Files;
using HwModel.Studies.Text;
using HwModel.Studies.Workloads;

namespace HwModel.Studies.Design;

/// <summary>Holds a study file against its workload and makes its points.</summary>
internal static class StudyBinder
{
    public static StudyPlan Bind(StudyFile file, IReadOnlyList<IStudyWorkload> workloads)
    {
        IStudyWorkload workload = workloads.FirstOrDefault(candidate => candidate.Name == file.Workload.Text)
            ?? throw file.Workload.Place.Error($"there is no workload {file.Workload.Text}{Nearest.Hint(file.Workload.Text, workloads.Select(candidate => candidate.Name))}");
        var parameters = new ParameterSet(workload, file.Folder);
        Dictionary<string, string> settings = BaseSettings(file, parameters, out Dictionary<string, Place> places);
        DesignAxis[] axes = [.. file.Axes.Select(axis => DesignAxis.Bind(axis, parameters))];
        string[] varied = [.. axes.SelectMany(axis => axis.Paths)];
        bool isOneAtATime = file.Sample.Method == "one-at-a-time";
        foreach (DesignAxis axis in axes)
        {
            if (axis.Levels.Count == 0 && file.Sample.Method is "grid" or "one-at-a-time")
                throw axis.Place.Error($"the range of {axis.Paths[0]} needs 'step', 'factor' or 'n' with {file.Sample.Method}; only sampling takes points from anywhere");
            if (!isOneAtATime && axis.Paths.FirstOrDefault(places.ContainsKey) is { } both)
                throw places[both].Error($"{both} is set and also varied in line {axis.Place.Line}; give it one of these");
        }
        var links = new Links(file.Links, parameters, [.. varied, .. places.Keys]);
        string[] metrics = [.. workload.Metrics.Select(metric => metric.Name)];
        Search? search = file.Search is { } text ? new Search(text, parameters, metrics) : null;
        CheckCount(file, axes, search);
        string[] factors = [.. varied, .. links.Paths.Except(varied), .. search is not null && !varied.Contains(search.Parameter.Path) ? (string[])[search.Parameter.Path] : []];
        Expression[] constraints = [.. file.Constraints.Select(constraint => Bound.Expression(constraint, parameters.Paths))];
        Metric[] kept = Metrics(file, workload);
        ReportChecks.Check(file, workload, parameters, kept);
        var points = new PointBuilder(workload, parameters, settings, factors, links, constraints, search);
        string[][] centre = [.. axes.Select(axis => axis.Paths.Count == 1 && settings.TryGetValue(axis.Paths[0], out string? set) ? [set] : axis.Levels.Count > 0 ? axis.Levels[0] : [])];
        points.Add(axes, Sampler.Points(file.Sample, axes, centre));
        if (points.Points.Count == 0)
            throw (file.Sample.Place ?? file.Name.Place).Error($"no point of the study is left: all {points.Rejected.Count} are rejected, the first because {points.Rejected[0].Reason}");
        return new StudyPlan(file, workload, parameters)
        {
            Factors = factors,
            BaseSettings = settings,
            Axes = axes,
            Metrics = kept,
            Points = points.Points,
            Rejected = points.Rejected,
            Search = search,
            SubjectTo = [.. file.SubjectTo.Select(condition => Bound.Expression(condition, [.. metrics, .. parameters.Paths]))],
            Maps = [.. file.Maps.Select(map => workload.Maps.Contains(map.Text) ? map.Text
                : throw map.Place.Error($"the workload {workload.Name} gives no map {map.Text}{Nearest.Hint(map.Text, workload.Maps)}"))],
        };
    }

    private static Dictionary<string, string> BaseSettings(StudyFile file, ParameterSet parameters, out Dictionary<string, Place> places)
    {
        var settings = new Dictionary<string, string>();
        if (file.Base is { } platform)
        {
            string path = Path.Combine(file.Folder, platform.Text);
            if (!System.IO.File.Exists(path)) throw platform.Place.Error($"there is no base file {platform.Text}");
            foreach (PlatformValue value in PlatformFile.Read(path))
            {
                var place = new Place(platform.Text, value.Line, value.Column);
                Parameter parameter = parameters.Find(new Located(value.Path, place));
                settings[parameter.Path] = parameters.Value(parameter, new Located(value.Text, place));
            }
        }
        places = [];
        foreach ((Located path, Located value) in file.Set)
        {
            Parameter parameter = parameters.Find(path);
            settings[parameter.Path] = parameters.Value(parameter, value);
            places[parameter.Path] = path.Place;
        }
        return settings;
    }

    private static void CheckCount(StudyFile file, DesignAxis[] axes, Search? search)
    {
        double runs = Sampler.Count(file.Sample, axes) * file.Seeds.Count;
        if (runs <= file.MostRuns) return;
        string factors = string.Join(" x ", axes.Select(axis => System.FormattableString.Invariant($"{axis.Levels.Count:N0} of {string.Join(", ", axis.Paths)}")));
        throw file.BudgetPlace.Error(System.FormattableString.Invariant(
            $"the study asks for {runs:N0} runs ({(file.Sample.Method == "grid" ? factors : $"{Sampler.Count(file.Sample, axes):N0} points")} x {file.Seeds.Count:N0} seeds){(search is null ? "" : " and searches")}; at most {file.MostRuns:N0} are allowed unless 'budget: {{runs: ...}}' allows more (up to 10,000,000)"));
    }

    private static Metric[] Metrics(StudyFile file, IStudyWorkload workload)
    {
        if (file.Metrics.Count == 0) return [.. workload.Metrics];
        var kept = new List<Metric>();
        foreach (Located name in file.Metrics)
        {
            // latency.* means all that begin with it.
            Metric[] meant = name.Text.EndsWith(".*", StringComparison.Ordinal)
                ? [.. workload.Metrics.Where(metric => metric.Name.StartsWith(name.Text[..^1], StringComparison.Ordinal))]
                : [.. workload.Metrics.Where(metric => metric.Name == name.Text)];
            if (meant.Length == 0) throw name.Place.Error($"the workload {workload.Name} has no metric {name.Text}{Nearest.Hint(name.Text, workload.Metrics.Select(metric => metric.Name))}");
            kept.AddRange(meant.Except(kept));
        }
        return [.. kept];
    }
}
