using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Core.Decode;
using HwModel.SpiNNaker2.Pe.Core.Exceptions;

namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>The whole state of the core as a part of a module: saved, restored, hashed and traced.</summary>
public sealed unsafe partial class CortexM4 : IStatePart
{
    private static readonly string[] RegisterTraceNames = ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "sp", "lr"];

    public string Schema => $"cortex-m4 3, {Parameters.MpuRegions} regions, {_table.Rows.Count} rows, {Nvic.Count} exceptions";

    public void Reset(PowerOn powerOn) => Reset();

    public void Save(StateWriter writer)
    {
        var transfer = new StateTransfer(writer);
        Transfer(ref transfer);
    }

    public void Load(StateReader reader)
    {
        var transfer = new StateTransfer(reader);
        Transfer(ref transfer);
    }

    public void Hash(ref StateHash hash)
    {
        var transfer = new StateTransfer(hash);
        Transfer(ref transfer);
        hash = transfer.Hash;
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
        foreach (string name in RegisterTraceNames) trace.Bits(name, 32);
        trace.Bits("pc", 32);
        trace.Bits("xpsr", 32);
        trace.Bits("control", 3);
        trace.Bits("fpscr", 32);
        trace.Bits("instructions", 48);
    }

    public void SampleTrace(TraceSampler sampler)
    {
        for (int i = 0; i < 15; i++) sampler.Bits(_r[i]);
        sampler.Bits(_pc);
        sampler.Bits(Xpsr);
        sampler.Bits(_control);
        sampler.Bits(_fpscr);
        sampler.Bits((ulong)_instructions);
    }

    private void Transfer(ref StateTransfer t)
    {
        t.Items(_storage);
        t.Item(ref _n);
        t.Item(ref _z);
        t.Item(ref _c);
        t.Item(ref _v);
        t.Item(ref _q);
        t.Item(ref _ge);
        t.Item(ref _it);
        t.Item(ref _ipsr);
        t.Item(ref _thumb);
        t.Item(ref _otherSp);
        t.Item(ref _control);
        t.Item(ref _primask);
        t.Item(ref _faultmask);
        t.Item(ref _basepri);
        t.Item(ref _fpscr);
        t.Item(ref _pc);
        t.Item(ref _exclusive);
        t.Item(ref _eventRegister);
        TransferTime(ref t);
        TransferMultiple(ref t);
        Nvic.Transfer(ref t);
        SysTick.Transfer(ref t);
        System.Transfer(ref t);
        Protection.Transfer(ref t);
        if (!t.Loads) return;
        Nvic.Update();
        ProtectionChanged();
        RaiseAttention();
    }

    private void TransferTime(ref StateTransfer t)
    {
        t.Items(_rowCounts);
        t.Items(_stalls);
        t.Item(ref _instructions);
        t.Item(ref _reads);
        t.Item(ref _writes);
        t.Item(ref _takenBranches);
        t.Item(ref _flushes);
        t.Item(ref _cycle);
        t.Item(ref _busyUntil);
        t.Item(ref _nextEvent);
        int phase = (int)_phase;
        t.Item(ref phase);
        _phase = (PipelinePhase)phase;
        t.Item(ref _halting);
        t.Item(ref _loadedRegisters);
        t.Item(ref _computedRegisters);
        t.Item(ref _previousNarrow);
        t.Item(ref _wroteLink);
        t.Item(ref _wideRun);
        t.Item(ref _target);
        t.Item(ref _targetAt);
        t.Item(ref _floatResult);
        t.Item(ref _floatBusyUntil);
        t.Item(ref _floatReady);
        t.Item(ref _issuedPc);
        t.Item(ref _issuedAt);
        t.Item(ref _issuedCycles);
        t.Item(ref _undoValue);
        t.Item(ref _undoIt);
        t.Item(ref _undoRegister);
        t.Item(ref _abandonable);
        t.Item(ref _returnValue);
        t.Item(ref _entryReturnValue);
        t.Item(ref _returning);
        t.Item(ref _sleepsForEvent);
        t.Item(ref _entryEnd);
        t.Item(ref _secondBeat);
        t.Item(ref _secondBeatAt);
        uint ici = Ici;
        t.Item(ref ici);
        Ici = ici;
    }

    private void TransferMultiple(ref StateTransfer t)
    {
        t.Item(ref _transferAddress);
        t.Item(ref _transferList);
        t.Item(ref _transferWriteback);
        t.Item(ref _transferPc);
        t.Item(ref _transferBaseValue);
        t.Item(ref _transferLoads);
        if (t.Loads && _phase == PipelinePhase.Transfer && TryDecode(_issuedPc, out Instruction instruction, out _)) _transfer = instruction;
    }
}
