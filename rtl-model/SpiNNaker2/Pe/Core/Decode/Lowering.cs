namespace HwModel.SpiNNaker2.Pe.Core.Decode;

/// <summary>Makes the executable form of an instruction word from its row's fields.</summary>
public static class Lowering
{
    /// <summary>Decodes one instruction; words that no row matches become Undefined or, in coprocessor space, NoCoprocessor.</summary>
    /// <param name="table">The decode table.</param>
    /// <param name="word">A 16-bit word, or a 32-bit one with its first halfword in bits 31:16.</param>
    /// <param name="wide">True for a 32-bit instruction.</param>
    public static Instruction Decode(DecodeTable table, uint word, bool wide)
    {
        DecodeRow? row = table.Find(word, wide);
        Instruction result = row is null ? Unmatched(word, wide) : Lower(row, word);
        if (result.Operation == Operation.Undefined && wide && (word & 0xEC00_0000) == 0xEC00_0000)
        {
            result.Operation = Operation.NoCoprocessor;
            result.Immediate = word >> 8 & 15;
        }
        return result;
    }

    private static Instruction Unmatched(uint word, bool wide) => new()
    {
        Operation = Operation.Undefined,
        Row = DecodeTable.NoRow,
        Size = (byte)(wide ? 4 : 2),
        Cycles = 1,
        Immediate = word,
    };

    private static Instruction Lower(DecodeRow row, uint word)
    {
        var i = new Instruction { Operation = row.Operation, Row = (ushort)row.Index, Size = (byte)row.Size };
        Registers(row, word, ref i);
        Flags(row, word, ref i);
        ImmediateAndShift(row, word, ref i);
        Options(row, ref i);
        if (!IsAllocated(row, word, ref i)) i.Operation = Operation.Undefined;
        TimingTable.Apply(row, ref i);
        return i;
    }

    private static void Registers(DecodeRow row, uint word, ref Instruction i)
    {
        i.D = (byte)row.Field(row.Has('t') ? 't' : row.Has('l') ? 'l' : 'd', word);
        i.N = (byte)row.Field('n', word);
        i.M = (byte)row.Field('m', word);
        i.A = (byte)row.Field(row.Has('T') ? 'T' : row.Has('l') ? 'h' : 'a', word);
        if (row.Operation is Operation.Strex or Operation.Strexb or Operation.Strexh)
        {
            i.M = i.D;
            i.D = (byte)row.Field('d', word);
        }
        i.UsesFloat = row.Class.StartsWith("fp", StringComparison.Ordinal);
        if (i.UsesFloat) FloatRegisters(row, word, ref i);
        if (row.Has('c')) i.N = (byte)row.Field('c', word);
    }

    private static void FloatRegisters(DecodeRow row, uint word, ref Instruction i)
    {
        bool isDouble = row.Field('z', word) != 0;
        if (isDouble) i.Flags |= InstructionFlags.DoubleWord;
        if (row.Has('d') && row.Has('D')) i.D = (byte)(isDouble ? row.Field('d', word) << 1 : row.Field('d', word) << 1 | row.Field('D', word));
        if (row.Has('N')) i.N = (byte)(i.N << 1 | (int)row.Field('N', word));
        if (row.Has('M')) i.M = (byte)(i.M << 1 | (int)row.Field('M', word));
        if (row.Immediate == "dm") i.M = (byte)(i.M << 1);
        if (row.Immediate == "dnx") i.N = (byte)(i.N << 1 | (int)row.Field('x', word));
    }

    private static void Flags(DecodeRow row, uint word, ref Instruction i)
    {
        if (row.Field('S', word) != 0 && row.Class is not "branch") i.Flags |= InstructionFlags.SetFlags;
        if (row.Syntax.Contains("{*}", StringComparison.Ordinal)) i.Flags |= InstructionFlags.SetFlags | InstructionFlags.OutsideItOnly;
        if (row.Field('W', word) != 0) i.Flags |= InstructionFlags.Writeback;
        if (row.Has('P') && row.Has('W') && row.Field('P', word) == 0 && row.Class is "load" or "store" or "load2" or "store2")
            i.Flags |= InstructionFlags.PostIndexed;
    }

    private static void Options(DecodeRow row, ref Instruction i)
    {
        foreach (string option in row.Options)
        {
            switch (option)
            {
                case "wb": i.Flags |= InstructionFlags.Writeback; break;
                case "wb?": if ((i.Immediate >> i.N & 1) == 0) i.Flags |= InstructionFlags.Writeback; break;
                case "db": i.Flags |= InstructionFlags.Below; break;
                case "unpriv": i.Flags |= InstructionFlags.Unprivileged; break;
                case "n=d": i.N = i.D; break;
                case "m=d": i.M = i.D; break;
                case "n=13": i.N = 13; break;
                case "d=13": i.D = 13; break;
                case "n=15": i.N = 15; break;
                default: throw new FormatException($"decode table row {row.Name} has the unknown option {option}");
            }
        }
    }

    private static byte ShiftOf(uint type, uint amount) => type switch
    {
        0 => amount == 0 ? (byte)0 : (byte)((int)ShiftType.Lsl << 5 | (int)amount),
        1 => (byte)((int)ShiftType.Lsr << 5 | (int)amount),
        2 => (byte)((int)ShiftType.Asr << 5 | (int)amount),
        _ => (byte)(amount == 0 ? (int)ShiftType.Rrx << 5 : (int)ShiftType.Ror << 5 | (int)amount),
    };

