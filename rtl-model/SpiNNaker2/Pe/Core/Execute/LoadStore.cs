using System.Runtime.CompilerServices;
using HwModel.SpiNNaker2.Pe.Core.Decode;
using HwModel.SpiNNaker2.Pe.Core.Exceptions;

namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>Single, double and exclusive loads and stores (Arm ARMv7-M ARM, A3.2 to A3.4, A7.7).</summary>
public sealed unsafe partial class CortexM4
{
    private uint _writebackAddress;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint IndexedAddress(in Instruction i)
    {
        uint address = _r[i.N] + i.Immediate;
        return (i.Flags & (InstructionFlags.Writeback | InstructionFlags.PostIndexed | InstructionFlags.Unprivileged)) == 0 ? address : SpecialAddress(in i, address);
    }

    private uint SpecialAddress(in Instruction i, uint address)
    {
        _writebackAddress = address;
        _unprivilegedAccess = i.Has(InstructionFlags.Unprivileged);
        return i.Has(InstructionFlags.PostIndexed) ? _r[i.N] : address;
    }

    private uint RegisterAddress(in Instruction i) => _r[i.N] + (_r[i.M] << i.Shift);

    private uint LiteralAddress(in Instruction i) => (_r[15] & ~3u) + i.Immediate;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void LoadWord(in Instruction i, uint address)
    {
        bool done = Read32(address, out uint value);
        if (i.D == ProgramCounter || (i.Flags & (InstructionFlags.Writeback | InstructionFlags.Unprivileged)) != 0) FinishLoad(in i, value, done);
        else if (done) _r[i.D] = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void LoadByte(in Instruction i, uint address, bool signed)
    {
        bool done = Read8(address, out uint value);
        if (signed) value = (uint)(sbyte)value;
        if ((i.Flags & (InstructionFlags.Writeback | InstructionFlags.Unprivileged)) != 0) FinishLoad(in i, value, done);
        else if (done) _r[i.D] = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void LoadHalf(in Instruction i, uint address, bool signed)
    {
        bool done = Read16(address, out uint value);
        if (signed) value = (uint)(short)value;
        if ((i.Flags & (InstructionFlags.Writeback | InstructionFlags.Unprivileged)) != 0) FinishLoad(in i, value, done);
        else if (done) _r[i.D] = value;
    }

    private void FinishLoad(in Instruction i, uint value, bool done)
    {
        _unprivilegedAccess = false;
        if (!done) return;
        if (i.Has(InstructionFlags.Writeback)) _r[i.N] = _writebackAddress;
        if (i.D == ProgramCounter) BranchExchange(value, mayReturn: true);
        else _r[i.D] = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StoreWord(in Instruction i, uint address)
    {
        _isStore = true;
        FinishStore(in i, Write32(address, _r[i.D]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StoreHalf(in Instruction i, uint address)
    {
        _isStore = true;
        FinishStore(in i, Write16(address, _r[i.D]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StoreByte(in Instruction i, uint address)
    {
        _isStore = true;
        FinishStore(in i, Write8(address, _r[i.D]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void FinishStore(in Instruction i, bool done)
    {
        _isStore = false;
        if ((i.Flags & (InstructionFlags.Writeback | InstructionFlags.Unprivileged)) == 0) return;
        _unprivilegedAccess = false;
        if (done && i.Has(InstructionFlags.Writeback)) _r[i.N] = _writebackAddress;
    }

    private uint DualAddress(in Instruction i, out uint writeback)
    {
        uint address = i.N == ProgramCounter ? _r[15] & ~3u : _r[i.N];
        writeback = address + i.Immediate;
        return i.Has(InstructionFlags.PostIndexed) ? address : writeback;
    }

    private void LoadDual(in Instruction i)
    {
        uint address = DualAddress(in i, out uint writeback);
        if (!MustBeAligned(address, 4) || !Read32(address, out uint first)) return;
        uint kept = _r[i.D];
        _r[i.D] = first;
        NoteSecondBeat(address + 4);
        if (!Read32(address + 4, out uint second))
        {
            if (_busPending) _r[i.D] = kept;
            return;
        }
        if (i.Has(InstructionFlags.Writeback)) _r[i.N] = writeback;
        _r[i.A] = second;
    }

    private void StoreDual(in Instruction i)
    {
        uint address = DualAddress(in i, out uint writeback);
        NoteSecondBeat(address + 4);
        if (MustBeAligned(address, 4) && Write32(address, _r[i.D]) && Write32(address + 4, _r[i.A]) && i.Has(InstructionFlags.Writeback)) _r[i.N] = writeback;
    }

    /// <summary>These accesses fault when unaligned, whatever CCR says (Arm ARMv7-M ARM, A3.2.1).</summary>
    private bool MustBeAligned(uint address, int size) => (address & (uint)(size - 1)) == 0 || Fault(FaultKind.Unaligned, 0);

    /// <summary>The monitor of the Cortex-M4 holds no address: any LDREX sets it, any STREX uses it up (Arm Cortex-M4 TRM, 3.6).</summary>
    private void LoadExclusive(in Instruction i, uint address, int size)
    {
        if (!MustBeAligned(address, size)) return;
        uint value;
        if (!(size == 4 ? Read32(address, out value) : size == 2 ? Read16(address, out value) : Read8(address, out value))) return;
        _exclusive = true;
        _r[i.D] = value;
    }

    private void StoreExclusive(in Instruction i, uint address, int size)
    {
        if (!MustBeAligned(address, size)) return;
        if (_exclusive && !(size == 4 ? Write32(address, _r[i.M]) : size == 2 ? Write16(address, _r[i.M]) : Write8(address, _r[i.M]))) return;
        _r[i.D] = _exclusive ? 0u : 1u;
        _exclusive = false;
    }
}
