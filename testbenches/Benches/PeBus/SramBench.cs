using FsCheck;
using FsCheck.Fluent;
using HwModel.Benches.PeParts;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.PeBus;

/// <summary>Eight masters on the local SRAM; what each access did is judged from the cycle in which it was answered.</summary>
internal sealed class SramBench(BusCoverage coverage) : CaseBench<SramConfiguration, SramCommand>
{
    private const int BankBytes = 32 * 1024;

    public override string Name => "sram";

    public override int LongestCase => 80;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 48, Effort.Normal => 600, _ => 6000 };

    protected override Gen<SramConfiguration> Configurations => from guard in Gen.Choose(2, 16) select new SramConfiguration(guard);

    protected override Gen<SramCommand> Commands(SramConfiguration configuration) => Gen.Frequency(
        (8, from port in Gen.Choose(0, SramPort.Count - 1)
            from bank in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(0, 3)))
            from row in Gen.Choose(0, 1)
            from kind in Gen.Choose(0, 3)
            from mask in Gen.OneOf(Gen.Constant(0xFFFF), Gen.Choose(0, 0xFFFF))
            from data in Gen.Choose(1, int.MaxValue)
            select (SramCommand)new OneAccess(port, bank, row, kind, mask, data)),
        (1, from port in Gen.Choose(0, SramPort.Count - 1) from bank in Gen.Choose(0, 1) from count in Gen.Choose(1, 40) select (SramCommand)new Hammer(port, bank, count)),
        (3, from cycles in Gen.Choose(0, 6) select (SramCommand)new Rest(cycles)));

    protected override bool IsAllowed(SramConfiguration c) => c.Guard is >= 2 and <= 16;

    protected override void Execute(SramConfiguration configuration, IReadOnlyList<SramCommand> commands, CaseRun run)
    {
        var simulation = new Simulation(run.SimulationOptions);
        var top = new Component(simulation.Root, "pe", simulation.Clock("pe", 3_333_333));
        var array = new MemoryArray(4 * BankBytes);
        var sram = new LocalSram(top, "sram", new SramParameters { StarvationGuard = configuration.Guard }, array);
        Source<SramRequest>[] sources = [.. Enumerable.Range(0, SramPort.Count).Select(port => new Source<SramRequest>(top, $"source[{port}]"))];
        Drain<SramReply>[] drains = [.. Enumerable.Range(0, SramPort.Count).Select(port => new Drain<SramReply>(top, $"drain[{port}]"))];
        var scripts = new List<SramRequest>[SramPort.Count];
        for (int port = 0; port < SramPort.Count; port++)
        {
            scripts[port] = [];
            Wiring.Connect(sources[port].Output, sram.Request[port]);
            Wiring.Connect(sram.Reply[port], drains[port].Input);
        }
        int count = Script(commands, scripts, sources);
        simulation.Elaborate();
        byte[] plain = array.Cells.ToArray();
        run.Observe(simulation);
        simulation.RunCycles(top.InheritedClock!, 6L * commands.Count + 3L * count + 40);
        Judge(configuration, run, scripts, sources, drains, plain);
        run.Check("pe-bus.data", plain.AsSpan().SequenceEqual(array.Cells), $"The memory does not hold what the accesses left.");
    }

    private static int Script(IReadOnlyList<SramCommand> commands, List<SramRequest>[] scripts, Source<SramRequest>[] sources)
    {
        int count = 0;
        long cycle = 2;
        foreach (SramCommand command in commands)
        {
            switch (command)
            {
                case OneAccess access:
                    Add(access.Port, access.Bank, access.Row, access.Kind, access.Mask, access.Data);
                    break;
                case Hammer hammer:
                    for (int i = 0; i < Math.Clamp(hammer.Count, 0, 60); i++) Add(hammer.Port, hammer.Bank, i & 3, 0, 0, 0);
                    break;
                case Rest rest:
                    cycle += Math.Clamp(rest.Cycles, 0, 50);
                    break;
            }
        }
        return count;

        void Add(int port, int bank, int row, int kind, int mask, int data)
        {
            port &= SramPort.Count - 1;
            var request = new SramRequest(
                (uint)((bank & 3) * BankBytes + (row & 3) * 16), (SramAccess)(kind & 3), (ushort)mask, (ulong)data * 0x9E3779B97F4A7C15, (ulong)data * 0xC2B2AE3D27D4EB4F, (byte)scripts[port].Count);
            scripts[port].Add(request);
            sources[port].Add(request, cycle);
            count++;
        }
    }

    /// <summary>An access as it was: in front of its queue from a cycle on, granted in another.</summary>
    private sealed record Served(int Port, int Index, SramRequest Request, SramReply Reply, long Ready, long Granted)
    {
        public uint Bank => Request.Address / BankBytes;
    }

    private void Judge(SramConfiguration configuration, CaseRun run, List<SramRequest>[] scripts, Source<SramRequest>[] sources, Drain<SramReply>[] drains, byte[] plain)
    {
        var served = new List<Served>();
        for (int port = 0; port < SramPort.Count; port++)
        {
            run.Check("pe-bus.answered", drains[port].Taken.Count == scripts[port].Count, $"Master {port} made {scripts[port].Count} accesses and got {drains[port].Taken.Count} answers.");
            long before = -1;
            for (int i = 0; i < Math.Min(drains[port].Taken.Count, scripts[port].Count); i++)
            {
                (SramReply reply, long cycle) = drains[port].Taken[i];
                run.Check("pe-bus.answered", reply.Tag == (byte)i, $"Answer {i} of master {port} has tag {reply.Tag}.");
                var one = new Served(port, i, scripts[port][i], reply, Math.Max(sources[port].Pushed[i] + 1, before + 1), cycle - 1);
                before = one.Granted;
                served.Add(one);
            }
        }
        served.Sort((a, b) => InOrder(a, b, configuration.Guard));
        Apply(run, served, plain);
        foreach (Served a in served)
        {
            long wait = a.Granted - a.Ready;
            int rivals = 0;
            bool contended = false;
            foreach (Served b in served)
            {
                if (b == a || b.Bank != a.Bank || b.Port == a.Port || b.Granted < a.Ready || b.Ready > a.Granted) continue;
                contended |= b.Granted < a.Granted;
                run.Check("pe-bus.one_per_bank", b.Granted != a.Granted, $"Masters {a.Port} and {b.Port} were in bank {a.Bank} in cycle {a.Granted}.");
                if (b.Ready <= a.Granted && b.Granted > a.Granted) rivals++;
                // Somebody of higher priority waits: only a starved one may go before him.
                if (b.Port < a.Port && b.Ready <= a.Granted && b.Granted > a.Granted)
                    run.Check("pe-bus.priority", wait >= configuration.Guard, $"Master {a.Port} went before master {b.Port} in cycle {a.Granted} after {wait} cycles; the guard helps after {configuration.Guard}.");
            }
            run.Check("pe-bus.bounded_wait", wait <= configuration.Guard + SramPort.Count, $"Access {a.Index} of master {a.Port} waited {wait} cycles; guard and masters allow {configuration.Guard + SramPort.Count}.");
            if (!contended) run.Check("pe-bus.no_wait_alone", wait == 0, $"Access {a.Index} of master {a.Port} waited {wait} cycles though nobody else was in its bank.");
            run.Coverage.Sample(coverage.Wait, wait);
            run.Coverage.Sample(coverage.Rivals, rivals);
            run.Coverage.Sample(coverage.Port, a.Port);
            run.Coverage.Sample(coverage.Kind, (long)a.Request.Access);
            run.Coverage.Sample(coverage.PortKind, a.Port, (long)a.Request.Access);
        }
    }

    // Of the accesses of one cycle, in different banks, the one reservation sees those that waited longer than the guard first, then by priority.
    private static int InOrder(Served a, Served b, int guard)
    {
        if (a.Granted != b.Granted) return a.Granted.CompareTo(b.Granted);
        long first = a.Granted - a.Ready, second = b.Granted - b.Ready;
        (first, second) = (first >= guard ? first : 0, second >= guard ? second : 0);
        return first != second ? second.CompareTo(first) : a.Port.CompareTo(b.Port);
    }

    // What the accesses do to plain memory, in the order of their grants.
    private void Apply(CaseRun run, List<Served> served, byte[] plain)
    {
        (uint Row, int Port)? reserved = null;
        foreach (Served one in served)
        {
            SramRequest request = one.Request;
            Span<byte> row = plain.AsSpan((int)request.Address, 16);
            if (request.Access is SramAccess.Read or SramAccess.ReadExclusive)
            {
                run.Check("pe-bus.data", BitConverter.ToUInt64(row) == one.Reply.Low && BitConverter.ToUInt64(row[8..]) == one.Reply.High, $"Access {one.Index} of master {one.Port} read something else than row 0x{request.Address:X} held in cycle {one.Granted}.");
                if (request.Access == SramAccess.ReadExclusive) reserved = (request.Address, one.Port);
                continue;
            }
            bool done = true;
            if (request.Access == SramAccess.WriteExclusive)
            {
                done = reserved == (request.Address, one.Port);
                reserved = null;
                run.Check("pe-bus.exclusive", done == one.Reply.Done, $"The exclusive write {one.Index} of master {one.Port} {(one.Reply.Done ? "was done" : "failed")} in cycle {one.Granted}; its reservation {(done ? "stood" : "was lost")}.");
                run.Coverage.Sample(coverage.Exclusive, done ? 1 : 0);
            }
            else if (reserved is { } r && r.Row == request.Address && r.Port != one.Port) reserved = null;
            if (!done) continue;
            for (int i = 0; i < 16; i++)
                if ((request.Mask >> i & 1) != 0)
                    row[i] = (byte)((i < 8 ? request.Low : request.High) >> (8 * (i & 7)));
        }
    }
}