    private static void ImmediateAndShift(DecodeRow row, uint word, ref Instruction i)
    {
        uint F(char letter) => row.Field(letter, word);
        bool down = row.Has('U') && F('U') == 0;
        switch (row.Immediate)
        {
            case "-": case "dm": break;
            case "u": case "ui": i.Immediate = down ? 0 - F('i') : F('i'); break;
            case "-u": i.Immediate = 0 - F('i'); break;
            case "u*2": i.Immediate = F('i') * 2; break;
            case "u*4": case "ui*4": i.Immediate = down ? 0 - F('i') * 4 : F('i') * 4; break;
            case "s*2": i.Immediate = Immediates.SignExtend(F('i'), row.Width('i')) << 1; break;
            case "exp":
                uint packed = F('i') << 8 | F('b');
                i.Immediate = Immediates.ThumbExpand(packed);
                if (packed >> 10 != 0) i.Flags |= InstructionFlags.RotatedImmediate;
                break;
            case "plain": i.Immediate = F('i') << 8 | F('b'); break;
            case "-plain": i.Immediate = 0 - (F('i') << 8 | F('b')); break;
            case "w16": i.Immediate = F('j') << 12 | F('i') << 8 | F('b'); break;
            case "udfw": i.Immediate = F('i') << 12 | F('j'); break;
            case "cbz": i.Immediate = (F('i') << 5 | F('j')) << 1; break;
            case "b20": i.Immediate = Immediates.SignExtend(F('S') << 19 | F('K') << 18 | F('J') << 17 | F('i') << 11 | F('j'), 20) << 1; break;
            case "b24":
                uint first = F('J') ^ F('S') ^ 1, second = F('K') ^ F('S') ^ 1;
                i.Immediate = Immediates.SignExtend(F('S') << 23 | first << 22 | second << 21 | F('i') << 11 | F('j'), 24) << 1;
                break;
            case "list": i.Immediate = F('r') | F('M') << 14 | F('P') << 15; break;
            case "vlist": i.Immediate = F('i'); break;
            case "sh": i.Shift = ShiftOf(F('t'), F('i')); i.D = (byte)F('d'); break;
            case "shlsl": i.Shift = ShiftOf(0, F('i')); break;
            case "shlsr": i.Shift = ShiftOf(1, F('i')); break;
            case "shasr": i.Shift = ShiftOf(2, F('i')); break;
            case "shror": i.Shift = ShiftOf(3, F('i')); break;
            case "rrx": i.Shift = ShiftOf(3, 0); break;
            case "rot": i.Shift = (byte)(F('r') * 8); break;
            case "i2": i.Shift = (byte)F('i'); break;
            case "s": i.Immediate = F('s'); i.Shift = (byte)F('R'); break;
            case "s+1": i.Immediate = F('s') + 1; break;
            case "sat": i.Immediate = F('s'); i.Shift = ShiftOf(F('h') * 2, F('i')); break;
            case "sat+1": i.Immediate = F('s') + 1; i.Shift = ShiftOf(F('h') * 2, F('i')); break;
            case "bfx": i.Immediate = F('w') + 1; i.Shift = (byte)F('i'); break;
            case "bfi": i.Immediate = F('w') + 1 - F('i'); i.Shift = (byte)F('i'); break;
            case "sys": i.Immediate = F('s'); i.A = (byte)F('k'); break;
            case "o": i.Immediate = F('o'); break;
            case "cps": i.Immediate = F('e') << 2 | F('I') << 1 | F('F'); break;
            case "it": i.Immediate = F('c') << 4 | F('k'); break;
            case "ppp": i.Shift = (byte)F('p'); break;
            case "nm": i.Shift = (byte)(F('N') << 1 | F('M')); break;
            case "x": i.Shift = (byte)(F('X') | F('R')); break;
            case "dnx": break;
            case "vfp": i.Immediate = Immediates.FloatExpand(F('i') << 4 | F('j')); break;
            case "T": i.Shift = (byte)F('T'); i.A = 0; break;
            case "E": i.Shift = (byte)F('E'); break;
            case "fix":
                i.Immediate = (F('x') != 0 ? 32u : 16u) - (F('j') << 1 | F('i'));
                i.Shift = (byte)(F('x') << 1 | F('u'));
                break;
            default: throw new FormatException($"decode table row {row.Name} has the unknown immediate {row.Immediate}");
        }
    }

    /// <summary>Encodings inside a row that the architecture leaves undefined (or that cannot be executed in any sensible way).</summary>
    private static bool IsAllocated(DecodeRow row, uint word, ref Instruction i)
    {
        switch (row.Class)
        {
            case "load" or "store" when row.Has('P') && row.Field('P', word) == 0 && row.Field('W', word) == 0:
            case "store" when row.Size == 4 && i.N == 15:
            case "fpload" or "fpstore" when row.Field('z', word) != 0 && row.Field('D', word) != 0:
                return false;
        }
        switch (row.Operation)
        {
            case Operation.Sbfx or Operation.Ubfx: return i.Shift + i.Immediate <= 32;
            case Operation.Bfi or Operation.Bfc: return (int)i.Immediate > 0;
            case Operation.Vldm or Operation.Vstm:
                uint words = i.Has(InstructionFlags.DoubleWord) ? i.Immediate & ~1u : i.Immediate;
                return words != 0 && i.D + words <= 32;
            case Operation.VmovToTwo or Operation.VmovFromTwo: return i.M < 31;
            case Operation.VcvtFromFixed or Operation.VcvtToFixed: return i.Immediate <= 32;
            case Operation.LdrhImm or Operation.LdrhReg or Operation.LdrhLit or Operation.LdrshImm or Operation.LdrshReg or Operation.LdrshLit when i.D == 15:
                i.Operation = Operation.Hint;
                i.Immediate = 0;
                return true;
            case Operation.Hint when row.Name.StartsWith("PL", StringComparison.Ordinal): // PLD and PLI: no effect
                i.Immediate = 0;
                return true;
            default: return true;
        }
    }
}
