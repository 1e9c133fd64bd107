using System.Runtime.CompilerServices;
using HwModel.SpiNNaker2.Pe.Core.Decode;
using HwModel.SpiNNaker2.Pe.Core.Exceptions;
using HwModel.SpiNNaker2.Pe.Memory;

namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>Data accesses: the two memories directly, then bit-band, the private peripheral bus and the bus.</summary>
public sealed unsafe partial class CortexM4
{
    private readonly LocalMemory _code, _data;
    private byte* _codePointer, _dataPointer;
    private uint _codeBase, _codeSize, _dataBase, _dataSize;
    private Instruction[]?[] _codePages = [], _dataPages = [];

    /// <summary>Memory from which code is run.</summary>
    public LocalMemory CodeMemory => _code;

    /// <summary>The second memory; the first where there is only one.</summary>
    public LocalMemory DataMemory => _data;

    private void Bind()
    {
        _codePointer = _code.Pointer;
        _dataPointer = _data.Pointer;
        (_codeBase, _codeSize, _codePages) = (_code.BaseAddress, _code.Size, _code.Pages);
        (_dataBase, _dataSize, _dataPages) = (_data.BaseAddress, _data.Size, _data.Pages);
        OpenMemories(true);
    }

    /// <summary>Reads a word for a debugger or for the vector table, without faults and counters.</summary>
    public bool TryReadWord(uint address, out uint value)
    {
        value = 0;
        if (RamAt(address, 4) is not null and var pointer)
        {
            value = Unsafe.ReadUnaligned<uint>(pointer);
            return true;
        }
        return (address & 3) == 0 && AccessBeyond(address, 4, ref value, write: false, privileged: true) >= 0;
    }

    /// <summary>Writes memory for a debugger or the semihosting host; false where nothing answers.</summary>
    public bool WriteForHost(uint address, uint value, int size)
    {
        if (RamAt(address, (uint)size) is null) return size == 4 && (address & 3) == 0 && AccessBeyond(address, size, ref value, write: true, privileged: true) >= 0;
        LocalMemory owner = address - _codeBase < _codeSize ? _code : _data;
        Span<byte> bytes = stackalloc byte[4];
        Unsafe.WriteUnaligned(ref bytes[0], value);
        owner.Write(address, bytes[..size]);
        return true;
    }

    private byte* RamAt(uint address, uint size)
    {
        uint offset = address - _codeBase;
        if (offset < _codeSize && offset + size <= _codeSize) return _codePointer + offset;
        offset = address - _dataBase;
        if (offset < _dataSize && offset + size <= _dataSize) return _dataPointer + offset;
        return null;
    }

