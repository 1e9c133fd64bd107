using FsCheck;
using FsCheck.Fluent;
using HwModel.Benches.Mesh;
using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Registers;
using HwModel.Kernel;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>How the memory is built.</summary>
/// <param name="Settling">Cycles until a code acts, 20 to 400.</param>
/// <param name="Stall">Cycles out of twice as many in which the core takes nothing, 0 to 40.</param>
public sealed record CapmemSetting(int Settling, int Stall);

/// <summary>What is done to the memory.</summary>
public abstract record CapmemCommand;

/// <summary>A cell is written.</summary>
/// <param name="Block">0 to 3.</param>
/// <param name="Row">0 to 31; from 24 on there is no cell.</param>
/// <param name="Column">0 to 133; from 130 on there is no cell.</param>
/// <param name="Code">0 to 1023.</param>
/// <param name="ReadBack">It is read right after.</param>
public sealed record CapmemWrite(int Block, int Row, int Column, int Code, bool ReadBack) : CapmemCommand;

/// <summary>A cell is read.</summary>
/// <param name="Block">0 to 3.</param>
/// <param name="Row">0 to 31.</param>
/// <param name="Column">0 to 133.</param>
public sealed record CapmemRead(int Block, int Row, int Column) : CapmemCommand;

/// <summary>A configuration word is written and read.</summary>
/// <param name="Block">0 to 3.</param>
/// <param name="Word">0 to 4; 4 does not exist.</param>
/// <param name="Data">32 bits.</param>
public sealed record CapmemConfigure(int Block, int Word, long Data) : CapmemCommand;

/// <summary>Nothing for some cycles.</summary>
/// <param name="Cycles">0 to 300.</param>
public sealed record CapmemPause(int Cycles) : CapmemCommand;

/// <summary>Random accesses to the four blocks at once.</summary>
internal sealed class CapmemBench(CapmemCoverage coverage) : CaseBench<CapmemSetting, CapmemCommand>
{
    private const int Blocks = 4;
    private const int Gap = 8;
    private const uint FirstConfiguration = 0x4000;

    // Fields of the configuration words, after haldls: pause 15:0; pulses 28:16 and 12:0; counters 28:16, 6:4, 2:0; bias 8, 7:4, 3:0.
    private static readonly uint[] Fields = [0xFFFF, 0x1FFF1FFF, 0x1FFF0077, 0x1FF];

    public override string Name => "cells";

    private readonly RegisterTour _tour = new(new CapmemRegisters());

