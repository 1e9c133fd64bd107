using HwModel.Kernel.Tests.Parts;

namespace HwModel.Kernel.Tests.Crossings;

[Module]
internal sealed partial class Lamp(Component parent, string name, ClockDomain clock, long onAt, long offAt) : Module(parent, name, clock)
{
    [Out] public partial RegOut<bool> Light { get; }

    protected override Activity Tick()
    {
        Light.Set(Now >= onAt && Now < offAt);
        return Activity.Busy;
    }
}

[Module]
internal sealed partial class Watcher(Component parent, string name, ClockDomain clock, List<long> seenAt) : Module(parent, name, clock)
{
    [In] public partial SignalIn<bool> Light { get; }

    protected override Activity Tick()
    {
        if (Light.Value) seenAt.Add(Time);
        return Activity.Busy;
    }
}

public sealed class CrossingTests
{
    [Fact]
    public void A_synchroniser_shows_a_level_after_its_stages()
    {
        var simulation = new Simulation();
        ClockDomain from = simulation.Clock("from", 1_000);
        ClockDomain to = simulation.Clock("to", 700, 50);
        var seen = new List<long>();
        var lamp = new Lamp(simulation.Root, "lamp", from, 2, 20);
        var synchroniser = new TwoFlopSynchroniser(simulation.Root, "synchroniser", from, to);
        var watcher = new Watcher(simulation.Root, "watcher", to, seen);
        Wiring.Connect(lamp.Light, synchroniser.Input);
        Wiring.Connect(synchroniser.Output, watcher.Light);
        simulation.RunUntil(15_000);
        // Set at 2,000, registered by the launching flip-flop at 3,000; edges of the other clock after that: 3,550 and 4,250 shift it in,
        // the registered output shows it to the edge at 4,950.
        Assert.Equal(4_950, seen[0]);
    }

    [Theory]
    [InlineData(1_000, 1_000)]
    [InlineData(1_000, 3_700)]
    [InlineData(3_700, 1_000)]
    [InlineData(999, 1_000)]
    public void An_asynchronous_fifo_keeps_number_and_order_at_any_ratio_of_clocks(long write, long read)
    {
        var simulation = new Simulation(new SimulationOptions { CheckQuiescence = true });
        ClockDomain from = simulation.Clock("from", write);
        ClockDomain to = simulation.Clock("to", read, 333);
        var source = new NumberSource(simulation.Root, "source", limit: 500, clock: from);
        var sink = new NumberSink(simulation.Root, "sink", clock: to);
        var fifo = new AsyncFifo<ulong>(simulation.Root, "fifo", from, to, 8);
        Wiring.Connect(source.Numbers, fifo.Input);
        Wiring.Connect(fifo.Output, sink.Numbers);
        simulation.RunUntil(4_000_000);
        Assert.Equal(500, sink.Taken);
        Assert.Equal(500ul * 499 / 2, sink.Sum);
        Assert.True(sink.InOrder);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_cleared_fifo_drops_what_waits_and_what_comes(bool stopped)
    {
        var simulation = new Simulation(new SimulationOptions { CheckQuiescence = true, Order = EvaluationOrder.Shuffled });
        ClockDomain from = simulation.Clock("from", 1_000);
        ClockDomain to = simulation.Clock("to", 900, 333);
        var source = new NumberSource(simulation.Root, "source", limit: 300, clock: from);
        var sink = new NumberSink(simulation.Root, "sink", clock: to);
        var lamp = new Lamp(simulation.Root, "lamp", from, 100, 150);
        var fifo = new AsyncFifo<ulong>(simulation.Root, "fifo", from, to, 8);
        Wiring.Connect(source.Numbers, fifo.Input);
        Wiring.Connect(fifo.Output, sink.Numbers);
        Wiring.Connect(lamp.Light, fifo.Clear);
        simulation.RunUntil(80_000);
        if (stopped) to.Stop();
        simulation.RunUntil(101_500);
        ulong before = (ulong)sink.Taken;
        simulation.RunUntil(140_000);
        long dropped = fifo.Dropped;
        simulation.RunUntil(200_000);
        if (stopped) to.Start();
        simulation.RunUntil(1_000_000);
        // Nothing is lost without being counted; a clear of fifty cycles drops what comes in them, and the eight that wait where nobody reads.
        Assert.Equal(300, sink.Taken + fifo.Dropped);
        Assert.InRange(fifo.Dropped, stopped ? 50 : 45, stopped ? 60 : 58);
        Assert.True(dropped > 30);
        if (stopped) Assert.InRange(before, 70ul, 80ul);
    }

    [Fact]
    public void A_links_item_comes_out_at_the_first_edge_after_its_flight()
    {
        var simulation = new Simulation();
        ClockDomain from = simulation.Clock("from", 1_000);
        ClockDomain to = simulation.Clock("to", 900, 10, partition: 1);
        var source = new NumberSource(simulation.Root, "source", limit: 1, clock: from);
        var sink = new NumberSink(simulation.Root, "sink", clock: to);
        var link = new Link<ulong>(simulation.Root, "link", from, to, new LinkOptions { Latency = 12_345 });
        Wiring.Connect(source.Numbers, link.Input);
        Wiring.Connect(link.Output, sink.Numbers);
        simulation.RunUntil(40_000);
        // Pushed at 0, sent at 1,000, arrives at 13,345; the edge after that is cycle 15 at 13,510, and the sink takes it in the next.
        Assert.Equal(16, sink.LastCycle);
    }

    [Theory]
    [InlineData(1, 1, 45)]
    [InlineData(4, 1, 11.25)]
    [InlineData(64, 3, 3)]
    [InlineData(64, 1, 1)]
    public void A_links_rate_is_set_by_its_credits_round_trip_or_its_own_rate(int credits, int cyclesPerItem, double cyclesEach)
    {
        var simulation = new Simulation();
        ClockDomain from = simulation.Clock("from", 1_000);
        ClockDomain to = simulation.Clock("to", 1_000, partition: 1);
        var source = new NumberSource(simulation.Root, "source", clock: from);
        var sink = new NumberSink(simulation.Root, "sink", clock: to);
        var link = new Link<ulong>(simulation.Root, "link", from, to, new LinkOptions { Latency = 21_500, Credits = credits, CyclesPerItem = cyclesPerItem });
        Wiring.Connect(source.Numbers, link.Input);
        Wiring.Connect(link.Output, sink.Numbers);
        simulation.RunUntil(9_000_000);
        // Round trip: 21.5 cycles there, taken at the 22nd edge, 21.5 back, used at the 44th edge and sent in it: a credit serves every 44 cycles; each way rounds up by half a cycle.
        Assert.InRange(9_000.0 / sink.Taken, cyclesEach * 0.97, cyclesEach * 1.03);
    }
}
