using System.Diagnostics;

namespace HwModel.Benchmarks.Measuring;

/// <summary>Times work by the clock on the wall: several rounds, the median counts.</summary>
internal static class Measure
{
    /// <summary>Median seconds of a piece of work over some rounds, after one round that does not count.</summary>
    public static double Seconds(Action work, int rounds = 5)
    {
        work();
        return Median([.. Enumerable.Range(0, rounds).Select(_ => Once(work))]);
    }

    /// <summary>Median seconds of the processor's time over some rounds: other work on the machine does not count.</summary>
    public static double ProcessorSeconds(Action work, int rounds = 5)
    {
        work();
        return Median([.. Enumerable.Range(0, rounds).Select(_ => ProcessorOnce(work))]);
    }

    /// <summary>Seconds of the processor's time of one go.</summary>
    public static double ProcessorOnce(Action work)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    /// <summary>Seconds of one go.</summary>
    public static double Once(Action work)
    {
        var watch = Stopwatch.StartNew();
        work();
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>The middle of some numbers.</summary>
    public static double Median(double[] values)
    {
        Array.Sort(values);
        return values.Length % 2 == 1 ? values[values.Length / 2] : (values[values.Length / 2 - 1] + values[values.Length / 2]) / 2;
    }
}
