using System.Numerics;
using HwModel.SpiNNaker2.Pe.Core.Decode;

namespace HwModel.Benches.PeCore.LockStep;

/// <summary>
/// Random elements, one for a wanted row of the decode table. Encodings that the architecture calls UNPREDICTABLE are left out:
/// there QEMU and silicon may do as they like.
/// </summary>
internal sealed class ElementGenerator(Dice dice)
{
    private static readonly DecodeTable Table = DecodeTable.Instance;
    private static readonly uint[] DataRegisters = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14];
    private static readonly string[] RegisterFields = ["d", "n", "m", "t", "a", "T", "l"];
    private static readonly uint[] ReadableSpecial = [0, 1, 2, 3, 5, 6, 7, 8, 9, 16, 17, 18, 19, 20];
    private static readonly uint[] WritableSpecial = [0, 0, 0, 0, 1, 2, 3, 5, 6, 16, 17, 18];

    /// <summary>An element about this row; null for rows that a random program cannot hold (none is at present).</summary>
    public Element? For(DecodeRow row)
    {
        ushort[]? code = row switch
        {
            _ when IsComputedBranch(row) && dice.Percent(25) => new BranchElements(dice).Make(row),
            { Operation: Operation.Msr } when dice.Percent(30) => new ModeElements(dice, this).Make(),
            { Operation: Operation.StrhImm, Size: 2 } when dice.Percent(25) => SelfModifying(),
            _ => ByClass(row),
        };
        return code is null ? null : new Element(code, row.Index);
    }

    /// <summary>Rows that may write PC where a field says so.</summary>
    private static bool IsComputedBranch(DecodeRow row) => row.Name is "MOV reg T1" or "ADD reg T2" or "LDR.W imm12" or "POP" or "LDMIA.W" or "LDMDB";

    private ushort[]? ByClass(DecodeRow row) => row.Class switch
    {
        "branch" => new BranchElements(dice).Make(row),
        "load" or "store" or "load2" or "store2" or "exclusive" or "fpload" or "fpstore" => MemoryElement(row),
        "ldm" or "stm" => MultipleElement(row),
        "it" => ItElement(),
        "system" => SystemElement(row),
        "undefined" => UndefinedElement(row),
        _ => PlainElement(row),
    };

    /// <summary>Overwrites an instruction a little further on and then runs it.</summary>
    private ushort[] SelfModifying()
    {
        // mov, add or sub of an immediate, or a shift by an immediate
        uint instruction = dice.Percent(70) ? 0x2000u | (uint)dice.Below(4) << 11 | dice.Next() & 0x7FF : dice.Next() & 0x17FF;
        var code = new CodeEmitter();
        code.Constant(1, instruction).Add("ADR.W add", 4, ('d', 0), ('i', 0), ('b', 10)).Add("STRH imm", 2, ('t', 1), ('n', 0), ('i', 0));
        code.Add("DSB", 4, ('o', 15)).Add("ISB", 4, ('o', 15)).Add("NOP and hints", 2, ('i', 0));
        code.AlignWord();
        return code.ToArray();
    }

    /// <summary>New values for all registers, from the program's data.</summary>
    public Element Refresh()
    {
        var code = new CodeEmitter();
        code.Constant(0, RandomProgram.DataMiddle + (uint)dice.Below(200) * 4 - 400);
        code.Add("VLDMIA", 4, ('n', 0), ('D', 0), ('d', 0), ('z', 0), ('i', 31));
        code.Add("LDMIA.W", 4, ('n', 0), ('M', 1), ('r', 0x1FFF));
        code.AlignWord();
        return new Element(code.ToArray(), Table.Named("LDMIA.W", 4).Index);
    }

    private ushort[]? PlainElement(DecodeRow row)
    {
        var code = new CodeEmitter();
        if (RandomWord(row) is not { } word) return null;
        Operands(row, word, code);
        code.Word(word, row.Size == 4);
        if (row.Options.Contains("d=13")) code.Add(row.Name[0] == 'A' ? "SUB SP imm7" : "ADD SP imm7", 2, ('i', row.Field('i', word)));
        code.AlignWord();
        return code.ToArray();
    }

    /// <summary>Sometimes puts interesting values into the sources.</summary>
    private void Operands(DecodeRow row, uint word, CodeEmitter code)
    {
        bool isFloat = row.Class.StartsWith("fp", StringComparison.Ordinal);
        if (isFloat)
        {
            if (dice.Percent(25)) code.Constant(0, dice.Next() & (dice.Percent(50) ? 0x07C0_0000u : 0xF7C0_009F)).Add("VMSR", 4, ('t', 0));
            for (int i = 0; i < 3; i++)
            {
                if (!dice.Percent(40)) continue;
                char letter = "nmd"[i];
                uint register = row.Field(letter, word) << 1 | row.Field(char.ToUpperInvariant(letter), word);
                code.Constant(1, Interesting.Float(dice)).Add("VMOV Rt->S", 4, ('t', 1), ('n', register >> 1 & 15), ('N', register & 1));
            }
        }
        if (row.Operation is Operation.LslReg or Operation.LsrReg or Operation.AsrReg or Operation.RorReg && dice.Percent(40)) code.Constant(row.Field('m', word), Interesting.ShiftAmount(dice));
        foreach (char letter in "nmad")
        {
            if (!row.Has(letter) || !dice.Percent(20) || isFloat) continue;
            uint register = row.Field(letter, word);
            if (register is not (13 or 15)) code.Constant(register, Interesting.Integer(dice));
        }
    }

    /// <summary>A word of the row with random fields that the architecture defines; null where none was found.</summary>
    public uint? RandomWord(DecodeRow row)
    {
        for (int attempt = 0; attempt < 200; attempt++)
        {
            uint word = row.Value | dice.Next() & ~row.Mask;
            foreach (string field in RegisterFields)
            {
                if (row.Width(field[0]) != 4 || IsFree(row, field[0])) continue;
                uint register = dice.Of(DataRegisters);
                row.TrySetField(field[0], register, ref word);
            }
            if (row.Has('l')) row.TrySetField('h', dice.Of(DataRegisters), ref word);
            if (row.Operation is Operation.Rev or Operation.Rev16 or Operation.Revsh or Operation.Rbit or Operation.Clz && row.Size == 4) row.TrySetField('n', row.Field('m', word), ref word);
            if (Table.Find(word, row.Size == 4) == row && IsPredictable(row, word)) return word;
        }
        return null;
    }

    /// <summary>Fields named like registers that are numbers of floating-point registers or a shift type: any value will do.</summary>
    private static bool IsFree(DecodeRow row, char field)
    {
        bool isFloat = row.Class.StartsWith("fp", StringComparison.Ordinal);
        return field switch
        {
            'd' => isFloat && row.Has('D'),
            'n' => (isFloat && row.Has('N')) || row.Immediate == "dnx",
            'm' => (isFloat && row.Has('M')) || row.Immediate == "dm",
            't' => row.Immediate == "sh",
            _ => false,
        };
    }

    private static bool IsPredictable(DecodeRow row, uint word)
    {
        Instruction i = Lowering.Decode(Table, word, row.Size == 4);
        if (row.Class != "undefined" && i.Operation is Operation.Undefined or Operation.NoCoprocessor) return row.Class == "undefined";
        if (row.Has('l') && i.D == i.A) return false;
        bool writeback = i.Has(InstructionFlags.Writeback);
        switch (row.Class)
        {
            case "load" or "store" when writeback && i.N == i.D: return false;
            case "load2" or "store2" when (row.Class == "load2" && i.D == i.A) || (writeback && (i.N == i.D || i.N == i.A || i.N == 15)): return false;
            case "exclusive" when i.Operation is Operation.Strex or Operation.Strexb or Operation.Strexh && (i.D == i.M || i.D == i.N): return false;
        }
        switch (i.Operation)
        {
            case Operation.Hint: return i.Immediate is not (2 or 3); // QEMU does not sleep as the core does
            case Operation.VmovFromTwo: return i.D != i.A;
            case Operation.Vldm or Operation.Vstm: return !i.Has(InstructionFlags.DoubleWord) || (i.Immediate & 1) == 0;
            case Operation.Ssat or Operation.Usat: return row.Field('h', word) == 0 || row.Field('i', word) != 0;
            case Operation.CmpReg when row.Name == "CMP reg T2": return i.N > 7 || i.M > 7;
            default: return true;
        }
    }

    private ushort[]? MemoryElement(DecodeRow row)
    {
        if (RandomWord(row) is not { } word) return null;
        Instruction i = Lowering.Decode(Table, word, row.Size == 4);
        var code = new CodeEmitter();
        bool literal = row.Name.EndsWith("lit", StringComparison.Ordinal);
        if (!literal) Base(row, word, in i, code);
        if (row.Class == "exclusive") return ExclusiveElement(row, word, code);
        bool stack = row.Class[0] == 'f' && row.Options.Contains("n=13");
        if (stack && i.Immediate > 127) return null;
        if (stack && row.Class == "fpload") code.Add("SUB SP imm7", 2, ('i', i.Immediate));
        code.Word(word, row.Size == 4);
        if (stack && row.Class == "fpstore") code.Add("ADD SP imm7", 2, ('i', i.Immediate));
        code.AlignWord();
        return code.ToArray();
    }

    /// <summary>Puts an address of the data into the base register and a small offset into the index register.</summary>
    private void Base(DecodeRow row, uint word, in Instruction i, CodeEmitter code)
    {
        uint address = RandomProgram.DataMiddle + (uint)dice.Below(256) - 128;
        bool aligned = row.Class is not ("load" or "store");
        // A STREX without the monitor that is not aligned: the architecture faults, QEMU only fails it.
        bool storesExclusive = row.Operation is Operation.Strex or Operation.Strexb or Operation.Strexh;
        if (aligned && (storesExclusive || !dice.Percent(4))) address &= ~3u;
        if (!aligned && dice.Percent(70)) address &= ~3u;
        // Bit-band aliases only where the access is a whole aligned one: others are UNPREDICTABLE.
        bool plain = !aligned && i.Immediate % 4 == 0 && !row.Syntax.Contains("[{n}, {m}", StringComparison.Ordinal);
        if (dice.Percent(3)) address = dice.Percent(50) ? 0x6000_0000 + (address & 0xFFC) : plain ? 0x2204_0000 + (uint)dice.Below(256 * 8) * 4 : address;
        uint n = row.Options.Contains("n=13") ? 13u : i.N;
        if (n == 13) return; // SP stays where it is
        // Registers that the base or the index shares with another operand get the address last.
        bool indexed = row.Syntax.Contains("[{n}, {m}", StringComparison.Ordinal);
        if (indexed) code.Constant(i.M, (uint)dice.Below(256) & (dice.Percent(50) ? ~3u : ~0u));
        if (!indexed || i.M != i.N) code.Constant(n, address);
        else code.Constant(n, 0x1000_0800); // twice or more of it: anywhere, also outside
    }

    private ushort[] ExclusiveElement(DecodeRow row, uint word, CodeEmitter code)
    {
        bool stores = row.Operation is Operation.Strex or Operation.Strexb or Operation.Strexh;
        if (stores && dice.Percent(75))
        {
            // A matching load before: QEMU compares the address and the value, the silicon neither.
            uint n = row.Field('n', word), t = dice.Of(DataRegisters);
            for (int i = 0; i < 20 && (t == n || t == row.Field('t', word)); i++) t = dice.Of(DataRegisters);
            string load = row.Name.Replace("ST", "LD", StringComparison.Ordinal);
            if (row.Name == "STREX") code.Add(load, 4, ('n', n), ('t', t), ('i', row.Field('i', word)));
            else code.Add(load, 4, ('n', n), ('t', t));
            if (dice.Percent(20)) code.Add("CLREX", 4);
        }
        else if (stores)
        {
            code.Add("CLREX", 4);
        }
        code.Word(word, true);
        code.AlignWord();
        if (!stores) code.Add("CLREX", 4);
        return code.ToArray();
    }

    private ushort[]? MultipleElement(DecodeRow row)
    {
        var code = new CodeEmitter();
        bool stack = row.Options.Contains("n=13");
        uint n = stack ? 13 : row.Width('n') == 3 ? (uint)dice.Below(8) : dice.Of(DataRegisters);
        bool load = row.Class == "ldm", narrow = row.Size == 2;
        uint list = dice.Next() & (narrow ? 0xFFu : 0x1FFF), lr = !narrow || row.Has('M') ? dice.Next() & 1 : 0;
        if (narrow && !row.Has('M')) lr = 0;
        if (load && narrow && !stack && dice.Percent(50)) list &= ~(1u << (int)n);
        if (!load || !narrow) list &= ~(1u << (int)n);
        if (n == 14) lr = 0;
        if (BitOperations.PopCount(list) < 2) list |= n is 1 or 2 ? 0x18u : 0x6;
        uint word = row.Value;
        row.TrySetField('n', n, ref word);
        row.TrySetField('r', list, ref word);
        if (row.Has('M')) row.TrySetField('M', lr, ref word);
        if (row.Has('W')) row.TrySetField('W', dice.Next() & 1, ref word);
        if (Table.Find(word, !narrow) != row) return null;
        if (stack)
        {
            // Pops what it pushes and the other way round, so that SP stays.
            uint count = (uint)BitOperations.PopCount(list) + lr;
            CodeEmitter Move(string name) => code.Add(name, 2, ('i', count));
            if (load) Move("SUB SP imm7");
            code.Word(word, !narrow);
            if (!load) Move("ADD SP imm7");
        }
        else
        {
            uint address = RandomProgram.DataMiddle + (uint)dice.Below(128) * 4;
            if (dice.Percent(4)) address += 2;
            if (dice.Percent(3)) address = 0x6000_0000 + address % 4096;
            code.Constant(n, address);
            code.Word(word, !narrow);
        }
        code.AlignWord();
        return code.ToArray();
    }

    private ushort[]? ItElement()
    {
        var code = new CodeEmitter();
        uint condition = (uint)dice.Below(15), mask = (uint)dice.Below(15) + 1;
        if (condition == 14) mask = 1u << dice.Below(4);
        code.Add("IT", 2, ('c', condition), ('k', mask));
        int count = 4 - BitOperations.TrailingZeroCount(mask);
        for (int i = 0; i < count; i++)
        {
            if (dice.Percent(8))
            {
                code.Add("SVC", 2, ('i', dice.Next() & 0xFF));
                continue;
            }
            DecodeRow inner;
            do inner = dice.Of(Table.Rows);
            while (inner.Class is not ("alu" or "shift" or "mul" or "dsp" or "sat" or "bitfield" or "div" or "fpalu" or "fpmove" or "fpcmp" or "fpmac") || inner.Name == "MOV (T2)" || inner.Options.Contains("d=13"));
            if (RandomWord(inner) is not { } word) return null;
            code.Word(word, inner.Size == 4);
        }
        Skippable(code);
        code.AlignWord();
        return code.ToArray();
    }

    /// <summary>
    /// Behind an SVC. Where it becomes a HardFault (PRIMASK), it returns behind itself and the fault's handler skips an instruction, which must not be one that
    /// prepares an address: what lies elsewhere on QEMU's board is not the core's affair.
    /// </summary>
    private static void Skippable(CodeEmitter code) => code.Add("NOP and hints", 2, ('i', 0));

    private ushort[]? SystemElement(DecodeRow row)
    {
        var code = new CodeEmitter();
        uint n = dice.Of(DataRegisters);
        switch (row.Operation)
        {
            case Operation.Mrs: code.Add("MRS", 4, ('d', n), ('s', dice.Of(ReadableSpecial))); break;
            case Operation.Msr:
                code.Constant(n, dice.Next()).Add("MSR", 4, ('n', n), ('k', (uint)dice.Below(3) + 1), ('s', dice.Of(WritableSpecial)));
                if (dice.Percent(60)) code.Add("CPS", 2, ('e', 0), ('I', 1), ('F', 0));
                break;
            case Operation.Cps:
                uint f = dice.Next() & 1;
                code.Add("CPS", 2, ('e', dice.Next() & 1), ('I', dice.Next() & 1 | (f ^ 1)), ('F', f)).Add("MRS", 4, ('d', n), ('s', 16)).Add("MRS", 4, ('d', n), ('s', 19));
                code.Add("CPS", 2, ('e', 0), ('I', 1), ('F', 1));
                break;
            case Operation.Svc:
                code.Add("SVC", 2, ('i', dice.Next() & 0xFF));
                Skippable(code);
                break;
            case Operation.Bkpt: code.Add("BKPT", 2, ('i', dice.Next() & 0x7F)); break;
            default: return null;
        }
        code.AlignWord();
        return code.ToArray();
    }

    private ushort[]? UndefinedElement(DecodeRow row)
    {
        var code = new CodeEmitter();
        uint word = row.Value | dice.Next() & ~row.Mask;
        if (Table.Find(word, row.Size == 4) != row) return null;
        // LDREXD and STREXD do not exist in ARMv7-M; QEMU executes them.
        if (row.Name == "UNDEFINED (PW=00)" && (word >> 23 & 1) != 0 && (word >> 4 & 15) == 7) return null;
        code.Word(word, row.Size == 4);
        code.AlignWord();
        return code.ToArray();
    }
}
