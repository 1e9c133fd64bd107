using HwModel.Reports;
using HwModel.Reports.Charts;
using HwModel.Reports.Tables;

namespace HwModel.Tools.Tests.Reports;

/// <summary>A page with every kind of content; its numbers are closed forms, not results.</summary>
internal static class SampleReport
{
    private const int Size = 8;
    private static readonly double[] Loads = [.. Enumerable.Range(1, 24).Select(i => i * 0.02)];

    public static ReportPage Create() => new ReportPage("Mesh 8 × 8, uniform traffic")
        .Subtitle("Sample of a report page: every kind of chart and table, filled with closed forms.")
        .KeyFigures(
            new KeyFigure("Accepted traffic", 0.3817, "flit/node/cycle", "offered: 0.40", Tone.Good),
            new KeyFigure("Mean latency", 24.31, "cycle", "zero-load: 12.67"),
            new KeyFigure("99th percentile", 71, "cycle"),
            new KeyFigure("Delivered", 1_954_304, "flit"),
            new KeyFigure("Dropped", 0, "flit", "conserved at every load", Tone.Good))
        .Section("Latency and load", section => section
            .Prose("Latency is counted from the cycle in which a flit enters its source queue. The curve is measured at 24 loads, with `--seed 1` to `--seed 5`; the band is the 95 % interval of the mean.")
            .Chart(LatencyCurve().Caption("Mean latency over offered load, with the zero-load latency and the bound of XY routing."))
            .Chart(LatencyHistogram().Caption("At an offered load of 0.40.").Half())
            .Chart(Patterns().Caption("Load at which mean latency is three times its zero-load value.").Half()))
        .Section("Where the load is", section => section
            .Chart(Mesh())
            .Chart(Occupancy().Caption("Rows are routers of column 3, columns are input ports.").Half())
            .Chart(Shares().Half())
            .Table(LinkTable()))
        .Section("Designs", section => section
            .Remark(Tone.Warning, "Two designs were stopped at their time limit and are not shown; see `status`.")
            .Chart(Designs().Caption("Buffer depth against link width; a click leads to the design's row."))
            .Table(DesignTable()))
        .Section("Input", section => section
            .Prose("The first digits of the recording.\n\nEvery tick is a spike of one pixel.")
            .Chart(Spikes())
            .Code("hwmodel run --system mesh --size 8x8 --traffic uniform --rate 0.4 --seed 1"))
        .MadeBy(new Provenance("0.1.0", "hwmodel run --system mesh --size 8x8 --rate 0.4 --report mesh.html")
        {
            Seed = 1,
            Level = "RTL, cycle accurate",
            Configuration = "system: mesh\nmesh:\n  size: 8x8\n  buffer: 8\n  vcs: 1\n",
            Facts = [("Cycles", "100 000 after 10 000 of warm-up")],
        });

    public static XyChart LatencyCurve()
    {
        double[] mean = [.. Loads.Select(load => 12.67 / (1 - load / 0.5))];
        var interval = new Interval([.. mean.Select((value, i) => value * (1 - 0.002 * i))], [.. mean.Select((value, i) => value * (1 + 0.004 * i))]);
        double[] deeper = [.. Loads.Select(load => 12.67 / (1 - load / 0.56))];
        var whiskers = new Interval([.. deeper.Select(value => value * 0.97)], [.. deeper.Select(value => value * 1.04)]) { AsWhiskers = true };
        return new XyChart("Latency against load", new Axis("Offered load", "flit/node/cycle"), Axis.Log("Mean latency", "cycle"))
            .Line("buffer 8", Loads, mean, interval)
            .Line("buffer 16", Loads, deeper, whiskers, markers: true)
            .Line("M/D/1 model", Loads, [.. Loads.Select(load => 12.67 * (1 + load / (2 * (0.5 - load))))], dashed: true)
            .HorizontalLine(12.67, "zero-load latency")
            .VerticalLine(0.5, "XY bound 0.50");
    }

    private static XyChart LatencyHistogram()
    {
        double[] edges = [.. Enumerable.Range(0, 41).Select(i => 4.0 + 2 * i)];
        double[] counts = [.. Enumerable.Range(0, 40).Select(i => Math.Round(9000 * i * Math.Exp(-i / 5.0)))];
        return new XyChart("Latency of delivered flits", new Axis("Latency", "cycle") { FromZero = false }, new Axis("Flits"))
            .Histogram("flits", edges, counts).VerticalLine(22, "mean").VerticalLine(64, "p99");
    }

