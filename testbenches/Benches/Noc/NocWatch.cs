using System.Numerics;
using HwModel.Benches.PeParts;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.Verification.Cases;

namespace HwModel.Benches.Noc;

/// <summary>The data network between feeders and takers; every flit is seen once at every router, because a router takes what stands in its input queues.</summary>
internal sealed class NocWatch
{
    private const long Period = 3_333_333;
    private readonly NocCoverage _coverage;
    private readonly CaseRun _run;
    private readonly Simulation _simulation;
    private readonly ClockDomain _clock;
    private readonly DataNoc _noc;
    private readonly Feeder<NocFlit>[] _feeders = new Feeder<NocFlit>[Floorplan.PeCount];
    private readonly Lever[] _levers = new Lever[Floorplan.PeCount];
    private readonly bool[] _wasOff = new bool[Floorplan.PeCount];
    private readonly bool[] _everOff = new bool[Floorplan.PeCount];
    private readonly long[] _refusedReads = new long[Floorplan.PeCount];
    private readonly CrossingWatch[] _crossings = new CrossingWatch[Floorplan.PeCount];
    private readonly Taker<NocFlit>[] _takers = new Taker<NocFlit>[Floorplan.PeCount];
    private readonly List<Flight> _flights = [];
    private readonly Dictionary<(int, int), int> _last = [];
    private readonly long[,] _delivered = new long[Floorplan.Quads.Length, Floorplan.PesPerQuad];
    private readonly NocFlit[] _heads = new NocFlit[Floorplan.Quads.Length];
    private long _lastEntered = -100;
    private int _left;
    private readonly RegisterAgent _agent;

    public NocWatch(NocConfiguration configuration, NocCoverage coverage, CaseRun run)
    {
        (_coverage, _run) = (coverage, run);
        _simulation = new Simulation(run.SimulationOptions);
        _clock = _simulation.Clock("noc", Period);
        ClockDomain pe = configuration.PeRatio == 1 ? _clock : _simulation.Clock("pe", Period * configuration.PeRatio);
        run.Coverage.Sample(coverage.Ratio, configuration.PeRatio);
        _noc = new DataNoc(_simulation.Root, "dnoc", _clock, _clock, _ => pe);
        var top = new Component(_simulation.Root, "bench", _clock);
        for (int i = 0; i < Floorplan.PeCount; i++)
        {
            int element = i;
            _feeders[i] = new Feeder<NocFlit>(top, $"feeder[{i}]", pe);
            _takers[i] = new Taker<NocFlit>(top, $"taker[{i}]", pe);
            _levers[i] = new Lever(top, $"off[{i}]", _clock);
            _noc.Quads[i / 4]!.Isolate(i & 3, _levers[i].Level);
            _crossings[i] = new CrossingWatch();
            Wiring.Connect(_feeders[i].Items, _noc.FromPe(i));
            Wiring.Connect(_noc.ToPe(i), _takers[i].Items);
            _takers[i].Listen((flit, _) => Arrive(element, in flit));
        }
        for (int i = 0; i < RouterEdge.Count; i++)
        {
            int edge = i;
            var feeder = new Feeder<NocFlit>(top, $"edge_in[{i}]", _clock);
            var taker = new Taker<NocFlit>(top, $"edge_out[{i}]", _clock);
            Wiring.Connect(feeder.Items, _noc.FromRouter(i));
            Wiring.Connect(_noc.ToRouter(i), taker.Items);
            taker.Listen((flit, _) => ArriveAtRouter(edge, in flit));
        }
        NocRouter tried = _noc.Routers[(int)(run.Seed % (ulong)_noc.Routers.Count)];
        _agent = new RegisterAgent(new Component(top, "software"), tried.Request, tried.Reply);
        run.Observe(_simulation);
        _simulation.Elaborate();
        if (!configuration.Table) return;
        foreach (NocRouter router in _noc.Routers) Configure(router);
    }

    public void Send(int from, int to, int mask)
    {
        var flight = new Flight(_flights.Count, Floorplan.PositionOf(from), Floorplan.PositionOf(to), mask, from);
        Launch(from, flight, NocClass.Write);
        _run.Coverage.Sample(_coverage.Hops, flight.Hops);
        _run.Coverage.Sample(_coverage.Copies, BitOperations.PopCount((uint)mask));
    }

