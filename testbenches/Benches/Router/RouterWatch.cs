using HwModel.Benches.Noc;
using HwModel.Benches.PeParts;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Router;
using HwModel.Verification.Cases;

namespace HwModel.Benches.Router;

/// <summary>A router between feeders and takers, and what the published rules say of each packet. Keys have the table's six bits below and the packet's number above.</summary>
internal sealed class RouterWatch
{
    private const long Period = 2_500_000;
    private const uint Everything = 0x1FFFC00 | 0xFF;
    private readonly RouteEntry[] _table;
    private readonly RouterConfiguration _configuration;
    private readonly RouterCoverage _coverage;
    private readonly CaseRun _run;
    private readonly Simulation _simulation;
    private readonly ClockDomain _clock;
    private readonly PacketRouter _router;
    private readonly Feeder<CommsPacket>[] _links = new Feeder<CommsPacket>[6];
    private readonly Feeder<NocFlit>[] _ports = new Feeder<NocFlit>[6];
    private readonly Taker<CommsPacket>[] _linkTakers = new Taker<CommsPacket>[6];
    private readonly Taker<NocFlit>[] _portTakers = new Taker<NocFlit>[6];
    private readonly List<Packet> _packets = [];
    private readonly int[] _lastOut = new int[12 * 12];
    private readonly List<DropRecord> _dumps = [];
    private long _dropsSeen;
    private int _errors;
    private Packet? _firstError;
    private readonly RegisterAgent _agent;
    private bool _wasShut;

    public RouterWatch(RouterConfiguration configuration, RouteEntry[] table, RouterCoverage coverage, CaseRun run)
    {
        (_configuration, _table, _coverage, _run) = (configuration, table, coverage, run);
        _simulation = new Simulation(run.SimulationOptions);
        _clock = _simulation.Clock("router", Period);
        var top = new Component(_simulation.Root, "top", _clock);
        _router = new PacketRouter(top, "router", 7);
        for (int i = 0; i < 6; i++)
        {
            int port = i;
            _links[i] = new Feeder<CommsPacket>(top, $"link_in[{i}]", _clock);
            _ports[i] = new Feeder<NocFlit>(top, $"noc_in[{i}]", _clock);
            _linkTakers[i] = new Taker<CommsPacket>(top, $"link_out[{i}]", _clock);
            _portTakers[i] = new Taker<NocFlit>(top, $"noc_out[{i}]", _clock);
            Wiring.Connect(_links[i].Items, _router.FromLink[i]);
            Wiring.Connect(_ports[i].Items, _router.FromNoc[i]);
            Wiring.Connect(_router.ToLink[i], _linkTakers[i].Items);
            Wiring.Connect(_router.ToNoc[i], _portTakers[i].Items);
            _links[i].Listen((packet, cycle) => Entered(NumberOf(packet.Key, packet.Low, (int)packet.Kind), cycle));
            _ports[i].Listen((flit, cycle) => Entered(NumberOf(flit.Address, flit.Low, (int)flit.Class), cycle));
            _linkTakers[i].Listen((packet, cycle) => Left(port, in packet, cycle));
            _portTakers[i].Listen((flit, cycle) => Left(port, in flit, cycle));
        }
        _agent = new RegisterAgent(new Component(top, "software"), _router.Request, _router.Reply) { Answered = request => run.Coverage.Access(coverage.Registers, request.Offset, request.Write, request.Value) };
        run.Observe(_simulation);
        _simulation.Elaborate();
        _router.Load(table);
        for (int chip = 0; chip < 6; chip++) _router.SetChip(chip, (byte)chip);
        _router.SetChip(7, ChipTable.Here);
        _router.Configure(0x000, (uint)configuration.Wait2 << 24 | (uint)configuration.Wait1 << 16 | (uint)configuration.Phase << 6 | 0x38 | 1);
        _router.Configure(0x02C, 3);
        _router.Configure(0x200, Everything);
        _router.Configure(0x204, Everything & ~(1u << 12));
    }

    private long Wait1 => WaitOf(_configuration.Wait1);

