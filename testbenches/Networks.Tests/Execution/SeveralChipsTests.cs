using HwModel.Kernel;
using HwModel.Networks.Builders;
using HwModel.Networks.Execution;
using HwModel.Networks.Graph;
using HwModel.Networks.Mapping;
using HwModel.Networks.Nir;
using HwModel.Networks.Tests.Support;
using HwModel.SpiNNaker2.Machines;
using HwModel.SpiNNaker2.Router;
using HwModel.SpiNNaker2.Router.Tables;
using Xunit.Abstractions;

namespace HwModel.Networks.Tests.Execution;

/// <summary>Networks over several chips: the same spikes as on one, tables that fit or say by how much they don't.</summary>
public sealed class SeveralChipsTests(ITestOutputHelper output)
{
    private static MappedNetwork Braille(MachineShape machine, int perChip, int tableEntries = MulticastTable.Size) => Runs.Map(
        NirReader.Read(Samples.PathOf("braille_noDelay_bias_zero")), Runs.Random(3, 12, 120, 0.08), 120, null,
        new MappingOptions { MaxNeuronsPerPe = 5, Machine = machine, UsablePes = perChip, TableEntries = tableEntries });

    [Fact]
    public void Two_chips_at_register_transfer_level_give_the_spikes_of_one()
    {
        (List<SpikeEvent> one, _) = Runs.Chip(Braille(MachineShape.Rectangle(1, 1), 148));
        MappedNetwork mapped = Braille(MachineShape.Rectangle(2, 1), 6);
        Assert.Equal(2, mapped.Chips);
        (List<SpikeEvent> two, NetworkRun run) = Runs.Chip(mapped);
        double links = run.Packets.First(packet => packet.Name == "copies on links between chips").Value;
        output.WriteLine($"{one.Count} and {two.Count} spikes, {links} copies on links");
        Assert.True(one.Count > 100, $"{one.Count} spikes");
        Assert.Equal(one, two);
        Assert.Equal(0, run.Drops.Sum(drop => drop.Value));
        Assert.True(links > 100, $"{links} copies on links");
        Assert.Equal(one, Runs.Core(mapped));
        // The event level counts the same packets on routers and links.
        var executor = new EventExecutor(mapped);
        executor.Run(mapped.Options.Ticks);
        NetworkRun level = executor.Result();
        Assert.Equal(one, Runs.Event(mapped));
        foreach (string packets in new[] { "multicast", "taken by multicast engines", "copies on links between chips", "copies to processing elements" })
            Assert.Equal(run.Packets.First(packet => packet.Name == packets).Value, level.Packets.First(packet => packet.Name == packets).Value);
    }

    [Fact]
    public void Chips_on_two_threads_give_the_same_run()
    {
        MappedNetwork mapped = Runs.Map(NirReader.Read(Samples.PathOf("braille_noDelay_bias_zero")), Runs.Random(3, 12, 4, 0.4), 4, null,
            new MappingOptions { MaxNeuronsPerPe = 10, TickMicroseconds = 200, Machine = MachineShape.Rectangle(2, 1), UsablePes = 3 });
        (List<SpikeEvent> one, NetworkRun first) = Runs.Chip(mapped);
        (List<SpikeEvent> two, NetworkRun second) = Runs.Chip(mapped, new SimulationOptions { Threads = 2 });
        Assert.Equal(one, two);
        Assert.Equal(first.Nanojoules, second.Nanojoules);
        Assert.Equal(first.SimulatedEdges, second.SimulatedEdges);
    }

    [Theory]
    [InlineData(5, 1, 3)]
    [InlineData(3, 3, 2)]
    [InlineData(0, 0, 1)]
    public void Any_machine_gives_the_spikes_of_one_chip(int width, int height, int perChip)
    {
        MappedNetwork mapped = Braille(width == 0 ? MachineShape.Board() : MachineShape.Rectangle(width, height), perChip);
        Assert.True(mapped.Chips > 3, $"{mapped.Chips} chips");
        Assert.Equal(Runs.Event(Braille(MachineShape.Rectangle(1, 1), 148)), Runs.Event(mapped));
    }

    [Fact]
    public void Default_routes_are_left_out_and_packets_still_arrive()
    {
        // Neurons on every second chip of a row only reach each other through chips that need no entry.
        MappedNetwork mapped = Pairs(MachineShape.Rectangle(9, 1), MulticastTable.Size);
        output.WriteLine($"{mapped.RoutesBefore} entries, {mapped.RoutesElided} left out, {mapped.Tables.Sum(table => table.Count)} kept");
        Assert.True(mapped.RoutesElided > 2, $"{mapped.RoutesElided} left out");
        Assert.True(mapped.Tables.Sum(table => table.Count) <= mapped.RoutesBefore - mapped.RoutesElided);
        List<SpikeEvent> spikes = Runs.Event(mapped);
        Assert.NotEmpty(spikes);
        Assert.Equal(Runs.Event(Pairs(MachineShape.Rectangle(1, 1), MulticastTable.Size)), spikes);
    }

