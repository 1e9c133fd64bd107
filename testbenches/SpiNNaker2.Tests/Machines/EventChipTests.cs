using System.Globalization;
using System.Numerics;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Machines;
using HwModel.SpiNNaker2.Router;
using Xunit.Abstractions;

namespace HwModel.SpiNNaker2.Tests.Machines;

/// <summary>
/// The event level of whole chips, from processing element to processing element, against data network, packet router and links at register-transfer level under the same traffic.
/// The bounds are those of the manual (rtl-model/SpiNNaker2/Machines/README.md).
/// </summary>
public sealed class EventChipTests(ITestOutputHelper output)
{
    private const long Microsecond = 1_000_000_000;
    private const uint SourceMask = 0xFFFF0000;

    private sealed record Traffic(MachineShape Shape, List<(long Time, int Chip, int Pe, uint Key)> Packets, List<TreeEntry> Routes);

    [Fact]
    public void Lonely_packets_take_the_time_of_the_register_transfer_level_within_five_nanoseconds()
    {
        // From every element to another one of the same chip, one packet a microsecond: what the constants of the crossings are measured by.
        var random = RandomStream.Derive(2, "lonely");
        var traffic = new Traffic(MachineShape.Rectangle(1, 1), [], []);
        for (int pe = 0; pe < Floorplan.PeCount; pe++)
        {
            uint key = (uint)pe << 16;
            traffic.Routes.Add(new TreeEntry(0, TreeEntry.FromThisChip, new RouteEntry(key, SourceMask, 0, PeSet.Of(random.Next(Floorplan.PeCount)))));
            traffic.Packets.Add(((pe * Microsecond) + random.Next(300_000_000), 0, pe, key));
        }
        (double[] rtl, double[] level, _, _) = Compare(traffic, (Floorplan.PeCount + 1) * Microsecond, sorted: false);
        double[] errors = [.. rtl.Zip(level, (a, b) => b - a)];
        output.WriteLine(Text($"{errors.Length} packets: {rtl.Average():0.0} ns, error mean {errors.Average():0.00}, from {errors.Min():0.00} to {errors.Max():0.00} ns"));
        Assert.Equal(Floorplan.PeCount, errors.Length);
        Assert.InRange(errors.Average(), -1.5, 1.5);
        Assert.InRange(errors.Min(), -6, 0);
        Assert.InRange(errors.Max(), 0, 6);
    }

    [Theory]
    [InlineData(2, 24, 0.2e6)]
    [InlineData(2, 24, 0.8e6)]
    [InlineData(1, 76, 0.5e6)]
    public void Latencies_from_element_to_element_agree_with_register_transfer_level(int size, int sources, double rate)
    {
        Traffic traffic = Random(MachineShape.Rectangle(size, size), sources, rate, 20 * Microsecond);
        (double[] rtl, double[] level, long rtlDrops, long levelDrops) = Compare(traffic, 60 * Microsecond);
        output.WriteLine(Text($"{traffic.Packets.Count} packets, {rtl.Length} and {level.Length} copies; drops {rtlDrops} and {levelDrops}; mean {rtl.Average():0.0} and {level.Average():0.0} ns, median {Quantile(rtl, 0.5):0.0} and {Quantile(level, 0.5):0.0}, ") +
            Text($"95 % {Quantile(rtl, 0.95):0.0} and {Quantile(level, 0.95):0.0}, 99 % {Quantile(rtl, 0.99):0.0} and {Quantile(level, 0.99):0.0}"));
        Assert.Equal(rtl.Length, level.Length);
        Assert.Equal(0, rtlDrops + levelDrops);
        Assert.Equal(rtl.Average(), level.Average(), 0.03 * rtl.Average());
        Assert.Equal(Quantile(rtl, 0.5), Quantile(level, 0.5), 0.03 * Quantile(rtl, 0.5));
        Assert.Equal(Quantile(rtl, 0.95), Quantile(level, 0.95), 0.05 * Quantile(rtl, 0.95));
        Assert.Equal(Quantile(rtl, 0.99), Quantile(level, 0.99), 0.08 * Quantile(rtl, 0.99));
    }