    public void SendToRouter(int from)
    {
        NocPosition at = Floorplan.PositionOf(from);
        Launch(from, new Flight(_flights.Count, at, Floorplan.RouterOf(at), 0, from), NocClass.Multicast);
    }

    public void SwitchOff(int element, bool off)
    {
        _everOff[element] |= off;
        _levers[element].Set(off);
    }

    public void Ask(int from, int to) => Launch(from, new Flight(_flights.Count, Floorplan.PositionOf(from), Floorplan.PositionOf(to), 1 << (to & 3), from), NocClass.ReadRequest);

    public void Shut(int element, bool shut)
    {
        _takers[element].Shut(shut);
        _crossings[element].IsShut = shut;
    }

    public void Run(int cycles)
    {
        for (int cycle = 0; cycle < cycles; cycle++)
        {
            _simulation.RunCycles(_clock, 1);
            Look();
        }
    }

    public void Finish()
    {
        Run(200);
        for (int element = 0; element < Floorplan.PeCount; element++) Shut(element, false);
        foreach (Lever lever in _levers) lever.Set(false);
        int limit = 600 + (20 * _flights.Count);
        for (int cycle = 0; cycle < limit && Left > 0; cycle++) Run(1);
        Run(20);
        bool isEmpty = _feeders.All(feeder => feeder.Left == 0) && _noc.Routers.All(router => router.Buffered == 0);
        _run.Check("noc.progress", isEmpty, $"{_noc.Routers.Sum(router => router.Buffered)} flits are still in the routers {limit} cycles after all elements opened.", _simulation.Time);
        foreach (Flight flight in _flights) _run.Check("noc.delivery", (Missing(flight) & ~OffMask(flight.To)) == 0 && (flight.IsPe || flight.HasArrived), $"Flit {flight} did not reach elements 0x{flight.Mask:X} of its quad.", _simulation.Time);
        for (int element = 0; element < Floorplan.PeCount; element++) CheckRefusals(element);
        foreach (NocRouter router in _noc.Routers)
        {
            _run.Coverage.Take(_coverage.Router, router.Machines[0]);
            for (int port = 0; port < MeshPort.Directions; port++)
                if (router.HighWater(port) > 0) _run.Coverage.Sample(_coverage.Buffered, router.HighWater(port));
        }
        foreach (QuadNode? quad in _noc.Quads) _run.Coverage.Take(_coverage.Crossbar, quad!.Crossbar.Machines[0]);
    }

    /// <summary>Software tries registers of one router of the empty network.</summary>
    public void Try(RegisterTour tour) => _agent.Try(tour, _run.Seed, 10);

    // Copies that have neither arrived nor been refused.
    private long Left
    {
        get
        {
            long left = _left;
            foreach (QuadNode? quad in _noc.Quads)
                for (int pe = 0; pe < Floorplan.PesPerQuad; pe++)
                    left -= quad!.DroppedAsOff(pe);
            foreach (long reads in _refusedReads) left += reads;
            return left;
        }
    }

    private static int Missing(Flight flight) => flight.IsPe ? flight.Mask : 0;

    private int OffMask(NocPosition quad)
    {
        int mask = 0;
        for (int pe = 0; pe < Floorplan.PesPerQuad; pe++)
            if (Floorplan.PeAt(quad, pe) is var element and >= 0 && _everOff[element])
                mask |= 1 << pe;
        return mask;
    }

    private void CheckRefusals(int element)
    {
        if (!_everOff[element]) return;
        long missing = _refusedReads[element];
        foreach (Flight flight in _flights)
            if (flight.To == Floorplan.PositionOf(element) && (Missing(flight) >> (element & 3) & 1) != 0)
            {
                missing++;
                // A read that had reached the crossing is lost with it.
                _run.Check("noc.refusal", !flight.IsRead || _crossings[element].HasSeen(flight.Number), $"Read {flight} of element {element}, which was off, got no answer.", _simulation.Time);
            }
        long dropped = _noc.Quads[element / 4]!.DroppedAsOff(element & 3);
        _run.Check("noc.refusal", missing == dropped, $"{missing} copies for element {element} are missing, {dropped} were counted as dropped.", _simulation.Time);
    }

    private static ulong Payload(int number) => (ulong)number * 0x9E3779B97F4A7C15UL;

