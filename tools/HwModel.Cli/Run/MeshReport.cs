using System.Globalization;
using HwModel.Cli.Common;
using HwModel.Cli.Configuration;
using HwModel.Fabric.Router;
using HwModel.Fabric.Systems;
using HwModel.Reports;
using HwModel.Reports.Charts;
using HwModel.Reports.Tables;

namespace HwModel.Cli.Run;

/// <summary>The page that tells what a run of a mesh measured.</summary>
internal static class MeshReport
{
    public static ReportPage Page(MeshJob job, MeshStatistics statistics, IReadOnlyList<CurvePoint> curve, string command)
    {
        MeshOptions mesh = job.Plan.Mesh;
        var page = new ReportPage(job.Recording is null ? $"{mesh.Width} x {mesh.Height} mesh, {MeshSettings.Table.All.First(setting => setting.Path == "traffic.pattern").Read(job.Plan)} traffic"
            : $"Spike replay on {(mesh.Chips == 2 ? "two" : "one")} {mesh.Width} x {mesh.Height} {(mesh.Chips == 2 ? "meshes joined by a link" : "mesh")}");
        page.Subtitle(job.Recording is null
            ? Text($"{mesh.Rate:0.###} flits per node and cycle offered, {mesh.PacketLength}-flit packets, {mesh.Cycles:N0} cycles measured after {mesh.Warmup:N0} of warm-up")
            : Text($"{job.Recording.Count:N0} spikes of {job.Recording.SourceCount:N0} sources ({job.Recording.Name}), {job.Plan.Replay.SpeedUp:N0} times faster than recorded"));
        page.KeyFigures(Figures(job, statistics));
        page.Section("Latency", section => Latency(section, job, statistics));
        if (curve.Count > 0) page.Section("Latency against load", section => Curve(section, mesh, curve));
        page.Section("Links", section => Links(section, mesh, statistics));
        page.Section("Settings", section => section.Table(SettingValue.Table(MeshSettings.Table.In(job.Plan))));
        return page.MadeBy(new Provenance(Versions.Product, command)
        {
            Seed = job.Plan.Seed,
            Level = "RTL: every flit, credit and buffer, cycle by cycle",
            Facts = [("State hash at the end", job.StateHash().ToString("x16", CultureInfo.InvariantCulture))],
        });
    }

    private static IEnumerable<KeyFigure> Figures(MeshJob job, MeshStatistics statistics)
    {
        yield return new KeyFigure("Mean latency", statistics.Latency.Mean ?? double.NaN, "cycles", Text($"95 % below {statistics.Latency.P95 ?? double.NaN:0.#}, longest {statistics.Latency.Max ?? double.NaN:0}"));
        yield return new KeyFigure("Accepted", statistics.Accepted, "flits/node/cycle", Text($"offered {statistics.Offered:0.####}"), statistics.Saturated ? Tone.Warning : Tone.Good);
        yield return new KeyFigure("Packets", statistics.ArrivedPackets, "", Text($"of {statistics.MeasuredPackets:N0} measured ones arrived"));
        yield return new KeyFigure("Drops", statistics.Drops, "flits", "injected, less delivered, less still inside", statistics.Drops == 0 ? Tone.Good : Tone.Bad);
        yield return new KeyFigure("Mean hops", statistics.Hops.Mean ?? double.NaN, "", Text($"{statistics.InFlight:N0} flits in flight at the end"));
        yield return new KeyFigure("Simulated", statistics.Cycles, "cycles", Text($"of a {job.Plan.Mesh.Period / 1e6:0.###} ns clock"));
    }

    private static void Latency(ReportSection section, MeshJob job, MeshStatistics statistics)
    {
        if (statistics.Saturated)
            section.Remark(Tone.Warning, "The offered load is above saturation: sources fall behind, and latency, counted from a packet's creation, grows with the length of the measurement.");
        if (statistics.LatencyBins.Count == 0)
        {
            section.Remark(Tone.Warning, "No packet of the measurement window arrived.");
            return;
        }
        (double[] edges, double[] counts) = Bins(statistics);
        var chart = new XyChart("Packets by latency", new Axis("Latency, from creation to the arrival of the tail", "cycles"), new Axis("Packets")).Histogram("Packets", edges, counts);
        chart.VerticalLine(statistics.Latency.Mean!.Value, "mean").VerticalLine(statistics.Latency.P99!.Value, "99 %");
        section.Chart(chart.Caption("Only packets that were created in the measurement window. A packet waits in its source's queue, too."));
        MeshOptions mesh = job.Plan.Mesh;
        if (job.Recording is null && mesh.Chips == 1)
            section.Prose(Text($"Without contention the mean latency would be {ChannelLoad.ZeroLoadLatency(mesh):0.##} cycles: 1 into the router, {mesh.Router.PipelineStages} for each of {ChannelLoad.MeanHops(mesh):0.##} hops and one router more, {mesh.PacketLength - 1} for the rest of the packet."));
    }

