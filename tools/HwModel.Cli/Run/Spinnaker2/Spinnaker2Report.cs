using HwModel.Cli.Common;
using HwModel.Cli.Configuration;
using HwModel.Networks.Execution;
using HwModel.Networks.Graph;
using HwModel.Networks.Mapping;
using HwModel.Reports;
using HwModel.Reports.Charts;
using HwModel.Reports.Tables;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Machines;

namespace HwModel.Cli.Run.Spinnaker2;

/// <summary>The page that tells what a network on SpiNNaker2 did.</summary>
internal static class Spinnaker2Report
{
    private const int MostSpikesShown = 20_000;

    public static ReportPage Page(NetworkRun run, ChipOptions? options, double hertz, double hostSeconds, ulong seed, string command)
    {
        SpikingNetwork network = run.Mapped.Network;
        var page = new ReportPage($"{network.Name} on SpiNNaker2");
        page.Subtitle(Text($"{network.Neurons:N0} neurons and {network.Synapses:N0} synapses on {run.Slices.Count} processing elements{(IsMachine(run) ? Text($" of {run.Mapped.Chips} chips ({run.Mapped.Options.Machine.Name})") : "")}, {run.Ticks - 1:N0} ticks of {run.Mapped.Options.TickMicroseconds:N0} us"));
        page.KeyFigures(Figures(run, hertz, hostSeconds));
        page.Section("Spikes", section => Spikes(section, run));
        page.Section("Packets", section => Packets(section, run));
        if (run.Noc.Count > 0) page.Section("Network-on-chip and packet router", section => Network(section, run));
        if (IsMachine(run) && run.Chips.Count > 0) page.Section("Chips", section => Chips(section, run));
        page.Section("Processing elements", section => Elements(section, run, hertz));
        page.Section("Energy", section => Energy(section, run));
        page.Section("Mapping", section => Mapping(section, run.Mapped));
        if (options is not null) page.Section("Settings", section => section.Table(SettingValue.Table(Spinnaker2Settings.Table.In(options))));
        return page.MadeBy(new Provenance(Versions.Product, command) { Seed = seed, Level = Level(run.Level) });
    }

    private static string Level(string level) => level switch
    {
        "rtl" => "RTL: the firmware on cycle-accurate cores, network-on-chip and packet router flit by flit",
        "core" => "core: the firmware on cycle-accurate cores, between them a network without time; energy by the chip's constants",
        _ => "event: every packet and synapse; cycles of the firmware, times of routers, links and networks as measured at register-transfer level; energy by the chip's constants",
    };

    private static IEnumerable<KeyFigure> Figures(NetworkRun run, double hertz, double hostSeconds)
    {
        double lost = run.Drops.Sum(drop => drop.Value), share = run.LongestTickShare(hertz);
        yield return new KeyFigure("Synaptic events", run.SynapticEvents, "", Text($"{run.SynapticEvents / run.Seconds / 1e6:0.###} million a second of chip time"));
        yield return new KeyFigure("Energy per synaptic event", run.SynapticEvents == 0 ? double.NaN : run.Nanojoules / run.SynapticEvents, "nJ", Text($"{run.Nanojoules * 1e-6:0.###} mJ in all, {run.Nanojoules * 1e-6 / run.Seconds:0.#} mW; processors alone {run.EnergyOf("processors") / Math.Max(1, run.SynapticEvents):0.###} nJ"));
        yield return new KeyFigure("Packets lost", lost, "", "by reason below", lost == 0 ? Tone.Good : Tone.Bad);
        yield return new KeyFigure("Tick overruns", run.Overruns, "", Text($"longest lag {run.Slices.Max(slice => slice.MaxLag)} ticks"), run.Overruns == 0 ? Tone.Good : Tone.Bad);
        yield return new KeyFigure("Longest tick", 100 * share, "% of the tick", Text($"real-time factor of the chip {1 / Math.Max(1, share):0.###}"), share <= 1 ? Tone.Good : Tone.Bad);
        if (run.Latency is { } latency) yield return new KeyFigure("Latency of packets", latency.Mean, "ns", Text($"median {latency.Median:0}, 99 % below {latency.NinetyNinePercent:0}, longest {latency.Longest:0} ns"));
        yield return new KeyFigure("Simulated", run.Seconds, "s", Text($"in {hostSeconds:0.##} s of host time: {run.Seconds / Math.Max(1e-9, hostSeconds):0.####} of real time"));
    }