    private void Launch(int from, Flight flight, NocClass kind)
    {
        flight.IsRead = kind == NocClass.ReadRequest;
        _flights.Add(flight);
        _left += flight.IsPe ? BitOperations.PopCount((uint)flight.Mask) : 1;
        _feeders[from].Add(NocFlit.Create(flight.To, flight.Mask, kind, CommsPayload.Bits128, 0, flight.From, from & 3, (uint)flight.Number, Payload(flight.Number), ~Payload(flight.Number)));
    }

    private void Arrive(int element, in NocFlit flit)
    {
        if (Known(in flit) is not { } flight) return;
        if (flit.Class == NocClass.ReadResponse)
        {
            bool asked = flight.IsRead && flight.Sender == element && flit.Payload == CommsPayload.None && flight.Mask != 0;
            _run.Check("noc.refusal", asked, $"Element {element} got an answer to read {flight}, which it did not send, or a second one, or one with data.", _simulation.Time);
            if (!asked) return;
            int target = Floorplan.PeAt(flight.To, BitOperations.TrailingZeroCount((uint)flight.Mask));
            _run.Check("noc.refusal", _everOff[target], $"Read {flight} was refused, but element {target} never was off.", _simulation.Time);
            _refusedReads[target]++;
            flight.Mask = 0;
            _left--;
            return;
        }
        int bit = 1 << (element & 3);
        _run.Check("noc.flushed", _crossings[element].Arrive(flight.Number), $"Flit {flight} arrived at element {element}, although it waited in front of it when its supply went off.", _simulation.Time);
        bool right = flight.IsPe && Floorplan.PositionOf(element) == flight.To && (flight.Mask & bit) != 0;
        _run.Check("noc.delivery", right && IsWhole(in flit), $"Flit {flight} arrived at element {element}, where it was not to go, twice, or changed.", _simulation.Time);
        flight.Mask &= ~bit;
        _left--;
        (int, int) flow = (flight.Sender, element);
        int last = _last.GetValueOrDefault(flow, -1);
        _run.Check("noc.order", flight.Number > last, $"Flit {flight} arrived at element {element} after flit {last} of the same sender.", _simulation.Time);
        _last[flow] = flight.Number;
    }

    private void ArriveAtRouter(int edge, in NocFlit flit)
    {
        if (Known(in flit) is not { } flight) return;
        // Along x first: rows 3 and 4 meet a side, the others come along column 4.
        NocPosition from = flight.From;
        int expected = from.Y is 3 or 4 ? RouterEdge.Towards(from) : from.Y < 3 ? 1 : 4;
        _run.Check("noc.delivery", !flight.IsPe && !flight.HasArrived && edge == expected && IsWhole(in flit), $"Flit {flight} arrived at edge {edge} of the packet router; {expected} is right.", _simulation.Time);
        flight.HasArrived = true;
        _run.Coverage.Sample(_coverage.Edge, edge);
        _left--;
    }

    private static bool IsWhole(in NocFlit flit) => flit.HasParity && flit.Low == Payload((int)flit.Address) && flit.High == ~flit.Low;

    private Flight? Known(in NocFlit flit)
    {
        bool known = flit.Address < _flights.Count;
        _run.Check("noc.delivery", known, $"Flit {flit.Address} arrived, which nobody sent.", _simulation.Time);
        return known ? _flights[(int)flit.Address] : null;
    }

    private void Look()
    {
        long cycle = _clock.Cycle;
        foreach (NocRouter router in _noc.Routers)
            for (int port = 0; port < MeshPort.Directions; port++)
                if (router.FlitIn[port] is { HasData: true } queue) Pass(router, port, in queue.Peek(), cycle);
        for (int quad = 0; quad < _noc.Quads.Count; quad++)
        {
            QuadNode node = _noc.Quads[quad]!;
            if (node.Router.FlitIn[MeshPort.Local] is { HasData: true } queue) Enter(in queue.Peek(), cycle);
            LookAtCrossbar(quad, node.Crossbar);
        }
    }

    private void Enter(in NocFlit flit, long cycle)
    {
        Flight flight = _flights[(int)flit.Address];
        if (flight.Seen >= 0) return;
        flight.Seen = cycle;
        flight.IsAlone = cycle - _lastEntered > 70 && Left <= Math.Max(1, BitOperations.PopCount((uint)flight.Mask));
        if (cycle - _lastEntered <= 70)
            foreach (Flight other in _flights)
                if (other != flight) other.IsAlone = false;
        _lastEntered = cycle;
    }

