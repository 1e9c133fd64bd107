using HwModel.SpiNNaker2.Pe.Core.Exceptions;

namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>Faults: their status, their exceptions, escalation and lockup (Arm ARMv7-M ARM, B1.5.4, B1.5.14).</summary>
public sealed unsafe partial class CortexM4
{
    private void FaultWhileStacking(bool stacking)
    {
        bool bus = _fault == FaultKind.DataBus;
        _fault = FaultKind.None;
        System.Cfsr |= bus ? stacking ? 1u << 12 : 1u << 11 : stacking ? 1u << 4 : 1u << 3;
        PendFault(bus ? Nvic.BusFault : Nvic.MemManage);
    }

    private bool Fault(FaultKind kind, uint address)
    {
        _fault = kind;
        _faultAddress = address;
        return false;
    }

    /// <summary>Records the fault of the present instruction and pends its exception; the instruction will be the return address.</summary>
    private void TakeFault(uint pc)
    {
        FaultKind kind = _fault;
        _fault = FaultKind.None;
        _unprivilegedAccess = false;
        _isStore = false;
        _pc = pc;
        _busyUntil = Math.Max(_busyUntil, _cycle + 1);
        Forget(false);
        (uint status, int number) = kind switch
        {
            FaultKind.FetchAccess => (1u, Nvic.MemManage),
            FaultKind.DataAccess => (1u << 1 | 1u << 7, Nvic.MemManage),
            FaultKind.FetchBus => (1u << 8, Nvic.BusFault),
            FaultKind.DataBus => (1u << 9 | 1u << 15, Nvic.BusFault),
            FaultKind.Undefined => (1u << 16, Nvic.UsageFault),
            FaultKind.InvalidState => (1u << 17, Nvic.UsageFault),
            FaultKind.InvalidReturn => (1u << 18, Nvic.UsageFault),
            FaultKind.NoCoprocessor => (1u << 19, Nvic.UsageFault),
            FaultKind.Unaligned => (1u << 24, Nvic.UsageFault),
            FaultKind.DivideByZero => (1u << 25, Nvic.UsageFault),
            _ => (0u, Nvic.HardFault),
        };
        System.Cfsr |= status;
        if (kind is FaultKind.DataBus or FaultKind.DataAccess) System.FaultAddress = _faultAddress;
        if (Nvic.CanTake(Nvic.HardFault)) LastFaultPc = pc; // a fault in HardFault locks up: the first one is the cause
        if (number == Nvic.HardFault) Escalate();
        else PendFault(number);
    }

    /// <summary>Address of the instruction that faulted last.</summary>
    public uint LastFaultPc { get; private set; }

    /// <summary>A fault whose handler is disabled or not urgent enough becomes a HardFault (Arm ARMv7-M ARM, B1.5.4).</summary>
    private void PendFault(int number)
    {
        if (Nvic.IsEnabled(number) && Nvic.CanTake(number))
        {
            Nvic.Pend(number);
            return;
        }
        System.Hfsr |= 1u << 30;
        Escalate();
    }

    private void Escalate()
    {
        if (Nvic.CanTake(Nvic.HardFault)) Nvic.Pend(Nvic.HardFault);
        else Lock();
    }

    private void Lock()
    {
        _phase = PipelinePhase.Lockup;
        RaiseAttention();
    }
}