    private static void Spikes(ReportSection section, NetworkRun run)
    {
        if (run.Spikes.Count == 0)
        {
            section.Remark(Tone.Warning, "No recorded neuron spiked.");
            return;
        }
        IReadOnlyList<Population> populations = run.Mapped.Network.Populations;
        var first = new int[populations.Count];
        int[] recorded = [.. run.Spikes.Select(spike => spike.Population).Distinct().Order()];
        for (int i = 1; i < recorded.Length; i++) first[recorded[i]] = first[recorded[i - 1]] + populations[recorded[i - 1]].Size;
        int every = (run.Spikes.Count + MostSpikesShown - 1) / MostSpikesShown;
        var raster = new EventRaster("Spikes of recorded populations", new Axis("Row of the input", "ticks"), "Neuron");
        SpikeEvent[] shown = [.. run.Spikes.Where((_, i) => i % every == 0)];
        if (recorded.Length <= 8)
        {
            foreach (int p in recorded)
            {
                SpikeEvent[] spikes = [.. shown.Where(spike => spike.Population == p)];
                raster.Events(populations[p].Name, [.. spikes.Select(spike => (double)spike.Row)], [.. spikes.Select(spike => first[p] + spike.Neuron)]);
            }
        }
        else raster.Events("all", [.. shown.Select(spike => (double)spike.Row)], [.. shown.Select(spike => first[spike.Population] + spike.Neuron)]);
        section.Chart(raster.Caption(Text($"{run.Spikes.Count:N0} spikes{(every > 1 ? Text($", one in {every} is shown") : "")}. A row shows the effect of the input spikes of the same row; populations are stacked in the order of the mapping.")));
        if (run.RecordsLost > 0) section.Remark(Tone.Bad, Text($"{run.RecordsLost:N0} recorded spikes were overwritten before they were read."));
    }

    private static void Packets(ReportSection section, NetworkRun run)
    {
        var packets = new Table("Packets by type", Column.Words("Type"), Column.Number("Packets", "", 0));
        foreach (Amount packet in run.Packets) packets.Row(packet.Name, packet.Value);
        section.Table(packets);
        var drops = new Table("Lost packets by reason", Column.Words("Where and why"), Column.Number("Packets", "", 0));
        foreach (Amount drop in run.Drops) drops.Row(drop.Name, ((Cell)drop.Value).As(drop.Value == 0 ? Tone.Plain : Tone.Bad));
        section.Table(drops);
    }

    private static void Network(ReportSection section, NetworkRun run)
    {
        ChipRun busiest = run.Chips.MaxBy(chip => chip.Routed)!;
        if (run.Chips.Count > 1) section.Prose(Text($"Chip ({busiest.X}, {busiest.Y}), whose router took the most packets: {busiest.Routed:N0}."));
        (int X, int Y)[] steps = [(1, 0), (0, 1), (-1, 0), (0, -1)];
        IEnumerable<MeshLink> links = run.Noc.Select(load => (load, X: load.From.X + steps[load.Direction].X, Y: load.From.Y + steps[load.Direction].Y))
            .Where(link => link.X is >= 0 and < Floorplan.Size && link.Y is >= 0 and < Floorplan.Size)
            .Select(link => new MeshLink(link.load.From.X, link.load.From.Y, link.X, link.Y, 100 * link.load.Flits / run.NocCycles));
        section.Chart(new MeshHeatMap("Utilisation of the network-on-chip", Floorplan.Size, Floorplan.Size, links, new Measure("Utilisation", "%"))
            .Caption("Each arrow is a link between neighbouring routers; the packet router is in the middle, at (4,3) and (4,4)."));
        section.Chart(new BarChart("Utilisation of the packet router", "Part", [.. run.RouterUtilisation.Select(part => part.Name)], new Axis("Utilisation", "%"))
            .Bars("packets per cycle", [.. run.RouterUtilisation.Select(part => 100 * part.Value)]).Horizontal().Caption("Packets per cycle of the router's clock; the links lead to other chips."));
    }

