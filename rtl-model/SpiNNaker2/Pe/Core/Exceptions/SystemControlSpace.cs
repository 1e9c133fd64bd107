using HwModel.SpiNNaker2.Pe.Memory;

namespace HwModel.SpiNNaker2.Pe.Core.Exceptions;

/// <summary>The private peripheral bus, 0xE0000000 to 0xE00FFFFF: system control, NVIC, SysTick, debug, DWT (Arm ARMv7-M ARM, B3.2 to B3.4 and C1).</summary>
internal sealed class SystemControlSpace(CortexM4 core)
{
    private uint _shcsrEnables, _demcr, _dhcsr, _dwtControl, _fpdscr;
    private uint _vtor, _scr, _ccr, _cfsr, _hfsr, _dfsr, _faultAddress, _cpacr, _fpccr, _fpcar, _actlr;
    private long _cycleCountSince;
    private uint _cycleCount;

    public uint Vtor { get => _vtor; set => _vtor = value; }

    public uint Scr { get => _scr; set => _scr = value; }

    public uint Ccr { get => _ccr; set => _ccr = value; }

    public uint Cfsr { get => _cfsr; set => _cfsr = value; }

    public uint Hfsr { get => _hfsr; set => _hfsr = value; }

    public uint Dfsr { get => _dfsr; set => _dfsr = value; }

    /// <summary>MMFAR and BFAR are one register on the Cortex-M4 (Arm Cortex-M4 TRM, 4.1).</summary>
    public uint FaultAddress { get => _faultAddress; set => _faultAddress = value; }

    public uint Cpacr { get => _cpacr; set => _cpacr = value; }

    public uint Fpccr { get => _fpccr; set => _fpccr = value; }

    public uint Fpcar { get => _fpcar; set => _fpcar = value; }

    public uint Fpdscr => _fpdscr;

    public uint Actlr { get => _actlr; set => _actlr = value; }

    private bool CyclesCount => (_dwtControl & 1) != 0 && (_demcr & 1 << 24) != 0;

    private uint CycleCount => CyclesCount ? _cycleCount + (uint)(core.Cycle - _cycleCountSince) : _cycleCount;

    public void Reset()
    {
        Vtor = Scr = Cfsr = Hfsr = Dfsr = FaultAddress = Cpacr = Fpcar = Actlr = 0;
        _shcsrEnables = _demcr = _dhcsr = _fpdscr = _cycleCount = 0;
        _dwtControl = 0;
        _cycleCountSince = 0;
        Ccr = 0x200;
        Fpccr = 0xC000_0000;
    }

    public void Transfer(ref StateTransfer t)
    {
        t.Item(ref _vtor);
        t.Item(ref _scr);
        t.Item(ref _ccr);
        t.Item(ref _cfsr);
        t.Item(ref _hfsr);
        t.Item(ref _dfsr);
        t.Item(ref _faultAddress);
        t.Item(ref _cpacr);
        t.Item(ref _fpccr);
        t.Item(ref _fpcar);
        t.Item(ref _actlr);
        t.Item(ref _shcsrEnables);
        t.Item(ref _demcr);
        t.Item(ref _dhcsr);
        t.Item(ref _dwtControl);
        t.Item(ref _fpdscr);
        t.Item(ref _cycleCountSince);
        t.Item(ref _cycleCount);
    }

    /// <summary>An aligned access of 1, 2 or 4 bytes.</summary>
    public int Access(uint address, int size, ref uint value, bool write, bool privileged)
    {
        if (!privileged && !(write && address == 0xE000_EF00 && (Ccr & 2) != 0)) return BusReply.Error;
        uint word = address & ~3u;
        int shift = (int)(address & 3) * 8;
        if (!write)
        {
            value = Read(word) >> shift;
            if (size < 4) value &= (1u << 8 * size) - 1;
            return BusReply.Done;
        }
        if (size == 4)
        {
            Write(word, value);
            return BusReply.Done;
        }
        if (word is (>= 0xE000_E400 and < 0xE000_E4F0) or (>= 0xE000_ED18 and <= 0xE000_ED20) or 0xE000_ED28)
        {
            uint mask = (size == 1 ? 0xFFu : 0xFFFF) << shift;
            if (word == 0xE000_ED28) Write(word, value << shift & mask);
            else Write(word, Read(word) & ~mask | value << shift & mask);
        }
        return BusReply.Done;
    }

