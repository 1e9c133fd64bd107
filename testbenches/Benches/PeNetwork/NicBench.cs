using FsCheck;
using FsCheck.Fluent;
using HwModel.Benches.PeParts;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Pe.Network;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.PeNetwork;

/// <summary>What surrounds the two interfaces.</summary>
/// <param name="TakesEvery">Answers are taken every so many cycles, 1 to 6.</param>
/// <param name="Noise">Another master hammers the memories.</param>
/// <param name="ReadsOnly">Nothing is written, so that many reads are under way.</param>
public sealed record NicConfiguration(int TakesEvery, bool Noise, bool ReadsOnly);

/// <summary>An access of one of the first element's masters.</summary>
/// <param name="Master">0 to 2.</param>
/// <param name="Far">To the second element's memory, not the own one.</param>
/// <param name="Row">Row of the master's own part of the memory, 0 to 15.</param>
/// <param name="Mask">Bytes to write; 0: a read.</param>
/// <param name="Data">Seed of what is written.</param>
/// <param name="Pause">Cycles after the master's access before.</param>
public sealed record NicAccess(int Master, bool Far, int Row, int Mask, int Data, int Pause);

/// <summary>Two network interfaces, wired to each other: the masters of one read and write both memories, those of the other do the same.</summary>
internal sealed class NicBench(NicCoverage coverage) : CaseBench<NicConfiguration, NicAccess>
{
    private const int RowBytes = 16, RowsOfMaster = 16, MemoryBytes = 128 * 1024, Patience = 20_000;

    public override string Name => "accesses";