    [Fact]
    public void Bursts_of_all_elements_to_all_elements_queue_as_long_as_at_register_transfer_level()
    {
        // A tick in which every fourth element sends five packets to everybody: the ports of the router are the bottleneck.
        var traffic = new Traffic(MachineShape.Rectangle(1, 1), [], []);
        PeSet all = default;
        for (int pe = 0; pe < Floorplan.PeCount; pe++) all |= PeSet.Of(pe);
        for (int pe = 0; pe < Floorplan.PeCount; pe += 4)
        {
            uint key = (uint)pe << 16;
            traffic.Routes.Add(new TreeEntry(0, TreeEntry.FromThisChip, new RouteEntry(key, SourceMask, 0, all)));
            for (uint n = 0; n < 5; n++) traffic.Packets.Add((1_000_000 + (n * 170_000_000), 0, pe, key | n));
        }
        (double[] rtl, double[] level, long rtlDrops, long levelDrops) = Compare(traffic, 20 * Microsecond);
        output.WriteLine(Text($"{rtl.Length} and {level.Length} copies; drops {rtlDrops} and {levelDrops}; mean {rtl.Average():0.0} and {level.Average():0.0} ns, longest {rtl[^1]:0.0} and {level[^1]:0.0} ns"));
        Assert.Equal(190 * Floorplan.PeCount, rtl.Length);
        Assert.Equal(rtl.Length, level.Length);
        Assert.Equal(rtl.Average(), level.Average(), 0.03 * rtl.Average());
        Assert.Equal(rtl[^1], level[^1], 0.03 * rtl[^1]);
    }

    [Fact]
    public void A_link_that_gets_too_much_passes_as_much_as_at_register_transfer_level()
    {
        // Forty elements of chip 0 send twice what a link takes to an element of chip 1: packets wait, none is lost.
        Traffic traffic = FromForty(6e6, 20 * Microsecond, _ => 1);
        (double[] rtl, double[] level, long rtlDrops, long levelDrops) = Compare(traffic, 30 * Microsecond);
        output.WriteLine(Text($"{traffic.Packets.Count} packets: dropped {rtlDrops} and {levelDrops}, arrived {rtl.Length} and {level.Length}; mean latency {rtl.Average():0} and {level.Average():0} ns"));
        Assert.Equal(0, rtlDrops + levelDrops);
        Assert.True(rtl.Length < 0.9 * traffic.Packets.Count, "the link was not the bottleneck");
        Assert.Equal(rtl.Length, level.Length, 0.02 * rtl.Length);
    }

    [Fact]
    public void Drops_in_front_of_a_broken_link_agree_with_register_transfer_level()
    {
        // A quarter of the elements send over the link that does not work, the others on their own chip.
        Traffic traffic = FromForty(0.5e6, 40 * Microsecond, source => source % 4 == 0 ? 1 : 0);
        (double[] rtl, double[] level, long rtlDrops, long levelDrops) = Compare(traffic, 60 * Microsecond, dead: (0, 0));
        output.WriteLine(Text($"{traffic.Packets.Count} packets: dropped {rtlDrops} and {levelDrops}, arrived {rtl.Length} and {level.Length}; mean latency {rtl.Average():0} and {level.Average():0} ns"));
        Assert.True(rtlDrops > 100, $"{rtlDrops} dropped");
        // The link's own buffers swallow some packets before it blocks.
        Assert.InRange(levelDrops - rtlDrops, -0.05 * rtlDrops, 24 + 0.05 * rtlDrops);
        Assert.Equal(rtl.Length, level.Length, 0.02 * rtl.Length);
    }

