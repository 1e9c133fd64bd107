using HwModel.SpiNNaker2.Pe.Core.Decode;

namespace HwModel.Benches.PeCore.LockStep;

/// <summary>A stretch of code on the process stack, mostly unprivileged: there some instructions are ignored, read zero or fault (Arm ARMv7-M ARM, B1.4.4, B5.2).</summary>
internal sealed class ModeElements(Dice dice, ElementGenerator generator)
{
    private const uint ProcessStack = 0x2000_8000, Control = 20, ProcessStackPointer = 9;

    // CONTROL.FPCA stays set: without it an interrupt rightly loses floating-point state, and QEMU clears the flags of FPSCR when a new context begins.
    private const uint FloatContext = 4;

    public ushort[]? Make()
    {
        var code = new CodeEmitter();
        uint register = (uint)dice.Below(8);
        bool unprivileged = dice.Percent(75);
        code.Add("CPS", 2, ('e', 0), ('I', 1), ('F', 1)); // else SVC becomes a HardFault and the code stays unprivileged, where QEMU knows no semihosting
        code.Constant(register, ProcessStack + (uint)dice.Below(64) * 4).Add("MSR", 4, ('n', register), ('k', 2), ('s', ProcessStackPointer));
        code.Constant(register, FloatContext | (unprivileged ? 3u : 2)).Add("MSR", 4, ('n', register), ('k', 2), ('s', Control)).Add("ISB", 4, ('o', 15));
        int count = dice.Below(4) + 1;
        for (int i = 0; i < count; i++) Inside(code, unprivileged);
        code.Add("SVC", 2, ('i', dice.Next() & 0xFF)); // whose handler makes the code privileged again
        code.Constant(register, FloatContext).Add("MSR", 4, ('n', register), ('k', 2), ('s', Control)).Add("ISB", 4, ('o', 15));
        code.AlignWord();
        return code.ToArray();
    }

    private void Inside(CodeEmitter code, bool unprivileged)
    {
        uint register = (uint)dice.Below(8);
        switch (dice.Below(6))
        {
            case 0 when unprivileged: // ignored
                code.Constant(register, dice.Next()).Add("MSR", 4, ('n', register), ('k', 3), ('s', (uint)(dice.Percent(50) ? 16 + dice.Below(5) : 8)));
                break;
            case 1: // zero where unprivileged
                code.Add("MRS", 4, ('d', register), ('s', (uint)(dice.Percent(50) ? 16 + dice.Below(5) : 8 + dice.Below(2))));
                break;
            case 2 when unprivileged: // ignored
                code.Add("CPS", 2, ('e', 1), ('I', 1), ('F', 1));
                break;
            case 3 when unprivileged: // bus fault
                code.Constant(register, 0xE000_ED00).Add("LDR imm", 2, ('t', register ^ 1), ('n', register), ('i', 0));
                break;
            case 4:
                code.Add("PUSH", 2, ('M', 0), ('r', 1u << (int)register)).Add("POP", 2, ('P', 0), ('r', 2u << (int)(register % 7)));
                break;
            default:
                DecodeRow row;
                do row = dice.Of(DecodeTable.Instance.Rows);
                while (row.Class is not ("alu" or "shift" or "mul" or "dsp" or "sat" or "fpalu" or "fpmac") || row.Options.Contains("d=13"));
                if (generator.RandomWord(row) is { } word) code.Word(word, row.Size == 4);
                break;
        }
    }
}
