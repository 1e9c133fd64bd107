namespace HwModel.Studies.Files;

/// <summary>A study file as it stands: read, its keys and kinds checked, its values not yet held against a workload.</summary>
internal sealed record StudyFile
{
    /// <summary>The name that the user gave, for messages.</summary>
    public required string File { get; init; }

    /// <summary>The folder that names of files in the study are relative to.</summary>
    public required string Folder { get; init; }

    /// <summary>The study's name.</summary>
    public required Located Name { get; init; }

    /// <summary>The heading of the report.</summary>
    public string Title { get; init; } = "";

    /// <summary>What is asked.</summary>
    public string Question { get; init; } = "";

    /// <summary>The kind of run.</summary>
    public required Located Workload { get; init; }

    /// <summary>A platform file.</summary>
    public Located? Base { get; init; }

    /// <summary>Settings of all runs.</summary>
    public IReadOnlyList<(Located Path, Located Value)> Set { get; init; } = [];

    /// <summary>What is varied.</summary>
    public IReadOnlyList<AxisText> Axes { get; init; } = [];

    /// <summary>Factors that follow from others.</summary>
    public IReadOnlyList<(Located Path, Located Expression)> Links { get; init; } = [];

    /// <summary>How points are taken from the axes.</summary>
    public SampleText Sample { get; init; } = new("grid", 0, 1, null);

    /// <summary>What a point must fulfil.</summary>
    public IReadOnlyList<Located> Constraints { get; init; } = [];

    /// <summary>Seeds of the replications.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [1];

    /// <summary>A threshold that is searched for each point.</summary>
    public SearchText? Search { get; init; }

    /// <summary>Metrics to keep; empty: all.</summary>
    public IReadOnlyList<Located> Metrics { get; init; } = [];

    /// <summary>Maps to keep.</summary>
    public IReadOnlyList<Located> Maps { get; init; } = [];

    /// <summary>Metrics to minimise and to maximise.</summary>
    public IReadOnlyList<(Located Metric, bool Maximise)> Objectives { get; init; } = [];

    /// <summary>What a point must fulfil to be recommended.</summary>
    public IReadOnlyList<Located> SubjectTo { get; init; } = [];

    /// <summary>Curves, heat maps and breakdowns of the report.</summary>
    public ReportText Report { get; init; } = new([], [], [], []);

    /// <summary>The most runs that are allowed.</summary>
    public long MostRuns { get; init; } = 100_000;

    /// <summary>Where that stands; the study's name where it does not.</summary>
    public Place BudgetPlace { get; init; }
}

/// <summary>An axis: paths that vary together, and their levels or range.</summary>
/// <param name="Paths">One path, or several that take their levels in step.</param>
/// <param name="Levels">The levels, each with one text for each path; empty for a range.</param>
/// <param name="Range">The range; null for levels.</param>
/// <param name="Place">Where it stands.</param>
internal sealed record AxisText(IReadOnlyList<Located> Paths, IReadOnlyList<IReadOnlyList<Located>> Levels, RangeText? Range, Place Place);

/// <summary>A range as it stands: from, to, and one of step, factor and n.</summary>
internal sealed record RangeText(Located From, Located To, Located? Step, double? Factor, int? Count, bool IsLog, Place Place);

/// <summary>How points are taken: grid, one-at-a-time, latin-hypercube, random.</summary>
internal sealed record SampleText(string Method, int Points, ulong Seed, Place? Place);

/// <summary>Finds, by bisection along a path, where a condition begins to hold.</summary>
internal sealed record SearchText(Located Path, Located From, Located To, Located Resolution, Located Until);

/// <summary>What the report shows beside what it always does.</summary>
/// <param name="Curves">y over x, a curve for each level of by.</param>
/// <param name="Heat">A metric over two factors.</param>
/// <param name="Breakdowns">Metrics that are parts of a whole, over a factor.</param>
/// <param name="References">Files with curves from elsewhere to draw in.</param>
internal sealed record ReportText(IReadOnlyList<CurveText> Curves, IReadOnlyList<HeatText> Heat, IReadOnlyList<BreakdownText> Breakdowns, IReadOnlyList<Located> References);

/// <summary>A chart of curves.</summary>
internal sealed record CurveText(Located X, IReadOnlyList<Located> Y, IReadOnlyList<Located> By, Located? Where, bool IsLogX, bool IsLogY, double? Top);

/// <summary>A heat map of a metric.</summary>
internal sealed record HeatText(Located X, Located Y, Located Value);

/// <summary>Stacked bars: the metrics <c>of</c>.*, for each level of <c>by</c>.</summary>
internal sealed record BreakdownText(Located Of, Located By);
