using HwModel.Kernel.Tests.Parts;

namespace HwModel.Kernel.Tests.Channels;

[Module]
internal sealed partial class Prober(Component parent, string name, Action<Prober, long> act) : Module(parent, name)
{
    [In(Depth = 3)] public partial In<ulong> Input { get; }

    [Out] public partial Out<ulong> Output { get; }

    protected override Activity Tick()
    {
        act(this, Now);
        return Activity.Busy;
    }
}

public sealed class QueueTests
{
    [Fact]
    public void An_item_is_seen_one_cycle_after_it_was_pushed_and_room_one_cycle_after_it_was_made()
    {
        var log = new List<string>();
        (Simulation simulation, ClockDomain clock) = Loop((prober, cycle) =>
        {
            log.Add($"{cycle}: {prober.Input.Count} {(prober.Output.CanPush ? "room" : "full")}");
            if (cycle < 3) prober.Output.Push((ulong)cycle);
            if (cycle == 4) Assert.Equal(0ul, prober.Input.Pop());
        });
        simulation.RunCycles(clock, 6);
        Assert.Equal(["0: 0 room", "1: 1 room", "2: 2 room", "3: 3 full", "4: 3 full", "5: 2 room"], log);
    }

    [Fact]
    public void A_full_queue_can_be_popped_but_takes_nothing_in_the_same_cycle()
    {
        (Simulation simulation, ClockDomain clock) = Loop((prober, cycle) =>
        {
            if (cycle < 3) prober.Output.Push(7);
            if (cycle != 3) return;
            prober.Input.Pop();
            prober.Output.Push(8);
        });
        var error = Assert.Throws<InvalidOperationException>(() => simulation.RunCycles(clock, 6));
        Assert.Equal("top.prober.input was pushed into in cycle 3 while it held 3 of 3 items; look at CanPush first", error.Message);
    }

    [Fact]
    public void Misuse_is_named_with_path_and_cycle()
    {
        Expect((prober, _) => prober.Input.Pop(), "top.prober.input was popped in cycle 0 while empty; look at HasData first");
        Expect((prober, _) => prober.Input.Peek(), "top.prober.input was read in cycle 0 while empty; look at HasData first");
        Expect((prober, _) =>
        {
            prober.Output.Push(1);
            prober.Output.Push(2);
        }, "top.prober.input was pushed into twice in cycle 0; a queue takes one item a cycle");
        Expect((prober, cycle) =>
        {
            if (cycle < 2) prober.Output.Push(1);
            if (cycle < 2) return;
            prober.Input.Pop();
            prober.Input.Pop();
        }, "top.prober.input was popped twice in cycle 2; a queue gives one item a cycle");

        static void Expect(Action<Prober, long> act, string message)
        {
            (Simulation simulation, ClockDomain clock) = Loop(act);
            Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => simulation.RunCycles(clock, 5)).Message);
        }
    }

    [Fact]
    public void A_chain_moves_one_item_a_cycle_when_depth_is_two_and_one_in_two_when_it_is_one()
    {
        Assert.InRange(Throughput(2), 995, 1000);
        Assert.InRange(Throughput(1), 495, 500);

        static long Throughput(int depth)
        {
            var simulation = new Simulation();
            ClockDomain clock = simulation.Clock("clk", 1_000);
            var source = new NumberSource(simulation.Root, "source", clock: clock);
            var stage = new Stage(simulation.Root, "stage", depth, clock);
            var sink = new NumberSink(simulation.Root, "sink", clock: clock);
            Wiring.Connect(source.Numbers, stage.Input);
            Wiring.Connect(stage.Output, sink.Numbers);
            simulation.RunCycles(clock, 1_000);
            return sink.Taken;
        }
    }

    private static (Simulation, ClockDomain) Loop(Action<Prober, long> act)
    {
        var simulation = new Simulation();
        ClockDomain clock = simulation.Clock("clk", 1_000);
        var prober = new Prober(new Component(simulation.Root, "top", clock), "prober", act);
        Wiring.Connect(prober.Output, prober.Input);
        return (simulation, clock);
    }
}