    private uint Read(uint address)
    {
        Nvic nvic = core.Nvic;
        switch (address)
        {
            case >= 0xE000_E100 and < 0xE000_E120: return Bits(address, BitAction.Enable);
            case >= 0xE000_E180 and < 0xE000_E1A0: return Bits(address, BitAction.Enable);
            case >= 0xE000_E200 and < 0xE000_E220: return Bits(address, BitAction.Pend);
            case >= 0xE000_E280 and < 0xE000_E2A0: return Bits(address, BitAction.Pend);
            case >= 0xE000_E300 and < 0xE000_E320: return Bits(address, BitAction.Activate);
            case >= 0xE000_E400 and < 0xE000_E4F0: return Priorities(Nvic.FirstInterrupt + (int)(address - 0xE000_E400));
            case >= 0xE000_ED18 and <= 0xE000_ED20: return Priorities(4 + (int)(address - 0xE000_ED18));
        }
        return address switch
        {
            0xE000_E004 => (uint)(core.Parameters.Interrupts - 1) / 32,
            0xE000_E008 => Actlr,
            0xE000_E010 => core.SysTick.ReadControl(),
            0xE000_E014 => core.SysTick.Reload,
            0xE000_E018 => core.SysTick.Current(),
            0xE000_E01C => core.Parameters.SysTickCalibration,
            0xE000_ED00 => 0x410F_C241,
            0xE000_ED04 => InterruptControlState(),
            0xE000_ED08 => Vtor,
            0xE000_ED0C => 0xFA05_0000 | (uint)nvic.PriorityGroup << 8,
            0xE000_ED10 => Scr,
            0xE000_ED14 => Ccr,
            0xE000_ED24 => SystemHandlerState(),
            0xE000_ED28 => Cfsr,
            0xE000_ED2C => Hfsr,
            0xE000_ED30 => Dfsr,
            0xE000_ED34 or 0xE000_ED38 => FaultAddress,
            0xE000_ED40 => 0x30,
            0xE000_ED44 => 0x200,
            0xE000_ED48 => 0x0010_0000,
            0xE000_ED50 => 0x0010_0030,
            0xE000_ED58 => 0x0100_0000,
            0xE000_ED60 => 0x0114_1110,
            0xE000_ED64 => 0x0211_2000,
            0xE000_ED68 => 0x2123_2231,
            0xE000_ED6C => 0x0111_1131,
            0xE000_ED70 => 0x0131_0132,
            0xE000_ED88 => Cpacr,
            >= 0xE000_ED90 and <= 0xE000_EDB8 => core.Protection.Read(address),
            0xE000_EDF0 => _dhcsr,
            0xE000_EDFC => _demcr,
            0xE000_EF34 => Fpccr,
            0xE000_EF38 => Fpcar,
            0xE000_EF3C => _fpdscr,
            0xE000_EF40 => 0x1011_0021,
            0xE000_EF44 => 0x1100_0011,
            0xE000_1000 => 0x4000_0000 | _dwtControl,
            0xE000_1004 => CycleCount,
            _ => 0,
        };
    }