    private void Pass(NocRouter router, int port, in NocFlit flit, long cycle)
    {
        if (Known(in flit) is not { } flight) return;
        NocPosition at = router.At;
        bool isAnswer = flit.Class == NocClass.ReadResponse;
        (NocPosition from, NocPosition to) = isAnswer ? (flight.To, flight.From) : (flight.From, flight.To);
        _run.Check("noc.credits", router.Overruns == 0, $"{router.Path} was sent {router.Overruns} flits for which it had no room.", _simulation.Time);
        bool right = port switch
        {
            // A flit that goes east enters by the west port.
            MeshPort.West => at.Y == from.Y && at.X <= to.X,
            MeshPort.East => at.Y == from.Y && at.X >= to.X,
            MeshPort.South => at.X == to.X && at.Y <= to.Y,
            _ => at.X == to.X && at.Y >= to.Y,
        };
        _run.Check("noc.path", right, $"Flit {flight} was at ({at.X},{at.Y}) by port {port}: not on its way first along x, then along y.", _simulation.Time);
        if (flight.IsAlone && !isAnswer) _run.Check("noc.five_cycles_a_hop", cycle - flight.Seen == 5, $"Flit {flight} was alone and took {cycle - flight.Seen} cycles to ({at.X},{at.Y}).", _simulation.Time);
        flight.Seen = cycle;
    }

    // What the crossbar wrote in this cycle is the flit that stood at its input, to all of its mask.
    private void LookAtCrossbar(int quad, QuadCrossbar crossbar)
    {
        int written = 0;
        for (int pe = 0; pe < Floorplan.PesPerQuad; pe++)
        {
            int element = (quad * 4) + pe;
            if (crossbar.Delivered(pe) != _delivered[quad, pe])
            {
                written |= 1 << pe;
                _crossings[element].Enter((int)_heads[quad].Address);
            }
            bool off = _levers[element].Level.Value;
            _crossings[element].Look(off);
            if (off && _wasOff[(quad * 4) + pe]) _run.Check("noc.refusal", (written >> pe & 1) == 0, $"The crossbar of quad {quad} wrote to element {pe}, which is off.", _simulation.Time);
            _wasOff[(quad * 4) + pe] = off;
            _delivered[quad, pe] = crossbar.Delivered(pe);
        }
        if (written != 0)
            _run.Check("noc.copies_together", (written == _heads[quad].PeMask || (written & ~_heads[quad].PeMask) == 0 && (_heads[quad].PeMask & ~written & ~OffMask(Floorplan.Quads[quad])) == 0), $"The crossbar of quad {quad} wrote to elements 0x{written:X} in one cycle; the flit's mask is 0x{_heads[quad].PeMask:X}.", _simulation.Time);
        if (crossbar.FromRouter.HasData) _heads[quad] = crossbar.FromRouter.Peek();
    }

    private static void Configure(NocRouter router)
    {
        var words = new uint[4];
        for (int index = 0; index < 64; index++)
        {
            (int x, int y) = (index & 7, index >> 3);
            uint direction = x > router.At.X ? 0u : x < router.At.X ? 2u : y > router.At.Y ? 1u : 3u;
            words[index >> 4] |= direction << (2 * (index & 15));
        }
        for (uint i = 0; i < 4; i++) router.Configure(0x14 + (4 * i), words[i]);
        router.Configure(0x10, 1);
    }

    private sealed class Flight(int number, NocPosition from, NocPosition to, int mask, int sender)
    {
        public int Number => number;

        public NocPosition From => from;

        public NocPosition To => to;

        public int Sender => sender;

        public bool IsPe { get; } = mask != 0;

        public int Hops => Math.Abs(from.X - to.X) + Math.Abs(from.Y - to.Y);

        public int Mask { get; set; } = mask;

        public bool HasArrived { get; set; }

        public long Seen { get; set; } = -1;

        public bool IsAlone { get; set; }

        public bool IsRead { get; set; }

        public override string ToString() => $"{number} from ({from.X},{from.Y}) to ({to.X},{to.Y})";
    }
}