    public override int LongestCase => 24;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 64, Effort.Normal => 600, _ => 6000 };

    protected override Gen<CapmemSetting> Configurations =>
        from settling in Gen.Choose(20, 400)
        from stall in Gen.Frequency((1, Gen.Constant(0)), (1, Gen.Choose(1, 40)))
        select new CapmemSetting(settling, stall);

    private static Gen<int> Rows => Gen.Frequency((6, Gen.Choose(0, 23)), (1, Gen.Constant(0)), (1, Gen.Constant(23)), (1, Gen.Choose(24, 31)));

    private static Gen<int> Columns => Gen.Frequency((4, Gen.Choose(0, 127)), (3, Gen.Choose(0, 3)), (1, Gen.Choose(128, 129)), (1, Gen.Choose(130, 133)));

    protected override Gen<CapmemCommand> Commands(CapmemSetting configuration) => Gen.Frequency(
        (6, from block in Gen.Choose(0, 3)
            from row in Rows
            from column in Columns
            from code in Gen.Frequency((4, Gen.Choose(0, 1023)), (1, Gen.Elements(0, 1022, 1023)))
            from back in Gen.Elements(true, false)
            select (CapmemCommand)new CapmemWrite(block, row, column, code, back)),
        (3, from block in Gen.Choose(0, 3) from row in Rows from column in Columns select (CapmemCommand)new CapmemRead(block, row, column)),
        (1, from block in Gen.Choose(0, 3) from word in Gen.Choose(0, 4) from data in Gen.Choose(0, int.MaxValue) select (CapmemCommand)new CapmemConfigure(block, word, 2L * data + 1)),
        (1, from cycles in Gen.Choose(0, 300) select (CapmemCommand)new CapmemPause(cycles)));

    protected override bool IsAllowed(CapmemSetting c) => c.Settling is >= 20 and <= 400 && c.Stall is >= 0 and <= 40;

    protected override void Execute(CapmemSetting c, IReadOnlyList<CapmemCommand> commands, CaseRun run)
    {
        (Simulation simulation, ClockDomain clock, Component top) = ChipBench.Build(run.SimulationOptions);
        var memory = new CapmemController(top, "capmem", AnalogConstants.Default with { CapmemSettling = c.Settling * 0.004 });
        var sink = new Collector<CapmemUpdate>(top, "core", c.Stall);
        Wiring.Connect(memory.UpdateOut, sink.Input);
        var plan = new Plan();
        long end = plan.Take(commands, run, coverage) + c.Settling + 64 + plan.Settled.Count * (4 + 2 * c.Stall);
        var hosts = new OmnibusAgent[Blocks];
        for (int block = 0; block < Blocks; block++) hosts[block] = new OmnibusAgent(top, $"host[{block}]", memory.BusIn[block], memory.BusOut[block], plan.Requests[block]);
        run.Observe(simulation);
        simulation.RunCycles(clock, end);
        for (int block = 0; block < Blocks; block++) CompareReplies(run, block, hosts[block].Replies, plan.Replies[block], simulation.Time);
        CompareUpdates(c, run, sink.Items, plan.Settled, simulation.Time);
        run.Coverage.Sample(coverage.Waiting, plan.Settled.Count);
        run.Coverage.Take(coverage.State, memory.Machines[0]);
        hosts[run.Seed % Blocks].Try(_tour, run.Seed, 4);
    }

    private static void CompareReplies(CaseRun run, int block, IReadOnlyList<(long Cycle, OmnibusReply Item)> seen, List<(OmnibusReply Reply, string What)> expected, long time)
    {
        run.Check("capmem.refused", seen.Count == expected.Count, $"Block {block} answered {seen.Count} of {expected.Count} accesses.", time);
        for (int i = 0; i < Math.Min(seen.Count, expected.Count); i++)
        {
            (OmnibusReply reply, string what) = expected[i];
            run.Check("capmem.refused", seen[i].Item.IsError == reply.IsError, $"Block {block}, {what}: answered {(seen[i].Item.IsError ? "with" : "without")} an error.", time);
            if (!reply.IsError) run.Check("capmem.read_back", seen[i].Item.Data == reply.Data, $"Block {block}, {what}: read 0x{seen[i].Item.Data:x}, but 0x{reply.Data:x} was written.", time);
        }
    }

    private static void CompareUpdates(CapmemSetting c, CaseRun run, IReadOnlyList<(long Cycle, CapmemUpdate Item)> seen, List<(long Cycle, CapmemUpdate Update)> expected, long time)
    {
        run.Check("capmem.still", seen.Count <= expected.Count, $"{seen.Count} codes reached circuits, but {expected.Count} were written for neurons.", time);
        run.Check("capmem.destination", seen.Count >= expected.Count, $"{seen.Count} of {expected.Count} codes reached their circuits.", time);
        for (int i = 0; i < Math.Min(seen.Count, expected.Count); i++)
        {
            (long cycle, CapmemUpdate update) = expected[i];
            run.Check("capmem.destination", seen[i].Item == update, $"Code {i} came as {seen[i].Item}, but {update} was written.", time);
            long late = seen[i].Cycle - cycle - c.Settling;
            run.Check("capmem.settling", late >= 0, $"Code {i} was written in cycle {cycle} and acted after {seen[i].Cycle - cycle} cycles, but settles in {c.Settling}.", time);
            // At most one code of each block comes due in a cycle.
            if (c.Stall == 0) run.Check("capmem.settling", late <= 4 + Blocks, $"Code {i} acted {late} cycles after it had settled.", time);
        }
    }

    /// <summary>What the commands do: requests, their answers, and the codes that settle, from a memory of its own.</summary>
    private sealed class Plan
    {
        private readonly Dictionary<(int Block, int Row, int Column), int> _cells = [];

        public List<(long Cycle, OmnibusRequest Item)>[] Requests { get; } = [[], [], [], []];

        public List<(OmnibusReply Reply, string What)>[] Replies { get; } = [[], [], [], []];

        public List<(long Cycle, CapmemUpdate Update)> Settled { get; } = [];

        public long Take(IReadOnlyList<CapmemCommand> commands, CaseRun run, CapmemCoverage coverage)
        {
            long cycle = 8;
            foreach (CapmemCommand command in commands)
            {
                switch (command)
                {
                    case CapmemWrite w:
                        Write(Next(w.Block & 3, cycle), w.Block & 3, Math.Clamp(w.Row, 0, 31), Math.Clamp(w.Column, 0, 133), w.Code & 1023, run, coverage);
                        if (w.ReadBack) Read(Next(w.Block & 3, cycle), w.Block & 3, Math.Clamp(w.Row, 0, 31), Math.Clamp(w.Column, 0, 133));
                        cycle += 2;
                        break;
                    case CapmemRead r:
                        Read(Next(r.Block & 3, cycle), r.Block & 3, Math.Clamp(r.Row, 0, 31), Math.Clamp(r.Column, 0, 133));
                        cycle += 2;
                        break;
                    case CapmemConfigure f:
                        Configure(Next(f.Block & 3, cycle), f.Block & 3, Math.Clamp(f.Word, 0, 4), (uint)f.Data);
                        run.Coverage.Sample(coverage.Word, Math.Clamp(f.Word, 0, 4));
                        cycle += 2;
                        break;
                    case CapmemPause pause:
                        cycle += Math.Clamp(pause.Cycles, 0, 300);
                        break;
                }
            }
            Settled.Sort((a, b) => a.Cycle != b.Cycle ? a.Cycle.CompareTo(b.Cycle) : (a.Update.Neuron / 128).CompareTo(b.Update.Neuron / 128));
            return Requests.Max(r => r.Count > 0 ? r[^1].Cycle : 0) + cycle;
        }

        private static bool Exists(int row, int column) => row < 24 && column < 130;

        private long Next(int block, long cycle) => Requests[block].Count > 0 ? Math.Max(cycle, Requests[block][^1].Cycle + Gap) : cycle;

        private void Write(long cycle, int block, int row, int column, int code, CaseRun run, CapmemCoverage coverage)
        {
            run.Coverage.Sample(coverage.Places, block, !Exists(row, column) ? 2 : column < 128 ? 0 : 1);
            Requests[block].Add((cycle, new OmnibusRequest((uint)(32 * column + row), (uint)code, true)));
            Replies[block].Add((new OmnibusReply(0, !Exists(row, column)), $"write of row {row}, column {column}"));
            if (!Exists(row, column)) return;
            run.Coverage.Sample(coverage.Code, code);
            run.Coverage.Sample(coverage.Row, row);
            _cells[(block, row, column)] = code;
            // Quadrants in reading order, 128 neurons each.
            if (column < 128 && code != 1023) Settled.Add((cycle, new CapmemUpdate((ushort)(128 * block + column), (byte)row, (ushort)code)));
        }

        private void Read(long cycle, int block, int row, int column)
        {
            Requests[block].Add((cycle, new OmnibusRequest((uint)(32 * column + row), 0, false)));
            Replies[block].Add((new OmnibusReply((uint)_cells.GetValueOrDefault((block, row, column)), !Exists(row, column)), $"read of row {row}, column {column}"));
        }

        private void Configure(long cycle, int block, int word, uint data)
        {
            uint address = FirstConfiguration + (uint)word;
            Requests[block].Add((cycle, new OmnibusRequest(address, data, true)));
            Requests[block].Add((cycle + Gap, new OmnibusRequest(address, 0, false)));
            Replies[block].Add((new OmnibusReply(0, word > 3), $"write of configuration word {word}"));
            Replies[block].Add((new OmnibusReply(word > 3 ? 0 : data & Fields[word], word > 3), $"read of configuration word {word}"));
        }
    }
}
