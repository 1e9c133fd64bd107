using HwModel.BrainScaleS2.Ppu.Isa;

namespace HwModel.BrainScaleS2.Ppu.Core;

/// <summary>Loads and stores (Power ISA 2.06, book I, 3.3.2): the memory at 0, the omnibus where bit 31 of the address is set.</summary>
public sealed partial class NuxCore
{
    private const uint MemoryBytes = MemoryWords * 4;
    private const uint OmnibusBit = 0x8000_0000;
    private const int NoLoad = -1;
    private const int StoreUnderWay = 32;

    // Register of a load from the omnibus that is under way; 32: a store.
    private int _omnibusLoad = NoLoad;

    /// <summary>A byte of the memory.</summary>
    public byte ReadByte(uint address) => (byte)(Memory[address >> 2 & (MemoryWords - 1)] >> 24 - 8 * (int)(address & 3));

    /// <summary>Sets a byte of the memory.</summary>
    public void WriteByte(uint address, byte value)
    {
        int shift = 24 - 8 * (int)(address & 3);
        ref uint word = ref Memory[address >> 2 & (MemoryWords - 1)];
        word = (word & ~(0xFFu << shift)) | (uint)value << shift;
    }

    private bool Access(OpcodeRow row, uint word)
    {
        uint address = (row.Updates ? _gpr[Ra(word)] : BaseOrZero(word)) + (row.IsDisplaced ? (uint)(short)word : _gpr[Rb(word)]);
        int size = row.Operation switch
        {
            Operation.LoadByte or Operation.StoreByte => 1,
            Operation.LoadHalfword or Operation.LoadHalfwordAlgebraic or Operation.StoreHalfword => 2,
            _ => 4,
        };
        if ((address & (uint)size - 1) != 0)
        {
            Interrupt(Vector.Alignment, _pc, $"access of {size} bytes at 0x{address:x8}, which is not a multiple of {size}");
            return false;
        }
        if ((address & OmnibusBit) != 0) return AccessOmnibus(row, word, address);
        uint bytes = row.Operation is Operation.LoadMultiple or Operation.StoreMultiple ? 4 * (32 - (uint)Rt(word)) : (uint)size;
        if (address > MemoryBytes - bytes)
        {
            Interrupt(Vector.MachineCheck, _pc, $"access at 0x{address:x8}, where nothing is");
            return false;
        }
        switch (row.Operation)
        {
            case Operation.LoadWord: Loaded(Rt(word), Memory[address >> 2]); break;
            case Operation.LoadByte: Loaded(Rt(word), ReadByte(address)); break;
            case Operation.LoadHalfword: Loaded(Rt(word), ReadHalfword(address)); break;
            case Operation.LoadHalfwordAlgebraic: Loaded(Rt(word), (uint)(short)ReadHalfword(address)); break;
            case Operation.StoreWord: Memory[address >> 2] = _gpr[Rt(word)]; break;
            case Operation.StoreByte: WriteByte(address, (byte)_gpr[Rt(word)]); break;
            case Operation.StoreHalfword:
                WriteByte(address, (byte)(_gpr[Rt(word)] >> 8));
                WriteByte(address + 1, (byte)_gpr[Rt(word)]);
                break;
            default:
                Multiple(row.Operation == Operation.LoadMultiple, Rt(word), address);
                break;
        }
        if (row.Updates) _gpr[Ra(word)] = address;
        return true;
    }

    private uint ReadHalfword(uint address) => (uint)ReadByte(address) << 8 | ReadByte(address + 1);

    private void Loaded(int register, uint value)
    {
        _gpr[register] = value;
        _ready[register] = _now + _timing.Load;
    }

    // One register a cycle.
    private void Multiple(bool load, int first, uint address)
    {
        for (int register = first; register < 32; register++, address += 4)
        {
            if (load) _gpr[register] = Memory[address >> 2];
            else Memory[address >> 2] = _gpr[register];
        }
        _issueAt = _now + (32 - first) + (load ? _timing.Load - 1 : 0);
    }

    private bool AccessOmnibus(OpcodeRow row, uint word, uint address)
    {
        bool store = row.Operation == Operation.StoreWord;
        if (_omnibus is null || (!store && row.Operation != Operation.LoadWord))
        {
            Interrupt(Vector.MachineCheck, _pc, _omnibus is null ? $"access at 0x{address:x8}, but no omnibus is connected" : $"{row.Name} at 0x{address:x8}, but the omnibus has words only");
            return false;
        }
        // Busy: the instruction is tried again in the next cycle.
        if (!_omnibus.TryStart((address & ~OmnibusBit) >> 2, store, _gpr[Rt(word)])) return false;
        _omnibusLoad = store ? StoreUnderWay : Rt(word);
        _issueAt = _now + _timing.Omnibus;
        if (row.Updates) _gpr[Ra(word)] = address;
        return true;
    }

    private bool FinishOmnibus()
    {
        if (!_omnibus!.TryFinish(out uint value)) return false;
        if (_omnibusLoad < StoreUnderWay) _gpr[_omnibusLoad] = value;
        _omnibusLoad = NoLoad;
        return true;
    }
}