    public void Send(Multicast command, int index)
    {
        int input = Input(command.Input);
        bool isLink = input < 6;
        int number = _packets.Count;
        uint key = (uint)number << 6 | (uint)(command.Key + index) & 63;
        var payload = (CommsPayload)(command.Payload & 3);
        int flaw = isLink && index == 0 ? command.Flaw & 3 : 0;
        int emergency = isLink ? command.Emergency & 3 : 0;
        var packet = new Packet(number, 0, input, payload != CommsPayload.None, flaw);
        _packets.Add(packet);
        if (flaw == 0) Predict(packet, key & 63, isLink ? input : -1, emergency);
        // Random bits beside the key, but none beyond the size.
        ulong low = payload == CommsPayload.None ? 0 : payload == CommsPayload.Bits32 ? 0xA5A5u ^ key : 0x1234567800000000UL | key;
        if (!isLink) _ports[input - 6].Add(NocFlit.Create(Floorplan.RouterSouth, 0, NocClass.Multicast, payload, (byte)(payload == 0 ? 0 : 2), new NocPosition(1, 1), 0, key, low));
        else
        {
            int phase = flaw == 3 ? _configuration.Phase ^ 3 : _configuration.Phase;
            CommsPacket sent = PacketParity.Seal(new CommsPacket((byte)(emergency << 4 | phase << 2), key, payload, low, 0, 0, false, flaw == 2));
            _links[input].Add(flaw == 1 ? sent with { Control = (byte)(sent.Control ^ 1) } : sent);
        }
        Sample(packet);
    }

    public void Send(ToCore command)
    {
        int input = Input(command.Input), chip = command.Chip & 7, core = (int)((uint)command.Core % 160);
        var packet = new Packet(_packets.Count, 1, input, true, 0);
        _packets.Add(packet);
        if (chip < 6) packet.Copies.Add(Copy.Link(chip, 0));
        else if (chip == 7 && core == 0) packet.Copies.Add(Copy.Management);
        else if (chip == 7 && core <= 152) packet.Copies.Add(Copy.Element(core - 1));
        packet.Cause = chip == 6 ? DropCause.Discarded : DropCause.NoSuchTarget;
        uint key = (uint)chip << 16 | (uint)core << 8;
        if (input >= 6) _ports[input - 6].Add(NocFlit.Create(Floorplan.RouterNorth, 0, NocClass.CoreToCore, CommsPayload.Bits64, 0x42, new NocPosition(1, 1), 0, key, (ulong)packet.Number));
        else _links[input].Add(PacketParity.Seal(new CommsPacket((byte)(0x40 | _configuration.Phase << 2), key, CommsPayload.Bits64, (ulong)packet.Number, 0, 0, false, false)));
        Sample(packet);
    }

    public void Send(ToNeighbour command)
    {
        int input = Input(command.Input), route = command.Route & 7;
        var packet = new Packet(_packets.Count, 2, input, false, 0);
        _packets.Add(packet);
        // What comes from a link is for the monitor, which is the management core.
        if (input < 6 || route == 7) packet.Copies.Add(Copy.Management);
        else if (route < 6) packet.Copies.Add(Copy.Link(route, 0));
        else for (int link = 0; link < 6; link++) packet.Copies.Add(Copy.Link(link, 0));
        uint key = (uint)packet.Number << 6;
        byte control = (byte)(0x80 | route << 2);
        if (input >= 6) _ports[input - 6].Add(NocFlit.Create(Floorplan.RouterSouth, 0, NocClass.Neighbour, CommsPayload.None, control, new NocPosition(1, 1), 0, key));
        else _links[input].Add(PacketParity.Seal(new CommsPacket(control, key, CommsPayload.None, 0, 0, 0, false, false)));
        Sample(packet);
    }

    public void Shut(int outputs)
    {
        _wasShut |= outputs != 0;
        for (int i = 0; i < 6; i++)
        {
            _linkTakers[i].Shut((outputs >> i & 1) != 0);
            _portTakers[i].Shut((outputs >> (6 + i) & 1) != 0);
        }
    }

    public void Run(int cycles)
    {
        // In steps, so that the log of drops is read before it wraps.
        for (int done = 0; done < cycles; done += 8)
        {
            _simulation.RunCycles(_clock, Math.Min(8, cycles - done));
            TakeDrops();
            _run.Coverage.Sample(_coverage.Held, _router.Inside);
        }
    }

