namespace HwModel.SpiNNaker2.Pe.Core.Exceptions;

/// <summary>
/// The memory protection unit: up to eight regions of 32 bytes to 4 GB with eight subregions each (Arm ARMv7-M ARM, B3.5, PMSAv7).
/// While it is disabled no access asks it; while it is enabled the core's shorter ways to its memories are closed and every access does.
/// </summary>
internal sealed class MemoryProtection(CortexM4 core, int regions)
{
    private const uint Enable = 1, EnableInFaults = 2, EnablePrivilegedDefault = 4;

    private readonly uint[] _base = new uint[regions], _attributes = new uint[regions];
    private uint _control, _number;

    /// <summary>True where accesses are checked.</summary>
    public bool IsEnabled => (_control & Enable) != 0;

    public void Reset()
    {
        Array.Clear(_base);
        Array.Clear(_attributes);
        _control = _number = 0;
    }

    public void Transfer(ref StateTransfer t)
    {
        t.Items(_base);
        t.Items(_attributes);
        t.Item(ref _control);
        t.Item(ref _number);
    }

    /// <summary>Registers 0xE000ED90 to 0xE000EDB8; the last six are two more windows and a third onto base and attributes.</summary>
    public uint Read(uint address)
    {
        if (regions == 0) return 0;
        return address switch
        {
            0xE000_ED90 => (uint)regions << 8,
            0xE000_ED94 => _control,
            0xE000_ED98 => _number,
            _ => (address & 4) != 0 ? _base[_number] | _number : _attributes[_number],
        };
    }

    public void Write(uint address, uint value)
    {
        if (regions == 0) return;
        switch (address)
        {
            case 0xE000_ED90: return;
            case 0xE000_ED94:
                _control = value & 7;
                core.ProtectionChanged();
                return;
            case 0xE000_ED98:
                if (value < regions) _number = value;
                return;
        }
        if ((address & 4) == 0)
        {
            _attributes[_number] = value & 0x173F_FF3F;
            return;
        }
        if ((value & 0x10) != 0)
        {
            if ((value & 0xF) >= regions) return;
            _number = value & 0xF;
        }
        _base[_number] = value & ~0x1Fu;
    }

    /// <summary>Whether data at an address may be read or written.</summary>
    public bool AllowsData(uint address, bool write, bool privileged)
    {
        if (address >> 20 == 0xE00 || IsSuspended) return true; // the private peripheral bus has its own rules
        int region = RegionOf(address);
        if (region < 0) return privileged && (_control & EnablePrivilegedDefault) != 0;
        return Permits(_attributes[region] >> 24 & 7, write, privileged);
    }

    /// <summary>Whether an instruction may be fetched; regions that the memory map makes execute-never are the caller's.</summary>
    public bool AllowsFetch(uint address, bool privileged)
    {
        if (IsSuspended) return true;
        int region = RegionOf(address);
        if (region < 0) return privileged && (_control & EnablePrivilegedDefault) != 0;
        return (_attributes[region] & 1u << 28) == 0 && Permits(_attributes[region] >> 24 & 7, write: false, privileged);
    }

    /// <summary>HardFault, NMI and FAULTMASK run without protection unless HFNMIENA asks for it.</summary>
    private bool IsSuspended => (_control & EnableInFaults) == 0 && core.Nvic.ExecutionPriority < 0;

    /// <summary>The region with the highest number that holds an address; -1 where none does.</summary>
    private int RegionOf(uint address)
    {
        for (int i = regions - 1; i >= 0; i--)
        {
            uint attributes = _attributes[i];
            int log = (int)(attributes >> 1 & 31) + 1; // of the size in bytes
            if ((attributes & 1) == 0 || log < 5) continue;
            uint mask = log == 32 ? uint.MaxValue : (1u << log) - 1;
            if ((_base[i] & mask) != 0) continue; // not aligned to its size: unpredictable, no region here
            if ((address & ~mask) != _base[i]) continue;
            if (log >= 8 && (attributes >> 8 >> (int)((address & mask) >> (log - 3)) & 1) != 0) continue;
            return i;
        }
        return -1;
    }

    /// <summary>Access permissions (Arm ARMv7-M ARM, table B3-15).</summary>
    private static bool Permits(uint permission, bool write, bool privileged) => permission switch
    {
        1 => privileged,
        2 => privileged || !write,
        3 => true,
        5 => privileged && !write,
        6 or 7 => !write,
        _ => false,
    };
}
