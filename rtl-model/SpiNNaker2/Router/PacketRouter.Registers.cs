using System.Numerics;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Registers;

namespace HwModel.SpiNNaker2.Router;

/// <summary>
/// Register access. What software sets is in the generated register file; captures and counters are kept here, because several packets can end in one cycle and because
/// a sleeping router's counters must go on.
/// </summary>
public sealed partial class PacketRouter
{
    private const uint CountMask = 0xFFFF;

    // The first packet in error, registers 2 to 5.
    [Reg(Trace = false)] private CommsPacket _errorPacket;
    [Reg(Trace = false)] private byte _errorCauses;
    [Reg(Trace = false)] private byte _errorPhase;
    [Reg(Trace = false)] private byte _errorSticky;
    [Reg(Trace = false)] private uint _errorCount;

    // The first dumped packet, registers 6 to 10.
    [Reg(Trace = false)] private CommsPacket _dumpPacket;
    [Reg(Trace = false)] private byte _dumpPhase;
    [Reg(Trace = false)] private uint _dumpOutputs;
    [Reg(Trace = false)] private uint _dumpSticky;

    /// <summary>Writes a register or table word between two runs, as an access in a run does.</summary>
    /// <returns>False where there is none.</returns>
    public bool Configure(uint offset, uint value)
    {
        MustBeElaborated();
        if (!TryWrite(offset, value)) return false;
        SettleRegisters();
        return true;
    }

    /// <summary>Reads a register or table word between two runs, with the effects of a read.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public uint Read(uint offset)
    {
        if (!TryRead(offset, out uint value)) throw new ArgumentException($"the router has no register at 0x{offset:X}", nameof(offset));
        SettleRegisters();
        return value;
    }

    private void SettleRegisters()
    {
        do ClockRegisters();
        while (_registers.ActiveCount > 0);
        _writtenCounters = 0;
        Wake();
    }

    private bool ServeRegisters()
    {
        if (_registers.ActiveCount == 0 && !Request.HasData) return false;
        _writtenCounters = 0;
        if (Request.HasData && Reply.CanPush)
        {
            RegisterRequest request = Request.Pop();
            uint value = 0;
            bool answered = request.Write ? TryWrite(request.Offset, request.Value) : TryRead(request.Offset, out value);
            Reply.Push(answered ? new RegisterReply(value, false) : RegisterReply.Missing);
        }
        ClockRegisters();
        return true;
    }

    // Takes over what the registers say.
    private void ClockRegisters()
    {
        RouterRegisters registers = Registers;
        registers.Clock();
        RouterRegisters.ControlRegister control = registers.Control;
        _wait1 = WaitTime.Cycles((byte)control.Wait1);
        _wait2 = WaitTime.Cycles((byte)control.Wait2);
        _wait1Exponent = (byte)(control.Wait1 >> 4);
        _isRouting = control.RouteEnable;
        _timePhase = (byte)control.TimePhase;
        if (control.ReloadWait) _issue.RestartWaits(Now);
        TakeDiagnostics(registers);
    }

    private bool TryRead(uint offset, out uint value)
    {
        value = 0;
        if (offset >= RouterMap.Table) return TryReadTable(offset, out value);
        if (ReadCapture(offset) is { } capture) value = capture;
        else if (ReadCounter(offset) is { } counter) value = counter;
        else if (offset == RouterMap.Status) value = StatusWord();
        else if (offset == RouterMap.CamResult) value = CamResult();
        else
        {
            bool isMapped = _registers.TryRead(offset, 15, out ulong word);
            value = (uint)word | FilterEvent(offset) | (offset == RouterMap.TimingControl && _isCycles ? 1u : 0);
            return isMapped;
        }
        return true;
    }

    private bool TryWrite(uint offset, uint value)
    {
        if (offset >= RouterMap.Table) return TryWriteTable(offset, value);
        if (offset == RouterMap.TimingControl)
        {
            // The register file would count cycles one by one and never sleep: the router counts them by the clock.
            _isCycles = (value & 1) != 0;
            value &= ~1u;
        }
        return TryWriteCounter(offset, value) || _registers.TryWrite(offset, value, 15);
    }

    private uint CamResult()
    {
        int entry = _table.Find(Registers.CamKey.Key);
        return entry == MulticastTable.Miss ? 1 : (uint)entry << 1;
    }

    private uint StatusWord()
    {
        uint interrupts = Interrupts();
        return (interrupts != 0 ? 1u << 31 : 0) | interrupts | (uint)_outputState << 24 | (Inside > 0 ? 1u << 16 : 0);
    }

    // As bits of the status register.
    private uint Interrupts() =>
        (_errorState != CaptureState.Empty && Registers.Control.ErrorInterruptEnable ? 1u << 30 : 0)
        | (_dumpState != CaptureState.Empty && Registers.Control.DumpInterruptEnable ? 1u << 29 : 0)
        | (uint)(_eventSeen & _interruptEnable);