    public void ReadCaptures()
    {
        TakeDrops();
        uint header = _router.Read(0x018), word = _router.Read(0x01C), status = _router.Read(0x028);
        _run.Check("router.captures", status >> 31 == (_dumps.Count > 0 ? 1u : 0), $"{_dumps.Count} packets were dumped since the last read, and the dump status is 0x{status:X8}.", _simulation.Time);
        if (_dumps.Count > 0)
        {
            CommsPacket first = _dumps[0].Packet;
            _run.Check("router.captures", word == first.Key && (header >> 16 & 255) == first.Control && (header >> 24) == first.Route,
                $"The first dumped packet has key {first.Key:X}, control {first.Control:X2}, route {first.Route}; the registers hold {word:X} and header {header:X8}.", _simulation.Time);
            if (_dumps.Count > 1) _run.Check("router.captures", (status >> 30 & 1) != 0, $"{_dumps.Count} packets were dumped, and the status 0x{status:X8} says one.", _simulation.Time);
        }
        _dumps.Clear();
        uint errorWord = _router.Read(0x00C), error = _router.Read(0x014);
        _run.Check("router.captures", (error & 0xFFFF) == _errors && error >> 31 == (_errors > 0 ? 1u : 0) && (error >> 30 & 1) == (_errors > 1 ? 1u : 0),
            $"{_errors} packets were in error since the last read, and the error status is 0x{error:X8}.", _simulation.Time);
        if (_firstError is { } bad) _run.Check("router.captures", errorWord >> 6 == bad.Number, $"The first packet in error was number {bad.Number}, and the register holds key {errorWord:X}.", _simulation.Time);
        _errors = 0;
        _firstError = null;
    }

    public void Finish()
    {
        Run(300);
        Shut(0);
        bool IsEmpty() => _router.Inside == 0 && _links.All(f => f.Left == 0) && _ports.All(f => f.Left == 0) && _router.FromLink.All(q => q.Count == 0) && _router.FromNoc.All(q => q.Count == 0);
        int limit = 200 + (60 * _packets.Count);
        for (int cycles = 0; cycles < limit && !IsEmpty(); cycles += 16) Run(16);
        Run(8);
        _run.Check("router.progress", IsEmpty(), $"{_router.Inside} packets are still inside {limit} cycles after all outputs opened.", _simulation.Time);
        foreach (Packet packet in _packets)
            _run.Check("router.delivery", packet.Copies.Count == 0 && packet.HasEnded, $"Packet {packet} did not reach {string.Join(", ", packet.Copies)}{(packet.HasEnded ? "" : "anything, and no drop was logged")}.", _simulation.Time);
        ReadCaptures();
        uint all = _router.Read(0x300), bare = _router.Read(0x304);
        int ended = _packets.Count, withPayload = _packets.Count(packet => packet.HasPayload);
        _run.Check("router.counters", all == ended && bare == ended - withPayload,
            $"{ended} packets ended, {withPayload} of them with payload; the counters say {all} and {bare} without payload.", _simulation.Time);
        TakeMachines();
    }

    /// <summary>Software tries registers of the empty router.</summary>
    public void Try(RegisterTour tour) => _agent.Try(tour, _run.Seed, 12);

    private static int Input(int input) => (int)((uint)input % 12);

    private static long WaitOf(int code)
    {
        int mantissa = code & 15, exponent = code >> 4;
        return code == 0xFF ? long.MaxValue : (mantissa + 16 - (1 << (4 - exponent))) << exponent;
    }

    private static int NumberOf(uint key, ulong low, int kind) => kind == 1 ? (int)low : (int)(key >> 6);

