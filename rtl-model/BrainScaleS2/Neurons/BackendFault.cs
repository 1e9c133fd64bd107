using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>Mistakes that can be switched into a neuron back end.</summary>
[Flags]
internal enum BackendFault
{
    /// <summary>The refractory time is one count short.</summary>
    RefractoryShort = 1,

    /// <summary>A comparator that is high in the refractory time starts a spike.</summary>
    RefractoryIgnored = 2,

    /// <summary>The last column comes first.</summary>
    PriorityReversed = 4,

    /// <summary>The stored address goes out without being inverted.</summary>
    AddressNotInverted = 8,

    /// <summary>Two events of an output can share a slot.</summary>
    SlotIgnored = 16,

    /// <summary>Held neurons send.</summary>
    HoldPasses = 32,

    /// <summary>Neurons without en_spike_out send.</summary>
    SilentSends = 64,

    /// <summary>The overflow of a spike counter is not kept.</summary>
    OverflowMissed = 128,

    /// <summary>Lost spikes are not counted.</summary>
    LossHidden = 256,
}

internal static class BackendFaults
{
    /// <summary>The back end's faults of a run.</summary>
    public static BackendFault Of(FaultSet faults) =>
        (faults.Has("backend.refractory_short") ? BackendFault.RefractoryShort : 0)
        | (faults.Has("backend.refractory_ignored") ? BackendFault.RefractoryIgnored : 0)
        | (faults.Has("backend.priority_reversed") ? BackendFault.PriorityReversed : 0)
        | (faults.Has("backend.address_not_inverted") ? BackendFault.AddressNotInverted : 0)
        | (faults.Has("backend.slot_ignored") ? BackendFault.SlotIgnored : 0)
        | (faults.Has("backend.hold_passes") ? BackendFault.HoldPasses : 0)
        | (faults.Has("backend.silent_sends") ? BackendFault.SilentSends : 0)
        | (faults.Has("backend.overflow_missed") ? BackendFault.OverflowMissed : 0)
        | (faults.Has("backend.loss_hidden") ? BackendFault.LossHidden : 0);
}
