using System.Text.RegularExpressions;
using HwModel.SpiNNaker2.Pe.Core.Assembly;
using HwModel.SpiNNaker2.Pe.Core.Decode;

namespace HwModel.SpiNNaker2.Tests.Pe;

public sealed class AssemblerTests
{
    [Theory]
    [InlineData("movs r0, #5", 0x2005)]
    [InlineData("adds r1, r2, r3", 0x18D1)]
    [InlineData("bx lr", 0x4770)]
    [InlineData("push {r4-r7, lr}", 0xB5F0)]
    [InlineData("bkpt 0x00ab", 0xBEAB)]
    [InlineData("cpsid i", 0xB672)]
    [InlineData("ldr r0, [sp, #4]", 0x9801)]
    [InlineData("wfi", 0xBF30)]
    public void Narrow_instructions_have_the_encodings_of_the_manual(string text, int word) =>
        Assert.Equal([(ushort)word], new Assembler().Assemble(text, 0));

    [Theory]
    [InlineData("movw r0, #0x1234", 0xF241_2034u)]
    [InlineData("udiv r0, r1, r2", 0xFBB1_F0F2u)]
    [InlineData("ldr.w r0, [r1, #-4]", 0xF851_0C04u)]
    [InlineData("vadd.f32 s0, s1, s2", 0xEE30_0A81u)]
    [InlineData("vmrs APSR_nzcv, fpscr", 0xEEF1_FA10u)]
    [InlineData("smlad r0, r1, r2, r3", 0xFB21_3002u)]
    [InlineData("msr BASEPRI, r0", 0xF380_8811u)]
    public void Wide_instructions_have_the_encodings_of_the_manual(string text, uint word) =>
        Assert.Equal([(ushort)(word >> 16), (ushort)word], new Assembler().Assemble(text, 0));

    [Fact]
    public void Labels_conditions_and_data_work_together()
    {
        ushort[] code = new Assembler().Assemble("""
            start:
                movs r0, #3
            again: subs r0, #1
                bne.n again
                cmp r0, #0
                ite eq
                moveq r1, #1
                movne r1, #2
                ldr r2, value
                b.n start
            .align
            value: .word 0x12345678
            """, 0x100);
        Assert.Equal([0x2003, 0x3801, 0xD1FD, 0x2800, 0xBF0C, 0x2101, 0x2102, 0x4A01, 0xE7F6, 0xBF00, 0x5678, 0x1234], code);
    }