    private void Predict(Packet packet, uint key, int link, int emergency)
    {
        if (link >= 0 && emergency is 1 or 2) packet.Copies.Add(Copy.Link((link + 5) % 6, 3));
        if (emergency == 2 && link >= 0) return;
        int entry = Array.FindIndex(_table, e => (key & e.Mask) == e.Key);
        if (entry < 0)
        {
            if (link >= 0) packet.Copies.Add(Copy.Link((link + (emergency == 3 ? 2 : 3)) % 6, 0));
            return;
        }
        for (int l = 0; l < 6; l++)
            if ((_table[entry].Links >> l & 1) != 0)
                packet.Copies.Add(Copy.Link(l, 0));
        for (int pe = 0; pe < Floorplan.PeCount; pe++)
            if (_table[entry].Pes.Contains(pe))
                packet.Copies.Add(Copy.Element(pe));
    }

    private void Sample(Packet packet)
    {
        _run.Coverage.Sample(_coverage.Copies, packet.Copies.Count);
        _run.Coverage.Sample(_coverage.Kind, packet.Kind);
        _run.Coverage.Sample(_coverage.Input, packet.Input);
        _run.Coverage.Sample(_coverage.KindByInput, packet.Kind, packet.Input);
        if (packet.Copies.Count > 0) packet.HasEnded = true;
    }

    private void Entered(int number, long cycle)
    {
        Packet packet = _packets[number];
        packet.Entered = cycle;
        // One that is close behind may overtake in a shorter engine.
        foreach (Packet before in _packets)
            if (before != packet && cycle - before.Entered < 8) before.IsAlone = false;
        packet.IsAlone = !_wasShut && _router.Inside == 0 && _router.FromLink.All(q => q.Count == 0) && _router.FromNoc.All(q => q.Count == 0) && _packets.TrueForAll(other => other == packet || other.Entered < cycle - 20);
    }

    private void Left(int link, in CommsPacket copy, long cycle)
    {
        if (Known(NumberOf(copy.Key, copy.Low, (int)copy.Kind), $"link {link}") is not { } packet) return;
        int emergency = copy.Kind == CommsKind.Multicast ? copy.Control >> 4 & 3 : 0;
        _run.Coverage.Sample(_coverage.Emergency, emergency);
        if (emergency is 1 or 2) Take(packet, Copy.Link((link + 1) % 6, 0));
        if (emergency != 2) Take(packet, Copy.Link(link, emergency == 3 ? 3 : 0));
        _run.Check("router.delivery", PacketParity.IsOdd(copy), $"Packet {packet} left by link {link} with wrong parity.", _simulation.Time);
        if (_configuration.Wait2 == 0) InOrder(packet, link);
        Timed(packet, cycle);
    }

    private void Left(int port, in NocFlit flit, long cycle)
    {
        if (Known(NumberOf(flit.Address, flit.Low, (int)flit.Class), $"port {port}") is not { } packet) return;
        if (flit.Destination == Floorplan.Management) Take(packet, Copy.Management);
        else
            for (int pe = 0; pe < 4; pe++)
                if ((flit.PeMask >> pe & 1) != 0)
                    Take(packet, Copy.Element(Floorplan.PeAt(flit.Destination, pe)));
        InOrder(packet, 6 + port);
        if (!packet.HasLeft) Timed(packet, cycle);
    }

    private void Timed(Packet packet, long cycle)
    {
        int stages = packet.Kind == 0 ? 4 : 2;
        // One cycle into the input, one out of the output.
        if (packet.IsAlone && !packet.HasLeft)
            _run.Check("router.latency_when_alone", cycle - packet.Entered == stages + 2, $"Packet {packet} was alone and took {cycle - packet.Entered - 2} cycles; {stages} are right.", _simulation.Time);
        packet.HasLeft = true;
    }

    private Packet? Known(int number, string output)
    {
        bool known = (uint)number < (uint)_packets.Count;
        _run.Check("router.delivery", known, $"Something that nobody sent left by {output}.", _simulation.Time);
        return known ? _packets[number] : null;
    }

    private void Take(Packet packet, Copy copy) =>
        _run.Check("router.delivery", packet.Copies.Remove(copy), $"Packet {packet} went to {copy}, where it was not to go, or twice.", _simulation.Time);

    // Packets of one kind, because each kind has its own engine.
    private void InOrder(Packet packet, int output)
    {
        if (packet.Kind != 0) return;
        ref int last = ref _lastOut[(packet.Input * 12) + output];
        _run.Check("router.order", packet.Number >= last, $"Packet {packet} left by output {output} after packet {last} of the same input.", _simulation.Time);
        last = packet.Number;
    }

