using FsCheck;
using FsCheck.Fluent;
using HwModel.Benches.Mesh;
using HwModel.BrainScaleS2.Digital;
using HwModel.Kernel;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>How the bus is built.</summary>
/// <param name="FpgaLatency">8 to 24.</param>
/// <param name="PpuLatency">8 to 24.</param>
/// <param name="BlockDelay">Cycles that a block takes, 0 to 6.</param>
public sealed record OmnibusSetting(int FpgaLatency, int PpuLatency, int BlockDelay);

/// <summary>What masters do.</summary>
public abstract record OmnibusCommand;

/// <summary>A master accesses a word.</summary>
/// <param name="Master">0 to 3.</param>
/// <param name="Block">0 to 4; 5: nowhere.</param>
/// <param name="Offset">Word of the block.</param>
/// <param name="Data">What is written.</param>
/// <param name="IsWrite">Write instead of read.</param>
public sealed record OmnibusAccess(int Master, int Block, int Offset, int Data, bool IsWrite) : OmnibusCommand;

/// <summary>No new accesses for some cycles.</summary>
/// <param name="Cycles">0 to 80.</param>
public sealed record OmnibusPause(int Cycles) : OmnibusCommand;

/// <summary>Four masters on blocks of plain memory.</summary>
internal sealed class OmnibusBench(OmnibusCoverage coverage) : CaseBench<OmnibusSetting, OmnibusCommand>
{
    public const int BlockCount = 5;

    private static readonly OmnibusBlock[] Map =
        [new("a", 0x10, 16), new("b", 0x20, 1), new("c", 0x100, 64), new("d", 0x8000, 4), new("e", 0x2400000, 256)];

    // Just before and behind blocks, and far away.
    private static readonly uint[] Nowhere = [0x0, 0xF, 0x21, 0xFF, 0x140, 0x7FFF, 0x8004, 0x2400100, 0xFFFFFFFF];

    public override string Name => "accesses";

