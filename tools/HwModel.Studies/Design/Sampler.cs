using HwModel.Kernel;
using HwModel.Studies.Files;

namespace HwModel.Studies.Design;

/// <summary>Takes points from axes. Each point has one level (a text for each path) of each axis.</summary>
internal static class Sampler
{
    /// <summary>How many points a method takes, before constraints.</summary>
    public static double Count(SampleText sample, IReadOnlyList<DesignAxis> axes) => sample.Method switch
    {
        "grid" => axes.Aggregate(1.0, (product, axis) => product * axis.Levels.Count),
        "one-at-a-time" => 1 + axes.Sum(axis => (double)axis.Levels.Count),
        _ => sample.Points,
    };

    /// <summary>The points, in a fixed order.</summary>
    /// <param name="sample">The method.</param>
    /// <param name="axes">The axes.</param>
    /// <param name="centre">The base level of each axis, for one at a time.</param>
    public static IEnumerable<string[][]> Points(SampleText sample, IReadOnlyList<DesignAxis> axes, IReadOnlyList<string[]> centre) => sample.Method switch
    {
        "grid" => Grid(axes),
        "one-at-a-time" => OneAtATime(axes, centre),
        "latin-hypercube" => LatinHypercube(axes, sample),
        _ => Random(axes, sample),
    };

    // The last axis moves fastest.
    private static IEnumerable<string[][]> Grid(IReadOnlyList<DesignAxis> axes)
    {
        var at = new int[axes.Count];
        while (true)
        {
            yield return [.. axes.Select((axis, i) => axis.Levels[at[i]])];
            int moved = axes.Count - 1;
            while (moved >= 0 && ++at[moved] == axes[moved].Levels.Count) at[moved--] = 0;
            if (moved < 0) yield break;
        }
    }

    private static IEnumerable<string[][]> OneAtATime(IReadOnlyList<DesignAxis> axes, IReadOnlyList<string[]> centre)
    {
        yield return [.. centre];
        for (int i = 0; i < axes.Count; i++)
        {
            foreach (string[] level in axes[i].Levels)
            {
                if (level.SequenceEqual(centre[i])) continue;
                string[][] point = [.. centre];
                point[i] = level;
                yield return point;
            }
        }
    }

    // Each axis is cut into as many strata as there are points, and each stratum is hit once (McKay, Beckman, Conover, Technometrics 21, 1979).
    private static IEnumerable<string[][]> LatinHypercube(IReadOnlyList<DesignAxis> axes, SampleText sample)
    {
        var order = new int[axes.Count][];
        var streams = new RandomStream[axes.Count];
        for (int i = 0; i < axes.Count; i++)
        {
            streams[i] = RandomStream.Derive(sample.Seed, $"latin hypercube {axes[i].Paths[0]}");
            order[i] = [.. Enumerable.Range(0, sample.Points)];
            for (int last = sample.Points - 1; last > 0; last--)
            {
                int other = streams[i].Next(last + 1);
                (order[i][last], order[i][other]) = (order[i][other], order[i][last]);
            }
        }
        for (int point = 0; point < sample.Points; point++)
        {
            var levels = new string[axes.Count][];
            for (int i = 0; i < axes.Count; i++) levels[i] = At(axes[i], (order[i][point] + streams[i].NextDouble()) / sample.Points);
            yield return levels;
        }
    }

    private static IEnumerable<string[][]> Random(IReadOnlyList<DesignAxis> axes, SampleText sample)
    {
        RandomStream stream = RandomStream.Derive(sample.Seed, "random design");
        for (int point = 0; point < sample.Points; point++)
        {
            var levels = new string[axes.Count][];
            for (int i = 0; i < axes.Count; i++) levels[i] = At(axes[i], stream.NextDouble());
            yield return levels;
        }
    }

    private static string[] At(DesignAxis axis, double share) =>
        axis.Range is { } range ? [range.At(share)] : axis.Levels[Math.Min(axis.Levels.Count - 1, (int)(share * axis.Levels.Count))];
}
