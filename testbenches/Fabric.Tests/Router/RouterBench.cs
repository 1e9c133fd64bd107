using HwModel.Fabric.Router;
using HwModel.Kernel;

namespace HwModel.Fabric.Tests.Router;

/// <summary>One router in the middle of a 3 x 3 mesh, alone, with a source and a sink at each port, and everything that goes in or out of it written down.</summary>
internal sealed class RouterBench
{
    public const int Nodes = 9;

    public RouterBench(RouterOptions options, IReadOnlyList<BenchPacket> packets, double sinkRate = 1, double sourceRate = 1, string? fault = null, ulong seed = 1)
    {
        var simulation = new Simulation(new SimulationOptions { CheckQuiescence = true, Seed = seed, Faults = fault is null ? FaultSet.None : new FaultSet(fault) });
        Clock = simulation.Clock("clk", 1000);
        Simulation = simulation;
        var top = new Component(simulation.Root, "top", Clock);
        Router = new WormholeRouter(top, "router", 1, 1, new XyRoute(3, 3, 0, 2, 1, Port5.East), options);
        for (int port = 0; port < Port5.Count; port++)
        {
            Sources[port] = new BenchSource(top, $"source[{port}]", options, [.. packets.Where(packet => packet.Input == port)], sourceRate);
            Sinks[port] = new BenchSink(top, $"sink[{port}]", port != Port5.Local, sinkRate);
            Wiring.Connect(Sources[port].FlitOut, Router.FlitIn[port]);
            Wiring.Connect(Router.CreditOut[port], Sources[port].CreditIn);
            Wiring.Connect(Router.FlitOut[port], Sinks[port].FlitIn);
            if (port != Port5.Local) Wiring.Connect(Sinks[port].CreditOut, Router.CreditIn[port]);
        }
        simulation.Elaborate();
    }

    public Simulation Simulation { get; }

    public ClockDomain Clock { get; }

    public WormholeRouter Router { get; }

    public BenchSource[] Sources { get; } = new BenchSource[Port5.Count];

    public BenchSink[] Sinks { get; } = new BenchSink[Port5.Count];

    /// <summary>The output port at the router for a node of the mesh.</summary>
    public static int PortOf(int destination) =>
        (destination % 3, destination / 3) switch { (2, _) => Port5.East, (0, _) => Port5.West, (1, 2) => Port5.North, (1, 0) => Port5.South, _ => Port5.Local };

    /// <summary>A node that an output port leads to.</summary>
    public static int NodeBehind(int port) => port switch { Port5.East => 5, Port5.West => 3, Port5.North => 7, Port5.South => 1, _ => 4 };

    /// <summary>The sources of the flits that left by a port, with the cycle in which they left.</summary>
    public (long Cycle, int Source)[] Left(int port) => [.. Sinks[port].Arrived.Select(arrived => (arrived.Cycle - 1, (int)arrived.Flit.Source))];

    /// <summary>Runs some cycles and asks a reference for the same: every flit and every credit that leaves, in its cycle, and the steps of the state machine.</summary>
    public void Compare(RouterReference reference, long cycles)
    {
        Simulation.RunCycles(Clock, cycles);
        var left = new List<(long, int, Flit)>();
        var credits = new List<(long, int, byte)>();
        int standing = 0;
        for (long cycle = 0; cycle < cycles; cycle++)
        {
            Flit?[] arriving = [.. Sources.Select(source => At(source.Pushed, cycle - 1))];
            byte?[] returned = [.. Sinks.Select(sink => At(sink.Returned, cycle - 1))];
            RouterStep step = reference.Step(cycle, arriving, returned, standing < BenchSink.Depth);
            left.AddRange(step.Flits.Select(sent => (cycle + 1, sent.Output, sent.Flit)));
            credits.AddRange(step.Credits.Select(credit => (cycle + 1, credit.Input, credit.Channel)));
            standing += step.Flits.Count(sent => sent.Output == Port5.Local) - (Sinks[Port5.Local].Popped.Contains(cycle) ? 1 : 0);
        }
        // What left in the last cycle is not seen yet.
        Assert.Equal(
            left.Where(flit => flit.Item1 < cycles).OrderBy(flit => (flit.Item1, flit.Item2)),
            Sinks.SelectMany((sink, port) => sink.Seen.Select(seen => (seen.Cycle, port, seen.Flit))).OrderBy(flit => (flit.Cycle, flit.port)));
        Assert.Equal(
            credits.Where(credit => credit.Item1 < cycles).Order(),
            Sources.SelectMany((source, port) => source.Credits.Select(credit => (credit.Cycle, port, credit.Channel))).Order());
        FsmMonitor machine = Assert.Single(Router.Machines);
        for (int from = 0; from < machine.Table.States.Count; from++)
            for (int to = 0; to < machine.Table.States.Count; to++)
                if (from != to) Assert.True(machine.Taken(from, to) == reference.Taken[from, to], $"from {(RouterState)from} to {(RouterState)to}: {machine.Taken(from, to)} times, {reference.Taken[from, to]} are right");
    }