    public override int LongestCase => 30;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 64, Effort.Normal => 600, _ => 6000 };

    protected override Gen<OmnibusSetting> Configurations =>
        from fpga in Gen.Choose(8, 24)
        from ppu in Gen.Choose(8, 24)
        from delay in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(1, 6)))
        select new OmnibusSetting(fpga, ppu, delay);

    protected override Gen<OmnibusCommand> Commands(OmnibusSetting configuration) => Gen.Frequency(
        (6, from master in Gen.Choose(0, 3)
            from block in Gen.Frequency((6, Gen.Choose(0, 4)), (1, Gen.Constant(5)))
            from offset in Gen.Frequency((3, Gen.Choose(0, 255)), (1, Gen.Constant(0)), (1, Gen.Constant(-1)))
            from data in Gen.Choose(1, int.MaxValue)
            from write in Gen.Elements(true, false)
            select (OmnibusCommand)new OmnibusAccess(master, block, offset, data, write)),
        (2, from cycles in Gen.Choose(0, 80) select (OmnibusCommand)new OmnibusPause(cycles)));

    protected override bool IsAllowed(OmnibusSetting c) => c.FpgaLatency is >= 8 and <= 24 && c.PpuLatency is >= 8 and <= 24 && c.BlockDelay is >= 0 and <= 6;

    protected override void Execute(OmnibusSetting c, IReadOnlyList<OmnibusCommand> commands, CaseRun run)
    {
        (Simulation simulation, ClockDomain clock, Component top) = ChipBench.Build(run.SimulationOptions);
        var bus = new Omnibus(top, "bus", Map, new OmnibusOptions { FpgaLatency = c.FpgaLatency, PpuLatency = c.PpuLatency });
        List<(long Cycle, OmnibusRequest Request)>[] plans = [[], [], [], []];
        long end = Schedule(commands, plans, run);
        OmnibusHost[] hosts = [.. plans.Select((plan, i) => new OmnibusHost(top, $"master[{i}]", plan))];
        OmnibusMemory[] memories = [.. Map.Select(block => new OmnibusMemory(top, block.Name, c.BlockDelay))];
        for (int i = 0; i < Omnibus.Masters; i++)
        {
            Wiring.Connect(hosts[i].Output, bus.MasterIn[i]);
            Wiring.Connect(bus.MasterOut[i], hosts[i].Input);
        }
        for (int i = 0; i < Map.Length; i++)
        {
            Wiring.Connect(bus.BlockOut[i], memories[i].Input);
            Wiring.Connect(memories[i].Output, bus.BlockIn[i]);
        }
        run.Observe(simulation);
        simulation.RunCycles(clock, end + 64 + plans.Sum(p => p.Count) * (32 + c.BlockDelay));
        OmnibusDone[] done = [.. hosts.SelectMany((host, master) => host.Done.Select(d => d with { Master = master })).OrderBy(d => d.Answered)];
        for (int i = 0; i < plans.Length; i++)
            run.Check("omnibus.answer", hosts[i].Done.Count == plans[i].Count, $"Master {i} had {hosts[i].Done.Count} answers to {plans[i].Count} accesses.", simulation.Time);
        CompareBlocks(run, done, [.. memories.SelectMany((memory, block) => memory.Log.Select(l => l with { Block = block })).OrderBy(l => l.Cycle)], simulation.Time);
        CompareAnswers(run, done, simulation.Time);
        CompareTimes(c, run, done, simulation.Time);
        run.Coverage.Take(coverage.State, bus.Machines[0]);
    }

    private long Schedule(IReadOnlyList<OmnibusCommand> commands, List<(long Cycle, OmnibusRequest Request)>[] plans, CaseRun run)
    {
        long cycle = 8;
        foreach (OmnibusCommand command in commands)
        {
            switch (command)
            {
                case OmnibusAccess a:
                    int block = Math.Clamp(a.Block, 0, BlockCount);
                    int words = block < BlockCount ? (int)Map[block].Words : Nowhere.Length;
                    int offset = (a.Offset % words + words) % words;
                    uint address = block < BlockCount ? Map[block].Base + (uint)offset : Nowhere[offset];
                    plans[a.Master & 3].Add((cycle, new OmnibusRequest(address, a.IsWrite ? (uint)a.Data : 0, a.IsWrite)));
                    run.Coverage.Sample(coverage.Targets, a.Master & 3, block);
                    run.Coverage.Sample(coverage.Kind, a.IsWrite ? 1 : 0);
                    if (block < BlockCount) run.Coverage.Sample(coverage.Place, offset == 0 ? 0 : offset == words - 1 ? 2 : 1);
                    cycle += 3;
                    break;
                case OmnibusPause pause:
                    cycle += Math.Clamp(pause.Cycles, 0, 80);
                    break;
            }
        }
        return cycle;
    }

    private static int BlockOf(uint address) => Array.FindIndex(Map, block => address >= block.Base && address < block.Base + block.Words);

    // The bus carries one access at a time, so blocks see accesses in the order of their answers.
    private static void CompareBlocks(CaseRun run, OmnibusDone[] done, OmnibusSeen[] seen, long time)
    {
        OmnibusDone[] mapped = [.. done.Where(d => BlockOf(d.Request.Address) >= 0)];
        run.Check("omnibus.destination", seen.Length == mapped.Length, $"Blocks had {seen.Length} accesses, but {mapped.Length} were sent to blocks and answered.", time);
        for (int i = 0; i < Math.Min(seen.Length, mapped.Length); i++)
        {
            OmnibusRequest sent = mapped[i].Request;
            int block = BlockOf(sent.Address);
            bool same = seen[i].Block == block && seen[i].Request == sent with { Address = sent.Address - Map[block].Base };
            run.Check("omnibus.destination", same, $"{sent} of master {mapped[i].Master} came as {seen[i].Request} to block {Map[seen[i].Block].Name}.", time);
        }
    }

    private static void CompareAnswers(CaseRun run, OmnibusDone[] done, long time)
    {
        var memory = new Dictionary<uint, uint>();
        foreach (OmnibusDone d in done)
        {
            bool exists = BlockOf(d.Request.Address) >= 0;
            run.Check("omnibus.error", d.Reply.IsError != exists, $"{d.Request} of master {d.Master} was answered {(d.Reply.IsError ? "with" : "without")} an error.", time);
            if (!exists) continue;
            if (d.Request.IsWrite) memory[d.Request.Address] = d.Request.Data;
            else run.Check("omnibus.answer", d.Reply.Data == memory.GetValueOrDefault(d.Request.Address), $"{d.Request} of master {d.Master} gave {d.Reply.Data}, but {memory.GetValueOrDefault(d.Request.Address)} was written.", time);
        }
    }

    private void CompareTimes(OmnibusSetting c, CaseRun run, OmnibusDone[] done, long time)
    {
        long free = 0;
        for (int i = 0; i < done.Length; i++)
        {
            OmnibusDone d = done[i];
            long start = Math.Max(free, d.Pushed);
            // Safely waiting when the bus took this access: pushed two cycles before.
            OmnibusDone[] waiting = [.. done.Skip(i + 1).Where(o => o.Pushed + 2 < start)];
            run.Coverage.Sample(coverage.Waiting, Math.Min(3, waiting.Length));
            foreach (OmnibusDone other in waiting)
                run.Check("omnibus.priority", other.Master > d.Master, $"Master {d.Master} was served in cycle {d.Answered} while master {other.Master} had waited since cycle {other.Pushed}.", time);
            if (free + 2 < d.Pushed)
            {
                // An error does not visit a block.
                int expected = (d.Master < 2 ? c.PpuLatency : c.FpgaLatency) + (BlockOf(d.Request.Address) < 0 ? 0 : c.BlockDelay);
                run.Check("omnibus.latency", d.Answered - d.Pushed == expected || waiting.Length > 0, $"An access of master {d.Master} alone took {d.Answered - d.Pushed} cycles instead of {expected}.", time);
            }
            free = d.Answered;
        }
    }
}
