using System.Buffers.Binary;

namespace HwModel.Benches.PeCore.LockStep;

/// <summary>
/// A program of random elements with a start, fault handlers and an end around them, as an ELF that QEMU and the model both run.
/// Code lies at 0, data at 0x20000000; at its end the program loads all its data, so that every stored word is compared.
/// </summary>
internal sealed class RandomProgram(IReadOnlyList<Element> elements, uint dataSeed)
{
    /// <summary>Where elements begin.</summary>
    public const uint Body = 0x1_0000;

    /// <summary>Middle of the data that elements read and write.</summary>
    public const uint DataMiddle = 0x2000_2000;

    /// <summary>First byte of the data, and the first behind it.</summary>
    public const uint DataStart = 0x2000_0E00, DataEnd = DataStart + 28 * 329;

    private const uint Stack = 0x2001_0000, FaultHandler = 0x200, CallHandler = 0x300, InterruptHandler = 0x340, Start = 0x400;

    /// <summary>False: the program ends without loading all its data; who runs it compares the memory.</summary>
    public bool LoadsDataAtEnd { get; init; } = true;

    public IReadOnlyList<Element> Elements => elements;

    /// <summary>Seed of the data.</summary>
    public uint DataSeed => dataSeed;

    /// <summary>The element at an address, or null in the code around them.</summary>
    public Element? ElementAt(uint address)
    {
        uint at = Body;
        foreach (Element element in elements)
        {
            uint length = (uint)element.Halfwords.Length * 2;
            if (address >= at && address < at + length) return element;
            at += length;
        }
        return null;
    }

    /// <summary>The whole program as an ELF file.</summary>
    public byte[] ToElf() => ElfWriter.Write((0u, Code()), (DataStart, Data()));

    /// <summary>The contents of the memory at 0.</summary>
    public byte[] Code()
    {
        var body = new CodeEmitter();
        foreach (Element element in elements)
            foreach (ushort half in element.Halfwords) body.Word(half, false);
        EmitEnd(body);
        byte[] code = new byte[Body + body.Count * 2];
        Put(code, 0, Vectors());
        Put(code, FaultHandler, Handler());
        Put(code, CallHandler, Call());
        Put(code, InterruptHandler, Interrupt());
        Put(code, Start, Prologue());
        Put(code, Body, body.ToArray());
        return code;
    }

    private static ushort[] Vectors()
    {
        var words = new List<ushort>();
        for (int i = 0; i < 16 + 32; i++)
        {
            uint value = i switch { 0 => Stack, 1 => Start | 1, >= 2 and <= 6 => FaultHandler | 1, < 16 => CallHandler | 1, _ => InterruptHandler | 1 };
            words.Add((ushort)value);
            words.Add((ushort)(value >> 16));
        }
        return [.. words];
    }

    /// <summary>Makes Thread mode privileged and returns.</summary>
    private static ushort[] Call() => new CodeEmitter().Add("MRS", 4, ('d', 0), ('s', 20)).Add("LSR imm", 2, ('d', 0), ('m', 0), ('i', 1)).Add("LSL imm", 2, ('d', 0), ('m', 0), ('i', 1))
        .Add("MSR", 4, ('n', 0), ('k', 2), ('s', 20)).Add("ISB", 4, ('o', 15)).Add("BX", 2, ('m', 14)).ToArray();

    /// <summary>Spoils all that a handler may: registers, flags, GE, an IT block of its own, floating-point registers and status.</summary>
    private static ushort[] Interrupt()
    {
        var code = new CodeEmitter().Constant(0, 0xF8CF_009F).Constant(1, 0x7FA5_5AA5).Constant(2, 0).Constant(3, uint.MaxValue).Constant(12, 0x1234);
        code.Add("VMSR", 4, ('t', 0));
        for (uint i = 0; i < 16; i++) code.Add("VMOV Rt->S", 4, ('t', 1), ('n', i >> 1), ('N', i & 1));
        code.Add("MSR", 4, ('n', 0), ('k', 3), ('s', 0)).Add("IT", 2, ('c', 0), ('k', 0b0110)).Add("MOV imm8", 2, ('d', 0), ('i', 3)).Add("MOV imm8", 2, ('d', 0), ('i', 4)).Add("MOV imm8", 2, ('d', 0), ('i', 5));
        return code.Add("BX", 2, ('m', 14)).ToArray();
    }