    private static void Chips(ReportSection section, NetworkRun run)
    {
        MachineShape machine = run.Mapped.Options.Machine;
        Dictionary<int, ChipRun> byNumber = run.Chips.ToDictionary(chip => chip.Chip);
        if (machine.Width <= ChipMap.MostChips && machine.Height <= ChipMap.MostChips)
            section.Chart(ChipMap.Of(machine, (chip, link) => byNumber.TryGetValue(chip, out ChipRun? found) ? found.Links[link] / run.Seconds : 0).Caption("Each arrow is a link between neighbouring chips; links that go round the machine are not drawn."));
        var table = new Table("Chips", Column.Words("Chip"), Column.Number("Elements", "", 0), Column.Number("Neurons", "", 0), Column.Number("Table entries", "", 0), Column.Number("Routed", "packets", 0), Column.Number("Router", "% busy", 3),
            Column.Number("On links", "copies", 0), Column.Number("Synaptic events", "", 0), Column.Number("Spikes", "", 0));
        foreach (ChipRun chip in run.Chips)
        {
            SliceRun[] here = [.. run.Slices.Where(slice => slice.Slice.Chip == chip.Chip)];
            table.Row(Text($"{chip.X},{chip.Y}"), here.Length, here.Sum(slice => slice.Slice.Count), run.Mapped.Tables[chip.Chip].Count, chip.Routed, 100 * chip.Router[0].Value, chip.Links.Sum(), here.Sum(slice => slice.SynapticEvents), here.Sum(slice => slice.Spikes));
        }
        section.Table(table);
    }

    private static bool IsMachine(NetworkRun run) => run.Mapped.Options.Machine.Count > 1;

    private static string CoreOf(NetworkRun run, SliceRun slice)
    {
        (int x, int y) = run.Mapped.Options.Machine.Place(slice.Slice.Chip);
        return IsMachine(run) ? Text($"{x},{y}: {slice.Slice.Pe + 1}") : Text($"{slice.Slice.Pe + 1}");
    }

    private static void Elements(ReportSection section, NetworkRun run, double hertz)
    {
        string[] names = [.. run.Slices.Select(slice => CoreOf(run, slice))];
        string core = IsMachine(run) ? "Chip: core" : "Core";
        if (run.Slices.Any(slice => slice.LevelSeconds.Count == 4))
        {
            var levels = new BarChart("Time at each performance level", core, names, new Axis("Time", "ms"));
            string[] level = ["PL0: 0.5 V, 150 MHz", "PL1: 0.5 V, 75 MHz", "PL2: 0.8 V, 150 MHz", "PL3: 0.8 V, 300 MHz"];
            for (int l = 0; l < 4; l++)
            {
                int at = l;
                if (run.Slices.Any(slice => slice.LevelSeconds[at] > 0)) levels.Bars(level[l], [.. run.Slices.Select(slice => 1e3 * slice.LevelSeconds[at])]);
            }
            section.Chart(levels.Stacked().Caption(Text($"At {string.Join(" and ", Enumerable.Range(0, 4).Where(l => run.Slices.Any(slice => slice.LevelSeconds[l] > 0)).Select(l => level[l]))}.")));
        }
        section.Chart(new BarChart("Longest tick", core, names, new Axis("Part of the tick", "%"))
            .Bars("processor busy", [.. run.Slices.Select(slice => 100 * slice.MaxBusyCycles / hertz / (run.Mapped.Options.TickMicroseconds * 1e-6))]).Line(100, "overrun"));
        var table = new Table("Processing elements", Column.Words(core), Column.Words("Quad"), Column.Words("Population"), Column.Number("Neurons", "", 0), Column.Number("Synapses", "", 0), Column.Number("Packets", "", 0),
            Column.Number("Synaptic events", "", 0), Column.Number("Spikes", "", 0), Column.Number("Most packets", "in a tick", 0), Column.Number("Busy", "cycles", 0), Column.Number("Longest tick", "cycles", 0), Column.Number("High-level ticks", "", 0),
            Column.Number("Overruns", "", 0), Column.Number("Energy", "nJ", 1));
        foreach (SliceRun slice in run.Slices)
        {
            HwModel.SpiNNaker2.Noc.NocPosition at = Floorplan.PositionOf(slice.Slice.Pe);
            table.Row(CoreOf(run, slice), Text($"{at.X},{at.Y}"), run.Mapped.Network.Populations[slice.Slice.Population].Name, slice.Slice.Count, slice.Slice.Synapses, slice.Events,
                slice.SynapticEvents, slice.Spikes, slice.MaxEvents, slice.BusyCycles, slice.MaxBusyCycles, slice.HighTicks, ((Cell)slice.Overruns).As(slice.Overruns == 0 ? Tone.Plain : Tone.Bad), slice.Nanojoules == 0 ? Cell.None : slice.Nanojoules);
        }
        section.Table(table);
    }