    private void CloseRegisters()
    {
        CloseBusy();
        if (_errorState == CaptureState.Empty && _dumpState == CaptureState.Empty && _eventSeen == 0 && Interrupt.Value == 0) return;
        uint interrupts = Interrupts();
        var lines = (byte)((interrupts != 0 ? 1 : 0) | (int)(interrupts >> 29 & 2) | (int)(interrupts >> 27 & 4) | ((interrupts & CountMask) != 0 ? 8 : 0));
        if (Interrupt.Value != lines) Interrupt.Set(lines);
    }

    private uint? ReadCapture(uint offset)
    {
        switch (offset)
        {
            case RouterMap.ErrorHeader:
                return _errorState == CaptureState.Empty ? 7u << 24 : (uint)_errorCauses << 27 | HeaderOf(in _errorPacket, _errorPhase);
            case RouterMap.ErrorRouting:
                return _errorPacket.Key;
            case RouterMap.ErrorPayload:
                return _errorPacket.Word(0);
            case RouterMap.ErrorStatus:
                uint error = (_errorState != CaptureState.Empty ? 1u << 31 : 0) | (_errorState == CaptureState.Overflowed ? 1u << 30 : 0) | (uint)_errorSticky << 27 | _errorCount;
                ErrorState = CaptureState.Empty;
                _errorSticky = 0;
                _errorCount = 0;
                return error;
            case RouterMap.DumpHeader:
                return _dumpState == CaptureState.Empty ? 7u << 24 : HeaderOf(in _dumpPacket, _dumpPhase);
            case RouterMap.DumpRouting:
                return _dumpPacket.Key;
            case RouterMap.DumpPayload:
                return _dumpPacket.Word(0);
            case RouterMap.DumpOutputs:
                return _dumpOutputs;
            case RouterMap.DumpStatus:
                uint dump = (_dumpState != CaptureState.Empty ? 1u << 31 : 0) | (_dumpState == CaptureState.Overflowed ? 1u << 30 : 0) | _dumpSticky;
                DumpState = CaptureState.Empty;
                _dumpSticky = 0;
                return dump;
            case >= RouterMap.ErrorPayloadHigh and < RouterMap.ErrorPayloadHigh + 12:
                return _errorPacket.Word((int)(offset - RouterMap.ErrorPayloadHigh) / 4 + 1);
            case >= RouterMap.DumpPayloadHigh and < RouterMap.DumpPayloadHigh + 12:
                return _dumpPacket.Word((int)(offset - RouterMap.DumpPayloadHigh) / 4 + 1);
            default:
                return null;
        }
    }

    private static uint HeaderOf(in CommsPacket packet, byte phase) => (uint)packet.Route << 24 | (uint)packet.Control << 16 | (uint)phase << 6;

    private static CaptureState After(CaptureState state) => state == CaptureState.Empty ? CaptureState.Held : CaptureState.Overflowed;

    // A packet in error; without a cause: one of this chip that no entry matches.
    private void RefuseError(in RouterPacket packet, bool parity, bool framing, bool age)
    {
        RouterRegisters.ControlRegister control = Registers.Control;
        var causes = (byte)((parity ? 4 : 0) | (framing ? 2 : 0) | (age ? 1 : 0));
        bool isCounted = causes == 0 || (parity && control.CountParity) || (framing && control.CountFraming) || (age && control.CountTimestamp);
        if (isCounted && _errorCount < CountMask) _errorCount++;
        if (_errorState == CaptureState.Empty) (_errorPacket, _errorCauses, _errorPhase) = (packet.Packet, causes, _timePhase);
        ErrorState = After(_errorState);
        _errorSticky |= causes;
        Diagnose(in packet, ReachedBits.Dump | (causes == 0 ? ReachedBits.Default : 0));
        Log(parity ? DropCause.Parity : framing ? DropCause.Framing : age ? DropCause.TimeStamp : DropCause.NoRoute, in packet);
    }

    // A packet without a copy.
    private void Discard(in RouterPacket packet, DropCause cause)
    {
        if ((_faults & RouterFault.DropUncounted) != 0) return;
        if (cause != DropCause.Discarded) Capture(in packet, 0, 0);
        Diagnose(in packet, ReachedBits.Dump);
        Log(cause, in packet);
    }

