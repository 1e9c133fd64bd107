using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>Mistakes that can be switched into a neuron back end.</summary>
[Flags]
internal enum BackendFault
{
    /// <summary>The refractory time is one count short.</summary>
    [NamedFault("backend.refractory_short")] RefractoryShort = 1,

    /// <summary>A comparator that is high in the refractory time starts a spike.</summary>
    [NamedFault("backend.refractory_ignored")] RefractoryIgnored = 2,

    /// <summary>The last column comes first.</summary>
    [NamedFault("backend.priority_reversed")] PriorityReversed = 4,

    /// <summary>The stored address goes out without being inverted.</summary>
    [NamedFault("backend.address_not_inverted")] AddressNotInverted = 8,

    /// <summary>Two events of an output can share a slot.</summary>
    [NamedFault("backend.slot_ignored")] SlotIgnored = 16,

    /// <summary>Held neurons send.</summary>
    [NamedFault("backend.hold_passes")] HoldPasses = 32,

    /// <summary>Neurons without en_spike_out send.</summary>
    [NamedFault("backend.silent_sends")] SilentSends = 64,

    /// <summary>The overflow of a spike counter is not kept.</summary>
    [NamedFault("backend.overflow_missed")] OverflowMissed = 128,

    /// <summary>Lost spikes are not counted.</summary>
    [NamedFault("backend.loss_hidden")] LossHidden = 256,
}
