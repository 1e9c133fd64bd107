using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Router;

/// <summary>Mistakes that can be switched into the packet router, to show that its properties can fail.</summary>
[Flags]
internal enum RouterFault
{
    /// <summary>The router as it is meant.</summary>
    None = 0,

    /// <summary>The highest matching entry wins.</summary>
    LastMatch = 1,

    /// <summary>The mask is not applied to the packet's key.</summary>
    MaskIgnored = 2,

    /// <summary>Packets with a parity error are routed.</summary>
    ParityIgnored = 4,

    /// <summary>Packets of every time phase but the expired one are dropped.</summary>
    AgeInverted = 8,

    /// <summary>A packet without an entry turns to the next link.</summary>
    DefaultTurned = 16,

    /// <summary>A dropped copy is neither counted nor kept.</summary>
    DropUncounted = 32,

    /// <summary>A later dump overwrites the first.</summary>
    DumpOverwritten = 64,

    /// <summary>The last copy of a packet with more than two is lost.</summary>
    CopyLost = 128,

    /// <summary>A copy leaves once more after the packet's last.</summary>
    CopyTwice = 256,

    /// <summary>A copy is dropped one cycle early.</summary>
    WaitShort = 512,

    /// <summary>The emergency route is the next higher link.</summary>
    EmergencyTurned = 1024,

    /// <summary>A younger packet may overtake an older one at the same output.</summary>
    Overtaking = 2048,

    /// <summary>A filter does not look at the payload.</summary>
    FilterIgnoresPayload = 4096,

    /// <summary>The chip table is read one entry off for odd chips.</summary>
    ChipOffByOne = 8192,

    /// <summary>A multicast packet takes one cycle more.</summary>
    StageAdded = 16384,

    /// <summary>The core-to-core engine stops after its sixth packet.</summary>
    EngineStuck = 32768,
}

internal static class RouterFaults
{
    private static readonly (string Name, RouterFault Fault)[] Names =
    [
        ("router.second_match", RouterFault.LastMatch),
        ("router.mask_ignored", RouterFault.MaskIgnored),
        ("router.parity_ignored", RouterFault.ParityIgnored),
        ("router.age_check_inverted", RouterFault.AgeInverted),
        ("router.default_route_turned", RouterFault.DefaultTurned),
        ("router.drop_not_counted", RouterFault.DropUncounted),
        ("router.dump_overwritten", RouterFault.DumpOverwritten),
        ("router.copy_lost", RouterFault.CopyLost),
        ("router.copy_twice", RouterFault.CopyTwice),
        ("router.wait_too_short", RouterFault.WaitShort),
        ("router.emergency_turned", RouterFault.EmergencyTurned),
        ("router.overtaking", RouterFault.Overtaking),
        ("router.filter_ignores_payload", RouterFault.FilterIgnoresPayload),
        ("router.chip_off_by_one", RouterFault.ChipOffByOne),
        ("router.stage_added", RouterFault.StageAdded),
        ("router.engine_stuck", RouterFault.EngineStuck),
    ];

    /// <summary>The router's faults of a run.</summary>
    public static RouterFault Of(FaultSet faults)
    {
        RouterFault found = RouterFault.None;
        foreach ((string name, RouterFault fault) in Names)
            if (faults.Has(name))
                found |= fault;
        return found;
    }
}
