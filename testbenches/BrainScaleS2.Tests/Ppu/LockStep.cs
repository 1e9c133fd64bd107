using System.Buffers.Binary;
using HwModel.BrainScaleS2.Ppu.Core;
using HwModel.BrainScaleS2.Ppu.Isa;

namespace HwModel.BrainScaleS2.Tests.Ppu;

/// <summary>
/// Random scalar programs on the processor and on QEMU's user-mode PowerPC: the same image at the same addresses writes all registers to memory after every
/// few instructions, and both memories must be equal. Left out: popcntb, prtyw, mfocrf, mtocrf (QEMU's 32-bit processors lack them) and what is privileged.
/// </summary>
public sealed class LockStep
{
    private const uint Text = 0x1000;
    private const uint Data = 0x2000;
    private const uint Dumps = 0x2100;
    private const int DumpBytes = 144;
    private const int Blocks = 32;
    private const int Length = 8;

    // r0 to r25 are random; r26 is a divisor, r27 a base that is updated, r28 an index, r30 a base, r29 and r31 belong to the dump.
    private const int Free = 26;

    [ToolTheory("powerpc-linux-gnu-as", "powerpc-linux-gnu-ld", "qemu-ppc")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Random_programs_leave_the_memory_of_QEMU(int seed)
    {
        var random = new Random(seed);
        uint[] text = Program(random);
        uint[] data = [.. Enumerable.Range(0, 0x2000 / 4).Select(_ => Value(random))];
        byte[] theirs = Qemu(text, data);
        var core = new NuxCore();
        text.CopyTo(core.Memory, (int)Text / 4);
        data.CopyTo(core.Memory, (int)Data / 4);
        core.Pc = Text;
        for (long now = 0; core.Trouble is null && now < 100_000; now++) core.Tick(now);
        // The system call that ends the program is none of the processor's instructions.
        Assert.StartsWith("0x44000002", core.Trouble, StringComparison.Ordinal);
        Assert.True(core.Instructions > Blocks * Length);
        for (uint address = Data; address < 0x4000; address += 4)
        {
            uint expected = BinaryPrimitives.ReadUInt32BigEndian(theirs.AsSpan((int)(address - Data)));
            uint actual = core.Memory[address / 4];
            if (expected == actual) continue;
            long block = (address - Dumps) / DumpBytes, word = (address - Dumps) % DumpBytes / 4;
            Assert.Fail($"0x{address:x}: 0x{actual:x8}, QEMU has 0x{expected:x8}; word {word} of dump {block}:\n{Listing(text, (int)block)}");
        }
    }

    private static string Listing(uint[] text, int block)
    {
        int first = 4 + block * (Length + 16);
        return string.Join('\n', text.Skip(first).Take(Length + 16).Select((word, i) => PpuDisassembler.Text(word, Text + (uint)(first + i) * 4)));
    }

    private static uint[] Program(Random random)
    {
        List<uint> words = [];
        void Add(string line) => words.AddRange(PpuAssembler.Assemble(line).Words);
        Add("lmw r0,0x2000(0)\n li r30,0x3400\n li r31,0x2100\n nop");
        OpcodeRow[] rows = [.. OpcodeTable.Instance.Rows.Where(IsWanted)];
        int next = random.Next(rows.Length);
        for (int block = 0; block < Blocks; block++)
        {
            Add($"li r26,{random.Next(1, 30000)}\n li r27,0x3800\n li r28,{4 * random.Next(50)}");
            // Flags, also with overflow and carry set; QEMU keeps the reserved bits, the processor has none.
            Add($"rlwinm r29,r{random.Next(Free)},0,0,2\n mtxer r29\n mtctr r{random.Next(Free)}");
            for (int i = 0; i < Length; i++)
            {
                // A branch that skips needs something to skip.
                OpcodeRow row = rows[next++ % rows.Length];
                while (row.Operation == Operation.BranchConditional && i == Length - 1) row = rows[next++ % rows.Length];
                words.Add(Instruction(row, random));
            }
            Add("stmw r0,0(r31)\n mfcr r29\n stw r29,128(r31)\n mfxer r29\n stw r29,132(r31)\n mfctr r29\n stw r29,136(r31)\n mflr r29\n stw r29,140(r31)\n addi r31,r31,144");
        }
        Add("li r0,4\n li r3,1\n li r4,0x2000\n li r5,0x2000\n .word 0x44000002\n li r0,1\n li r3,0\n .word 0x44000002");
        return [.. words];
    }

    private static bool IsWanted(OpcodeRow row) =>
        (row.Unit is Unit.Integer or Unit.Multiply or Unit.Divide or Unit.Condition or Unit.Load or Unit.Store || row.Operation == Operation.BranchConditional)
        && row.Operation is not (Operation.LoadMultiple or Operation.StoreMultiple) && row.Name is not ("popcntb" or "prtyw" or "mfocrf" or "mtocrf");

    private static uint Instruction(OpcodeRow row, Random random)
    {
        (string Name, uint Bits)[] variants = [.. row.Variants()];
        if (row.Operation == Operation.BranchConditional) variants = [.. variants.Where(variant => (variant.Bits & 2) == 0)];
        uint word = row.Value | variants[random.Next(variants.Length)].Bits;
        bool divides = row.Unit == Unit.Divide;
        bool memory = row.Unit is Unit.Load or Unit.Store;
        foreach (OperandKind kind in row.Operands)
        {
            word |= kind switch
            {
                OperandKind.Displaced => 30u << 16 | (uint)random.Next(200) * 4,
                OperandKind.DisplacedUpdate => 27u << 16 | (uint)(random.Next(-5, 6) * 4) & 0xFFFF,
                OperandKind.RaOrZero when memory => 30u << 16,
                OperandKind.RaUpdate => 27u << 16,
                OperandKind.Rb when memory => 28u << 11,
                OperandKind.Rb when divides => 26u << 11,
                OperandKind.Rt or OperandKind.Rs => (uint)random.Next(Free) << 21,
                OperandKind.Ra or OperandKind.RaTarget or OperandKind.RaOrZero => (uint)random.Next(Free) << 16,
                OperandKind.Rb => (uint)random.Next(Free) << 11,
                OperandKind.Length => 0,
                OperandKind.Target14 => 8,
                OperandKind.BranchOptions => ((uint[])[4, 12, 16, 18, 20, 0, 2, 8, 10])[random.Next(9)] << 21,
                _ => Any(kind, random),
            };
        }
        return word;
    }

    private static uint Any(OperandKind kind, Random random)
    {
        (int low, int width, _) = Operands.Field(kind);
        return (uint)random.Next(1 << width) << low;
    }

    private static uint Value(Random random) => random.Next(4) switch
    {
        0 => (uint)random.NextInt64(1L << 32),
        1 => (uint)random.Next(-40, 40),
        2 => 0x8000_0000u + (uint)random.Next(-2, 3),
        _ => 1u << random.Next(32),
    };

    private static byte[] Qemu(uint[] text, uint[] data)
    {
        using var folder = new TemporaryFolder();
        string source = Path.Combine(folder.Path, "p.s");
        File.WriteAllText(source, ".globl _start\n_start:\n" + Words(text) + ".data\n" + Words(data));
        Run("powerpc-linux-gnu-as", "-o", Path.Combine(folder.Path, "p.o"), source);
        string image = Path.Combine(folder.Path, "p");
        Run("powerpc-linux-gnu-ld", $"-Ttext=0x{Text:x}", $"-Tdata=0x{Data:x}", "-z", "max-page-size=0x1000", "-o", image, Path.Combine(folder.Path, "p.o"));
        string output = Path.Combine(folder.Path, "out");
        Run("sh", "-c", $"qemu-ppc -cpu e500mc {image} > {output}");
        return File.ReadAllBytes(output);
    }

    private static string Words(uint[] words) => string.Concat(words.Select(word => $".long 0x{word:x8}\n"));

    private static void Run(string tool, params string[] arguments)
    {
        ToolResult result = OutsideTools.Run(tool, arguments);
        Assert.True(result.ExitCode == 0, $"{tool}: {result.Error}");
    }
}
