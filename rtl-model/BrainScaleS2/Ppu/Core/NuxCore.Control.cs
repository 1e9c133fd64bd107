using HwModel.BrainScaleS2.Ppu.Isa;

namespace HwModel.BrainScaleS2.Ppu.Core;

/// <summary>Branches and the condition register (Power ISA 2.06, book I, chapter 2).</summary>
public sealed partial class NuxCore
{
    private uint _cr;
    private uint _lr;
    private uint _ctr;
    private bool _carry;
    private bool _overflow;
    private bool _summaryOverflow;

    /// <summary>The condition register; field 0 in the most significant bits.</summary>
    public uint Cr { get => _cr; set => _cr = value; }

    /// <summary>The link register.</summary>
    public uint Lr { get => _lr; set => _lr = value; }

    /// <summary>The count register.</summary>
    public uint Ctr { get => _ctr; set => _ctr = value; }

    /// <summary>The exception register: summary overflow, overflow, carry.</summary>
    public uint Xer
    {
        get => (_summaryOverflow ? 0x8000_0000 : 0) | (_overflow ? 0x4000_0000u : 0) | (_carry ? 0x2000_0000u : 0);
        set => (_summaryOverflow, _overflow, _carry) = ((value & 0x8000_0000) != 0, (value & 0x4000_0000) != 0, (value & 0x2000_0000) != 0);
    }

    private void Branch(OpcodeRow row, uint word)
    {
        uint next = _pc + 4;
        bool absolute = (word & 2) != 0;
        switch (row.Operation)
        {
            case Operation.Branch:
                Jump(true, (absolute ? 0 : _pc) + (uint)((int)(word << 6) >> 6 & ~3), word);
                return;
            case Operation.BranchConditional:
                Jump(IsTaken(word, counts: true), (absolute ? 0 : _pc) + (uint)(short)(word & 0xFFFC), word);
                return;
            case Operation.BranchToLink:
                Jump(IsTaken(word, counts: true), _lr, word);
                return;
            case Operation.BranchToCount:
                Jump(IsTaken(word, counts: false), _ctr, word);
                return;
            case Operation.Trap or Operation.TrapImmediate:
                uint a = _gpr[Ra(word)], b = row.Operation == Operation.Trap ? _gpr[Rb(word)] : (uint)(short)word;
                if (Traps((uint)Rt(word), a, b)) Interrupt(Vector.Program, _pc, $"trap at 0x{_pc:x}");
                else _pc = next;
                return;
            default:
                ReturnFrom(row.Operation);
                return;
        }
    }

    private void Jump(bool taken, uint target, uint word)
    {
        uint next = _pc + 4;
        _pc = taken ? target & ~3u : next;
        if ((word & 1) != 0) _lr = next;
        if (taken) _issueAt = _now + _timing.TakenBranch;
    }

    // BO from its most significant bit: ignore the condition, its wanted value, do not count, count to zero.
    private bool IsTaken(uint word, bool counts)
    {
        var options = (uint)Rt(word);
        bool countOk = true;
        if (counts && (options & 4) == 0)
        {
            _ctr--;
            countOk = _ctr != 0 != ((options & 2) != 0);
        }
        return countOk && ((options & 16) != 0 || Bit((uint)Ra(word)) == ((options & 8) != 0));
    }

    private static bool Traps(uint options, uint a, uint b) =>
        ((options & 16) != 0 && (int)a < (int)b) || ((options & 8) != 0 && (int)a > (int)b) || ((options & 4) != 0 && a == b)
        || ((options & 2) != 0 && a < b) || ((options & 1) != 0 && a > b);

    private bool Bit(uint bit) => (_cr >> 31 - (int)bit & 1) != 0;

    private void ConditionLogic(OpcodeRow row, uint word)
    {
        switch (row.Operation)
        {
            case Operation.MoveField:
                SetField(word >> 23 & 7, _cr >> 28 - 4 * (int)(word >> 18 & 7) & 15);
                return;
            case Operation.MoveFromCr:
                // Of one field: the others are undefined by the ISA and 0 here.
                _gpr[Rt(word)] = (word & 0x100000) != 0 ? _cr & Fields(word) : _cr;
                return;
            case Operation.MoveToCr:
                _cr = (_cr & ~Fields(word)) | (_gpr[Rt(word)] & Fields(word));
                return;
        }
        bool a = Bit((uint)Ra(word)), b = Bit((uint)Rb(word));
        bool result = row.Operation switch
        {
            Operation.CrAnd => a & b,
            Operation.CrOr => a | b,
            Operation.CrXor => a ^ b,
            Operation.CrNand => !(a & b),
            Operation.CrNor => !(a | b),
            Operation.CrEqv => a == b,
            Operation.CrAndc => a & !b,
            _ => a | !b,
        };
        uint mask = 0x8000_0000u >> Rt(word);
        _cr = result ? _cr | mask : _cr & ~mask;
    }

    private static uint Fields(uint word)
    {
        uint mask = 0;
        for (int field = 0; field < 8; field++)
            if ((word >> 19 - field & 1) != 0) mask |= 0xF000_0000u >> 4 * field;
        return mask;
    }
}
