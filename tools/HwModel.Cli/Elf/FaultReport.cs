using System.Globalization;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Core.Assembly;
using HwModel.SpiNNaker2.Pe.Core.Decode;

namespace HwModel.Cli.Elf;

/// <summary>Registers, fault status and instruction of a fault that nothing handled.</summary>
internal static class FaultReport
{
    private static readonly (int Bit, string Name)[] StatusBits =
    [
        (0, "IACCVIOL"), (1, "DACCVIOL"), (3, "MUNSTKERR"), (4, "MSTKERR"), (5, "MLSPERR"), (8, "IBUSERR"), (9, "PRECISERR"), (10, "IMPRECISERR"),
        (11, "UNSTKERR"), (12, "STKERR"), (13, "LSPERR"), (16, "UNDEFINSTR"), (17, "INVSTATE"), (18, "INVPC"), (19, "NOCP"), (24, "UNALIGNED"), (25, "DIVBYZERO"),
    ];

    public static void Write(CortexM4 core, TextWriter error)
    {
        uint cfsr = Word(core, 0xE000_ED28), hfsr = Word(core, 0xE000_ED2C), address = Word(core, 0xE000_ED38);
        error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"hwmodel: a fault that the program does not handle at 0x{core.LastFaultPc:X8}, cycle {core.Cycle}: {Names(cfsr, hfsr)}."));
        if (core.TryDecode(core.LastFaultPc, out Instruction instruction, out uint word))
            error.WriteLine($"  instruction  {(instruction.Size == 4 ? $"{word:x8}" : $"{word:x4}")}  {new Disassembler(DecodeTable.Instance).Text(word, instruction.Size == 4, core.LastFaultPc)}");
        error.WriteLine($"  CFSR {cfsr:X8}  HFSR {hfsr:X8}  {((cfsr & 0x8080) != 0 ? $"fault address {address:X8}" : "no fault address")}");
        for (int i = 0; i < 16; i += 4)
            error.WriteLine($"  R{i,-2} {core[i]:X8}  R{i + 1,-2} {core[i + 1]:X8}  R{i + 2,-2} {core[i + 2]:X8}  R{i + 3,-2} {core[i + 3]:X8}");
        error.WriteLine($"  XPSR {core.Xpsr:X8}  MSP {core.Msp:X8}  PSP {core.Psp:X8}  CONTROL {core.Control:X}  exception {core.CurrentException}");
    }

    private static string Names(uint cfsr, uint hfsr)
    {
        var names = StatusBits.Where(bit => (cfsr >> bit.Bit & 1) != 0).Select(bit => bit.Name).ToList();
        if ((hfsr & 2) != 0) names.Add("VECTTBL");
        if ((hfsr & 1u << 31) != 0) names.Add("DEBUGEVT (BKPT without a debugger)");
        return names.Count == 0 ? "unknown cause" : string.Join(", ", names);
    }

    private static uint Word(CortexM4 core, uint address) => core.TryReadWord(address, out uint value) ? value : 0;
}
