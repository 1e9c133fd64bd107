using HwModel.Studies.Design;
using HwModel.Studies.Text;

namespace HwModel.Studies.Results;

/// <summary>The level of a factor and the mean of a metric over all points that have it.</summary>
public sealed record LevelEffect(string Level, Estimate Estimate);

/// <summary>What a factor does to a metric.</summary>
/// <param name="Factor">The factor.</param>
/// <param name="Levels">Its levels, or five parts of its range where sampled.</param>
/// <param name="Share">The share of the variance between points that its main effect explains (first-order index, correlation ratio), 0 to 1.</param>
public sealed record FactorEffect(string Factor, IReadOnlyList<LevelEffect> Levels, double Share)
{
    /// <summary>Largest less smallest level mean.</summary>
    public double Swing => Levels.Max(level => level.Estimate.Mean) - Levels.Min(level => level.Estimate.Mean);
}

/// <summary>How two factors act together.</summary>
/// <param name="Share">The share of the variance that both together explain beyond their main effects.</param>
public sealed record Interaction(string A, string B, double Share, IReadOnlyList<string> LevelsA, IReadOnlyList<string> LevelsB, double[,] Means);

/// <summary>Splits the variance of a metric over the points of a study by factors (analysis of variance over point means).</summary>
public sealed class Effects
{
    private const int MostLevels = 24;
    private const int Parts = 5;

    private readonly string[][] _levelOf;
    private readonly double[] _values;
    private readonly double _mean;
    private readonly double _total;

    /// <param name="results">The results.</param>
    /// <param name="metric">Number of the metric.</param>
    public Effects(StudyResults results, int metric)
    {
        StudyPlan study = results.Study;
        (StudyPoint Point, double Mean)[] points = [.. results.ByPoint().Select(group => (group.Point, Estimate.Of(group.Runs.Select(run => results.Metric(run, metric))).Mean)).Where(point => double.IsFinite(point.Item2))];
        _values = [.. points.Select(point => point.Mean)];
        _mean = _values.Length == 0 ? double.NaN : _values.Average();
        _total = _values.Sum(value => (value - _mean) * (value - _mean));
        _levelOf = [.. study.Factors.Select((_, factor) => Binned([.. points.Select(point => point.Point.Values[factor])]))];
        Factors = [.. study.Factors.Select((path, factor) => Main(path, factor)).Where(effect => effect.Levels.Count > 1)];
        Interactions = Pairs(study.Factors);
    }

    /// <summary>Whether the metric differs between points at all.</summary>
    public bool Varies => _values.Length > 1 && _total > 1e-24 * Math.Max(1e-300, _mean * _mean);

    /// <summary>What each factor does.</summary>
    public IReadOnlyList<FactorEffect> Factors { get; }

    /// <summary>What pairs of factors do together, the strongest first; empty where the design does not cross them.</summary>
    public IReadOnlyList<Interaction> Interactions { get; }

    private FactorEffect Main(string path, int factor)
    {
        var levels = new List<LevelEffect>();
        double between = 0;
        foreach (IGrouping<string, int> group in Enumerable.Range(0, _values.Length).GroupBy(i => _levelOf[factor][i]))
        {
            var estimate = Estimate.Of(group.Select(i => _values[i]));
            levels.Add(new LevelEffect(group.Key, estimate));
            between += estimate.Count * (estimate.Mean - _mean) * (estimate.Mean - _mean);
        }
        return new FactorEffect(path, Sorted(levels), _total > 0 ? between / _total : 0);
    }

    private List<Interaction> Pairs(IReadOnlyList<string> factors)
    {
        var pairs = new List<Interaction>();
        for (int a = 0; a < factors.Count; a++)
        {
            for (int b = a + 1; b < factors.Count; b++)
            {
                string[] levelsA = Order(_levelOf[a]), levelsB = Order(_levelOf[b]);
                if (levelsA.Length < 2 || levelsB.Length < 2) continue;
                var cells = Enumerable.Range(0, _values.Length).GroupBy(i => (_levelOf[a][i], _levelOf[b][i])).ToDictionary(group => group.Key, group => Estimate.Of(group.Select(i => _values[i])));
                // Only a crossed design can tell an interaction from main effects.
                if (cells.Count < 0.8 * levelsA.Length * levelsB.Length) continue;
                double together = cells.Values.Sum(cell => cell.Count * (cell.Mean - _mean) * (cell.Mean - _mean));
                var means = new double[levelsA.Length, levelsB.Length];
                for (int i = 0; i < levelsA.Length; i++)
                    for (int j = 0; j < levelsB.Length; j++)
                        means[i, j] = cells.TryGetValue((levelsA[i], levelsB[j]), out Estimate cell) ? cell.Mean : double.NaN;
                double share = _total > 0 ? Math.Max(0, together / _total - Share(factors[a]) - Share(factors[b])) : 0;
                pairs.Add(new Interaction(factors[a], factors[b], share, levelsA, levelsB, means));
            }
        }
        return [.. pairs.OrderByDescending(pair => pair.Share)];
    }

    private double Share(string factor) => Factors.FirstOrDefault(effect => effect.Factor == factor)?.Share ?? 0;

    private static List<LevelEffect> Sorted(List<LevelEffect> levels)
    {
        string[] order = Order([.. levels.Select(level => level.Level)]);
        return [.. levels.OrderBy(level => Array.IndexOf(order, level.Level))];
    }

    // Numbers by size, ranges by their lower end, words as they come.
    private static string[] Order(string[] levels)
    {
        string[] distinct = [.. levels.Distinct()];
        return distinct.All(level => Number(level) is not null) ? [.. distinct.OrderBy(level => Number(level)!.Value)] : distinct;
    }

    private static double? Number(string level) => Numbers.Parse(level.Split(" to ")[0]);

    // Few levels stay; many numbers become five parts with the same number of points.
    private static string[] Binned(string[] values)
    {
        if (values.Distinct().Count() <= MostLevels || values.Any(value => Numbers.Parse(value) is null)) return values;
        double[] numbers = [.. values.Select(value => Numbers.Parse(value)!.Value)];
        double[] sorted = [.. numbers.Order()];
        double[] ends = [.. Enumerable.Range(1, Parts).Select(part => sorted[(int)((long)part * sorted.Length / Parts) - 1])];
        string Name(double number)
        {
            int part = Array.FindIndex(ends, end => number <= end);
            double low = part == 0 ? sorted[0] : ends[part - 1];
            return FormattableString.Invariant($"{low:G4} to {ends[part]:G4}");
        }
        return [.. numbers.Select(Name)];
    }
}