    private static void Energy(ReportSection section, NetworkRun run)
    {
        double events = Math.Max(1, run.SynapticEvents);
        section.Chart(new BarChart("Energy by component", "Component", [.. run.Energy.Select(part => part.Name)], new Axis("Energy", "uJ")).Bars("energy", [.. run.Energy.Select(part => part.Value * 1e-3)]).Horizontal());
        var table = new Table("Energy by component", Column.Words("Component"), Column.Number("Energy", "uJ", 3), Column.Number("Mean power", "mW", 3), Column.Number("Per synaptic event", "nJ", 4));
        foreach (Amount part in run.Energy) table.Row(part.Name, part.Value * 1e-3, part.Value * 1e-6 / run.Seconds, part.Value / events);
        table.Row("sum", run.Nanojoules * 1e-3, run.Nanojoules * 1e-6 / run.Seconds, run.Nanojoules / events);
        section.Table(table);
        section.Prose("Sleep, floor and processor constants follow from the chip's measured power; those of the network-on-chip, the packet router and level changes are placeholders, for nothing is published.");
    }

    private static void Mapping(ReportSection section, MappedNetwork mapped)
    {
        var table = new Table("Populations", Column.Words("Population"), Column.Words("Model"), Column.Number("Neurons", "", 0), Column.Number("Elements", "", 0), Column.Number("Synapses", "", 0),
            Column.Number("Weight factor", ""), Column.Number("Largest weight", ""), Column.Number("Worst rounding", ""), Column.Number("Rounding, root mean square", "%"), Column.Number("Synapses rounded to 0", "", 0));
        for (int p = 0; p < mapped.Network.Populations.Count; p++)
        {
            Population population = mapped.Network.Populations[p];
            Quantisation quality = mapped.Quantisation[p];
            table.Row(population.Name, population.Model.ToString(), population.Size, mapped.SlicesOf(p).Count(), mapped.SlicesOf(p).Sum(slice => slice.Synapses), quality.Scale, quality.Largest, quality.WorstError, 100 * quality.RootMeanSquareError, quality.Dropped);
        }
        section.Table(table);
        int entries = mapped.Tables.Sum(table => table.Count), largest = mapped.Tables.Max(table => table.Count);
        section.Prose(mapped.Options.Machine.Count == 1
            ? Text($"The routing table has {entries} of {mapped.Options.TableEntries:N0} entries ({mapped.RoutesBefore} before entries were merged).")
            : Text($"The routing tables have {entries:N0} entries in all, the largest {largest} of {mapped.Options.TableEntries:N0}; {mapped.RoutesBefore:N0} before {mapped.RoutesElided:N0} that default routing replaces were left out and others merged."));
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
