using System.Globalization;
using HwModel.BrainScaleS2.Experiments;
using HwModel.Cli.Common;
using HwModel.Cli.Configuration;
using HwModel.Reports;
using HwModel.Reports.Charts;

namespace HwModel.Cli.Run.BrainScaleS2;

/// <summary>The page that tells what an experiment found.</summary>
internal static class ChipReport
{
    private const int MostPoints = 4000;
    private const int MostSpikes = 20_000;

    public static ReportPage Page(Experiment experiment, ExperimentSettings settings, ExperimentResult found, string command)
    {
        var page = new ReportPage($"BrainScaleS-2: {experiment.Name}");
        page.Subtitle(experiment.Description);
        page.KeyFigures(found.Figures.Select(f => new KeyFigure(f.Name, f.Value, f.Unit, f.Note, f.Holds switch { true => Tone.Good, false => Tone.Bad, _ => Tone.Plain })));
        foreach (IGrouping<string, ExperimentSeries> chart in found.Series.GroupBy(s => s.Chart))
            page.Section(chart.Key, section => section.Chart(Curves(chart.Key, [.. chart])));
        foreach (ExperimentRaster raster in found.Rasters)
        {
            int shown = Math.Min(raster.Times.Count, MostSpikes);
            page.Section(raster.Name, section => section.Chart(
                new EventRaster(raster.Name, new Axis("Time", "us"), "Neuron").Events("spikes", [.. raster.Times.Take(shown)], [.. raster.Sources.Take(shown)])
                    .Caption(shown < raster.Times.Count ? RunCommand.Text($"The first {shown:N0} of {raster.Times.Count:N0} spikes.") : "")));
        }
        foreach (ExperimentMap map in found.Maps) page.Section(map.Name, section => section.Chart(Map(map)));
        if (found.Remarks.Count > 0) page.Section("Remarks", section => section.Prose(string.Join("\n\n", found.Remarks)));
        page.Section("Settings", section => section.Table(SettingValue.Table(ChipSettings.Table.In(settings.Chip))));
        return page.MadeBy(new Provenance(Versions.Product, command)
        {
            Seed = settings.Seed,
            Level = experiment.IsClocked ? "clocked chip: every event, cycle by cycle; analog core as differential equations" : "analog core as differential equations",
            Facts = [("Circuits", settings.Mode.ToString().ToLowerInvariant()), ("Chip time", RunCommand.Text($"{found.ChipTime / 1000:0.###} ms"))],
        });
    }

    private static XyChart Curves(string title, ExperimentSeries[] series)
    {
        var chart = new XyChart(title, new Axis(series[0].X, series[0].XUnit), new Axis(series[0].Y, series[0].YUnit) { FromZero = series[0].YUnit != "V" });
        foreach (ExperimentSeries s in series)
        {
            // A long recording is thinned; its extremes stay close.
            int step = Math.Max(1, s.Xs.Count / MostPoints);
            double[] xs = [.. s.Xs.Where((_, i) => i % step == 0)];
            double[] ys = [.. s.Ys.Where((_, i) => i % step == 0)];
            chart = s.IsPoints ? chart.Points(s.Name, xs, ys) : chart.Line(s.Name, xs, ys);
        }
        return chart;
    }

    private static Chart Map(ExperimentMap map)
    {
        int rows = map.Values.GetLength(0);
        int columns = map.Values.GetLength(1);
        string[] Names(int count) => [.. Enumerable.Range(0, count).Select(i => (map.IsMatrix ? i : (i + 0.5) / count).ToString(map.IsMatrix ? "0" : "0.00", CultureInfo.InvariantCulture))];
        return new HeatMap(map.Name, map.X, Names(columns), map.Y, Names(rows), map.Values, new Measure(map.Measure)).Height(620);
    }
}
