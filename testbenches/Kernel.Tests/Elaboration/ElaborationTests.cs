using HwModel.Kernel.Tests.Parts;

namespace HwModel.Kernel.Tests.Elaboration;

[Module]
internal sealed partial class Inverter(Component parent, string name) : Module(parent, name)
{
    [In(Width = 8)] public partial SignalIn<int> Input { get; }

    [Out(Width = 8, Optional = true)] public partial WireOut<int> Output { get; }

    protected override void Settle() => Output.Drive(~Input.Value & 0xFF);

    protected override Activity Tick() => Activity.Idle;
}

[Module]
internal sealed partial class Counter(Component parent, string name, int width = 8) : Module(parent, name)
{
    [Out(Width = nameof(width), Optional = true)] public partial RegOut<int> Count { get; }

    [Reg] private int _count;

    protected override Activity Tick()
    {
        Count.Set(++_count);
        return Activity.Busy;
    }
}

public sealed class ElaborationTests
{
    private readonly Simulation _simulation = new();
    private readonly Component _top;

    public ElaborationTests() => _top = new Component(_simulation.Root, "top", _simulation.Clock("clk", 1_000));

    [Fact]
    public void All_errors_are_reported_at_once_with_full_paths()
    {
        var a = new NumberSource(_top, "a");
        var b = new NumberSource(_top, "b");
        var sink = new NumberSink(_top, "sink");
        var lonely = new Stage(_top, "lonely");
        var far = new NumberSink(_simulation.Root, "far", clock: _simulation.Clock("other", 700));
        var x = new Inverter(_top, "x");
        var y = new Inverter(_top, "y");
        var counter = new Counter(_top, "counter", 4);
        var z = new Inverter(_top, "z");
        _ = new Counter(_top, "twin");
        _ = new Counter(_top, "twin");
        Wiring.Connect(a.Numbers, sink.Numbers);
        Out<ulong> second = b.Numbers;
        In<ulong> taken = sink.Numbers;
        Wiring.Connect(second, taken);
        Wiring.Connect(lonely.Output, far.Numbers);
        Wiring.Connect(x.Output, y.Input);
        Wiring.Connect(y.Output, x.Input);
        Wiring.Connect(counter.Count, z.Input);
        string[] errors = [.. Assert.Throws<ElaborationException>(_simulation.Elaborate).Errors.Select(error => error.ToString())];
        Assert.Equal(
        [
            "TwoDrivers: top.sink.numbers is driven by top.a.numbers and by top.b.numbers; an input has one driver",
            "Width: top.counter.count is 4 bits wide, but top.z.input is 8 bits wide",
            "DuplicateName: 2 components are called top.twin; siblings have different names",
            "Unconnected: top.b.numbers is not connected; connect it, or mark it Optional where it may stay open",
            "Unconnected: top.lonely.input is not connected; connect it, or mark it Optional where it may stay open",
            "UnmarkedCrossing: top.lonely.output (clock clk) drives far.numbers (clock other); put an AsyncFifo, a TwoFlopSynchroniser or a Link between them",
            "CombinationalLoop: the wires top.x.output -> top.y.output -> top.x.output form a loop; put a register (RegOut or a queue) into it",
        ], errors);
    }

    [Fact]
    public void Bundles_that_are_not_each_others_flip_are_refused_member_by_member()
    {
        var a = new Stage(_top, "a");
        var b = new Stage(_top, "b");
        Wiring.Connect(new PortBundle(a, "left", ("data", a.Output), ("back", a.Input)), new PortBundle(b, "right", ("data", b.Output), ("ack", b.Input)));
        string[] errors = [.. Assert.Throws<ElaborationException>(_simulation.Elaborate).Errors.Where(error => error.Rule == ElaborationRule.Misfit).Select(error => error.Message)];
        Assert.Equal(
        [
            "top.a.left can't be connected to top.b.right: data is an output queue of UInt64, where an input queue of UInt64 is needed",
            "top.a.left can't be connected to top.b.right: back has no other side",
            "top.a.left can't be connected to top.b.right: ack has no other side",
        ], errors);
    }

    [Fact]
    public void A_bundle_and_its_flip_are_connected_by_name()
    {
        var a = new Stage(_top, "a");
        var b = new Stage(_top, "b");
        Wiring.Connect(new PortBundle(a, "east", ("to", a.Output), ("fro", a.Input)), new PortBundle(b, "west", ("fro", b.Output), ("to", b.Input)));
        _simulation.Elaborate();
        Assert.Same(b.Input, a.Output.Target);
        Assert.Same(a.Input, b.Output.Target);
    }

    [Fact]
    public void Wires_settle_in_the_order_of_their_dependencies_in_the_same_cycle()
    {
        var last = new Inverter(_top, "last");
        var middle = new Inverter(_top, "middle");
        var first = new Inverter(_top, "first");
        var counter = new Counter(_top, "counter");
        Wiring.Connect(middle.Output, last.Input);
        Wiring.Connect(first.Output, middle.Input);
        Wiring.Connect(counter.Count, first.Input);
        for (int cycle = 1; cycle <= 10; cycle++)
        {
            _simulation.RunCycles(_top.InheritedClock!, 1);
            Assert.Equal(~cycle & 0xFF, last.Output.Value);
            Assert.Equal(cycle, middle.Output.Value);
        }
    }

    [Fact]
    public void A_closed_design_takes_no_more_components()
    {
        _simulation.Elaborate();
        Assert.Contains("was elaborated and is closed", Assert.Throws<InvalidOperationException>(() => new Counter(_top, "late")).Message);
    }
}
