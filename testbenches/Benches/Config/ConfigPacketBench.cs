using FsCheck;
using FsCheck.Fluent;
using HwModel.Benches.Noc;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Noc.Config;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.Config;

/// <summary>Random packets between all nodes of the configuration network.</summary>
internal sealed class ConfigPacketBench(ConfigCoverage coverage) : CaseBench<ConfigConfiguration, ConfigCommand>
{
    private const long Period = 10_000_000;
    private const int Nodes = 64;

    public override string Name => "packets";

    public override int LongestCase => 40;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 32, Effort.Normal => 300, _ => 3000 };

    protected override Gen<ConfigConfiguration> Configurations => from hop in Gen.Elements(3, 3, 2, 4) select new ConfigConfiguration(hop);

    protected override Gen<ConfigCommand> Commands(ConfigConfiguration configuration) => Gen.Frequency(
        (6, from sender in Gen.Choose(0, 63) from receiver in Gen.Choose(0, 63) from size in Gen.Choose(0, 3) select (ConfigCommand)new SendPacket(sender, receiver, size)),
        (2, from receiver in Gen.Choose(0, 63) from size in Gen.Choose(0, 3) select (ConfigCommand)new GatherPackets(receiver, size)),
        (1, from node in Gen.Elements(0, 27, 63) from shut in Gen.Elements(false, true) select (ConfigCommand)new ShutNode(node, shut)),
        (3, from cycles in Gen.Frequency((1, Gen.Choose(0, 20)), (2, Gen.Choose(60, 120))) select (ConfigCommand)new PassTime(cycles)));

    protected override bool IsAllowed(ConfigConfiguration c) => c.HopCycles is >= 2 and <= 16;

    protected override void Execute(ConfigConfiguration configuration, IReadOnlyList<ConfigCommand> commands, CaseRun run)
    {
        var watch = new Watch(configuration, coverage, run);
        foreach (ConfigCommand command in commands)
        {
            switch (command)
            {
                case SendPacket send:
                    watch.Send(Node(send.From), Node(send.To), send.Size & 3);
                    break;
                case GatherPackets gather:
                    for (int i = 0; i < 8; i++) watch.Send(Node(gather.To + 1 + (7 * i)), Node(gather.To), gather.Size & 3);
                    break;
                case ShutNode shut:
                    watch.Shut(Node(shut.Node), shut.IsShut);
                    break;
                case PassTime time:
                    watch.Run(Math.Clamp(time.Cycles, 0, 400));
                    break;
            }
        }
        watch.Finish();
    }

    private static int Node(int number) => (int)((uint)number % Nodes);

    private sealed record Packet(int Number, int From, int To, NocFlit Flit, long Sent, bool Alone)
    {
        public bool HasArrived { get; set; }

        public int Hops => Math.Abs((From & 7) - (To & 7)) + Math.Abs((From >> 3) - (To >> 3));

        public override string ToString() => $"{Number} from ({From & 7},{From >> 3}) to ({To & 7},{To >> 3})";
    }

    private sealed class Watch
    {
        private readonly ConfigConfiguration _configuration;
        private readonly ConfigCoverage _coverage;
        private readonly CaseRun _run;
        private readonly Simulation _simulation;
        private readonly ClockDomain _clock;
        private readonly ConfigNoc _noc;
        private readonly Feeder<ConfigFlit>[] _feeders = new Feeder<ConfigFlit>[Nodes];
        private readonly Taker<ConfigFlit>[] _takers = new Taker<ConfigFlit>[Nodes];
        private readonly List<Packet> _packets = [];
        private readonly List<uint>[] _words = [.. Enumerable.Range(0, Nodes).Select(_ => new List<uint>())];
        private readonly Dictionary<int, long> _heads = [];
        private int _left;
        private long _lastSent = -1000;

        public Watch(ConfigConfiguration configuration, ConfigCoverage coverage, CaseRun run)
        {
            (_configuration, _coverage, _run) = (configuration, coverage, run);
            _simulation = new Simulation(run.SimulationOptions);
            _clock = _simulation.Clock("reference", Period);
            _noc = new ConfigNoc(_simulation.Root, "config", _clock, new ConfigParameters { HopCycles = configuration.HopCycles });
            var top = new Component(_simulation.Root, "bench", _clock);
            for (int i = 0; i < Nodes; i++)
            {
                int node = i;
                _feeders[i] = new Feeder<ConfigFlit>(top, $"feeder[{i}]", _clock);
                _takers[i] = new Taker<ConfigFlit>(top, $"taker[{i}]", _clock);
                _noc.Attach(_noc.Routers[i].At, _takers[i].Items, _feeders[i].Items);
                _takers[i].Listen((flit, cycle) => Arrive(node, flit, cycle));
                _feeders[i].Listen((flit, cycle) => Leave(node, flit, cycle));
            }
            run.Observe(_simulation);
            _simulation.Elaborate();
        }

        public void Send(int from, int to, int size)
        {
            (NocPosition a, NocPosition b) = (_noc.Routers[from].At, _noc.Routers[to].At);
            int number = _packets.Count;
            ulong low = (ulong)number * 0x9E3779B97F4A7C15UL;
            NocFlit flit = NocFlit.Create(b, 1, NocClass.Write, (CommsPayload)size, (byte)number, a, 0, (uint)number, size switch { 0 => 0, 1 => low & uint.MaxValue, _ => low }, size == 3 ? ~low : 0);
            bool alone = _left == 0 && _clock.Cycle - _lastSent > 150;
            // Whoever was alone is not any more.
            if (_left > 0) _alone = -1;
            else if (alone) _alone = number;
            _lastSent = _clock.Cycle;
            _packets.Add(new Packet(number, from, to, flit, 0, alone));
            _left++;
            int words = 2 + (size == 3 ? 4 : size);
            for (int i = 0; i < words; i++)
            {
                uint word = i switch { 0 => (uint)flit.Route << 17 | flit.Head & 0x1FFFF, 1 => flit.Address, _ => (uint)((i < 4 ? flit.Low : flit.High) >> (32 * (i & 1))) };
                _feeders[from].Add(new ConfigFlit(word, i == words - 1));
            }
            _run.Coverage.Sample(_coverage.Hops, _packets[^1].Hops);
            _run.Coverage.Sample(_coverage.Words, words);
        }

        private int _alone = -1;
        private readonly long[] _first = new long[Nodes];

        public void Shut(int node, bool shut) => _takers[node].Shut(shut);

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
            Run(100);
            foreach (Taker<ConfigFlit> taker in _takers) taker.Shut(false);
            int limit = 400 + (60 * _packets.Count);
            for (int cycle = 0; cycle < limit && _left > 0; cycle++) Run(1);
            Run(10);
            bool isEmpty = _feeders.All(feeder => feeder.Left == 0) && _noc.Routers.All(router => router.Held == 0);
            _run.Check("cnoc.progress", isEmpty, $"{_noc.Routers.Sum(router => router.Held)} words are still in the routers {limit} cycles after all nodes opened.", _simulation.Time);
            foreach (Packet packet in _packets) _run.Check("cnoc.delivery", packet.HasArrived, $"Packet {packet} did not arrive.", _simulation.Time);
            foreach (ConfigRouter router in _noc.Routers) _run.Coverage.Take(_coverage.Router, router.Machines[0]);
        }

        private void Leave(int node, ConfigFlit flit, long cycle)
        {
            if (_first[node] == 0) _heads[node] = cycle;
            _first[node] = flit.IsTail ? 0 : _first[node] + 1;
        }

        private void Arrive(int node, ConfigFlit flit, long cycle)
        {
            List<uint> words = _words[node];
            words.Add(flit.Word);
            if (words.Count == 2 && flit.Word < _packets.Count && _alone == (int)flit.Word)
            {
                Packet head = _packets[(int)flit.Word];
                // Address word, one cycle behind the head: pushed, through so many routers, and taken.
                long expected = ((head.Hops + 1) * _configuration.HopCycles) + 2;
                long took = cycle - _heads[head.From];
                _run.Check("cnoc.time", took == expected, $"Packet {head} was alone and its second word took {took} cycles from the sender's first; {expected} are right.", _simulation.Time);
            }
            if (!flit.IsTail) return;
            bool known = words.Count > 1 && words[1] < _packets.Count;
            Packet? packet = known ? _packets[(int)words[1]] : null;
            bool isWhole = packet is { HasArrived: false } && packet.To == node && words.SequenceEqual(Expected(packet.Flit));
            _run.Check("cnoc.delivery", isWhole, $"Node {node} got {words.Count} words that are no packet for it: {string.Join(' ', words.Select(word => word.ToString("X8", System.Globalization.CultureInfo.InvariantCulture)))}.", _simulation.Time);
            if (packet is not null && !packet.HasArrived)
            {
                packet.HasArrived = true;
                _left--;
            }
            words.Clear();
        }

        private static IEnumerable<uint> Expected(NocFlit flit)
        {
            yield return (uint)flit.Route << 17 | flit.Head & 0x1FFFF;
            yield return flit.Address;
            int words = flit.Payload switch { CommsPayload.None => 0, CommsPayload.Bits32 => 1, CommsPayload.Bits64 => 2, _ => 4 };
            for (int i = 0; i < words; i++) yield return (uint)((i < 2 ? flit.Low : flit.High) >> (32 * (i & 1)));
        }

        // A head in the queue of a router has its destination in it, and its source.
        private void Look()
        {
            foreach (ConfigRouter router in _noc.Routers)
            {
                for (int port = 0; port < MeshPort.Directions; port++)
                {
                    if (router.FlitIn[port] is not { HasData: true } queue || !IsHead(queue.Peek().Word, out NocPosition from, out NocPosition to)) continue;
                    NocPosition at = router.At;
                    bool right = port switch
                    {
                        MeshPort.West => at.Y == from.Y && at.X <= to.X,
                        MeshPort.East => at.Y == from.Y && at.X >= to.X,
                        MeshPort.South => at.X == to.X && at.Y <= to.Y,
                        _ => at.X == to.X && at.Y >= to.Y,
                    };
                    _run.Check("cnoc.path", right, $"A packet from ({from.X},{from.Y}) to ({to.X},{to.Y}) was at ({at.X},{at.Y}) by port {port}.", _simulation.Time);
                }
            }
        }

        private bool IsHead(uint word, out NocPosition from, out NocPosition to)
        {
            Packet? packet = _packets.Find(p => ((uint)p.Flit.Route << 17 | p.Flit.Head & 0x1FFFF) == word);
            (from, to) = packet is null ? (default, default) : (packet.Flit.Source, packet.Flit.Destination);
            return packet is not null;
        }
    }
}
