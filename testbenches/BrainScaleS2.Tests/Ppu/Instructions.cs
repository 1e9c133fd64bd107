using HwModel.BrainScaleS2.Ppu.Isa;

namespace HwModel.BrainScaleS2.Tests.Ppu;

/// <summary>The opcode table, its assembler and its disassembler; against GNU binutils where they know the instruction.</summary>
public sealed class Instructions
{
    [Fact]
    public void The_choice_of_instructions_is_that_of_the_processor()
    {
        // nux, package Pu_inst: 53 vector instructions; the scalar ones less those of the older vector units and eciwx, ecowx.
        Assert.Equal(53, OpcodeTable.Instance.Rows.Count(row => row.IsVector));
        Assert.Equal(110, OpcodeTable.Instance.Rows.Where(row => !row.IsVector).Select(row => row.Name).Distinct().Count());
        Assert.Equal(461u << 2 | 4u << 26, OpcodeTable.Instance["fxvaddbm"].Value);
        Assert.Equal(0x7C00_007Cu, PpuAssembler.Assemble("wait").Words[0]);
        Assert.Equal(0x6000_0000u, PpuAssembler.Assemble("nop").Words[0]);
    }

    [Fact]
    public void Every_word_has_one_row_at_most()
    {
        foreach (OpcodeRow row in OpcodeTable.Instance.Rows)
        {
            foreach ((_, uint bits) in row.Variants())
                Assert.Same(row, OpcodeTable.Instance.Find(row.Value | bits));
        }
        Assert.Null(OpcodeTable.Instance.Find(0));
        Assert.Null(OpcodeTable.Instance.Find(17u << 26 | 2));
        Assert.Null(OpcodeTable.Instance.Find(4u << 26 | 511 << 2));
    }

    [Fact]
    public void Text_and_words_go_round()
    {
        var random = new Random(1);
        foreach (OpcodeRow row in OpcodeTable.Instance.Rows)
        {
            foreach ((_, uint bits) in row.Variants())
            {
                for (int i = 0; i < 20; i++)
                {
                    uint word = PpuWords.Random(row, bits, random);
                    string text = PpuDisassembler.Text(word, 0);
                    Assert.Equal(word, PpuAssembler.Assemble(text).Words[0]);
                }
            }
        }
    }

    [ToolFact("powerpc-linux-gnu-as", "powerpc-linux-gnu-objdump")]
    public void GNU_binutils_read_and_write_the_same_text()
    {
        var random = new Random(2);
        List<uint> words = [];
        foreach (OpcodeRow row in OpcodeTable.Instance.Rows.Where(row => !row.IsVector))
            foreach ((_, uint bits) in row.Variants())
                for (int i = 0; i < 6; i++) words.Add(PpuWords.Random(row, bits, random));
        using var folder = new TemporaryFolder();
        string source = Path.Combine(folder.Path, "words.s"), image = Path.Combine(folder.Path, "words.o");
        File.WriteAllLines(source, words.Select(word => $".long 0x{word:x8}"));
        Check(OutsideTools.Run("powerpc-linux-gnu-as", ["-many", "-o", image, source]));
        string[] theirs = Disassemble(image);
        string[] ours = [.. words.Select((word, i) => PpuDisassembler.Text(word, (uint)i * 4))];
        Assert.Equal(ours, theirs);

        // And back: the GNU assembler makes the words from our text; it takes the numbers of branches for distances.
        File.WriteAllLines(source, ours.Zip(words, (text, word) => text == "wait" || word >> 26 is 16 or 18 ? $".long 0x{word:x8}" : text));
        Check(OutsideTools.Run("powerpc-linux-gnu-as", ["-many", "-mregnames", "-o", image, source]));
        Assert.Equal(theirs, Disassemble(image));
    }

    // objdump names sync msync on embedded processors, and shows operands that these instructions have only on others.
    private static string[] Disassemble(string image)
    {
        ToolResult result = Check(OutsideTools.Run("powerpc-linux-gnu-objdump", ["-d", "-z", "-M", "476,raw", image]));
        IEnumerable<string> lines = result.Output.Split('\n').Where(line => line.Contains(":\t", StringComparison.Ordinal)).Select(line => line.Split('\t', 3)[2].Trim());
        return [.. lines.Select(line => string.Join(' ', line.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries)) switch
        {
            "msync" => "sync",
            ".long 0x7c00007c" => "wait",
            string text when text.StartsWith("mfcr ", StringComparison.Ordinal) => text.Replace(",-1", "", StringComparison.Ordinal),
            string text when text.StartsWith("mtmsr ", StringComparison.Ordinal) => text.Replace(",0", "", StringComparison.Ordinal),
            string text => text.Split(" <")[0],
        })];
    }

    private static ToolResult Check(ToolResult result)
    {
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }

    [Theory]
    [InlineData("addi r3,r4", "line 1: addi has 2 operands, but 3 are needed")]
    [InlineData("addi r3,r4,40000", "line 1: addi: 40000 is 40000, but -32768 to 32767 fit")]
    [InlineData("nop\nfrob r1", "line 2: 'frob' is no instruction of the processor")]
    [InlineData("or r3,r32,r1", "line 1: 'r32' is no register: r0 to r31 are")]
    [InlineData("fxvaddbm v1,v2,r3", "line 1: 'r3' is no register: v0 to v31 are")]
    [InlineData("b nowhere", "line 1: 'nowhere' is neither a number nor a label defined so far")]
    [InlineData("lwz r3,r4", "line 1: 'r4' is no address: displacement(register) is needed")]
    [InlineData("a: nop\na: nop", "line 2: 'a' is defined twice")]
    [InlineData("b 2", "line 1: the target 2 is not a multiple of 4")]
    [InlineData("fxvshb v1,v2,16", "line 1: fxvshb: 16 is 16, but -16 to 15 fit")]
    [InlineData("li r3,x@up", "line 1: 'x' is neither a number nor a label defined so far")]
    public void Mistakes_are_sentences(string text, string message) =>
        Assert.Equal(message, Assert.Throws<PpuAssemblerException>(() => PpuAssembler.Assemble(text)).Message);

    [Fact]
    public void Labels_and_halves_of_addresses()
    {
        PpuProgram program = PpuAssembler.Assemble("""
            .equ BASE, 0x12348000
                b start           # over the data
            data: .word 7, data, BASE
                .space 8
            start: lis r3,BASE@ha
                addi r3,r3,BASE@l
                lis r4,BASE@h
                ori r4,r4,0x8000
                bdnz start
            """);
        Assert.Equal(24u, program.Labels["start"]);
        Assert.Equal([7u, 4u, 0x1234_8000u, 0u, 0u], program.Words[1..6]);
        Assert.Equal(["addis r3,0,4661", "addi r3,r3,-32768", "addis r4,0,4660"], program.Words[6..9].Select(word => PpuDisassembler.Text(word, 0)));
        Assert.Equal("bc 16,lt,0x18", PpuDisassembler.Text(program.Words[10], 40));
    }
}