    private static BarChart Patterns() =>
        new BarChart("Saturation by traffic pattern", "Traffic pattern", ["uniform", "transpose", "bit complement", "tornado", "neighbour"], new Axis("Saturation load", "flit/node/cycle"))
            .Bars("1 virtual channel", [0.41, 0.23, 0.24, 0.27, 0.93]).Bars("2 virtual channels", [0.45, 0.25, 0.245, 0.3, 0.96]).Horizontal();

    public static MeshHeatMap Mesh()
    {
        var links = new List<MeshLink>();
        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x + 1 < Size; x++)
            {
                double load = 0.4 * (x + 1) * (Size - x - 1) / Size; // uniform traffic under XY routing
                links.Add(new MeshLink(x, y, x + 1, y, load));
                links.Add(new MeshLink(x + 1, y, x, y, load));
                links.Add(new MeshLink(y, x, y, x + 1, load));
                links.Add(new MeshLink(y, x + 1, y, x, load * 0.9));
            }
        }
        return new MeshHeatMap("Link utilisation", Size, Size, links, new Measure("Utilisation", "flit/cycle", 0));
    }

    private static HeatMap Occupancy()
    {
        double[,] values = new double[Size, 5];
        for (int y = 0; y < Size; y++)
        {
            for (int port = 0; port < 5; port++) values[y, port] = Math.Round(8 * Math.Exp(-Math.Pow(y - 3.5, 2) / 8) * (1 - 0.12 * port), 1);
        }
        return new HeatMap("Buffer occupancy, 95th percentile", "Port", ["local", "east", "west", "north", "south"], "Router", [.. Enumerable.Range(0, Size).Select(y => $"(3, {y})")], values, new Measure("Occupancy", "flit", 0, 8));
    }

    private static XyChart Shares()
    {
        double[] voltages = [0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8];
        return new XyChart("Power by part", new Axis("Core voltage", "V") { FromZero = false }, new Axis("Power", "mW"))
            .StackedAreas(voltages, ("routers", [.. voltages.Select(v => 80 * v * v)]), ("links", [.. voltages.Select(v => 45 * v * v)]), ("leakage", [.. voltages.Select(v => 9 * Math.Exp(2.5 * (v - 0.45)))]));
    }

    public static Table LinkTable()
    {
        var table = new Table("Busiest links", Column.Words("Link"), Column.Number("Utilisation", "flit/cycle", 3), Column.Number("Flits"), Column.Words("Verdict"));
        for (int i = 0; i < 12; i++)
        {
            double load = 0.8 - 0.07 * ((i * 5) % 12);
            table.Row($"({i % 4 + 2}, {i / 4 + 2}) → east", load, (long)Math.Round(load * 100_000), ((Cell)(load > 0.7 ? "near saturation" : "ok")).As(load > 0.7 ? Tone.Bad : Tone.Good));
        }
        return table;
    }

    public static ParetoChart Designs()
    {
        var chart = new ParetoChart("Energy against latency", new Axis("Energy per flit", "pJ"), Goal.Lower, new Axis("99th percentile latency", "cycle"), Goal.Lower);
        foreach ((string name, double energy, double latency) in DesignPoints()) chart.Point(name, energy, latency, $"design-{name}");
        return chart;
    }

    private static Table DesignTable()
    {
        var table = new Table("All designs", Column.Words("Design"), Column.Number("Energy per flit", "pJ"), Column.Number("99th percentile latency", "cycle"));
        foreach ((string name, double energy, double latency) in DesignPoints()) table.AnchoredRow($"design-{name}", name, energy, latency);
        return table.Row("b64-w256", Cell.None, Cell.None);
    }

    private static IEnumerable<(string Name, double Energy, double Latency)> DesignPoints() =>
        from depth in (int[])[2, 4, 8, 16, 32]
        from width in (int[])[32, 64, 128]
        select ($"b{depth}-w{width}", 3 + 0.11 * depth + width / 40.0, 30 + 260.0 / depth + 1800.0 / width);

    private static EventRaster Spikes()
    {
        double[] times = [.. Enumerable.Range(0, 900).Select(i => i / 5 * 0.5 + i * i % 17 * 0.4)];
        int[] pixels = [.. Enumerable.Range(0, 900).Select(i => i * 131 % 784)];
        return new EventRaster("Spikes of the recording", new Axis("Time", "ms"), "Pixel").Events("digit 0", times[..450], pixels[..450]).Events("digit 1", times[450..], pixels[450..]);
    }
}