    private void TakeDrops()
    {
        for (; _dropsSeen < _router.Drops; _dropsSeen++)
        {
            DropRecord drop = _router.Drop(_dropsSeen);
            _run.Coverage.Sample(_coverage.Cause, (long)drop.Cause);
            if (Known(NumberOf(drop.Packet.Key, drop.Packet.Low, (int)drop.Packet.Kind), "the log of drops") is not { } packet) continue;
            packet.HasEnded = true;
            bool isError = drop.Cause is DropCause.Parity or DropCause.Framing or DropCause.TimeStamp || (drop.Cause == DropCause.NoRoute && packet is { Kind: 0, Input: >= 6 } && !HasEntry(packet, drop.Packet.Key));
            if (isError)
            {
                _errors++;
                _firstError ??= packet;
            }
            else if (drop.Cause != DropCause.Discarded) _dumps.Add(drop);
            _run.Check("router.delivery", drop.Cause == DropCause.Waited || packet.Cause == drop.Cause, $"Packet {packet} was dropped as {drop.Cause}; {packet.Cause} is right.", _simulation.Time);
            if (drop.Cause != DropCause.Waited) continue;
            for (int link = 0; link < 6; link++)
            {
                if ((drop.Links >> link & 1) != 0) Take(packet, Copy.Link(link, 0));
                if ((drop.Reverting >> link & 1) != 0) Take(packet, Copy.Link(link, 3));
            }
            for (int pe = 0; pe < Floorplan.PeCount; pe++)
                if (drop.Pes.Contains(pe))
                    Take(packet, Copy.Element(pe));
            if (drop is { Links: 0, Reverting: 0 } && drop.Pes.IsEmpty) Take(packet, Copy.Management);
            long earliest = packet.Entered + 1 + (packet.Kind == 0 ? 4 : 2);
            bool allowed = Wait1 != long.MaxValue && drop.Cycle >= earliest + Wait1;
            _run.Check("router.wait", allowed, $"Packet {packet} was dropped {drop.Cycle - earliest} cycles after it could leave; it has to wait {Wait1}.", _simulation.Time);
            if (Wait1 != long.MaxValue) _run.Coverage.Sample(_coverage.Wait, Math.Min(drop.Cycle - earliest, 1000));
        }
    }

    private bool HasEntry(Packet packet, uint key) => Array.Exists(_table, entry => (key & 63 & entry.Mask) == entry.Key) && packet.Kind == 0;

    private void TakeMachines()
    {
        IReadOnlyList<FsmMonitor> machines = _router.Machines;
        for (int i = 0; i < machines.Count; i++) _run.Coverage.Take(i < 3 ? _coverage.Engine : i == 3 ? _coverage.Output : _coverage.Capture, machines[i]);
    }

    private readonly record struct Copy(int Target, int Emergency)
    {
        public static Copy Management => new(1000, 0);

        public static Copy Link(int link, int emergency) => new(link, emergency);

        public static Copy Element(int pe) => new(100 + pe, 0);

        public override string ToString() => Target == 1000 ? "the management core" : Target >= 100 ? $"element {Target - 100}" : $"link {Target} ({Emergency})";
    }

    private sealed class Packet(int number, int kind, int input, bool hasPayload, int flaw)
    {
        public int Number => number;

        public int Kind => kind;

        public int Input => input;

        public bool HasPayload => hasPayload;

        public int Flaw => flaw;

        public HashSet<Copy> Copies { get; } = [];

        public long Entered { get; set; } = long.MinValue;

        public bool IsAlone { get; set; }

        public bool HasLeft { get; set; }

        public bool HasEnded { get; set; }

        /// <summary>Why it ends where it reaches nothing.</summary>
        public DropCause Cause { get; set; } = flaw switch { 1 => DropCause.Parity, 2 => DropCause.Framing, 3 => DropCause.TimeStamp, _ => DropCause.NoRoute };

        public override string ToString() => $"{number} ({(kind == 0 ? "multicast" : kind == 1 ? "core to core" : "neighbour")} from input {input})";
    }
}