    private void Write(uint address, uint value)
    {
        Nvic nvic = core.Nvic;
        switch (address)
        {
            case >= 0xE000_E100 and < 0xE000_E120: ForBits(address, value, BitAction.Enable); break;
            case >= 0xE000_E180 and < 0xE000_E1A0: ForBits(address, value, BitAction.Disable); break;
            case >= 0xE000_E200 and < 0xE000_E220: ForBits(address, value, BitAction.Pend); break;
            case >= 0xE000_E280 and < 0xE000_E2A0: ForBits(address, value, BitAction.Unpend); break;
            case >= 0xE000_E400 and < 0xE000_E4F0: SetPriorities(Nvic.FirstInterrupt + (int)(address - 0xE000_E400), value); break;
            case >= 0xE000_ED18 and <= 0xE000_ED20: SetPriorities(4 + (int)(address - 0xE000_ED18), value); break;
            case 0xE000_E008: Actlr = value & 0x307; break;
            case 0xE000_E010: core.SysTick.WriteControl(value); break;
            case 0xE000_E014: core.SysTick.Reload = value; break;
            case 0xE000_E018: core.SysTick.ClearCurrent(); break;
            case 0xE000_ED04: WriteInterruptControlState(value); break;
            case 0xE000_ED08: Vtor = value & 0xFFFF_FF80; break;
            case 0xE000_ED0C: WriteApplicationInterrupt(value); break;
            case 0xE000_ED10: Scr = value & 0x16; break;
            case 0xE000_ED14: Ccr = value & 0x31B; break;
            case 0xE000_ED24: WriteSystemHandlerState(value); break;
            case 0xE000_ED28: Cfsr &= ~value; break;
            case 0xE000_ED2C: Hfsr &= ~value; break;
            case 0xE000_ED30: Dfsr &= ~value; break;
            case 0xE000_ED34 or 0xE000_ED38: FaultAddress = value; break;
            case 0xE000_ED88: Cpacr = value & 0x00F0_0000; break;
            case >= 0xE000_ED90 and <= 0xE000_EDB8: core.Protection.Write(address, value); break;
            case 0xE000_EDF0: if (value >> 16 == 0xA05F) _dhcsr = value & 0xF; break;
            case 0xE000_EDFC: SetCounting(value & 0x010F_07F1, _dwtControl); break;
            case 0xE000_EF00: nvic.Pend(Nvic.FirstInterrupt + (int)(value & 0x1FF)); break;
            case 0xE000_EF34: Fpccr = value & 0xC000_0001 | Fpccr & 0x17A; break;
            case 0xE000_EF38: Fpcar = value & ~7u; break;
            case 0xE000_EF3C: _fpdscr = value & 0x07C0_0000; break;
            case 0xE000_1000: SetCounting(_demcr, value & 0x007F_1FFF); break;
            case 0xE000_1004:
                _cycleCount = value;
                _cycleCountSince = core.Cycle;
                break;
        }
    }

    private void SetCounting(uint demcr, uint dwtControl)
    {
        _cycleCount = CycleCount;
        _cycleCountSince = core.Cycle;
        _demcr = demcr;
        _dwtControl = dwtControl;
    }

    private uint InterruptControlState()
    {
        Nvic nvic = core.Nvic;
        uint value = (uint)core.CurrentException | (uint)nvic.BestPending << 12;
        if (nvic.IsPending(2)) value |= 1u << 31;
        if (nvic.IsPending(Nvic.PendSv)) value |= 1u << 28;
        if (nvic.IsPending(Nvic.SysTickNumber)) value |= 1u << 26;
        for (int i = Nvic.FirstInterrupt; i < nvic.Count; i++)
            if (nvic.IsPending(i)) value |= 1u << 22;
        if (nvic.ActiveCount <= 1) value |= 1u << 11;
        return value;
    }

    private void WriteInterruptControlState(uint value)
    {
        Nvic nvic = core.Nvic;
        if ((value & 1u << 31) != 0) nvic.Pend(2);
        if ((value & 1 << 27) != 0) nvic.Unpend(Nvic.PendSv);
        if ((value & 1 << 28) != 0) nvic.Pend(Nvic.PendSv);
        if ((value & 1 << 25) != 0) nvic.Unpend(Nvic.SysTickNumber);
        if ((value & 1 << 26) != 0) nvic.Pend(Nvic.SysTickNumber);
    }