    public override int LongestCase => 80;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 32, Effort.Normal => 300, _ => 3000 };

    protected override Gen<NicConfiguration> Configurations =>
        from every in Gen.Choose(1, 6)
        from noise in Gen.Elements(false, true)
        from reads in Gen.Elements(false, false, true)
        select new NicConfiguration(every, noise, reads);

    protected override Gen<NicAccess> Commands(NicConfiguration configuration) =>
        from master in Gen.Choose(0, 2)
        from far in Gen.Elements(true, true, false)
        from row in Gen.Choose(0, RowsOfMaster - 1)
        from mask in configuration.ReadsOnly ? Gen.Constant(0) : Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Constant(0xFFFF)), (2, Gen.Choose(1, 0xFFFF)))
        from data in Gen.Choose(0, int.MaxValue)
        from pause in Gen.Frequency((6, Gen.Constant(0)), (1, Gen.Choose(1, 30)))
        select new NicAccess(master, far, row, mask, data, pause);

    protected override bool IsAllowed(NicConfiguration c) => c.TakesEvery is >= 1 and <= 6;

    protected override void Execute(NicConfiguration configuration, IReadOnlyList<NicAccess> commands, CaseRun run)
    {
        var simulation = new Simulation(run.SimulationOptions);
        ClockDomain clock = simulation.Clock("pe", 3_333_333);
        var top = new Component(simulation.Root, "pes", clock);
        Side[] sides = [new Side(top, 0, configuration), new Side(top, 1, configuration)];
        Wiring.Connect(sides[0].Nic.ToNoc, sides[1].Nic.FromNoc);
        Wiring.Connect(sides[1].Nic.ToNoc, sides[0].Nic.FromNoc);
        simulation.Elaborate();
        run.Observe(simulation);
        foreach (Side side in sides) side.Start();
        foreach (Side side in sides)
            foreach (NicAccess access in commands)
                side.Add(access, sides[1 - side.Pe], run, coverage);
        int cycles = 0;
        while (cycles++ < Patience && !(sides[0].IsDone && sides[1].IsDone))
        {
            simulation.RunCycles(clock, 1);
            foreach (Side side in sides) run.Coverage.Sample(coverage.UnderWay, side.Nic.Outstanding);
        }
        run.Check("nic.ends", cycles < Patience, $"After {Patience} cycles accesses are still under way.");
        simulation.RunCycles(clock, 4000);
        foreach (Side side in sides) side.Check(run);
    }

    /// <summary>One element: interface, memory, its masters, and plain memory contents beside them.</summary>
    private sealed class Side
    {
        private readonly MemoryArray _array = new(MemoryBytes);
        private readonly byte[] _plain = new byte[MemoryBytes];
        private readonly Source<RemoteRequest>[] _masters = new Source<RemoteRequest>[RemoteMaster.Count];
        private readonly Drain<RemoteReply>[] _answers = new Drain<RemoteReply>[RemoteMaster.Count];
        private readonly Dictionary<byte, (ulong Low, ulong High)>[] _expected = [[], [], []];
        private readonly long[] _time = new long[RemoteMaster.Count];

        public Side(Component top, int pe, NicConfiguration configuration)
        {
            Pe = pe;
            var part = new Component(top, $"pe{pe}");
            Nic = new NocInterface(part, "nic", new PeMap(pe));
            var sram = new LocalSram(part, "sram", new SramParameters(), _array);
            Wiring.Connect(Nic.Sram, sram.Request[SramPort.Noc]);
            Wiring.Connect(sram.Reply[SramPort.Noc], Nic.SramAnswer);
            var packets = new Source<CommsPacket>(part, "packets");
            var taken = new Drain<CommsPacket>(part, "taken");
            Wiring.Connect(packets.Output, Nic.PacketsOut);
            Wiring.Connect(Nic.PacketsIn, taken.Input);
            for (int i = 0; i < RemoteMaster.Count; i++)
            {
                _masters[i] = new Source<RemoteRequest>(part, $"master{i}");
                _answers[i] = new Drain<RemoteReply>(part, $"answers{i}", configuration.TakesEvery);
                Wiring.Connect(_masters[i].Output, Nic.Remote[i]);
                Wiring.Connect(Nic.RemoteAnswer[i], _answers[i].Input);
            }
            if (!configuration.Noise) return;
            var noise = new Source<SramRequest>(part, "noise");
            for (int i = 0; i < 3000; i++) noise.Add(SramRequest.Read((uint)(i % 48 * RowBytes)));
            var heard = new Drain<SramReply>(part, "heard");
            Wiring.Connect(noise.Output, sram.Request[SramPort.ProcessorData]);
            Wiring.Connect(sram.Reply[SramPort.ProcessorData], heard.Input);
        }

        public int Pe { get; }

        public NocInterface Nic { get; }

        /// <summary>The plain memory begins with what the real one holds at power-on.</summary>
        public void Start() => _array.Cells.CopyTo(_plain);

        public bool IsDone => Nic.Outstanding == 0 && _masters.All(master => master.Left == 0) && Enumerable.Range(0, RemoteMaster.Count).All(i => _answers[i].Taken.Count >= _expected[i].Count);

        /// <summary>Makes an access and does it on the plain memory. Each master of each element has rows of its own, so that only its own order matters.</summary>
        public void Add(NicAccess access, Side other, CaseRun run, NicCoverage coverage)
        {
            int master = Math.Clamp(access.Master, 0, RemoteMaster.Count - 1), mask = access.Mask & 0xFFFF;
            Side target = access.Far ? other : this;
            int at = ((Pe * RemoteMaster.Count + master) * RowsOfMaster + (access.Row & RowsOfMaster - 1)) * RowBytes;
            uint address = RemoteMap.Sram(target.Pe, (uint)at);
            Span<byte> row = target._plain.AsSpan(at, RowBytes);
            var tag = (byte)_expected[master].Count;
            RemoteRequest request;
            if (mask == 0)
            {
                if (_expected[master].Count > byte.MaxValue) return;
                _expected[master][tag] = (BitConverter.ToUInt64(row), BitConverter.ToUInt64(row[8..]));
                request = RemoteRequest.Read(address, tag);
            }
            else
            {
                Span<byte> bytes = stackalloc byte[RowBytes];
                new Random(access.Data).NextBytes(bytes);
                for (int i = 0; i < RowBytes; i++)
                    if ((mask >> i & 1) != 0) row[i] = bytes[i];
                request = new RemoteRequest(address, true, 0, BitConverter.ToUInt64(bytes), BitConverter.ToUInt64(bytes[8..]), (ushort)mask);
            }
            _time[master] += access.Pause;
            _masters[master].Add(request, _time[master]);
            int kind = mask == 0 ? 0 : mask == 0xFFFF ? 1 : 2;
            run.Coverage.Sample(coverage.Master, master);
            run.Coverage.Sample(coverage.Access, kind);
            run.Coverage.Sample(coverage.Target, access.Far ? 1 : 0);
            run.Coverage.Sample(coverage.MasterAccess, master, kind);
        }

        public void Check(CaseRun run)
        {
            for (int master = 0; master < RemoteMaster.Count; master++)
            {
                Dictionary<byte, (ulong Low, ulong High)> left = _expected[master];
                run.Check("nic.answers", _answers[master].Taken.Count == left.Count, $"Master {master} of element {Pe} got {_answers[master].Taken.Count} answers instead of {left.Count}.");
                foreach ((RemoteReply reply, long cycle) in _answers[master].Taken)
                {
                    bool known = left.Remove(reply.Tag, out (ulong Low, ulong High) data);
                    run.Check("nic.answers", known && !reply.Error && (reply.Low, reply.High) == data, $"Master {master} of element {Pe} got {reply} in cycle {cycle}; {(known ? $"{data.Low:X}, {data.High:X} was there" : "nothing was asked with this tag")}.");
                }
            }
            int at = _plain.AsSpan().CommonPrefixLength(_array.Cells);
            run.Check("nic.memory", at == MemoryBytes, $"Byte 0x{at:X} of element {Pe} is not what plain accesses leave.");
        }
    }
}
