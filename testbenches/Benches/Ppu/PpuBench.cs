using FsCheck;
using FsCheck.Fluent;
using HwModel.BrainScaleS2.Ppu;
using HwModel.BrainScaleS2.Ppu.Core;
using HwModel.BrainScaleS2.Ppu.Isa;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.Ppu;

/// <summary>Random vector programs on the processor, batch by batch against the naive model, rows and memory included.</summary>
internal sealed class PpuBench(PpuCoverage coverage) : CaseBench<PpuConfiguration, PpuCommand>
{
    private const int Registers = 8;
    private const uint FillAt = 0x2000;
    private const uint CopyAt = 0x3000;
    private const long Limit = 1_000_000;

    private readonly OpcodeRow[] _computing = [.. coverage.Opcodes.Where(row => row.Unit is Unit.VAdd or Unit.VMultiply)];

    public override string Name => "vector programs";

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 64, Effort.Normal => 768, _ => 7680 };

    protected override Gen<PpuConfiguration> Configurations =>
        from batch in Gen.Choose(1, 8)
        from simd in Gen.Elements(true, false)
        select new PpuConfiguration(batch, simd);

    protected override Gen<PpuCommand> Commands(PpuConfiguration configuration)
    {
        Gen<int> register = Gen.Choose(0, Registers - 1), condition = Gen.Choose(0, 3);
        return Gen.Frequency(
            (2, from r in register from seed in Gen.Choose(0, 1 << 20) select (PpuCommand)new Fill(r, seed)),
            (12, from opcode in Gen.Choose(0, _computing.Length - 1)
                 from t in register
                 from a in register
                 from b in Gen.Choose(0, 31)
                 from c in condition
                 from scalar in Gen.Choose(0, 65535)
                 select (PpuCommand)new Compute(opcode, t, a, b, c, scalar)),
            (2, from store in Gen.Elements(true, false)
                from labels in Gen.Elements(true, false)
                from row in Gen.Frequency((1, Gen.Elements(0, 255)), (3, Gen.Choose(0, 255)))
                from odd in Gen.Elements(true, false)
                from r in register
                from c in condition
                select (PpuCommand)new RowMove(store, labels, row, odd, r, c)),
            (1, from a in register from b in register from place in Gen.Choose(0, 15) select (PpuCommand)new Copy(a, b, place)),
            (1, from a in Word from b in Word select (PpuCommand)new Wide(a, b)));
    }

    private static Gen<ulong> Word =>
        from kind in Gen.Choose(0, 3)
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        select kind switch { 0 => 0xFFFF_FFFFul, 1 => (ulong)(uint)high << 32 | 0xFFFF_FFFF, 2 => (uint)low, _ => (ulong)(uint)high << 32 | (uint)low };

    protected override bool IsAllowed(PpuConfiguration c) => c.Batch is >= 1 and <= 8;

    protected override void Execute(PpuConfiguration configuration, IReadOnlyList<PpuCommand> commands, CaseRun run)
    {
        PpuFault faults = run.SimulationOptions.Faults.Of<PpuFault>();
        var rows = new NaiveRows();
        var core = new NuxCore(rows, simd: configuration.Simd, faults: faults);
        var naive = new NaiveProcessor();
        var drawn = new PpuSignals(run.Draw());
        for (int first = 0; first < commands.Count; first += configuration.Batch)
        {
            PpuCommand[] batch = [.. commands.Skip(first).Take(configuration.Batch)];
            run.Coverage.Sample(coverage.Batch, batch.Length);
            List<uint> words = [];
            foreach (PpuCommand command in batch) Issue(command, core, naive, words, run);
            words.AddRange(PpuAssembler.Assemble("sync\nwait").Words);
            core.Load(new PpuProgram([.. words], new Dictionary<string, uint>()));
            core.Restart(0);
            long cycles = Run(core, drawn);
            if (cycles < 0 || core.Trouble is not null)
            {
                run.Fail("ppu.runs", core.Trouble ?? $"The program did not end within {Limit} cycles.");
                return;
            }
            run.Check("ppu.runs", true, $"never");
            CheckTime(batch, cycles, run);
            drawn.Expect(Enumerable.Range(0, Registers).Select(naive.Lanes));
            naive.Compare(core, rows, run, Describe(batch));
            if (run.Failures.Count > 0) return;
        }
    }

    private static long Run(NuxCore core, PpuSignals drawn)
    {
        if (!drawn.IsWatched) return core.Run(0, Limit);
        // As the core's own loop, with a look at every cycle that it computes.
        for (long now = 0; now < Limit; now = core.NextEvent(now))
        {
            drawn.Sample(core);
            core.Tick(now);
            if (core.IsSleeping || core.NextEvent(now) == long.MaxValue)
            {
                drawn.Sample(core);
                return now;
            }
        }
        return -1;
    }

    private static string Describe(PpuCommand[] batch) => string.Join("; ", batch.Select(command => command.ToString()));

    // Alone, an instruction takes the cycles of its unit, then sync and wait one each (nux: multiply 4, add 1).
    private void CheckTime(PpuCommand[] batch, long cycles, CaseRun run)
    {
        if (batch is not [Compute compute] || _computing[compute.Opcode % _computing.Length] is not { } row || row.Operation is Operation.SplatByte or Operation.SplatHalfword) return;
        long expected = row.Name.StartsWith("fxvm", StringComparison.Ordinal) && !row.Name.StartsWith("fxvmt", StringComparison.Ordinal) ? 4 + 1 : 1 + 1;
        run.Check("ppu.vector_time", cycles == expected, $"{row.Name} took {cycles} cycles to the end of the program, not {expected}.");
    }

    private void Issue(PpuCommand command, NuxCore core, NaiveProcessor naive, List<uint> words, CaseRun run)
    {
        void Add(string text) => words.AddRange(PpuAssembler.Assemble(text).Words);
        switch (command)
        {
            case Fill fill:
                // From a place of the memory that nothing else in the case writes.
                byte[] lanes = Lanes(fill.Seed);
                uint place = FillAt + (uint)(words.Count % 32) * 128;
                for (uint i = 0; i < lanes.Length; i++) core.WriteByte(place + i, lanes[i]);
                Add($"li r9,{place}\nfxvlax v{R(fill.Register)},0,r9");
                naive.Set(R(fill.Register), lanes);
                coverage.SampleOpcode(run.Coverage, OpcodeTable.Instance["fxvlax"], 0);
                break;
            case Compute compute:
                OpcodeRow row = _computing[(uint)compute.Opcode % (uint)_computing.Length];
                bool splats = row.Operation is Operation.SplatByte or Operation.SplatHalfword;
                bool shifts = row.Operation is Operation.ShiftBytes or Operation.ShiftHalfwords;
                int b = shifts ? compute.B & 31 : R(compute.B);
                if (splats) Add($"li r3,{(short)compute.Scalar}");
                words.Add(row.Value | (uint)R(compute.Target) << 21 | (splats ? 3u : (uint)R(compute.A)) << 16 | (uint)b << 11 | (splats ? 0 : (uint)compute.Condition & 3));
                Sample(row, compute, b, naive, run);
                naive.Compute(row.Name, R(compute.Target), R(compute.A), b, compute.Condition & 3, (uint)(short)compute.Scalar);
                break;
            case RowMove move:
                int index = 2 * (move.Row & 255) + (move.Odd ? 1 : 0);
                string name = move.Store ? "fxvoutx" : "fxvinx";
                Add($"lis r4,{(move.Labels ? 4 : 0)}\nli r5,{index}\n{name} v{R(move.Register)},r4,r5,{move.Condition & 3}");
                run.Coverage.Sample(coverage.Row, move.Row & 255);
                coverage.SampleOpcode(run.Coverage, OpcodeTable.Instance[name], move.Condition & 3);
                naive.Move(move.Store, move.Labels, move.Row & 255, move.Odd, R(move.Register), move.Condition & 3);
                break;
            case Copy copy:
                uint at = CopyAt + (uint)(copy.Place & 15) * 128;
                Add($"li r9,{at}\nfxvstax v{R(copy.From)},0,r9\nfxvlax v{R(copy.To)},0,r9\nsync");
                coverage.SampleOpcode(run.Coverage, OpcodeTable.Instance["fxvstax"], 0);
                naive.Copy(R(copy.From), R(copy.To), copy.Place & 15);
                break;
            case Wide wide:
                Add($"""
                    {Constant(3, (uint)(wide.A >> 32))}
                    {Constant(4, (uint)wide.A)}
                    {Constant(5, (uint)(wide.B >> 32))}
                    {Constant(6, (uint)wide.B)}
                    addc r11,r4,r6
                    adde r10,r3,r5
                    subfc r13,r6,r4
                    subfe r12,r5,r3
                    mulhwu r14,r4,r6
                    mullw r15,r4,r6
                    """);
                naive.Wide(wide.A, wide.B);
                break;
        }
    }

    private void Sample(OpcodeRow row, Compute compute, int b, NaiveProcessor naive, CaseRun run)
    {
        bool conditional = row.Operands.Contains(OperandKind.Condition) || row.Operands.Contains(OperandKind.PackSize);
        coverage.SampleOpcode(run.Coverage, row, conditional ? compute.Condition & 3 : 0);
        if (row.Operation is Operation.ShiftBytes or Operation.ShiftHalfwords) run.Coverage.Sample(coverage.Shift, b);
        if (row.Arithmetic.Term == Term.Fraction && row.Operation == Operation.MultiplyAdd)
            run.Coverage.Sample(coverage.Operand, naive.HasMinusOnes(row.Arithmetic.Bytes, R(compute.A), b) ? 1 : 0);
    }

    private static string Constant(int register, uint value) => $"lis r{register},0x{value >> 16:x}\nori r{register},r{register},0x{value & 0xFFFF:x}";

    private static int R(int number) => number & (Registers - 1);

    private static byte[] Lanes(int seed)
    {
        var random = new Random(seed);
        byte[] lanes = new byte[128];
        random.NextBytes(lanes);
        byte[] corners = [0x00, 0x01, 0x7F, 0x80, 0x81, 0xFF];
        for (int i = 0; i < lanes.Length; i += 2)
        {
            switch (random.Next(4))
            {
                case 0:
                    (lanes[i], lanes[i + 1]) = (corners[random.Next(6)], corners[random.Next(6)]);
                    break;
                case 1:
                    // The smallest halfword.
                    (lanes[i], lanes[i + 1]) = (0x80, 0x00);
                    break;
            }
        }
        return lanes;
    }
}