    private void WriteApplicationInterrupt(uint value)
    {
        if (value >> 16 != 0x5FA) return;
        core.Nvic.SetPriorityGroup((int)(value >> 8 & 7));
        if ((value & 4) != 0) core.RequestReset();
        if ((value & 2) != 0) core.Nvic.ClearAllActive();
    }

    private static readonly (int Bit, int Number)[] ActiveBits = [(0, 4), (1, 5), (3, 6), (7, 11), (8, 12), (10, 14), (11, 15)];
    private static readonly (int Bit, int Number)[] PendingBits = [(12, 6), (13, 4), (14, 5), (15, 11)];

    private uint SystemHandlerState()
    {
        uint value = _shcsrEnables;
        foreach ((int bit, int number) in ActiveBits)
            if (core.Nvic.IsActive(number)) value |= 1u << bit;
        foreach ((int bit, int number) in PendingBits)
            if (core.Nvic.IsPending(number)) value |= 1u << bit;
        return value;
    }

    private void WriteSystemHandlerState(uint value)
    {
        _shcsrEnables = value & 0x7_0000;
        core.Nvic.SetEnabled(Nvic.MemManage, (value & 1 << 16) != 0);
        core.Nvic.SetEnabled(Nvic.BusFault, (value & 1 << 17) != 0);
        core.Nvic.SetEnabled(Nvic.UsageFault, (value & 1 << 18) != 0);
        foreach ((int bit, int number) in ActiveBits) core.Nvic.SetActive(number, (value >> bit & 1) != 0);
        foreach ((int bit, int number) in PendingBits)
        {
            if ((value >> bit & 1) != 0) core.Nvic.Pend(number);
            else core.Nvic.Unpend(number);
        }
    }

    private enum BitAction
    {
        Enable,
        Disable,
        Pend,
        Unpend,
        Activate,
    }

    private uint Bits(uint address, BitAction property)
    {
        uint value = 0;
        int first = Nvic.FirstInterrupt + (int)(address & 0x1F) * 8;
        for (int i = 0; i < 32 && first + i < core.Nvic.Count; i++)
        {
            bool bit = property switch
            {
                BitAction.Enable => core.Nvic.IsEnabled(first + i),
                BitAction.Pend => core.Nvic.IsPending(first + i),
                _ => core.Nvic.IsActive(first + i),
            };
            if (bit) value |= 1u << i;
        }
        return value;
    }

    private void ForBits(uint address, uint value, BitAction action)
    {
        int first = Nvic.FirstInterrupt + (int)(address & 0x1F) * 8;
        for (int i = 0; i < 32 && first + i < core.Nvic.Count; i++)
        {
            if ((value >> i & 1) == 0) continue;
            switch (action)
            {
                case BitAction.Enable: core.Nvic.SetEnabled(first + i, true); break;
                case BitAction.Disable: core.Nvic.SetEnabled(first + i, false); break;
                case BitAction.Pend: core.Nvic.Pend(first + i); break;
                case BitAction.Unpend: core.Nvic.Unpend(first + i); break;
            }
        }
    }

    private uint Priorities(int first)
    {
        uint value = 0;
        for (int i = 0; i < 4 && first + i < core.Nvic.Count; i++)
            if (first + i is not (7 or 8 or 9 or 10 or 13)) value |= (uint)core.Nvic.Priority(first + i) << 8 * i;
        return value;
    }

    private void SetPriorities(int first, uint value)
    {
        for (int i = 0; i < 4; i++)
            if (first + i is not (7 or 8 or 9 or 10 or 13)) core.Nvic.SetPriority(first + i, value >> 8 * i & 0xFF);
    }
}
