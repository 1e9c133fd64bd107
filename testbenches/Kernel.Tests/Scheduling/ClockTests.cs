using HwModel.Kernel.Tests.Parts;

namespace HwModel.Kernel.Tests.Scheduling;

[Module]
internal sealed partial class EdgeRecorder(Component parent, string name, ClockDomain clock, List<(long Cycle, long Time)> edges) : Module(parent, name, clock)
{
    protected override Activity Tick()
    {
        edges.Add((Now, Time));
        return Activity.Busy;
    }
}

[Module]
internal sealed partial class ClockMaster(Component parent, string name, ClockDomain clock, ClockDomain slave, (long Cycle, long Period)[] changes) : Module(parent, name, clock)
{
    protected override Activity Tick()
    {
        foreach ((long cycle, long period) in changes)
        {
            if (cycle != Now) continue;
            if (period > 0) slave.ChangePeriod(period);
            else if (period == 0) slave.Stop();
            else slave.Start();
        }
        return Activity.Busy;
    }
}

public sealed class ClockTests
{
    [Fact]
    public void Edges_are_at_phase_plus_multiples_of_the_period()
    {
        var edges = new List<(long, long)>();
        var simulation = new Simulation();
        _ = new EdgeRecorder(simulation.Root, "recorder", simulation.Clock("clk", 300, 70), edges);
        simulation.RunUntil(1_000);
        Assert.Equal([(0, 70), (1, 370), (2, 670), (3, 970)], edges);
    }

    [Fact]
    public void A_new_period_counts_from_the_next_edge_and_a_stopped_clock_has_none()
    {
        var edges = new List<(long, long)>();
        var simulation = new Simulation();
        ClockDomain master = simulation.Clock("master", 1_000);
        ClockDomain slave = simulation.Clock("slave", 300);
        _ = new EdgeRecorder(simulation.Root, "recorder", slave, edges);
        // At 1,000: period 400 from the edge at 1,200 on. At 3,000: stop, so the edge at 3,200 does not come. At 5,000: start, next edge at 5,400.
        _ = new ClockMaster(simulation.Root, "control", master, slave, [(1, 400), (3, 0), (5, -1)]);
        simulation.RunUntil(6_500);
        Assert.Equal([(0, 0), (1, 300), (2, 600), (3, 900), (4, 1200), (5, 1600), (6, 2000), (7, 2400), (8, 2800), (9, 5400), (10, 5800), (11, 6200)], edges);
    }

    [Fact]
    public void A_request_at_the_slaves_own_edge_counts_from_that_edge_in_any_order_of_domains()
    {
        foreach (bool slaveFirst in new[] { true, false })
        {
            var edges = new List<(long, long)>();
            var simulation = new Simulation();
            ClockDomain first = simulation.Clock("first", slaveFirst ? 500 : 1_000);
            ClockDomain second = simulation.Clock("second", slaveFirst ? 1_000 : 500);
            (ClockDomain slave, ClockDomain master) = slaveFirst ? (first, second) : (second, first);
            _ = new EdgeRecorder(simulation.Root, "recorder", slave, edges);
            _ = new ClockMaster(simulation.Root, "control", master, slave, [(1, 800)]);
            simulation.RunUntil(2_000);
            Assert.Equal([(0, 0), (1, 500), (2, 1000), (3, 1800)], edges);
        }
    }

    [Fact]
    public void Idle_time_is_jumped_over()
    {
        var simulation = new Simulation();
        ClockDomain clock = simulation.Clock("clk", 1_000);
        var source = new NumberSource(simulation.Root, "source", 0.000_001, clock: clock);
        var sink = new NumberSink(simulation.Root, "sink", clock: clock);
        Wiring.Connect(source.Numbers, sink.Numbers);
        simulation.RunCycles(clock, 50_000_000);
        Assert.Equal(49_999_999, clock.CycleAt(simulation.Time - 1));
        Assert.InRange(source.Sent, 20ul, 100ul);
        Assert.InRange(clock.EvaluatedEdges, (long)source.Sent, 3 * (long)source.Sent + 3);
    }

    [Fact]
    public void A_run_of_n_cycles_evaluates_n_edges()
    {
        var edges = new List<(long, long)>();
        var simulation = new Simulation();
        ClockDomain clock = simulation.Clock("clk", 1_000, 500);
        _ = new EdgeRecorder(simulation.Root, "recorder", clock, edges);
        simulation.RunCycles(clock, 7);
        Assert.Equal(7, edges.Count);
        simulation.RunCycles(clock, 5);
        Assert.Equal(12, edges.Count);
    }

    [Fact]
    public void A_running_system_allocates_nothing()
    {
        var simulation = new Simulation(new SimulationOptions { InitialState = InitialState.Zero });
        ClockDomain fast = simulation.Clock("fast", 1_000);
        ClockDomain slow = simulation.Clock("slow", 2_700);
        var source = new NumberSource(simulation.Root, "source", 0.5, clock: fast);
        var stage = new Stage(simulation.Root, "stage", clock: slow);
        var sink = new NumberSink(simulation.Root, "sink", clock: fast);
        var fifo = new AsyncFifo<ulong>(simulation.Root, "fifo", fast, slow);
        var link = new Link<ulong>(simulation.Root, "link", slow, fast, new LinkOptions { Latency = 20_000 });
        Wiring.Connect(source.Numbers, fifo.Input);
        Wiring.Connect(fifo.Output, stage.Input);
        Wiring.Connect(stage.Output, link.Input);
        Wiring.Connect(link.Output, sink.Numbers);
        simulation.RunUntil(10_000_000);
        Assert.Equal(0, Allocation.Least(() => simulation.RunFor(20_000_000)));
        Assert.True(sink.Taken > 10_000);
        Assert.True(sink.InOrder);
    }
}