    private static T? At<T>(Dictionary<long, T> events, long cycle)
        where T : struct => events.TryGetValue(cycle, out T found) ? found : null;
}

/// <summary>A packet for the router.</summary>
/// <param name="Input">Port that it comes in by.</param>
/// <param name="Channel">Virtual channel.</param>
/// <param name="Output">Port that it is to leave by.</param>
/// <param name="Length">Flits.</param>
/// <param name="Start">Cycle from which it is sent.</param>
/// <param name="Created">Its age's beginning.</param>
internal sealed record BenchPacket(int Input, int Channel, int Output, int Length = 1, long Start = 0, long Created = 0);

/// <summary>Sends the packets of one port, those of a virtual channel one after the other, as credits allow, at a rate. A flit's source is the number of its packet at the port.</summary>
[Module]
internal sealed partial class BenchSource(Component parent, string name, RouterOptions options, BenchPacket[] packets, double rate) : Module(parent, name)
{
    [Out] public partial Out<Flit> FlitOut { get; }

    [In(Depth = 8)] public partial In<byte> CreditIn { get; }

    [Reg] private RandomStream _random;
    [Reg(Trace = false)] private readonly int[] _used = new int[options.AllChannels];
    [Reg(Trace = false)] private readonly int[] _packet = new int[options.AllChannels];
    [Reg(Trace = false)] private readonly int[] _flit = new int[options.AllChannels];
    [Reg] private int _last;

    /// <summary>By cycle: what was pushed.</summary>
    public Dictionary<long, Flit> Pushed { get; } = [];

    /// <summary>Credits, with the cycle in which they stood at the input.</summary>
    public List<(long Cycle, byte Channel)> Credits { get; } = [];

    protected override Activity Tick()
    {
        if (CreditIn.HasData)
        {
            byte channel = CreditIn.Pop();
            Credits.Add((Now, channel));
            _used[channel]--;
        }
        if (!FlitOut.CanPush || (rate < 1 && !_random.NextBool(rate))) return Activity.Busy;
        for (int i = 1; i <= _used.Length; i++)
        {
            int channel = (_last + i) % _used.Length;
            BenchPacket[] own = [.. packets.Where(packet => packet.Channel == channel)];
            if (_packet[channel] == own.Length || own[_packet[channel]].Start > Now || _used[channel] == options.BufferDepth) continue;
            BenchPacket packet = own[_packet[channel]];
            int place = _flit[channel];
            var flit = new Flit((ushort)Array.IndexOf(packets, packet), (ushort)RouterBench.NodeBehind(packet.Output),
                (place == 0 ? FlitPlace.Head : 0) | (place == packet.Length - 1 ? FlitPlace.Tail : 0), (byte)channel, (byte)(place & 1), (uint)place, packet.Created);
            FlitOut.Push(flit);
            Pushed[Now] = flit;
            _used[channel]++;
            _last = channel;
            _flit[channel] = flit.IsTail ? 0 : place + 1;
            if (flit.IsTail) _packet[channel]++;
            break;
        }
        return Activity.Busy;
    }
}

/// <summary>Takes what leaves by a port, at a rate, and returns credits, at the same rate.</summary>
[Module]
internal sealed partial class BenchSink(Component parent, string name, bool hasCredits, double rate) : Module(parent, name)
{
    public const int Depth = 2;

    [In(Depth = Depth)] public partial In<Flit> FlitIn { get; }

    [Out(Optional = true)] public partial Out<byte> CreditOut { get; }

    [Reg] private RandomStream _random;
    [Reg] private int _owed;
    [Reg(Trace = false)] private readonly byte[] _channels = new byte[1024];
    [Reg] private int _next;

    /// <summary>What was taken.</summary>
    public List<(long Cycle, Flit Flit)> Arrived { get; } = [];

    /// <summary>Every flit with the first cycle in which it stood in the queue.</summary>
    public List<(long Cycle, Flit Flit)> Seen { get; } = [];

    /// <summary>Cycles in which a flit was taken.</summary>
    public HashSet<long> Popped { get; } = [];

    /// <summary>By cycle: the credit that was returned.</summary>
    public Dictionary<long, byte> Returned { get; } = [];

    protected override Activity Tick()
    {
        int known = Seen.Count - Arrived.Count;
        for (int i = known; i < FlitIn.Count; i++) Seen.Add((Now, FlitIn.Peek(i)));
        bool takes = FlitIn.HasData && (hasCredits || rate >= 1 || _random.NextBool(rate));
        if (takes)
        {
            Flit flit = FlitIn.Pop();
            Arrived.Add((Now, flit));
            Popped.Add(Now);
            if (hasCredits) _channels[_next + _owed++] = flit.Channel;
        }
        if (_owed > 0 && CreditOut.CanPush && (rate >= 1 || _random.NextBool(rate)))
        {
            Returned[Now] = _channels[_next];
            CreditOut.Push(_channels[_next++]);
            _owed--;
        }
        return Activity.Busy;
    }
}
