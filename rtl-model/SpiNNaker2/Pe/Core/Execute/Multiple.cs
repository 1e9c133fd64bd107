using System.Numerics;
using HwModel.SpiNNaker2.Pe.Core.Decode;
using HwModel.SpiNNaker2.Pe.Core.Exceptions;
using HwModel.SpiNNaker2.Pe.Memory;

namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>
/// Load and store multiple. Where nothing can come between, all registers move at once; otherwise one per cycle,
/// so that an interrupt can stop the transfer, which then goes on after it (ICI) or begins again (Arm ARMv7-M ARM, B1.5.10).
/// </summary>
public sealed unsafe partial class CortexM4
{
    private Instruction _transfer;
    private uint _transferAddress, _transferList, _transferWriteback, _transferPc, _transferBaseValue;
    private bool _transferLoads;
    private long _until = long.MaxValue;

    private void Multiple(in Instruction i)
    {
        uint list = i.Immediate;
        uint bytes = (uint)BitOperations.PopCount(list) * 4;
        bool below = i.Operation is Operation.LdmDb or Operation.StmDb, load = i.Operation is Operation.LdmIa or Operation.LdmDb;
        uint address = below ? _r[i.N] - bytes : _r[i.N];
        if (!MustBeAligned(address, 4)) return;
        uint writeback = below ? address : address + bytes;
        int stall = Ici != 0 ? 0 : StallBefore(in i);
        if (Ici != 0 || _cycle + i.Cycles + stall > Math.Min(_until, _nextEvent) || _isProtected || RamAt(address, bytes) is null)
        {
            BeginTransfer(in i, address, writeback, load, stall);
            return;
        }
        uint* memory = (uint*)RamAt(address, bytes);
        if (load)
        {
            _reads += bytes / 4;
            for (uint rest = list & 0x7FFF; rest != 0; rest &= rest - 1) _r[BitOperations.TrailingZeroCount(rest)] = *memory++;
            if (i.Has(InstructionFlags.Writeback)) _r[i.N] = writeback;
            if ((list & 0x8000) != 0) BranchExchange(*memory, mayReturn: true);
        }
        else
        {
            _writes += bytes / 4;
            for (uint rest = list; rest != 0; rest &= rest - 1) *memory++ = _r[BitOperations.TrailingZeroCount(rest)];
            LocalMemory owner = address - _codeBase < _codeSize ? _code : _data;
            uint first = address - owner.BaseAddress;
            if (owner.Pages[first >> LocalMemory.PageShift] is not null || owner.Pages[first + bytes - 1 >> LocalMemory.PageShift] is not null) owner.Forget(first, bytes);
            if (i.Has(InstructionFlags.Writeback)) _r[i.N] = writeback;
        }
    }

    private void BeginTransfer(in Instruction i, uint address, uint writeback, bool load, int stall)
    {
        _transfer = i;
        _transferList = i.Immediate;
        _transferAddress = address;
        _transferWriteback = writeback;
        _transferLoads = load;
        _transferBaseValue = _r[i.N];
        _phase = PipelinePhase.Transfer;
        RaiseAttention();
        _busyUntil = _cycle + 1 + stall;
        if (Ici == 0)
        {
            if ((_computedRegisters & i.TimingRegisters) != 0) AddressStall();
            if (NextWideRun(in i) == 3) MisalignedRun();
            return;
        }
        uint done = _transferList & (1u << (int)Ici) - 1;
        if (!Has(CoreMistake.MultipleRestart)) _transferAddress += (uint)BitOperations.PopCount(done) * 4;
        _transferList &= ~done;
        _busyUntil += Parameters.MultipleResume;
        Ici = 0;
    }

    /// <summary>One cycle of a transfer: moves the next register, or stops for an interrupt.</summary>
    private void TransferNext()
    {
        if (Nvic.Preempts && !Bus.IsUnderWay)
        {
            StopTransfer();
            return;
        }
        int register = BitOperations.TrailingZeroCount(_transferList);
        _extra = 0;
        uint value = 0;
        bool done = _transferLoads ? Read32(_transferAddress, out value) : Write32(_transferAddress, register == _transfer.N ? _transferBaseValue : _r[register]);
        _busyUntil = _cycle + 1 + _extra;
        if (!done)
        {
            if (_fault != FaultKind.None) FaultInTransfer();
            _busPending = false;
            return;
        }
        if (_transferLoads)
        {
            if (register == ProgramCounter) _transferPc = value;
            else if (register == _transfer.N) _transferBaseValue = value;
            else _r[register] = register == StackPointer ? value & ~3u : value;
        }
        _transferAddress += 4;
        _transferList &= _transferList - 1;
        if (_transferList == 0) FinishTransfer();
    }

    private void FinishTransfer()
    {
        ref readonly Instruction i = ref _transfer;
        _phase = PipelinePhase.Run;
        if (_transferLoads && (i.Immediate >> i.N & 1) != 0) _r[i.N] = _transferBaseValue;
        if (i.Has(InstructionFlags.Writeback)) _r[i.N] = _transferWriteback;
        _next = _issuedPc + i.Size;
        _taken = false;
        if (_it != 0) _it = (_it & 7) == 0 ? 0 : _it & 0xE0 | _it << 1 & 0x1F;
        if (_transferLoads && (i.Immediate & 0x8000) != 0) BranchExchange(_transferPc, mayReturn: true);
        _r[StackPointer] &= ~3u;
        _instructions++;
        _rowCounts[i.Row]++;
        _stalls[(int)StallReason.Multiple] += i.Cycles - 1;
        _pc = _next;
        int run = NextWideRun(in i);
        Forget(i.Size == 2);
        _wideRun = run;
        _wroteLink = LoadsLink(in i);
        _issuedCycles = (int)(_busyUntil - _issuedAt);
        if (_returning) BeginReturnIfAsked();
        else if (_taken) _busyUntil += Refill(in i, (int)(_busyUntil - _cycle));
    }

    /// <summary>An interrupt stops the transfer. Stores below SP and instructions in an IT block begin again, the others go on where they were.</summary>
    private void StopTransfer()
    {
        _phase = PipelinePhase.Run;
        bool again = _it != 0 || !_transferLoads && _transfer.N == StackPointer;
        int next = BitOperations.TrailingZeroCount(_transferList);
        if (Has(CoreMistake.InterruptLost)) Nvic.Unpend(Nvic.BestPending);
        if (_transferLoads && _transfer.N < next && (_transfer.Immediate >> _transfer.N & 1) != 0) next = _transfer.N;
        Ici = again || next == BitOperations.TrailingZeroCount(_transfer.Immediate) ? 0 : (uint)next;
        _busyUntil = _cycle;
        Forget(false);
    }

    private void FaultInTransfer()
    {
        _phase = PipelinePhase.Run;
        _instructions++;
        _rowCounts[_transfer.Row]++;
        TakeFault(_issuedPc);
    }
}
