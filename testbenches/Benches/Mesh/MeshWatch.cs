using HwModel.Fabric;
using HwModel.Fabric.Router;
using HwModel.Fabric.Systems;
using HwModel.Fabric.Traffic;
using HwModel.Kernel;
using HwModel.Verification.Cases;
using HwModel.Verification.Scoreboards;
using HwModel.Verification.Temporal;

namespace HwModel.Benches.Mesh;

/// <summary>
/// Looks at every link of a mesh once a cycle. A flit stands in a router's or a sink's input queue for exactly one cycle, because both take
/// whatever is there; so each flit is seen once at every place of its way. What is expected comes from the schedules and from geometry.
/// </summary>
internal sealed class MeshWatch
{
    private readonly MeshSystem _system;
    private readonly MeshCoverage _coverage;
    private readonly CaseRun _run;
    private readonly In<Flit>[] _queues;
    private readonly InOrderScoreboard<Packet>?[] _flows;
    private readonly KeyedScoreboard<(int, uint), Packet> _delivery;
    private readonly Dictionary<(int Source, uint Sequence), long> _entered = [];
    private readonly int[] _outstanding;
    private readonly PropertyMonitor _monitor = new();
    private readonly int _nodes;
    private readonly int _width;
    private readonly int _channels;
    private readonly int _expectedFlits;
    private readonly long _longestWait;
    private readonly long _period;
    private long _injected;
    private long _consumed;
    private long _inside;
    private long _lastCompany = -1;
    private bool _moved;

    public MeshWatch(MeshSystem system, IReadOnlyList<PacketSchedule> schedules, MeshCoverage coverage, CaseRun run)
    {
        (_system, _coverage, _run) = (system, coverage, run);
        MeshOptions options = system.Options;
        (_nodes, _width, _period, _channels) = (options.Nodes, options.Width, options.Period, options.Router.AllChannels);
        _queues = [.. system.Simulation.Components().OfType<Module>().SelectMany(module => module.Ports.All).OfType<In<Flit>>()];
        _outstanding = new int[_nodes * Port5.Count * _channels];
        _delivery = new KeyedScoreboard<(int, uint), Packet>("delivery", packet => (packet.Source, packet.Sequence));
        _flows = new InOrderScoreboard<Packet>?[_nodes * _nodes];
        for (int source = 0; source < _nodes; source++)
        {
            for (int i = 0; i < schedules[source].Times.Length; i++)
            {
                var packet = new Packet(source, schedules[source].Destinations[i], (uint)i + 1);
                _delivery.Expect(packet, schedules[source].Times[i] / _period);
                // Packets of one flow may overtake each other only on different virtual channels.
                if (_channels == 1) Flow(packet).Expect(packet, 0);
                _expectedFlits += options.PacketLength;
            }
        }
        _longestWait = 8 + _expectedFlits * (options.Router.PipelineStages + 4);
        DeclareTemporal(options);
    }

    /// <summary>The last sampled cycle.</summary>
    public long Cycle { get; private set; } = -1;

    /// <summary>Everything that was to be sent has arrived.</summary>
    public bool IsDone => _consumed >= _expectedFlits;

    private long Time => Cycle * _period;

    /// <summary>Looks at the present cycle.</summary>
    public void Sample()
    {
        Cycle++;
        _moved = false;
        long arrivedNow = 0;
        foreach (WormholeRouter router in _system.Meshes[0].Routers)
        {
            for (int port = 0; port < Port5.Count; port++)
            {
                if (router.CreditIn[port] is { HasData: true } credits && port != Port5.Local) TakeCredit(router, port, credits.Peek());
                if (router.FlitIn[port] is { HasData: true } flits) TakeFlit(router, port, in flits.Peek());
            }
        }
        foreach (TrafficSink sink in _system.Sinks)
        {
            if (!sink.FlitIn.HasData) continue;
            Arrive(sink, in sink.FlitIn.Peek());
            arrivedNow++;
        }
        _inside = 0;
        foreach (In<Flit> queue in _queues) _inside += queue.Count;
        foreach (WormholeRouter router in _system.Meshes[0].Routers) _inside += router.Buffered;
        _run.Check("mesh.conservation", _injected == _consumed + _inside,
            $"In cycle {Cycle} {_injected} flits had gone in, {_consumed} had come out and {_inside} were inside: {_injected - _consumed - _inside} are missing.", Time);
        _consumed += arrivedNow;
        _run.Metric("flits inside", _inside);
        _run.Coverage.Sample(_coverage.Inside, _inside);
        _monitor.Sample(Cycle, Time);
    }

    /// <summary>The case is over.</summary>
    public void Finish()
    {
        _run.Take(_monitor);
        _run.Take("mesh.delivery", _delivery, Cycle, _period);
        foreach (InOrderScoreboard<Packet>? flow in _flows)
            if (flow is not null) _run.Take("mesh.in_order_per_flow", flow, Cycle, _period);
    }

    private void DeclareTemporal(MeshOptions options)
    {
        Bits inside = Bits.Of("mesh.flits_inside", 16, () => (ulong)_inside);
        Condition moved = Condition.Of("mesh.moved", () => _moved);
        // Somewhere a flit can always go on: after its stages, and after the credit that it waits for has come back over one link.
        int patience = 2 * options.Router.PipelineStages + 4;
        _monitor.Assert("mesh.progress", (inside != 0).Implies(Formula.Eventually(0, patience, moved | (inside == 0))));
    }