    [Theory]
    [InlineData("frobnicate r0")]
    [InlineData("movs r0, #256001")]
    [InlineData("adds r0, r1, r99")]
    [InlineData("b.n nowhere")]
    public void What_cannot_be_assembled_is_named_with_its_line(string text) =>
        Assert.StartsWith("Line 2", Assert.Throws<AssemblyException>(() => new Assembler().Assemble("nop\n" + text, 0)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_text_of_random_instructions_assembles_to_an_instruction_of_the_same_text()
    {
        var random = new Random(5);
        var disassembler = new Disassembler(DecodeTable.Instance);
        var assembler = new Assembler();
        foreach (DecodeRow row in DecodeTable.Instance.Rows)
        {
            for (int i = 0; i < 12; i++)
            {
                uint word = row.Value | (uint)random.NextInt64(1L << 32) & ~row.Mask;
                if (DecodeTable.Instance.Find(word, row.Size == 4) != row) continue;
                string text = disassembler.Text(word, row.Size == 4, 0x2000);
                if (text.StartsWith("undefined", StringComparison.Ordinal) || text.StartsWith("hint", StringComparison.Ordinal) || text.Contains("none", StringComparison.Ordinal) || text.Contains("{}", StringComparison.Ordinal)) continue;
                ushort[] code = assembler.Assemble(text, 0x2000);
                uint again = code.Length == 2 ? (uint)code[0] << 16 | code[1] : code[0];
                Assert.Equal(text, disassembler.Text(again, code.Length == 2, 0x2000));
            }
        }
    }

    [ToolFact("arm-none-eabi-objdump")]
    public void The_text_of_random_instructions_is_what_objdump_prints()
    {
        var random = new Random(6);
        var disassembler = new Disassembler(DecodeTable.Instance);
        var words = new List<(DecodeRow Row, uint Word)>();
        using var folder = new TemporaryFolder();
        using (var file = new BinaryWriter(File.Create(folder.File("code.bin"))))
        {
            foreach (DecodeRow row in DecodeTable.Instance.Rows)
            {
                // IT blocks would change what follows; undefined and system rows and floating-point constants have texts of their own.
                if (row.Class is "it" or "undefined" or "system" or "hint" or "barrier" || row.Name == "VMOV imm") continue;
                for (int i = 0; i < 10; i++)
                {
                    uint word = row.Value | (uint)random.NextInt64(1L << 32) & ~row.Mask;
                    if (row.Name is "REV.W" or "REV16.W" or "REVSH.W" or "RBIT" or "CLZ") row.TrySetField('n', row.Field('m', word), ref word); // else UNPREDICTABLE
                    Instruction decoded = Lowering.Decode(DecodeTable.Instance, word, row.Size == 4);
                    if (DecodeTable.Instance.Find(word, row.Size == 4) != row || decoded.Operation is Operation.Undefined or Operation.NoCoprocessor) continue;
                    if (decoded.D >= 13 || decoded.N >= 13 && !row.Options.Contains("n=13") && !row.Class.StartsWith("fp", StringComparison.Ordinal) || decoded.M >= 13 && decoded.M < 16) continue;
                    words.Add((row, word));
                    if (row.Size == 4) file.Write((ushort)(word >> 16));
                    file.Write((ushort)word);
                }
            }
        }
        ToolResult result = OutsideTools.Run("arm-none-eabi-objdump", ["-D", "-b", "binary", "-m", "arm", "-M", "force-thumb,reg-names-std", "-m", "armv7e-m", "--no-show-raw-insn", folder.File("code.bin")]);
        Dictionary<uint, string> theirs = [];
        foreach (Match match in Regex.Matches(result.Output, @"^\s*([0-9a-f]+):\t(.*)$", RegexOptions.Multiline))
            theirs[Convert.ToUInt32(match.Groups[1].Value, 16)] = match.Groups[2].Value;
        uint at = 0;
        var different = new List<string>();
        foreach ((DecodeRow row, uint word) in words)
        {
            string ours = Plain(disassembler.Text(word, row.Size == 4, at)), other = Plain(theirs.GetValueOrDefault(at, "nothing"));
            if (ours != other && !other.Contains("UNPREDICTABLE", StringComparison.Ordinal) && !other.Contains("undefined", StringComparison.Ordinal) && !other.Contains("cdp", StringComparison.Ordinal) && !Regex.IsMatch(other, @"^ldrs?[bh]?t ")) different.Add($"{row.Name} {word:x}: ours '{ours}', objdump '{other}'");
            at += (uint)row.Size;
        }
        Assert.True(different.Count == 0, $"{different.Count} of {words.Count} differ:\n{string.Join('\n', different.Take(80))}");
        Assert.True(words.Count > 1500, $"only {words.Count} words compared");
    }

    /// <summary>The same text in one writing: no comments, one blank, no symbol names, aliases and numbers as we write them.</summary>
    private static string Plain(string text)
    {
        text = Regex.Replace(text, @"\s*[;@<].*$", "").Replace('\t', ' ').Trim();
        text = Regex.Replace(text, @"0x([0-9a-f]+)", match => Convert.ToInt64(match.Groups[1].Value, 16).ToString());
        text = Regex.Replace(text, @"\{(?<list>[^}]*)\}", match => RegisterNames.ParseList(match.Value) is { } list ? RegisterNames.List(list) : match.Value);
        // Aliases that objdump writes another way
        text = Regex.Replace(text, @"^negs (\w+), (\w+)$", "rsbs $1, $2, #0");
        text = Regex.Replace(text, @"^muls (\w+), (\w+), \1$", "muls $1, $2");
        text = Regex.Replace(text, @"^mov(s?)\.w (\w+), (\w+), rrx$", "rrx$1 $2, $3");
        text = Regex.Replace(text, @"^mov(s?)\.w (\w+), (\w+), (lsl|lsr|asr|ror) (#\d+)$", "$4$1.w $2, $3, $5");
        return text.Replace(", #0]", "]").Replace("#-0]", "#0]");
    }
}
