using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.PeCore.Exceptions;

/// <summary>Interrupts of random priorities at random times, over code of one-cycle instructions: who is served, in which cycle.</summary>
internal sealed class ExceptionBench(PeCoreCoverage coverage) : CaseBench<ExceptionConfiguration, Raise>
{
    private const uint Thread = 0x2000, Stack = 0x1800, Handlers = 0x200, HandlerBytes = 0x40;
    private const ushort Nop = 0xBF00, BxLr = 0x4770;
    private const int Lines = 4, FirstLine = 16, MemorySize = 128 << 10;

    public override string Name => "exceptions";

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 128, Effort.Normal => 2048, _ => 20480 };

    protected override Gen<ExceptionConfiguration> Configurations =>
        from p0 in Priorities
        from p1 in Priorities
        from p2 in Priorities
        from p3 in Priorities
        from grouping in Gen.Frequency((3, Gen.Constant(0)), (2, Gen.Choose(0, 7)))
        from length in Gen.Frequency((1, Gen.Constant(0)), (3, Gen.Choose(1, 20)))
        from hasFloat in Gen.Elements(false, true)
        from atOnce in Gen.Elements(false, true)
        select new ExceptionConfiguration(p0, p1, p2, p3, grouping, length, hasFloat, atOnce);

    private static Gen<byte> Priorities => from level in Gen.Choose(0, 7) select (byte)(level << 5);

    protected override bool IsAllowed(ExceptionConfiguration c) => c.Group is >= 0 and <= 7 && c.Length is >= 0 and <= 20;

    protected override Gen<Raise> Commands(ExceptionConfiguration configuration) =>
        from line in Gen.Choose(0, Lines - 1)
        from after in Gen.Frequency((1, Gen.Constant(0)), (4, Gen.Choose(0, 15)), (2, Gen.Choose(0, 90)))
        select new Raise(line, after);

    protected override void Execute(ExceptionConfiguration configuration, IReadOnlyList<Raise> commands, CaseRun run)
    {
        CortexM4 core = Make(configuration, run);
        long cycle = core.Cycle, start = cycle;
        var raises = new List<(long Cycle, int Line)>();
        foreach (Raise raise in commands) raises.Add((cycle += Math.Clamp(raise.After, 0, 200), (int)((uint)raise.Line % Lines)));
        var model = new ExceptionModel(configuration);
        IReadOnlyList<ExceptionStep> expected = model.Run(raises, start);
        List<(long Cycle, int Line)> seen = Watch(core, run.Draw(), raises, (expected.Count == 0 ? cycle : expected[^1].Cycle) + 40);
        foreach (ExceptionStep step in expected) run.Coverage.Sample(coverage.Events, step.Kind);
        run.Coverage.Sample(coverage.Handlers, model.Deepest);
        Compare(expected, seen, run);
    }

    private static void Compare(IReadOnlyList<ExceptionStep> expected, List<(long Cycle, int Line)> seen, CaseRun run)
    {
        for (int i = 0; i < Math.Max(expected.Count, seen.Count); i++)
        {
            bool same = i < expected.Count && i < seen.Count && expected[i].Line == seen[i].Line;
            run.Check("pe.exception_order", same, $"Step {i} should be {(i < expected.Count ? expected[i].ToString() : "none")}, but is {(i < seen.Count ? seen[i].ToString() : "none")}.");
            if (!same) return;
            string property = expected[i].Kind switch
            {
                ExceptionEvent.Return => "pe.return_cycles",
                ExceptionEvent.TailChain or ExceptionEvent.ReturnGivenUp => "pe.tail_chain_cycles",
                _ => "pe.entry_cycles",
            };
            bool onTime = expected[i].Cycle == seen[i].Cycle;
            run.Check(property, onTime, $"{expected[i]} comes in cycle {seen[i].Cycle}.");
            if (!onTime) return;
        }
    }

    /// <summary>Runs the core and notes every change between handlers and Thread mode, in the cycle in which the first instruction executes.</summary>
    private static List<(long Cycle, int Line)> Watch(CortexM4 core, CaseSignals signals, List<(long Cycle, int Line)> raises, long end)
    {
        var seen = new List<(long, int)>();
        var drawn = new CoreSignals(signals);
        int next = 0, before = -1;
        long instructions = core.Instructions;
        while (core.Cycle < end && !core.IsStopped)
        {
            for (; next < raises.Count && raises[next].Cycle <= core.Cycle; next++) core.Nvic.Pend(FirstLine + raises[next].Line);
            long cycle = core.Cycle;
            core.Advance(cycle + 1);
            signals.At(core.Cycle * CoreSignals.Cycle);
            drawn.Sample(core);
            if (core.Instructions == instructions) continue;
            instructions = core.Instructions;
            int line = core.IssuedPc >= Thread ? -1 : (int)((core.IssuedPc - Handlers) / HandlerBytes);
            // A handler that runs again begins at its first instruction.
            bool again = line >= 0 && line == before && core.IssuedPc == Handlers + (uint)line * HandlerBytes;
            if (line != before || again) seen.Add((cycle, line));
            before = line;
        }
        return seen;
    }

    private static CortexM4 Make(ExceptionConfiguration configuration, CaseRun run)
    {
        byte[] image = new byte[MemorySize];
        Span<byte> bytes = image;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Stack);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], Thread | 1);
        for (uint line = 0; line < Lines; line++)
        {
            uint handler = Handlers + line * HandlerBytes;
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[((int)(FirstLine + line) * 4)..], handler | 1);
            for (int i = 0; i <= configuration.Length; i++) Half(image, handler + (uint)i * 2, i == configuration.Length ? BxLr : Nop);
        }
        for (uint at = Thread; at < MemorySize; at += 2) Half(image, at, Nop);
        if (configuration.HasFloat)
        {
            Half(image, Thread, 0xEEB0); // vmov.f32 s0, s0
            Half(image, Thread + 2, 0x0A40);
        }
        var memory = new LocalMemory(0, MemorySize);
        memory.Write(0, image);
        var core = new CortexM4(new CoreParameters(), memory, null, new EmptyBus(), run.Faults);
        core.WriteForHost(0xE000_ED88, 0x00F0_0000, 4);
        core.WriteForHost(0xE000_ED0C, 0x05FA_0000 | (uint)configuration.Group << 8, 4);
        core.WriteForHost(0xE000_E400, configuration.Priority0 | (uint)configuration.Priority1 << 8 | (uint)configuration.Priority2 << 16 | (uint)configuration.Priority3 << 24, 4);
        core.WriteForHost(0xE000_E100, 0xF, 4);
        core.WriteForHost(0xE000_EF34, configuration.SavesAtOnce ? 0x8000_0000 : 0xC000_0000, 4);
        core.Advance(4);
        return core;
    }

    private static void Half(byte[] image, uint at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan((int)at), value);
}
