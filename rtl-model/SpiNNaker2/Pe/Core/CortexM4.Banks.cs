using HwModel.SpiNNaker2.Pe.Core.Exceptions;

namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>
/// Which banks of its memory the core uses in a cycle, for the arbiter of a shared memory. While nobody else wants the memory the fast paths stay open and
/// nothing is noted; otherwise every access is shown here, and waits where the arbiter has given the bank away.
/// </summary>
public sealed unsafe partial class CortexM4
{
    private const int FrameWords = 8, FloatFrameWords = 17;

    private uint _dataWords, _dataBytes, _codeWords;
    private bool _isShared, _isProtected;
    private uint _fetchSize;
    private byte _banksUsed, _banksTaken;
    private uint _secondBeat;
    private long _secondBeatAt;

    /// <summary>Address bits above the number of a bank's bytes.</summary>
    internal int BankShift { get; set; } = 15;

    /// <summary>Begins a cycle.</summary>
    /// <param name="isShared">Others want the memory: uses are noted.</param>
    /// <param name="taken">Banks that the core has to leave to others in this cycle, one bit each.</param>
    internal void BeginCycle(bool isShared, byte taken)
    {
        _banksUsed = 0;
        _banksTaken = taken;
        isShared |= taken != 0;
        if (isShared == _isShared) return;
        _isShared = isShared;
        OpenMemories(!isShared);
    }

    /// <summary>The memory protection unit was switched on or off.</summary>
    internal void ProtectionChanged()
    {
        _isProtected = Protection.IsEnabled;
        _fetchSize = _isProtected ? 0 : _codeSize;
        OpenMemories(!_isShared);
    }

    /// <summary>Banks that the core's data accesses use in a cycle, which it has just done.</summary>
    internal byte BanksUsedIn(long cycle)
    {
        int banks = _banksUsed;
        if (_phase is PipelinePhase.Entry or PipelinePhase.Return) banks |= FrameBank(cycle);
        else if (_secondBeatAt == cycle) banks |= BankOf(_secondBeat);
        return (byte)banks;
    }

    /// <summary>Notes the fetch of a word; false where its bank is taken.</summary>
    internal bool Fetches(uint address)
    {
        if (!_isShared) return true;
        int bank = BankOf(address);
        if ((bank & _banksTaken) != 0) return false;
        _banksUsed |= (byte)bank;
        return true;
    }

    /// <summary>The next instruction is late by a cycle.</summary>
    internal void WaitForFetch()
    {
        _busyUntil = Math.Max(_busyUntil, _cycle) + 1;
        _stalls[(int)StallReason.Wait]++;
    }

    private void OpenMemories(bool open)
    {
        open &= !_isProtected;
        _dataBytes = open ? _dataSize : 0;
        _dataWords = open ? _dataSize - 3 : 0;
        _codeWords = open ? _codeSize - 3 : 0;
    }

    // Registers are pushed and popped at once, but take the bus for a cycle each: from the beginning of the entry or return.
    private int FrameBank(long cycle)
    {
        bool entry = _phase == PipelinePhase.Entry;
        bool isFloat = (_entryReturnValue & 0x10) == 0;
        int words = isFloat ? FrameWords + FloatFrameWords : FrameWords;
        int cycles = entry ? (isFloat && (System.Fpccr & 0x4000_0000) == 0 ? Parameters.ExceptionEntryFloat : Parameters.ExceptionEntry)
            : isFloat ? Parameters.ExceptionReturnFloat : Parameters.ExceptionReturn;
        long beat = cycle - ((entry ? _entryEnd : _busyUntil) - cycles);
        if (beat < 0 || beat >= words || beat >= cycles - 2) return 0;
        return BankOf(_r[StackPointer] + 4 * (uint)beat);
    }

    private int BankOf(uint address) => RamAt(address, 1) is null ? 0 : 1 << (int)(address >> BankShift);

    private bool IsAllowed(uint address, uint size, bool write)
    {
        bool privileged = DataPrivileged;
        return Protection.AllowsData(address, write, privileged) && ((address & size - 1) == 0 || Protection.AllowsData(address + size - 1, write, privileged));
    }

    private void NoteSecondBeat(uint address)
    {
        _secondBeat = address;
        _secondBeatAt = _cycle + 1;
    }

    /// <summary>Whether an access may be made: the memory protection unit allows it, and the memory's bank is free.</summary>
    private bool Admit(uint address, int size, bool write)
    {
        if (_isProtected && !IsAllowed(address, (uint)size, write)) return Fault(FaultKind.DataAccess, address);
        if (!_isShared) return true;
        int bank = BankOf(address);
        if ((bank & _banksTaken) != 0)
        {
            _busPending = true;
            return false;
        }
        _banksUsed |= (byte)bank;
        return true;
    }
}
