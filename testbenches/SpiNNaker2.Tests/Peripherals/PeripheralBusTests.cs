using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Accelerators.Random;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Pe.Peripherals.Timers;
using HwModel.SpiNNaker2.Tests.PeBenches;

namespace HwModel.SpiNNaker2.Tests.Peripherals;

/// <summary>Address decoding and time of the peripheral bus.</summary>
public sealed class PeripheralBusTests
{
    [Fact]
    public void An_access_reaches_the_block_of_its_address_in_four_cycles()
    {
        (BusMaster master, PeripheralBus bus) = Build();
        master.Script.Enqueue(new PeripheralRequest(0xE0100044, 5, 4, true));
        master.Script.Enqueue(new PeripheralRequest(0xE1000020, 77, 4, true));
        master.Script.Enqueue(new PeripheralRequest(0xE0100044, 0, 4, false));
        master.Script.Enqueue(new PeripheralRequest(0xE1000024, 0, 4, false));
        bus.Simulation.RunCycles(bus.Clock, 100);
        Assert.Equal([0u, 0u, 5u, 77u], master.Replies.Select(reply => reply.Value));
        Assert.All(master.Replies, reply => Assert.False(reply.Error));
        Assert.All(master.Latencies, latency => Assert.Equal(4, latency));
        Assert.Equal(4, bus.Accesses);
    }

    [Theory]
    [InlineData(0xE0200000, 4)]
    [InlineData(0xE0100002, 4)]
    [InlineData(0xE0100040, 1)]
    [InlineData(0xE010006C, 4)]
    [InlineData(0xE100001C, 4)]
    public void What_no_register_answers_is_an_error(uint address, byte size)
    {
        (BusMaster master, PeripheralBus bus) = Build();
        master.Script.Enqueue(new PeripheralRequest(address, 1, size, true));
        master.Script.Enqueue(new PeripheralRequest(address, 0, size, false));
        bus.Simulation.RunCycles(bus.Clock, 100);
        Assert.Equal(2, master.Replies.Count);
        Assert.All(master.Replies, reply => Assert.True(reply.Error));
    }

    private static (BusMaster Master, PeripheralBus Bus) Build()
    {
        Simulation simulation = Bench.New();
        Component top = Bench.Top(simulation);
        var bus = new PeripheralBus(top, "bus", [new PeripheralWindow(0xE0100000, 0x100), new PeripheralWindow(0xE1000000, 0x60)]);
        var random = new RandomNumbers(top, "random", new RandomParameters());
        var timers = new PeTimers(top, "timers", new TimerParameters());
        var master = new BusMaster(top, "master");
        Wiring.Connect(master.Request, bus.Request);
        Wiring.Connect(bus.Reply, master.Reply);
        Wiring.Connect(bus.BlockRequest[0], random.Request);
        Wiring.Connect(random.Reply, bus.BlockReply[0]);
        Wiring.Connect(bus.BlockRequest[1], timers.Request);
        Wiring.Connect(timers.Reply, bus.BlockReply[1]);
        return (master, bus);
    }
}

/// <summary>A processor that waits for each access.</summary>
[Module]
internal sealed partial class BusMaster(Component parent, string name) : Module(parent, name)
{
    [Out] public partial Out<PeripheralRequest> Request { get; }

    [In] public partial In<RegisterReply> Reply { get; }

    [Reg] private bool _waits;
    [Reg] private long _since;

    public Queue<PeripheralRequest> Script { get; } = new();

    public List<RegisterReply> Replies { get; } = [];

    public List<long> Latencies { get; } = [];

    protected override Activity Tick()
    {
        if (_waits)
        {
            if (!Reply.HasData) return Activity.Idle;
            Replies.Add(Reply.Pop());
            Latencies.Add(Now - _since);
            _waits = false;
        }
        if (Script.Count == 0) return Activity.Idle;
        Request.Push(Script.Dequeue());
        _since = Now;
        _waits = true;
        return Activity.Idle;
    }
}