    /// <summary>Skips the faulting instruction, leaves an IT block, sets the T bit, reads and clears the fault status, returns.</summary>
    private static ushort[] Handler()
    {
        // r3: the stack of the interrupted code, with the frame on it
        var code = new CodeEmitter().Add("TST.W imm", 4, ('n', 14), ('i', 0), ('b', 4)).Add("IT", 2, ('c', 0), ('k', 0b1100)).Add("MRS", 4, ('d', 3), ('s', 8)).Add("MRS", 4, ('d', 3), ('s', 9));
        code.Add("LDR imm", 2, ('t', 0), ('n', 3), ('i', 6)).Add("LDRH imm", 2, ('t', 1), ('n', 0), ('i', 0)).Add("LSR imm", 2, ('d', 1), ('m', 1), ('i', 11));
        code.Add("CMP imm8", 2, ('n', 1), ('i', 29)).Add("IT", 2, ('c', 2), ('k', 0b1100));
        code.Add("ADD imm8", 2, ('d', 0), ('i', 4)).Add("ADD imm8", 2, ('d', 0), ('i', 2)).Add("STR imm", 2, ('t', 0), ('n', 3), ('i', 6));
        code.Add("LDR imm", 2, ('t', 1), ('n', 3), ('i', 7)).Constant(2, 0x0600_FC00).Add("BIC", 2, ('d', 1), ('m', 2));
        code.Constant(2, 0x0100_0000).Add("ORR", 2, ('d', 1), ('m', 2)).Add("STR imm", 2, ('t', 1), ('n', 3), ('i', 7));
        code.Constant(2, 0xE000_ED28).Add("LDR imm", 2, ('t', 1), ('n', 2), ('i', 0)).Add("STR imm", 2, ('t', 1), ('n', 2), ('i', 0));
        code.Add("LSL imm", 2, ('d', 3), ('m', 1), ('i', 16)).Add("IT", 2, ('c', 4), ('k', 0b1000)).Add("LDR imm", 2, ('t', 3), ('n', 2), ('i', 4));
        code.Add("LDR imm", 2, ('t', 1), ('n', 2), ('i', 1)).Add("STR imm", 2, ('t', 1), ('n', 2), ('i', 1)).Add("BX", 2, ('m', 14));
        return code.ToArray();
    }

    private ushort[] Prologue()
    {
        var code = new CodeEmitter();
        Store(code, 0xE000_ED88, 0x00F0_0000);
        Store(code, 0xE000_ED24, 0x0007_0000);
        Store(code, 0xE000_E100, 1);
        Store(code, 0xE000_ED14, (dataSeed & 1) != 0 ? 0x210u : 0x200);
        code.Add("DSB", 4, ('o', 15)).Add("ISB", 4, ('o', 15)).Add("VMOV Rt->S", 4, ('t', 0), ('n', 0), ('N', 0));
        for (uint i = 0; i < 13; i++) code.Constant(i, Interesting.Word(new Dice(dataSeed + i)));
        code.Constant(0, Body | 1).Add("BX", 2, ('m', 0));
        return code.ToArray();
    }

    private static void Store(CodeEmitter code, uint address, uint value) =>
        code.Constant(0, address).Constant(1, value).Add("STR imm", 2, ('t', 1), ('n', 0), ('i', 0));

    /// <summary>Loads all data into registers, then ends the program by semihosting.</summary>
    private void EmitEnd(CodeEmitter code)
    {
        code.AlignWord();
        // A last SVC that PRIMASK turns into a HardFault returns behind itself, and the fault's handler skips an instruction: one of these.
        code.Add("NOP and hints", 2, ('i', 0)).Add("NOP and hints", 2, ('i', 0));
        if (LoadsDataAtEnd)
        {
            code.Constant(0, DataStart).Constant(9, DataEnd);
            int loop = code.Count;
            code.Add("LDM", 2, ('n', 0), ('r', 0b1111_1110)).Add("CMP reg T2", 2, ('n', 9), ('m', 0));
            code.Add("B cond", 2, ('c', 1), ('i', (uint)(loop - code.Count - 2) & 0xFF));
        }
        code.Constant(0, 0x18).Constant(1, 0x2_0026).Add("BKPT", 2, ('i', 0xAB)).Add("B", 2, ('i', 0x7FE));
    }

    /// <summary>The contents of the memory from <see cref="DataStart"/>.</summary>
    public byte[] Data()
    {
        var dice = new Dice(dataSeed);
        byte[] data = new byte[DataEnd - DataStart];
        for (int at = 0; at < data.Length; at += 4) BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(at), Interesting.Word(dice));
        return data;
    }

    private static void Put(byte[] code, uint at, ushort[] halfwords)
    {
        for (int i = 0; i < halfwords.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(code.AsSpan((int)at + i * 2), halfwords[i]);
    }
}