    // At most some sixty bars of equal width.
    private static (double[] Edges, double[] Counts) Bins(MeshStatistics statistics)
    {
        long first = statistics.LatencyBins[0].Cycles;
        long last = statistics.LatencyBins[^1].Cycles;
        long width = Math.Max(1, (last - first + 60) / 60);
        int bars = (int)((last - first) / width) + 1;
        var counts = new double[bars];
        foreach ((long cycles, long count) in statistics.LatencyBins) counts[(cycles - first) / width] += count;
        return ([.. Enumerable.Range(0, bars + 1).Select(bar => first + bar * width - 0.5)], counts);
    }

    private static void Curve(ReportSection section, MeshOptions mesh, IReadOnlyList<CurvePoint> curve)
    {
        double zeroLoad = ChannelLoad.ZeroLoadLatency(mesh);
        double capacity = ChannelLoad.Capacity(mesh);
        CurvePoint[] stable = [.. curve.Where(point => !point.Statistics.Saturated)];
        double top = 6 * zeroLoad;
        CurvePoint[] shown = [.. curve.Where(point => point.Statistics.Latency.Mean is { } mean && mean <= top)];
        var latency = new XyChart("Latency against offered load", new Axis("Offered load", "flits/node/cycle") { Maximum = Math.Min(1, Math.Round(capacity * 1.1, 2)) }, new Axis("Latency", "cycles") { Maximum = Math.Ceiling(top) })
            .Line("mean", [.. shown.Select(point => point.Rate)], [.. shown.Select(point => point.Statistics.Latency.Mean!.Value)], markers: true)
            .Line("99 %", [.. shown.Select(point => point.Rate)], [.. shown.Select(point => point.Statistics.Latency.P99!.Value)], markers: true)
            .HorizontalLine(zeroLoad, "zero load")
            .VerticalLine(capacity, "limit of the busiest link");
        section.Chart(latency.Caption(Text($"Zero-load latency by the hop formula: {zeroLoad:0.##} cycles. Limit by channel load: {capacity:0.###} flits per node and cycle.")));
        var throughput = new XyChart("Accepted against offered load", new Axis("Offered load", "flits/node/cycle"), new Axis("Accepted", "flits/node/cycle"))
            .Line("accepted", [.. curve.Select(point => point.Rate)], [.. curve.Select(point => point.Statistics.Accepted)], markers: true)
            .Line("all that is offered", [0, curve[^1].Rate], [0, curve[^1].Rate], dashed: true)
            .HorizontalLine(capacity, "limit of the busiest link");
        section.Chart(throughput);
        section.Prose(stable.Length == 0
            ? "Every point of the curve is saturated."
            : Text($"The highest load that the mesh still follows is {stable[^1].Rate:0.###}; the most that it accepts is {curve.Max(point => point.Statistics.Accepted):0.####} flits per node and cycle, {curve.Max(point => point.Statistics.Accepted) / capacity:0 %} of the limit."));
    }

    private static void Links(ReportSection section, MeshOptions mesh, MeshStatistics statistics)
    {
        for (int chip = 0; chip < mesh.Chips; chip++)
        {
            int which = chip;
            IEnumerable<MeshLink> links = statistics.Links.Where(link => link.Chip == which).Select(link => (link, To: Neighbour(link)))
                .Where(pair => pair.link.Port != Port5.Local && pair.To.X >= 0 && pair.To.X < mesh.Width && pair.To.Y >= 0 && pair.To.Y < mesh.Height)
                .Select(pair => new MeshLink(pair.link.X, pair.link.Y, pair.To.X, pair.To.Y, pair.link.Load));
            var map = new MeshHeatMap(mesh.Chips == 1 ? "Utilisation of the links" : $"Utilisation of the links of chip {chip}", mesh.Width, mesh.Height, links, new Measure("Utilisation", "flits/cycle"));
            double[] local = [.. statistics.Links.Where(link => link.Chip == which && link.Port == Port5.Local).Select(link => link.Load)];
            map.NodeLoads(local, new Measure("Delivered", "flits/cycle"));
            section.Chart(map.Caption("Each arrow is a link between neighbouring routers, the number in a router what it delivers to its own node."));
        }
        var table = new Table("Busiest links", Column.Words("Router"), Column.Words("Port"), Column.Number("Utilisation", "flits/cycle", 4));
        foreach (LinkLoad link in statistics.Links.Where(link => link.Port != Port5.Local && link.Load > 0).OrderByDescending(link => link.Load).ThenBy(link => link.Chip).ThenBy(link => link.Y).ThenBy(link => link.X).Take(20))
            table.Row(Text($"chip{link.Chip}.mesh.router[{link.Y}][{link.X}]"), PortName(link.Port), link.Load);
        section.Table(table);
    }

    private static (int X, int Y) Neighbour(LinkLoad link) => link.Port switch
    {
        Port5.East => (link.X + 1, link.Y),
        Port5.West => (link.X - 1, link.Y),
        Port5.North => (link.X, link.Y + 1),
        Port5.South => (link.X, link.Y - 1),
        _ => (link.X, link.Y),
    };

    internal static string PortName(int port) => port switch { Port5.East => "east", Port5.West => "west", Port5.North => "north", Port5.South => "south", _ => "local" };

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