    private void TakeFlit(WormholeRouter router, int port, in Flit flit)
    {
        _moved = true;
        if (port == Port5.Local) Enter(in flit);
        else
        {
            CheckWay(router, port, in flit);
            int link = Link(router, port, flit.Channel);
            int outstanding = ++_outstanding[link];
            int depth = _system.Options.Router.BufferDepth;
            _run.Check("mesh.credits", outstanding <= depth,
                $"In cycle {Cycle} {router.Path} was sent flit {outstanding} on virtual channel {flit.Channel} of port {port} without a credit; its buffer holds {depth}.", Time);
            _run.Coverage.Sample(_coverage.Outstanding, outstanding == depth ? 100 : outstanding);
        }
        SampleTurn(router, port, in flit);
    }

    private void Enter(in Flit flit)
    {
        _injected++;
        if (!flit.IsHead) return;
        if (_entered.Count > 0) _lastCompany = Cycle;
        _entered[(flit.Source, flit.Sequence)] = Cycle;
    }

    /// <summary>First along x in the row of the source, then along y in the column of the destination, always towards it.</summary>
    private void CheckWay(WormholeRouter router, int port, in Flit flit)
    {
        (int sourceY, int toX, int toY) = (flit.Source / _width, flit.Destination % _width, flit.Destination / _width);
        bool right = port switch
        {
            // A flit that goes east enters by the west port.
            Port5.West => router.Y == sourceY && router.X <= toX,
            Port5.East => router.Y == sourceY && router.X >= toX,
            Port5.South => router.X == toX && router.Y <= toY,
            _ => router.X == toX && router.Y >= toY,
        };
        _run.Check("mesh.xy_path", right,
            $"In cycle {Cycle} a flit of packet {flit.Sequence} from node {flit.Source} to node {flit.Destination} was at {router.Path}, port {port}: not on its way first along x, then along y.", Time);
    }

    private void TakeCredit(WormholeRouter sender, int port, byte channel)
    {
        WormholeRouter receiver = Neighbour(sender, port);
        int outstanding = --_outstanding[Link(receiver, Port5.Opposite(port), channel)];
        _run.Check("mesh.credits", outstanding >= 0, $"In cycle {Cycle} {sender.Path} got a credit on port {port}, virtual channel {channel}, for which it had sent no flit.", Time);
    }

    private void Arrive(TrafficSink sink, in Flit flit)
    {
        _moved = true;
        if (!flit.IsTail) return;
        int node = IndexOf(sink);
        var packet = new Packet(flit.Source, node, flit.Sequence);
        _delivery.Observe(packet, Cycle);
        if (_channels == 1) Flow(packet).Observe(packet, Cycle);
        if (!_entered.Remove((flit.Source, flit.Sequence), out long entered)) return;
        int hops = Math.Abs(flit.Source % _width - node % _width) + Math.Abs(flit.Source / _width - node / _width);
        // Every router on the way takes its stages; the tail follows its head by one cycle for each further flit.
        long least = (hops + 1L) * _system.Options.Router.PipelineStages + _system.Options.PacketLength - 1;
        long took = Cycle - entered;
        _run.Check("mesh.latency_lower_bound", took >= least,
            $"Packet {flit.Sequence} from node {flit.Source} to node {node} took {took} cycles over {hops} hops; {least} are the least.", Time);
        // A buffer that is shorter than the credit round trip slows even a lonely packet of several flits.
        if (_lastCompany < entered && _system.Options.PacketLength == 1)
            _run.Check("mesh.latency_when_alone", took == least,
                $"Packet {flit.Sequence} from node {flit.Source} to node {node} was alone and took {took} cycles over {hops} hops; {least} are right.", Time);
        _run.Check("mesh.hops_counted", flit.Hops == hops, $"Packet {flit.Sequence} from node {flit.Source} to node {node} says {flit.Hops} hops; the way has {hops}.", Time);
        _run.Check("mesh.no_starvation", took - least <= _longestWait, $"Packet {flit.Sequence} from node {flit.Source} to node {node} waited {took - least} cycles; {_longestWait} are enough for all flits.", Time);
        _run.Metric("wait", took - least);
        _run.Coverage.Sample(_coverage.Hops, hops);
        _run.Coverage.Sample(_coverage.Wait, took - least);
        _run.Coverage.Sample(_coverage.LengthByArbitration, _system.Options.PacketLength, (long)_system.Options.Router.Arbitration);
    }

    private void SampleTurn(WormholeRouter router, int port, in Flit flit)
    {
        if (!flit.IsHead) return;
        (int toX, int toY) = (flit.Destination % _width, flit.Destination / _width);
        int output = toX > router.X ? Port5.East : toX < router.X ? Port5.West : toY > router.Y ? Port5.North : toY < router.Y ? Port5.South : Port5.Local;
        _run.Coverage.Sample(_coverage.Turns, port, output);
    }

    private InOrderScoreboard<Packet> Flow(Packet packet) =>
        _flows[packet.Source * _nodes + packet.Destination] ??= new InOrderScoreboard<Packet>($"flow {packet.Source} to {packet.Destination}");

    private int IndexOf(TrafficSink sink)
    {
        for (int i = 0; i < _system.Sinks.Count; i++)
            if (ReferenceEquals(_system.Sinks[i], sink)) return i;
        return -1;
    }

    private int Link(WormholeRouter receiver, int port, int channel) => ((receiver.Y * _width + receiver.X) * Port5.Count + port) * _channels + channel;

    private WormholeRouter Neighbour(WormholeRouter router, int port) => port switch
    {
        Port5.East => _system.Meshes[0][router.X + 1, router.Y],
        Port5.West => _system.Meshes[0][router.X - 1, router.Y],
        Port5.North => _system.Meshes[0][router.X, router.Y + 1],
        _ => _system.Meshes[0][router.X, router.Y - 1],
    };

    /// <summary>A packet as it is expected.</summary>
    private sealed record Packet(int Source, int Destination, uint Sequence)
    {
        public override string ToString() => $"packet {Sequence} from node {Source} to node {Destination}";
    }
}