    // Each access returns false where the instruction cannot go on: a fault was recorded, or the bus asks to wait.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Read32(uint address, out uint value)
    {
        _reads++;
        uint offset = address - _dataBase;
        if (offset < _dataWords && (address & 3) == 0)
        {
            value = *(uint*)(_dataPointer + offset);
            return true;
        }
        offset = address - _codeBase;
        if (offset < _codeWords && (address & 3) == 0)
        {
            value = *(uint*)(_codePointer + offset);
            return true;
        }
        return ReadSlow(address, 4, out value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Read16(uint address, out uint value)
    {
        _reads++;
        uint offset = address - _dataBase;
        if (offset < _dataBytes && (address & 1) == 0)
        {
            value = *(ushort*)(_dataPointer + offset);
            return true;
        }
        return ReadSlow(address, 2, out value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Read8(uint address, out uint value)
    {
        _reads++;
        uint offset = address - _dataBase;
        if (offset < _dataBytes)
        {
            value = _dataPointer[offset];
            return true;
        }
        return ReadSlow(address, 1, out value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Write32(uint address, uint value)
    {
        _writes++;
        uint offset = address - _dataBase;
        if (offset < _dataWords && (address & 3) == 0)
        {
            *(uint*)(_dataPointer + offset) = value;
            if (_dataPages[offset >> LocalMemory.PageShift] is not null) _data.Forget(offset, 4);
            return true;
        }
        return WriteSlow(address, 4, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Write16(uint address, uint value)
    {
        _writes++;
        uint offset = address - _dataBase;
        if (offset < _dataBytes && (address & 1) == 0)
        {
            *(ushort*)(_dataPointer + offset) = (ushort)value;
            if (_dataPages[offset >> LocalMemory.PageShift] is not null) _data.Forget(offset, 2);
            return true;
        }
        return WriteSlow(address, 2, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Write8(uint address, uint value)
    {
        _writes++;
        uint offset = address - _dataBase;
        if (offset < _dataBytes)
        {
            _dataPointer[offset] = (byte)value;
            if (_dataPages[offset >> LocalMemory.PageShift] is not null) _data.Forget(offset, 1);
            return true;
        }
        return WriteSlow(address, 1, value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool ReadSlow(uint address, int size, out uint value)
    {
        value = 0;
        if (!Admit(address, size, write: false) || !CheckAlignment(address, size)) return false;
        if (RamAt(address, (uint)size) is not null and var pointer)
        {
            value = size == 4 ? Unsafe.ReadUnaligned<uint>(pointer) : size == 2 ? Unsafe.ReadUnaligned<ushort>(pointer) : *pointer;
            return true;
        }
        if ((address & (uint)(size - 1)) != 0)
        {
            for (int i = 0; i < size; i++)
            {
                if (!ReadSlow(address + (uint)i, 1, out uint part)) return false;
                value |= part << 8 * i;
            }
            return true;
        }
        return Settle(AccessBeyond(address, size, ref value, write: false, DataPrivileged), address);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool WriteSlow(uint address, int size, uint value)
    {
        if (!Admit(address, size, write: true) || !CheckAlignment(address, size)) return false;
        if (RamAt(address, (uint)size) is not null and var pointer)
        {
            if (size == 4) Unsafe.WriteUnaligned(pointer, value);
            else if (size == 2) Unsafe.WriteUnaligned(pointer, (ushort)value);
            else *pointer = (byte)value;
            if (address - _codeBase < _codeSize) _code.Forget(address - _codeBase, (uint)size);
            else _data.Forget(address - _dataBase, (uint)size);
            return true;
        }
        if ((address & (uint)(size - 1)) != 0)
        {
            for (int i = 0; i < size; i++)
                if (!WriteSlow(address + (uint)i, 1, value >> 8 * i & 0xFF)) return false;
            return true;
        }
        return Settle(AccessBeyond(address, size, ref value, write: true, DataPrivileged), address);
    }

    private bool DataPrivileged => IsPrivileged && !_unprivilegedAccess;

    /// <summary>Counts the extra cycles of an unaligned access, or faults where CCR.UNALIGN_TRP asks for it (Arm ARMv7-M ARM, A3.2.1).</summary>
    private bool CheckAlignment(uint address, int size)
    {
        if ((address & (uint)(size - 1)) == 0) return true;
        if ((System.Ccr & 8) != 0) return Fault(FaultKind.Unaligned, 0);
        // DDI 0439, 3.3.3: a halfword at an odd address and a word at a halfword boundary are two accesses, a word at an odd address is three.
        if (!_isStore) Stall(StallReason.Unaligned, size == 4 && (address & 1) != 0 ? 2 : 1);
        return true;
    }

    private bool Settle(int reply, uint address)
    {
        if (reply == BusReply.Done) return true;
        if (reply > 0)
        {
            Stall(StallReason.Wait, reply);
            return true;
        }
        if (reply == BusReply.Pending)
        {
            _busPending = true;
            return false;
        }
        return Fault(FaultKind.DataBus, address);
    }

    /// <summary>An aligned access outside the two memories.</summary>
    private int AccessBeyond(uint address, int size, ref uint value, bool write, bool privileged)
    {
        if (address >> 20 == 0xE00) return System.Access(address, size, ref value, write, privileged);
        if (Parameters.BitBand && (address >> 25 == 0x22000000 >> 25 || address >> 25 == 0x42000000 >> 25)) return AccessBit(address, size, ref value, write, privileged);
        return write ? Bus.Write(address, size, value) : Bus.Read(address, size, out value);
    }

    /// <summary>A bit of the first megabyte of the SRAM or peripheral region (Arm Cortex-M4 TRM, 3.7).</summary>
    private int AccessBit(uint address, int size, ref uint value, bool write, bool privileged)
    {
        uint target = (address & 0xFE00_0000) - 0x0200_0000 + ((address & 0x01FF_FFFF) >> 5);
        int bit = (int)(address >> 2 & 7);
        if (size == 2) (target, bit) = (target & ~1u, bit + (int)(target & 1) * 8);
        if (size == 4) (target, bit) = (target & ~3u, bit + (int)(target & 3) * 8);
        uint old = 0;
        if (RamAt(target, (uint)size) is not null and var pointer) old = size == 4 ? *(uint*)pointer : size == 2 ? *(ushort*)pointer : *pointer;
        else if (AccessBeyond(target, size, ref old, write: false, privileged) is < 0 and var reply) return reply;
        if (!write)
        {
            value = old >> bit & 1;
            return BusReply.Done;
        }
        uint changed = old & ~(1u << bit) | (value & 1) << bit;
        if (RamAt(target, (uint)size) is null) return AccessBeyond(target, size, ref changed, write: true, privileged);
        (bool privilege, bool isProtected) = (_unprivilegedAccess, _isProtected);
        _isProtected = false; // the alias was checked
        WriteSlow(target, size, changed);
        (_unprivilegedAccess, _isProtected) = (privilege, isProtected);
        return BusReply.Done;
    }
}
