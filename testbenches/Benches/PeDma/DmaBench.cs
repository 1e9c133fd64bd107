using FsCheck;
using FsCheck.Fluent;
using HwModel.Benches.PeParts;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Pe.Peripherals.Dma;
using HwModel.SpiNNaker2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.PeDma;

/// <summary>What surrounds the engine.</summary>
/// <param name="Latency">Most cycles until the far memory answers, 1 to 60.</param>
/// <param name="Outstanding">Reads that may wait at the same time, 1 to 8.</param>
/// <param name="Noise">Another master hammers the banks.</param>
public sealed record DmaConfiguration(int Latency, int Outstanding, bool Noise);

/// <summary>What software does.</summary>
public abstract record DmaCommand;

/// <summary>Copies rows of 16 bytes.</summary>
/// <param name="Local">First local row.</param>
/// <param name="Remote">First remote row.</param>
/// <param name="Rows">How many, 0 to 60.</param>
/// <param name="Write">From local to remote.</param>
/// <param name="Waits">Waits for the end before the next command.</param>
public sealed record Copy(int Local, int Remote, int Rows, bool Write, bool Waits) : DmaCommand;

/// <summary>Starts a long copy and gives it up after some cycles.</summary>
public sealed record GiveUp(int Cycles, bool Write) : DmaCommand;

/// <summary>Jobs of the bulk DMA against plain copies, one after the other.</summary>
internal sealed class DmaBench(DmaCoverage coverage) : CaseBench<DmaConfiguration, DmaCommand>
{
    private const uint LocalAddress = 0x00, RemoteAddress = 0x04, Length = 0x08, Config = 0x0C, Done = 0x10, Status = 0x14, Command = 0x3C;
    private const int RowBytes = 16, StartCycles = 20;

    // A command that is tried is none or an abort.
    private readonly RegisterTour _tour = new(new DmaRegisters(), new() { ["command"] = new TourRule(Zero: 1) });

    public override string Name => "copies";

