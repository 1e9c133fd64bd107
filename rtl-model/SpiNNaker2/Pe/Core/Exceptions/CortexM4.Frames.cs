using HwModel.SpiNNaker2.Pe.Core.Exceptions;

namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>Exception frames: pushed on entry, popped on return (Arm ARMv7-M ARM, B1.5.6 to B1.5.8).</summary>
public sealed unsafe partial class CortexM4
{
    private void PushFrame(uint returnAddress, bool extended)
    {
        uint size = extended ? 0x68u : 0x20u, sp = _r[StackPointer];
        bool align = (System.Ccr & 0x200) != 0 && (sp & 4) != 0;
        uint frame = (align ? sp - 4 : sp) - size;
        _entryReturnValue = 0xFFFF_FFE1u | (extended ? 0 : 0x10u) | (_ipsr == 0 ? 8u : 0) | (UsesProcessStack ? 4u : 0);
        bool stored = Push(frame, 0, _r[0]) && Push(frame, 1, _r[1]) && Push(frame, 2, _r[2]) && Push(frame, 3, _r[3])
            && Push(frame, 4, _r[12]) && Push(frame, 5, _r[14]) && Push(frame, 6, returnAddress)
            && Push(frame, 7, (Has(CoreMistake.ItState) ? Xpsr & ~0x0600_FC00u : Xpsr) & ~0x200u | (align ? 0x200u : 0));
        Ici = 0;
        if (stored && extended) stored = SaveFloatFrame(frame + 0x20);
        _r[StackPointer] = frame;
        if (!stored) FaultWhileStacking(stacking: true);
    }

    private bool SaveFloatFrame(uint address)
    {
        if ((System.Fpccr & 0x4000_0000) == 0) return PushFloat(address);
        System.Fpcar = address & ~7u;
        uint ready = (_ipsr == 0 ? 8u : 0) | (IsPrivileged ? 0u : 2) | 1;
        if (Nvic.CanTake(Nvic.HardFault)) ready |= 0x10;
        if (Nvic.IsEnabled(Nvic.BusFault) && Nvic.CanTake(Nvic.BusFault)) ready |= 0x40;
        if (Nvic.IsEnabled(Nvic.MemManage) && Nvic.CanTake(Nvic.MemManage)) ready |= 0x20;
        System.Fpccr = System.Fpccr & 0xC000_0000 | ready;
        return true;
    }

    private bool PushFloat(uint address)
    {
        for (int i = 0; i < 16; i++)
            if (!Push(address, i, _s[i])) return false;
        return Push(address, 16, _fpscr);
    }

    private bool Push(uint frame, int word, uint value)
    {
        bool done = Write32(frame + (uint)word * 4, value);
        _writes--;
        return done;
    }

    private bool Pop(uint frame, int word, out uint value)
    {
        bool done = Read32(frame + (uint)word * 4, out value);
        _reads--;
        return done;
    }

    private void PopFrame()
    {
        uint value = _entryReturnValue;
        bool toThread = (value & 8) != 0, process = (value & 4) != 0, extended = (value & 0x10) == 0;
        _phase = PipelinePhase.Run;
        RaiseAttention();
        uint frame = process ? Psp : Msp;
        _unprivilegedAccess = toThread && (_control & 1) != 0; // the frame is popped with the rights of the code that it belongs to
        bool loaded = Pop(frame, 0, out uint r0) & Pop(frame, 1, out uint r1) & Pop(frame, 2, out uint r2) & Pop(frame, 3, out uint r3)
            & Pop(frame, 4, out uint r12) & Pop(frame, 5, out uint lr) & Pop(frame, 6, out uint pc) & Pop(frame, 7, out uint xpsr);
        if (loaded && extended && !RestoreFloat(frame + 0x20)) return;
        _unprivilegedAccess = false;
        if (!loaded)
        {
            FaultWhileStacking(stacking: false);
            BeginTailChainedFault();
            return;
        }
        (_r[0], _r[1], _r[2], _r[3], _r[12], _r[14]) = (r0, r1, r2, r3, r12, lr);
        uint sp = frame + (extended ? 0x68u : 0x20u);
        if ((xpsr & 0x200) != 0 && (System.Ccr & 0x200) != 0) sp |= 4;
        // The stack pointers, while still in Handler mode where R13 is the main one
        if (process) _otherSp = sp;
        else _r[StackPointer] = sp;
        uint ipsr = xpsr & 0x1FF;
        bool consistent = toThread == (ipsr == 0);
        _ipsr = toThread ? 0 : ipsr;
        _control = _control & ~6u | (process && toThread ? 2u : 0) | (extended ? 4u : 0);
        if (UsesProcessStack) (_r[13], _otherSp) = (_otherSp, _r[13]);
        Apsr = xpsr;
        SetItOrIci(xpsr);
        _thumb = (xpsr & 1 << 24) != 0;
        _pc = pc & ~1u;
        FetchFrom(_pc, _cycle);
        _flushes++;
        _eventRegister = true;
        _exclusive = false;
        Nvic.Update();
        if (!consistent)
        {
            System.Cfsr |= 1u << 18;
            PendFault(Nvic.UsageFault);
            return;
        }
        if (toThread && (System.Scr & 2) != 0 && Nvic.ActiveCount == 0) Sleep(waitsForEvent: false);
    }

    private bool RestoreFloat(uint address)
    {
        if ((System.Fpccr & 1) != 0)
        {
            System.Fpccr &= ~1u;
            return true;
        }
        for (int i = 0; i < 16; i++)
        {
            if (Pop(address, i, out uint value))
            {
                _s[i] = value;
                continue;
            }
            _unprivilegedAccess = false;
            FaultWhileStacking(stacking: false);
            BeginTailChainedFault();
            return false;
        }
        Pop(address, 16, out uint fpscr);
        Fpscr = fpscr;
        return true;
    }

    private void BeginTailChainedFault()
    {
        TailChain(_cycle);
    }
}