    private static Traffic FromForty(double rate, long end, Func<int, int> chipOf)
    {
        MachineShape shape = MachineShape.Rectangle(3, 1);
        var random = RandomStream.Derive(4, "overload");
        var tree = new MulticastTree(shape);
        var traffic = new Traffic(shape, [], []);
        for (int source = 0; source < 40; source++)
        {
            uint key = (uint)source << 16;
            tree.Start(0);
            tree.Add(chipOf(source), PeSet.Of(random.Next(Floorplan.PeCount)));
            traffic.Routes.AddRange(tree.Entries(key, SourceMask).Where(entry => !entry.IsDefault));
            AddPoisson(traffic, 0, 3 * source % Floorplan.PeCount, key, rate, end, ref random);
        }
        return traffic;
    }

    private static double Quantile(double[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static (double[] Rtl, double[] Level, long RtlDrops, long LevelDrops) Compare(Traffic traffic, long end, bool sorted = true, (int Chip, int Link)? dead = null)
    {
        var sent = traffic.Packets.ToDictionary(packet => packet.Key, packet => packet.Time);
        var grid = new ChipGrid(traffic.Shape, traffic.Packets, traffic.Routes, dead);
        grid.Simulation.RunUntil(end);
        var machine = new EventMachine(traffic.Shape);
        if (dead is { } link) machine.Kill(link.Chip, link.Link);
        foreach (TreeEntry route in traffic.Routes) machine.AddRoute(route.Chip, route.Entry);
        var level = new List<(uint Key, double Latency)>();
        machine.Delivered = (_, _, mask, key, time) =>
        {
            for (int n = BitOperations.PopCount((uint)mask); n > 0; n--) level.Add((key, (time - sent[key]) / 1e6));
        };
        foreach ((long time, int chip, int pe, uint key) in traffic.Packets.OrderBy(packet => packet.Time)) machine.Send(time, chip, pe, key);
        machine.RunUntil(end);
        IEnumerable<(uint Key, double Latency)> rtl = grid.Arrivals.Select(arrival => (arrival.Key, (arrival.Time - sent[arrival.Key]) / 1e6));
        double[] Values(IEnumerable<(uint Key, double Latency)> all) => [.. (sorted ? all.OrderBy(copy => copy.Latency) : all.OrderBy(copy => copy.Key)).Select(copy => copy.Latency)];
        return (Values(rtl), Values(level), grid.Routers.Sum(router => router.Drops), machine.Statistics.DroppedAtLinks + machine.Statistics.DroppedAtPorts);
    }

    private static Traffic Random(MachineShape shape, int sources, double rate, long end)
    {
        var random = RandomStream.Derive(3, "chips");
        var tree = new MulticastTree(shape);
        var traffic = new Traffic(shape, [], []);
        uint number = 0;
        for (int chip = 0; chip < shape.Count; chip++)
        {
            for (int source = 0; source < sources; source++, number++)
            {
                uint key = number << 16;
                tree.Start(chip);
                for (int i = 0; i < 2; i++) tree.Add(random.Next(shape.Count), PeSet.Of(random.Next(Floorplan.PeCount)) | PeSet.Of(random.Next(Floorplan.PeCount)) | PeSet.Of(random.Next(Floorplan.PeCount)));
                traffic.Routes.AddRange(tree.Entries(key, SourceMask).Where(entry => !entry.IsDefault));
                AddPoisson(traffic, chip, source * 2 % Floorplan.PeCount, key, rate, end, ref random);
            }
        }
        return traffic;
    }

    private static void AddPoisson(Traffic traffic, int chip, int pe, uint key, double rate, long end, ref RandomStream random)
    {
        long time = 0;
        for (uint n = 0; ; n++)
        {
            time += 1 + (long)(-Math.Log(1 - random.NextDouble()) / rate * 1e15);
            if (time > end) return;
            traffic.Packets.Add((time, chip, pe, key | n));
        }
    }
}
