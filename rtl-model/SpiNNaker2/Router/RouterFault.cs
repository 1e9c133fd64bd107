using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Router;

/// <summary>Mistakes that can be switched into the packet router, to show that its properties can fail.</summary>
[Flags]
internal enum RouterFault
{
    /// <summary>The router as it is meant.</summary>
    None = 0,

    /// <summary>The highest matching entry wins.</summary>
    [NamedFault("router.second_match")] LastMatch = 1,

    /// <summary>The mask is not applied to the packet's key.</summary>
    [NamedFault("router.mask_ignored")] MaskIgnored = 2,

    /// <summary>Packets with a parity error are routed.</summary>
    [NamedFault("router.parity_ignored")] ParityIgnored = 4,

    /// <summary>Packets of every time phase but the expired one are dropped.</summary>
    [NamedFault("router.age_check_inverted")] AgeInverted = 8,

    /// <summary>A packet without an entry turns to the next link.</summary>
    [NamedFault("router.default_route_turned")] DefaultTurned = 16,

    /// <summary>A dropped copy is neither counted nor kept.</summary>
    [NamedFault("router.drop_not_counted")] DropUncounted = 32,

    /// <summary>A later dump overwrites the first.</summary>
    [NamedFault("router.dump_overwritten")] DumpOverwritten = 64,

    /// <summary>The last copy of a packet with more than two is lost.</summary>
    [NamedFault("router.copy_lost")] CopyLost = 128,

    /// <summary>A copy leaves once more after the packet's last.</summary>
    [NamedFault("router.copy_twice")] CopyTwice = 256,

    /// <summary>A copy is dropped one cycle early.</summary>
    [NamedFault("router.wait_too_short")] WaitShort = 512,

    /// <summary>The emergency route is the next higher link.</summary>
    [NamedFault("router.emergency_turned")] EmergencyTurned = 1024,

    /// <summary>A younger packet may overtake an older one at the same output.</summary>
    [NamedFault("router.overtaking")] Overtaking = 2048,

    /// <summary>A filter does not look at the payload.</summary>
    [NamedFault("router.filter_ignores_payload")] FilterIgnoresPayload = 4096,

    /// <summary>The chip table is read one entry off for odd chips.</summary>
    [NamedFault("router.chip_off_by_one")] ChipOffByOne = 8192,

    /// <summary>A multicast packet takes one cycle more.</summary>
    [NamedFault("router.stage_added")] StageAdded = 16384,

    /// <summary>The core-to-core engine stops after its sixth packet.</summary>
    [NamedFault("router.engine_stuck")] EngineStuck = 32768,
}
