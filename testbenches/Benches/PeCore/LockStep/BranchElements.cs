using HwModel.SpiNNaker2.Pe.Core.Decode;

namespace HwModel.Benches.PeCore.LockStep;

/// <summary>Branches, also by writes to PC, forward over a few harmless instructions; the element begins word aligned.</summary>
internal sealed class BranchElements(Dice dice)
{
    public ushort[]? Make(DecodeRow row)
    {
        var code = new CodeEmitter();
        uint skip = (uint)dice.Below(4) + 1; // halfwords between the branch and its target
        switch (row.Operation)
        {
            case Operation.BCond or Operation.B or Operation.Bl or Operation.Cbz or Operation.Cbnz: Relative(row, skip, code); break;
            case Operation.Bx or Operation.Blx: Register(row, skip, code); break;
            case Operation.Tbb or Operation.Tbh: Table(row, skip, code); break;
            case Operation.MovHigh or Operation.AddHigh or Operation.LdrImm or Operation.LdmIa or Operation.LdmDb:
                Computed(row, skip, code);
                break;
            default: return null;
        }
        for (uint i = 0; i < skip; i++) code.Add("ADD imm8", 2, ('d', (uint)dice.Below(8)), ('i', dice.Next() & 0xFF));
        if (row.Class != "branch" || row.Operation is Operation.Bx or Operation.Blx) code.Add("NOP and hints", 2, ('i', 0)); // what the handler skips where the target took INVSTATE
        code.AlignWord();
        return code.ToArray();
    }

    private void Relative(DecodeRow row, uint skip, CodeEmitter code)
    {
        // The offset counts from the branch's address + 4.
        uint offset = row.Size == 2 ? skip - 1 : skip;
        uint word = row.Value;
        if (row.Has('c')) row.TrySetField('c', (uint)dice.Below(14), ref word);
        switch (row.Immediate)
        {
            case "s*2": row.TrySetField('i', offset, ref word); break;
            case "cbz":
                uint n = (uint)dice.Below(8);
                if (dice.Percent(40)) code.Constant(n, 0);
                row.TrySetField('n', n, ref word);
                row.TrySetField('j', offset, ref word);
                break;
            case "b20": row.TrySetField('j', offset, ref word); break;
            default:
                row.TrySetField('j', offset, ref word);
                row.TrySetField('J', 1, ref word);
                row.TrySetField('K', 1, ref word);
                break;
        }
        code.Word(word, row.Size == 4);
    }

    private void Register(DecodeRow row, uint skip, CodeEmitter code)
    {
        uint register = (uint)dice.Below(13);
        bool even = dice.Percent(4); // takes INVSTATE at the target
        // ADR at the element's start gives its address + 4; then ADDW, then the branch of one halfword.
        code.Add("ADR.W add", 4, ('d', register), ('i', 0), ('b', 2 + 2 * skip + (even ? 0u : 1)));
        uint word = row.Value;
        row.TrySetField('m', register, ref word);
        code.Word(word, false);
    }

    /// <summary>Writes of PC by other instructions: MOV and ADD stay in Thumb state, loads take it from bit 0.</summary>
    private void Computed(DecodeRow row, uint skip, CodeEmitter code)
    {
        uint target = (uint)dice.Below(8), pointer = target ^ 1;
        uint word = row.Value;
        var tail = new CodeEmitter();
        switch (row.Operation)
        {
            case Operation.AddHigh:
                row.TrySetField('d', 15, ref word);
                row.TrySetField('m', target, ref word);
                code.Constant(target, 2 * skip - 2).Word(word, false);
                return;
            case Operation.MovHigh:
                row.TrySetField('d', 15, ref word);
                row.TrySetField('m', target, ref word);
                break;
            case Operation.LdrImm:
                tail.Constant(pointer, RandomProgram.DataMiddle + 0x80).Add("STR imm", 2, ('t', target), ('n', pointer), ('i', 0));
                row.TrySetField('t', 15, ref word);
                row.TrySetField('n', pointer, ref word);
                break;
            case Operation.LdmIa when row.Options.Contains("n=13"):
                tail.Add("PUSH", 2, ('M', 0), ('r', 1u << (int)target));
                row.TrySetField('P', 1, ref word);
                break;
            default:
                tail.Constant(pointer, RandomProgram.DataMiddle + 0x80).Add("STR imm", 2, ('t', target), ('n', pointer), ('i', 1));
                if (row.Operation == Operation.LdmDb) tail.Add("ADD imm8", 2, ('d', pointer), ('i', 8));
                row.TrySetField('n', pointer, ref word);
                row.TrySetField('P', 1, ref word);
                row.TrySetField('W', dice.Next() & 1, ref word);
                row.TrySetField('r', 1u << (int)target, ref word);
                break;
        }
        tail.Word(word, row.Size == 4);
        uint address = ((uint)tail.Count + skip) * 2 + (dice.Percent(4) ? 0u : 1);
        code.Add("ADR.W add", 4, ('d', target), ('i', 0), ('b', address));
        foreach (ushort half in tail.ToArray()) code.Word(half, false);
    }

    private void Table(DecodeRow row, uint skip, CodeEmitter code)
    {
        // Entry 0 of a table in data, which holds the number of halfwords to skip.
        uint address = RandomProgram.DataMiddle + 0x40;
        bool half = row.Operation == Operation.Tbh;
        code.Constant(0, address).Constant(1, skip).Constant(2, 0);
        code.Add(half ? "STRH imm" : "STRB imm", 2, ('t', 1), ('n', 0), ('i', 0));
        uint word = row.Value;
        row.TrySetField('n', 0, ref word);
        row.TrySetField('m', 2, ref word);
        code.Word(word, true);
    }
}
