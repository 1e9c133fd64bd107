using HwModel.Cli.Common;
using HwModel.Fabric.Systems;

namespace HwModel.Cli.Run;

/// <summary>One point of a curve of latency against load.</summary>
internal sealed record CurvePoint(double Rate, MeshStatistics Statistics);

/// <summary>Measures a mesh at rising loads, up to where it saturates.</summary>
internal static class LoadCurve
{
    private const int PointsBelow = 12;

    /// <summary>Evenly spaced loads up to the limit of the busiest link, then two above; it ends after two saturated points.</summary>
    public static IReadOnlyList<CurvePoint> Measure(MeshPlan plan, Action<double>? progress)
    {
        if (plan.Recording is not null || plan.Mesh.Chips != 1) throw new UserErrorException("--curve measures synthetic traffic on one mesh; leave it out with a recording or with two chips");
        double capacity = ChannelLoad.Capacity(plan.Mesh);
        double[] rates = [0.002, .. Enumerable.Range(1, PointsBelow + 2).Select(i => Math.Round(Math.Min(1, capacity * i / PointsBelow), 4)).Distinct()];
        var points = new List<CurvePoint>();
        for (int i = 0; i < rates.Length && points.Count(point => point.Statistics.Saturated) < 2; i++)
        {
            // At the lowest load a longer run is needed for as many packets.
            long cycles = i == 0 ? 10 * plan.Mesh.Cycles : plan.Mesh.Cycles;
            var job = new MeshJob(plan with { Mesh = plan.Mesh with { Rate = rates[i], Cycles = cycles, DrainLimit = Math.Min(plan.Mesh.DrainLimit, plan.Mesh.Cycles) } });
            points.Add(new CurvePoint(rates[i], job.Finish(null)));
            progress?.Invoke((double)(i + 1) / rates.Length);
        }
        return points;
    }
}