    // Twelve populations in a row, one on each chip of those that have room for one; each reaches the fourth after it.
    private static MappedNetwork Pairs(MachineShape machine, int tableEntries)
    {
        const int Count = 9;
        var populations = new List<Population> { new("in", 8, NeuronModel.Poisson) { Rate = [0.3] } };
        var projections = new List<Projection>();
        for (int p = 1; p < Count; p++)
        {
            populations.Add(new Population($"p{p}", 8, NeuronModel.Lif) { Decay = [0.8], Threshold = [1], IsOutput = true });
            projections.Add(new Projection(Math.Max(0, p - 4), p, SynapseTable.From(8, [.. Enumerable.Range(0, 8).Select(n => (n, (3 * n + p) % 8, 1.2 - 0.01 * n))])));
        }
        return Mapper.Map(new SpikingNetwork("pairs", populations, projections), new MappingOptions { Machine = machine, UsablePes = machine.Count == 1 ? 148 : 1, Ticks = 60, TableEntries = tableEntries });
    }

    [Fact]
    public void A_table_that_does_not_fit_is_minimised_and_sends_every_packet_the_same_way()
    {
        MappedNetwork wide = Mixed(MulticastTable.Size);
        int entries = wide.Routes.Count;
        MappedNetwork narrow = Mixed(entries * 3 / 4);
        output.WriteLine($"{wide.RoutesBefore} entries before, {entries} after neighbours were merged, {narrow.Routes.Count} for a limit of {entries * 3 / 4}");
        Assert.True(narrow.Routes.Count <= entries * 3 / 4);
        Assert.Null(RoutingTable.FirstDifference(wide.Routes, narrow.Routes, Keys(wide)));
        Assert.Equal(Runs.Event(wide), Runs.Event(narrow));
    }

    [Fact]
    public void A_table_that_can_not_fit_says_by_how_much()
    {
        string message = Assert.Throws<NetworkException>(() => Mixed(4)).Message;
        output.WriteLine(message);
        Assert.Matches(@"^Chip \(0, 0\): the routing table has (\d+) entries after default routes were left out and entries merged \(\d+ before\), but 4 fit: \d+ are too many\.$", message);
        System.Text.RegularExpressions.Match numbers = System.Text.RegularExpressions.Regex.Match(message, @"has (\d+) entries.*: (\d+) are");
        Assert.Equal(int.Parse(numbers.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) - 4, int.Parse(numbers.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture));
    }

    private static IEnumerable<uint> Keys(MappedNetwork mapped) => mapped.Slices.SelectMany(slice => Enumerable.Range(0, slice.Count).Select(neuron => slice.Key + (uint)neuron));

    // Slices of one population whose targets alternate in no regular way between two others.
    private static MappedNetwork Mixed(int tableEntries)
    {
        const int Senders = 40;
        var random = new Random(6);
        var synapses = new List<(int, int, double)>[3] { [], [], [] };
        for (int sender = 0; sender < Senders; sender++)
        {
            int way = random.Next(3);
            for (int n = 0; n < 4; n++) synapses[way].Add((4 * sender + n, n, 1));
        }
        List<Population> populations = [new("in", 4 * Senders, NeuronModel.Poisson) { Rate = [0.1], MaxPerPe = 4 }];
        for (int p = 0; p < 3; p++) populations.Add(new Population($"out{p}", 4, NeuronModel.Lif) { Threshold = [1.5], IsOutput = true });
        return Mapper.Map(new SpikingNetwork("mixed", populations, [.. synapses.Select((list, p) => new Projection(0, p + 1, SynapseTable.From(4 * Senders, list)))]), new MappingOptions { Ticks = 60, TableEntries = tableEntries });
    }

    [Fact]
    public void A_network_that_does_not_fit_on_all_chips_says_by_how_much()
    {
        string message = Assert.Throws<NetworkException>(() => Mapper.Map(RandomNetwork.Build(new RandomNetworkOptions()), new MappingOptions { Machine = MachineShape.Rectangle(2, 2), UsablePes = 10 })).Message;
        Assert.Matches(@"^The network needs \d+ processing elements, \d+ more than the 40 that it may use on 4 chips of 10 \(noise: \d+, neurons: \d+\)\.$", message);
    }
}