    // Copies whose wait is over; the others of the packet stay.
    private void DropCopies(int slot, uint outputs)
    {
        ref readonly RouterPacket packet = ref _issue.Packets[slot];
        uint links = outputs & _issue.Links[slot];
        uint reverting = outputs & _issue.Reverting[slot];
        _issue.Links[slot] &= (byte)~outputs;
        _issue.Reverting[slot] &= (byte)~outputs;
        PeSet lost = default;
        int quad = -1;
        for (uint ports = outputs >> Outputs.Links; ports != 0; ports &= ports - 1)
        {
            int port = BitOperations.TrailingZeroCount(ports);
            PeSet here = _issue.Pes[slot] & Outputs.Behind(port);
            lost |= here;
            if (quad < 0 && !here.IsEmpty) quad = Outputs.FirstQuad(in here, port);
            _issue.Pes[slot] = Outputs.WithoutPort(in _issue.Pes[slot], port);
        }
        if (_issue.Direct[slot] != 0 && (_issue.Ports[slot] & outputs >> Outputs.Links & ~Outputs.PortsOf(in _issue.Pes[slot])) != 0) _issue.Direct[slot] = 0;
        _issue.Ports[slot] &= (byte)~(outputs >> Outputs.Links);
        _issue.Reached[slot] |= ReachedBits.Dump;
        for (uint left = outputs; left != 0; left &= left - 1)
        {
            int output = BitOperations.TrailingZeroCount(left);
            _blocked[output] += Now - _issue.Since(slot, output);
            _issue.Since(slot, output) = IssueBuffer.NotWaiting;
        }
        if ((_faults & RouterFault.DropUncounted) != 0) return;
        Capture(in packet, links | reverting, quad < 0 ? 0 : (uint)quad << 8 | (uint)lost.Quad(quad) << 14);
        // The register has room for one quad; more of them are further dumps.
        for (int other = quad + 1; quad >= 0 && other < Floorplan.Quads.Length; other++)
            if (lost.Quad(other) != 0)
                Capture(in packet, 0, (uint)other << 8 | (uint)lost.Quad(other) << 14);
        Log(DropCause.Waited, in packet, links, reverting, lost);
    }

    private void Capture(in RouterPacket packet, uint links, uint quad)
    {
        if (_dumpState == CaptureState.Empty || (_faults & RouterFault.DumpOverwritten) != 0) (_dumpPacket, _dumpPhase, _dumpOutputs) = (packet.Packet, _timePhase, links | quad);
        DumpState = After(_dumpState);
        _dumpSticky |= links | (quad & 0xFu << 14);
    }

    private bool TryReadTable(uint offset, out uint value)
    {
        value = 0;
        if (offset < RouterMap.Table + MulticastTable.Size * RouterMap.EntryBytes)
        {
            int index = (int)((offset - RouterMap.Table) / RouterMap.EntryBytes);
            RouteEntry entry = _table[index];
            value = (offset / 4 & 7) switch
            {
                0 => entry.Key,
                1 => entry.Mask,
                2 => (_table.IsValid(index) ? 1u << 31 : 0) | entry.Links,
                3 => (uint)entry.Pes.Low,
                4 => (uint)(entry.Pes.Low >> 32),
                5 => (uint)entry.Pes.Middle,
                6 => (uint)(entry.Pes.Middle >> 32),
                _ => (uint)entry.Pes.High,
            };
            return true;
        }
        if (offset < RouterMap.Chips || offset >= RouterMap.Chips + ChipTable.Size / 2) return false;
        int first = (int)(offset - RouterMap.Chips) / 4 * 8;
        for (int i = 0; i < 8; i++) value |= (uint)_chips[first + i] << (3 * i);
        return true;
    }

    private bool TryWriteTable(uint offset, uint value)
    {
        if (offset < RouterMap.Table + MulticastTable.Size * RouterMap.EntryBytes)
        {
            int index = (int)((offset - RouterMap.Table) / RouterMap.EntryBytes);
            RouteEntry entry = _table[index];
            PeSet pes = entry.Pes;
            bool valid = _table.IsValid(index);
            uint word = offset / 4 & 7;
            if (word == 2) valid = value >> 31 != 0;
            entry = word switch
            {
                0 => entry with { Key = value },
                1 => entry with { Mask = value },
                2 => entry with { Links = (byte)(value & 0x3F) },
                3 => entry with { Pes = pes with { Low = (pes.Low & ~(ulong)uint.MaxValue) | value } },
                4 => entry with { Pes = pes with { Low = (pes.Low & uint.MaxValue) | (ulong)value << 32 } },
                5 => entry with { Pes = pes with { Middle = (pes.Middle & ~(ulong)uint.MaxValue) | value } },
                6 => entry with { Pes = pes with { Middle = (pes.Middle & uint.MaxValue) | (ulong)value << 32 } },
                _ => entry with { Pes = pes with { High = value & 0xFFFFFF } },
            };
            _table.Set(index, in entry, valid);
            return true;
        }
        if (offset < RouterMap.Chips || offset >= RouterMap.Chips + ChipTable.Size / 2) return false;
        int first = (int)(offset - RouterMap.Chips) / 4 * 8;
        for (int i = 0; i < 8; i++) _chips[first + i] = (byte)(value >> (3 * i) & 7);
        return true;
    }
}
