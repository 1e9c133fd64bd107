namespace HwModel.BrainScaleS2.Ppu.Isa;

/// <summary>Simplified mnemonics (Power ISA 2.06, book I, appendix E) as the instructions they stand for.</summary>
internal static class Simplified
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["nop"] = "ori r0,r0,0",
        ["li"] = "addi {0},0,{1}",
        ["lis"] = "addis {0},0,{1}",
        ["mr"] = "or {0},{1},{1}",
        ["not"] = "nor {0},{1},{1}",
        ["sub"] = "subf {0},{2},{1}",
        ["subi"] = "addi {0},{1},-{2}",
        ["cmpwi"] = "cmpi cr0,0,{0},{1}",
        ["cmpw"] = "cmp cr0,0,{0},{1}",
        ["cmplwi"] = "cmpli cr0,0,{0},{1}",
        ["cmplw"] = "cmpl cr0,0,{0},{1}",
        ["clrlwi"] = "rlwinm {0},{1},0,{2},31",
        ["beq"] = "bc 12,eq,{0}",
        ["bne"] = "bc 4,eq,{0}",
        ["blt"] = "bc 12,lt,{0}",
        ["bge"] = "bc 4,lt,{0}",
        ["bgt"] = "bc 12,gt,{0}",
        ["ble"] = "bc 4,gt,{0}",
        ["bdnz"] = "bc 16,lt,{0}",
        ["bdz"] = "bc 18,lt,{0}",
        ["blr"] = "bclr 20,lt,0",
        ["bctr"] = "bcctr 20,lt,0",
        ["bctrl"] = "bcctrl 20,lt,0",
        ["mtlr"] = "mtspr 8,{0}",
        ["mflr"] = "mfspr {0},8",
        ["mtctr"] = "mtspr 9,{0}",
        ["mfctr"] = "mfspr {0},9",
        ["mtdec"] = "mtspr 22,{0}",
        ["mfdec"] = "mfspr {0},22",
        ["mtxer"] = "mtspr 1,{0}",
        ["mfxer"] = "mfspr {0},1",
    };

    /// <summary>The instruction behind a simplified mnemonic; others are given back as they are.</summary>
    public static (string Name, string[] Operands) Expand(string name, string[] operands)
    {
        // Shifts by a number are rotations with a mask.
        if (operands.Length == 3 && int.TryParse(operands[2], out int n) && n is >= 0 and < 32)
        {
            if (name is "slwi") return ("rlwinm", [operands[0], operands[1], $"{n}", "0", $"{31 - n}"]);
            if (name is "srwi") return ("rlwinm", [operands[0], operands[1], $"{(32 - n) % 32}", $"{n}", "31"]);
        }
        if (!Names.TryGetValue(name, out string? pattern)) return (name, operands);
        string[] words = pattern.Split(' ', 2);
        return (words[0], [.. words[1].Split(',').Select(operand => Fill(operand, operands))]);
    }

    private static string Fill(string operand, string[] values)
    {
        for (int i = 0; i < values.Length; i++) operand = operand.Replace($"{{{i}}}", values[i], StringComparison.Ordinal);
        return operand;
    }
}