    public override int LongestCase => 12;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 32, Effort.Normal => 300, _ => 3000 };

    protected override Gen<DmaConfiguration> Configurations =>
        from latency in Gen.Choose(1, 60)
        from outstanding in Gen.Frequency((1, Gen.Constant(8)), (1, Gen.Choose(1, 7)))
        from noise in Gen.Elements(false, true)
        select new DmaConfiguration(latency, outstanding, noise);

    protected override Gen<DmaCommand> Commands(DmaConfiguration configuration) => Gen.Frequency(
        (8, from local in Gen.Choose(0, 200)
            from remote in Gen.Choose(0, 200)
            from rows in Gen.Frequency((1, Gen.Constant(0)), (8, Gen.Choose(1, 12)), (2, Gen.Choose(13, 60)))
            from write in Gen.Elements(false, true)
            from waits in Gen.Elements(true, true, false)
            select (DmaCommand)new Copy(local, remote, rows, write, waits)),
        (1, from cycles in Gen.Choose(1, 60) from write in Gen.Elements(false, true) select (DmaCommand)new GiveUp(cycles, write)));

    protected override bool IsAllowed(DmaConfiguration c) => c.Latency is >= 1 and <= 60 && c.Outstanding is >= 1 and <= 8;

    protected override void Execute(DmaConfiguration configuration, IReadOnlyList<DmaCommand> commands, CaseRun run)
    {
        var simulation = new Simulation(run.SimulationOptions);
        var top = new Component(simulation.Root, "pe", simulation.Clock("pe", 3_333_333));
        var array = new MemoryArray(128 * 1024);
        var sram = new LocalSram(top, "sram", new SramParameters(), array);
        var dma = new BulkDma(top, "dma", new DmaParameters { OutstandingReads = configuration.Outstanding });
        var far = new FarMemory(top, "far", configuration.Latency, run.Seed);
        Wiring.Connect(dma.Sram, sram.Request[SramPort.Dma]);
        Wiring.Connect(sram.Reply[SramPort.Dma], dma.SramAnswer);
        Wiring.Connect(dma.Remote, far.Request);
        Wiring.Connect(far.Reply, dma.RemoteAnswer);
        if (configuration.Noise)
        {
            var noise = new Source<SramRequest>(top, "noise");
            for (int i = 0; i < 3000; i++) noise.Add(SramRequest.Read((uint)(i % 256 * 16)), i * 3 / 2);
            var answers = new Drain<SramReply>(top, "answers");
            Wiring.Connect(noise.Output, sram.Request[SramPort.ProcessorData]);
            Wiring.Connect(sram.Reply[SramPort.ProcessorData], answers.Input);
        }
        var agent = new RegisterAgent(top, dma.Request, dma.Reply);
        simulation.Elaborate();
        run.Observe(simulation);
        new Random(7).NextBytes(far.Cells);
        var watch = new Watch(run, coverage, agent, dma, far, array, configuration.Outstanding);
        agent.EachCycle = watch.EachCycle;
        foreach (DmaCommand command in commands)
        {
            if (command is Copy copy) watch.Do(copy);
            else if (command is GiveUp give) watch.Do(give);
        }
        watch.Finish();
        agent.Try(_tour, run.Seed, 12);
        run.Coverage.Take(coverage.Engine, simulation);
    }

    private sealed class Watch(CaseRun run, DmaCoverage coverage, RegisterAgent agent, BulkDma dma, FarMemory far, MemoryArray array, int most)
    {
        private readonly byte[] _local = array.Cells.ToArray();
        private readonly byte[] _remote = [.. far.Cells];
        private readonly List<RemoteRequest> _expected = [];
        private bool _aborted;

        public void EachCycle() => run.Check("dma.outstanding", far.Waiting <= most, $"{far.Waiting} reads waited at the same time in cycle {agent.Clock.Cycle}.");

        public void Do(Copy copy)
        {
            int rows = Math.Clamp(copy.Rows, 0, 64), local = copy.Local & 255, remote = copy.Remote & 255;
            // Only two jobs fit: a third is started when there is room.
            agent.RunUntil(() => (agent.Read(Status) & 2) == 0, 5_000);
            bool alone = !dma.IsBusy;
            agent.Write(Done, 3);
            agent.Write(LocalAddress, (uint)(local * RowBytes));
            agent.Write(RemoteAddress, RemoteMap.Sram(1, (uint)(remote * RowBytes)));
            agent.Write(Length, (uint)(rows * RowBytes));
            agent.Write(Config, (copy.Write ? 1u : 0) | 0x30);
            agent.Write(Command, 1);
            long started = agent.AnsweredAt - 1;
            Predict(rows, local, remote, copy.Write);
            run.Coverage.Sample(coverage.Direction, copy.Write ? 1 : 0);
            run.Coverage.Sample(coverage.Rows, rows);
            run.Coverage.Sample(coverage.Queue, alone ? 0 : 1);
            run.Coverage.Sample(coverage.DirectionRows, copy.Write ? 1 : 0, rows);
            if (!copy.Waits) return;
            if (!alone)
            {
                run.Check("dma.ends", agent.RunUntil(() => !dma.IsBusy, 20_000), $"Two jobs are not done after 20000 cycles.");
                return;
            }
            ulong line = PeInterrupt.Bit(copy.Write ? PeInterrupt.DmaWriteDone : PeInterrupt.DmaReadDone);
            bool ended = agent.RunUntil(() => dma.Interrupts.Value != 0, 20_000);
            run.Check("dma.ends", ended, $"A job of {rows} rows is not done after 20000 cycles.");
            if (!ended) return;
            run.Check("dma.interrupt", dma.Interrupts.Value == line, $"A {(copy.Write ? "write" : "read")} of {rows} rows raised the lines 0x{dma.Interrupts.Value:X}.");
            long took = agent.Clock.Cycle - started;
            run.Check("dma.least_time", took >= StartCycles + rows, $"{rows} rows took {took} cycles; the start alone takes {StartCycles} and a row one.");
            // The interrupt may not come before the data.
            int at = local * RowBytes, bytes = rows * RowBytes;
            if (!copy.Write) run.Check("dma.done_after_data", array.Cells.Slice(at, bytes).SequenceEqual(_local.AsSpan(at, bytes)), $"The read of {rows} rows was said to be done before its data was in the SRAM.");
        }

        public void Do(GiveUp give)
        {
            if (!agent.RunUntil(() => !dma.IsBusy, 20_000)) return;
            agent.Write(LocalAddress, 0x1_0000);
            agent.Write(RemoteAddress, RemoteMap.Sram(1, 0));
            agent.Write(Length, 200 * RowBytes);
            agent.Write(Config, (give.Write ? 1u : 0) | 0x30);
            agent.Write(Command, 1);
            agent.Run(Math.Clamp(give.Cycles, 0, 100));
            agent.Write(Command, 2);
            int sent = far.Log.Count;
            bool idle = agent.RunUntil(() => !dma.IsBusy, 200);
            run.Check("dma.abort", idle && far.Log.Count <= sent + 2, $"200 cycles after the abort the engine {(idle ? "had sent" : "was busy and had sent")} {far.Log.Count - sent} more packets.");
            run.Coverage.Sample(coverage.Abort, give.Cycles <= StartCycles ? 0 : 1);
            // What came in before belongs nowhere else than to the job's own rows.
            if (give.Write) far.Cells.AsSpan(0, 200 * RowBytes).CopyTo(_remote);
            else array.Cells.Slice(0x1_0000, 200 * RowBytes).CopyTo(_local.AsSpan(0x1_0000));
            _aborted = true;
        }

        public void Finish()
        {
            run.Check("dma.ends", agent.RunUntil(() => !dma.IsBusy, 40_000), $"The engine is busy 40000 cycles after the last command.");
            agent.Run(8);
            run.Check("dma.copies", _local.AsSpan().SequenceEqual(array.Cells) && _remote.AsSpan().SequenceEqual(far.Cells), $"Memories differ from plain copies.");
            if (_aborted) return;
            run.Check("dma.packets", far.Log.Count == _expected.Count, $"{far.Log.Count} packets were sent instead of {_expected.Count}.");
            for (int i = 0; i < Math.Min(far.Log.Count, _expected.Count); i++)
                run.Check("dma.packets", far.Log[i].Address == _expected[i].Address && far.Log[i].Write == _expected[i].Write, $"Packet {i} is {far.Log[i]}; address 0x{_expected[i].Address:X} comes next.");
        }

        private void Predict(int rows, int local, int remote, bool write)
        {
            for (int row = 0; row < rows; row++)
            {
                int here = (local + row) * RowBytes, there = (remote + row) * RowBytes;
                if (write) _local.AsSpan(here, RowBytes).CopyTo(_remote.AsSpan(there));
                else _remote.AsSpan(there, RowBytes).CopyTo(_local.AsSpan(here));
                _expected.Add(new RemoteRequest(RemoteMap.Sram(1, (uint)there), write, 0, 0, 0, 0));
            }
        }
    }
}
