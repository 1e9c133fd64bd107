using HwModel.Cli.Common;
using HwModel.Reports;
using HwModel.Reports.Charts;
using HwModel.Reports.Tables;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Machines;

namespace HwModel.Cli.Run.Spinnaker2;

/// <summary>The page that tells what random multicast traffic did to a machine.</summary>
internal static class MulticastReport
{
    public static ReportPage Page(MulticastResult run, string command)
    {
        MachineShape shape = run.Machine.Shape;
        MachineStatistics s = run.Machine.Statistics;
        var page = new ReportPage($"Random multicast on a {shape.Name}");
        page.Subtitle(Text($"{shape.Count:N0} chips, {shape.Count * (long)run.Options.SourcesPerChip:N0} sources of {run.Options.Rate:N0} packets/s to {run.Options.Chips} chips and {run.Options.Elements} elements each, {run.Seconds * 1e3:0.###} ms"));
        long lost = s.DroppedAtLinks + s.DroppedAtPorts + s.Unrouted;
        page.KeyFigures(
        [
            new KeyFigure("Delivered", s.Delivered, "", Text($"of {s.Sent:N0} packets; {s.Delivered / run.Seconds / 1e6:0.##} million a second of machine time")),
            new KeyFigure("Packets lost", lost, "", Text($"{s.DroppedAtLinks:N0} in front of links, {s.DroppedAtPorts:N0} in front of networks, {s.Unrouted:N0} without a route"), lost == 0 ? Tone.Good : Tone.Bad),
            new KeyFigure("Mean latency", s.MeanLatency * 1e-6, "ns", Text($"99 % below {s.LatencyQuantile(0.99) * 1e-6:0} ns, longest {s.LongestLatency * 1e-6:0} ns")),
            new KeyFigure("Memory", run.Bytes / 1024.0 / shape.Count, "KiB a chip", Text($"{run.Entries:N0} routing entries")),
            new KeyFigure("Host time", run.RunCpuSeconds * 1e6 / shape.Count / (run.Seconds * 1e3), "us a chip and ms", Text($"{run.Machine.Events / Math.Max(1e-9, run.RunCpuSeconds) / 1e6:0.00} million events/s")),
        ]);
        page.Section("Latency", section => Latency(section, s));
        page.Section("Links between chips", section => Links(section, run));
        return page.MadeBy(new Provenance(Versions.Product, command) { Seed = run.Options.Seed, Level = "event: a packet is an event at each router; routers, links and network ports are reserved in order of time" });
    }

    private static void Latency(ReportSection section, MachineStatistics s)
    {
        double[] shares = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999];
        section.Chart(new BarChart("Latency from element to element", "Share of the copies", [.. shares.Select(share => Text($"{100 * share:0.#} %"))], new Axis("Latency", "ns"))
            .Bars("at most", [.. shares.Select(share => s.LatencyQuantile(share) * 1e-6)]).Caption("Quantiles from a histogram with 16 bins an octave."));
    }

    private static void Links(ReportSection section, MulticastResult run)
    {
        MachineShape shape = run.Machine.Shape;
        MachineCounts counts = run.Machine.Counts;
        if (shape.Width <= ChipMap.MostChips && shape.Height <= ChipMap.MostChips)
            section.Chart(ChipMap.Of(shape, (chip, link) => counts.OnLink(chip, link) / run.Seconds).Caption("Each arrow is a link between neighbouring chips; links that go round the machine are not drawn."));
        var table = new Table("Chips", Column.Words("Chip"), Column.Number("Entries", "", 0), Column.Number("Routed", "packets", 0), Column.Number("Router", "% busy", 3), Column.Number("On links", "copies", 0), Column.Number("Busiest link", "M/s", 3));
        double cycles = run.Seconds * new ChipOptions().RouterHertz;
        for (int chip = 0; chip < shape.Count; chip++)
        {
            (int x, int y) = shape.Place(chip);
            long[] links = [.. Enumerable.Range(0, MachineShape.Links).Select(link => counts.OnLink(chip, link))];
            table.Row(Text($"{x},{y}"), run.Machine.Routes(chip), counts.Routed(chip), 100 * counts.Routed(chip) / cycles, links.Sum(), links.Max() / run.Seconds * 1e-6);
        }
        section.Table(table);
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
