using System.Numerics;
using HwModel.SpiNNaker2.Pe.Core.Decode;
using HwModel.SpiNNaker2.Pe.Core.Exceptions;

namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>Instruction fetch: the predecoded code, and what lies at an address for those who look from outside.</summary>
public sealed unsafe partial class CortexM4
{
    /// <summary>The instruction word at an address (32-bit: first halfword in bits 31:16) and its size; false where no memory is there.</summary>
    public bool TryPeek(uint address, out uint word, out int size)
    {
        word = 0;
        size = 0;
        uint offset = address - _codeBase;
        if (offset < _codeSize) // a word at the last halfword stays inside the memory's own bytes
        {
            uint both = *(uint*)(_codePointer + offset);
            bool wide = DecodeTable.IsWide(both & 0xFFFF);
            word = wide ? BitOperations.RotateLeft(both, 16) : both & 0xFFFF;
            size = wide ? 4 : 2;
            return !wide || offset + 4 <= _codeSize;
        }
        byte* first = RamAt(address, 2);
        if (first is null) return false;
        word = *(ushort*)first;
        size = 2;
        if (!DecodeTable.IsWide(word)) return true;
        byte* second = RamAt(address + 2, 2);
        if (second is null) return false;
        word = word << 16 | *(ushort*)second;
        size = 4;
        return true;
    }

    private Instruction[]? FetchPage(uint pc, ref uint offset)
    {
        if (_isProtected && !AllowsFetch(pc))
        {
            Fault(FaultKind.FetchAccess, pc);
            return null;
        }
        uint code = pc - _codeBase;
        if (code < _codeSize) return _code.PageOf(offset = code);
        uint data = pc - _dataBase;
        if (data < _dataSize && !IsExecuteNever(pc)) return _data.PageOf(offset = data);
        Fault(IsExecuteNever(pc) ? FaultKind.FetchAccess : FaultKind.FetchBus, pc);
        return null;
    }

    private bool AllowsFetch(uint pc) => Protection.AllowsFetch(pc, IsPrivileged)
        && (RamAt(pc, 2) is null || !DecodeTable.IsWide(*(ushort*)RamAt(pc, 2)) || Protection.AllowsFetch(pc + 2, IsPrivileged));

    /// <summary>Regions from which the default memory map runs no code (Arm ARMv7-M ARM, B3.1).</summary>
    private static bool IsExecuteNever(uint address) => address >= 0xA000_0000 || address >> 29 == 2;

    private bool Predecode(uint pc, ref Instruction i)
    {
        byte* first = RamAt(pc, 2);
        uint word = *(ushort*)first;
        bool wide = DecodeTable.IsWide(word);
        if (wide)
        {
            byte* second = RamAt(pc + 2, 2);
            if (second is null) return Fault(FaultKind.FetchBus, pc + 2);
            word = word << 16 | *(ushort*)second;
            uint offset = pc + 2 - _codeBase;
            if (offset < _codeSize) _code.PageOf(offset);
            else _data.PageOf(pc + 2 - _dataBase);
        }
        i = Lowering.Decode(_table, word, wide);
        if (_mistakes != CoreMistake.None) CoreMistakes.In(_mistakes, ref i);
        return true;
    }

    /// <summary>The decoded instruction at an address, or false where no memory is there.</summary>
    public bool TryDecode(uint address, out Instruction instruction, out uint word)
    {
        instruction = default;
        word = 0;
        byte* first = RamAt(address, 2);
        if (first is null) return false;
        word = *(ushort*)first;
        bool wide = DecodeTable.IsWide(word);
        if (wide)
        {
            byte* second = RamAt(address + 2, 2);
            if (second is null) return false;
            word = word << 16 | *(ushort*)second;
        }
        instruction = Lowering.Decode(_table, word, wide);
        return true;
    }
}
