using System.Globalization;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Core.Assembly;
using HwModel.SpiNNaker2.Pe.Core.Decode;
using HwModel.SpiNNaker2.Pe.Program;
using HwModel.Verification.Cases;

namespace HwModel.Benches.PeCore.LockStep;

/// <summary>Where model and QEMU differ.</summary>
/// <param name="Index">Instructions that agreed before.</param>
/// <param name="Address">Address of the instruction that ran last before the difference.</param>
/// <param name="Text">Its text.</param>
/// <param name="Difference">Register, model's value and QEMU's value.</param>
internal sealed record Mismatch(long Index, uint Address, string Text, string Difference)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"After {Index} instructions that agree, behind {Address:x8} {Text}: {Difference}");
}

/// <summary>Runs one program on the model and on QEMU and compares the state before every instruction.</summary>
internal sealed class LockStepRun
{
    /// <summary>Instructions compared.</summary>
    public long Compared { get; private set; }

    /// <summary>The first difference; null where there is none.</summary>
    public Mismatch? Mismatch { get; private set; }

    /// <summary>Instructions per row of the decode table.</summary>
    public long[] RowCounts { get; private set; } = [];

    /// <summary>Differences that are QEMU's.</summary>
    public KnownDeviations Deviations { get; } = new();

    public static LockStepRun Compare(string elfPath, byte[] elf, long most = 1_000_000, FaultSet? faults = null, CaseSignals? signals = null)
    {
        var run = new LockStepRun();
        ElfMachine machine = ElfMachine.Load(ElfImage.Parse(elf, elfPath), MemoryMap.Split, TextWriter.Null, faults: faults);
        CortexM4 core = machine.Core;
        using var qemu = new QemuTrace(elfPath);
        var record = new QemuRecord();
        uint last = 0;
        LockStepSignals? drawn = signals is { IsWatched: true } ? new LockStepSignals(signals) : null;
        while (qemu.Next(record))
        {
            if (run.Compared >= most)
            {
                run.Mismatch = new Mismatch(run.Compared, last, Text(core, last), $"both still run after {most} instructions, at {core.Pc:x8}");
                break;
            }
            // QEMU logs the address of an INVSTATE fault before it takes it; nothing executes there.
            if ((record.Xpsr & 1 << 24) == 0) continue;
            core.Settle(long.MaxValue - 1);
            if (!core.IsStopped)
                while (Difference(core, record) is not null && run.Deviations.Explains(core, record, last)) { }
            drawn?.Sample(run.Compared, core, record);
            if (core.IsStopped || Difference(core, record) is not null)
            {
                string what = core.IsStopped ? $"the model has stopped ({core.Phase}), QEMU is at {record.R[15]:x8}" : Difference(core, record)!;
                run.Mismatch = new Mismatch(run.Compared, last, Text(core, last), what);
                break;
            }
            last = core.Pc;
            core.StepInstruction();
            run.Compared++;
        }
        if (run.Mismatch is null && machine.Console.ExitCode is null)
            run.Mismatch = new Mismatch(run.Compared, last, Text(core, last), $"QEMU ended, the model goes on at {core.Pc:x8} ({qemu.Errors})");
        run.RowCounts = core.Statistics.RowCounts;
        return run;
    }

    private static string Text(CortexM4 core, uint address) =>
        core.TryDecode(address, out Instruction i, out uint word)
            ? string.Create(CultureInfo.InvariantCulture, $"{word:x} {new Disassembler(DecodeTable.Instance).Text(word, i.Size == 4, address)}")
            : "no memory";

    private static string? Difference(CortexM4 core, QemuRecord record)
    {
        if (core.Pc != record.R[15]) return Tell("pc", core.Pc, record.R[15]);
        for (int i = 0; i < 15; i++)
            if (core[i] != record.R[i]) return Tell($"r{i}", core[i], record.R[i]);
        if (core.Xpsr != record.Xpsr) return Tell("xpsr", core.Xpsr, record.Xpsr);
        for (int i = 0; i < 32; i++)
            if (core.GetSingle(i) != record.S[i]) return Tell($"s{i}", core.GetSingle(i), record.S[i]);
        return core.Fpscr != record.Fpscr ? Tell("fpscr", core.Fpscr, record.Fpscr) : null;
    }

    private static string Tell(string name, uint model, uint qemu) => $"{name}: model {model:x8}, QEMU {qemu:x8}";
}
