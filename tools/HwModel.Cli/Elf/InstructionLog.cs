using System.Globalization;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Core.Assembly;
using HwModel.SpiNNaker2.Pe.Core.Decode;

namespace HwModel.Cli.Elf;

/// <summary>One line per instruction: cycle of issue, address, encoding, text, registers that changed.</summary>
internal sealed class InstructionLog(CortexM4 core, TextWriter writer)
{
    private readonly Disassembler _disassembler = new(DecodeTable.Instance);
    private long _cycleCount;
    private readonly uint[] _before = new uint[16 + 1 + 32 + 1];

    /// <summary>Runs one instruction and writes its line; exception entry and return go into the time between two lines.</summary>
    public void Step()
    {
        if (core.IsStopped) return;
        long cycle = core.Cycle, count = core.Instructions;
        uint pc = core.Pc, it = ItState(core.Xpsr);
        bool known = core.TryDecode(pc, out Instruction instruction, out uint word);
        Capture();
        core.StepInstruction();
        if (core.Instructions == count) return;
        WriteLine(cycle, pc, known, instruction, word, it);
    }

    private void WriteLine(long cycle, uint pc, bool known, Instruction instruction, uint word, uint it)
    {
        string encoding = !known ? "--------" : instruction.Size == 4 ? word.ToString("x8", CultureInfo.InvariantCulture) : word.ToString("x4", CultureInfo.InvariantCulture).PadRight(8);
        string text = known ? _disassembler.Text(word, instruction.Size == 4, pc, it) : "no memory";
        writer.Write(string.Create(CultureInfo.InvariantCulture, $"{cycle,10} {pc:x8} {encoding} {text,-36}"));
        WriteChanges();
        writer.WriteLine();
    }

    /// <summary>Before a cycle of a clocked core.</summary>
    public void BeginCycle()
    {
        _cycleCount = core.Instructions;
        Capture();
    }

    /// <summary>After a cycle of a clocked core: a line where an instruction was issued in it.</summary>
    public void EndCycle()
    {
        if (core.Instructions == _cycleCount) return;
        uint pc = core.IssuedPc;
        bool known = core.TryDecode(pc, out Instruction instruction, out uint word);
        WriteLine(core.IssuedAt, pc, known, instruction, word, 0);
    }

    private static uint ItState(uint xpsr) => xpsr >> 25 & 3 | xpsr >> 8 & 0xFC;

    private void Capture()
    {
        for (int i = 0; i < 15; i++) _before[i] = core[i];
        _before[16] = core.Apsr;
        for (int i = 0; i < 32; i++) _before[17 + i] = core.GetSingle(i);
        _before[49] = core.Fpscr;
    }

    private void WriteChanges()
    {
        for (int i = 0; i < 15; i++)
            if (core[i] != _before[i]) writer.Write($" {(i == 13 ? "sp" : i == 14 ? "lr" : $"r{i}")}={core[i]:x8}");
        if (core.Apsr != _before[16]) writer.Write($" apsr={core.Apsr:x8}");
        for (int i = 0; i < 32; i++)
            if (core.GetSingle(i) != _before[17 + i]) writer.Write($" s{i}={core.GetSingle(i):x8}");
        if (core.Fpscr != _before[49]) writer.Write($" fpscr={core.Fpscr:x8}");
    }
}
