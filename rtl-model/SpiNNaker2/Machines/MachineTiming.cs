using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Links.LongRange;
using HwModel.SpiNNaker2.Links.ShortRange;
using HwModel.SpiNNaker2.Router;

namespace HwModel.SpiNNaker2.Machines;

/// <summary>Times and capacities of the event level in femtoseconds, packets and units: all computed from the parameters of the register-transfer level.</summary>
public sealed class MachineTiming
{
    /// <param name="chip">The chip; null: as published.</param>
    /// <param name="shortRange">Links on a board; null: as published.</param>
    /// <param name="longRange">Links between boards; null: as published.</param>
    /// <param name="waitCode">How long a copy waits for an output before it is dropped, as the router's register encodes it.</param>
    public MachineTiming(ChipOptions? chip = null, ShortRangeParameters? shortRange = null, LongRangeParameters? longRange = null, byte waitCode = 0x40)
    {
        chip ??= new ChipOptions();
        shortRange = (shortRange ?? new ShortRangeParameters()).Checked("the machine");
        longRange = (longRange ?? new LongRangeParameters()).Checked("the machine");
        long router = ChipOptions.PeriodOf(chip.RouterHertz), noc = ChipOptions.PeriodOf(chip.NocHertz);
        RouterPeriod = router;
        RouterPipeline = chip.Router.MulticastStages * router;
        IssueDepth = chip.Router.IssueDepth;
        long wait = WaitTime.Cycles(waitCode);
        Wait = wait == long.MaxValue ? long.MaxValue / 4 : wait * router;
        NocPeriod = noc;
        Hop = chip.Noc.HopCycles * noc;
        NocBuffer = chip.Noc.RouterCrossingDepth;
        NocCrossing = (long)(CrossingCycles * noc);
        ShortUnit = shortRange.Protocol.UnitCycles * shortRange.WordPeriod;
        ShortLatency = shortRange.LatencyCycles * shortRange.WordPeriod;
        ShortBuffer = shortRange.CrossingDepth + QueuesBeforeLink;
        ShortIdle = shortRange.Protocol.IdleUnits == 0 ? long.MaxValue / 4 : shortRange.Protocol.IdleUnits * ShortUnit;
        ShortWake = shortRange.Protocol.WakeCycles * shortRange.WordPeriod;
        LongUnit = longRange.Protocol.UnitCycles * longRange.BytePeriod;
        LongLatency = longRange.LatencyCycles * longRange.BytePeriod + LongRangeLink.CableFlight;
        LongBuffer = longRange.CrossingDepth + QueuesBeforeLink;
        ReceiveBuffer = shortRange.Protocol.ReceiveDepth + shortRange.CrossingDepth + RouterParameters.InputDepth;
    }

    /// <summary>Cycles that an asynchronous FIFO between the network and a processing element or the packet router takes.</summary>
    [Derived("a quarter of what single packets take at register-transfer level beyond hops and router pipeline (EventChipTests), on average over phases; in cycles of the network")]
    public const double CrossingCycles = 6.62;

    /// <summary>Packets in the input queues of crossing and transmitter.</summary>
    [Derived("queues of depth 2 at the crossing's writing side and at the transmitter")]
    public const int QueuesBeforeLink = 4;

    /// <summary>Router cycle.</summary>
    public long RouterPeriod { get; }

    /// <summary>From a packet's arrival in a router's input to its first copy.</summary>
    public long RouterPipeline { get; }

    /// <summary>Packets in the issue buffer.</summary>
    public int IssueDepth { get; }

    /// <summary>How long a copy waits before it is dropped.</summary>
    public long Wait { get; }

    /// <summary>Cycle of the network on chip: a port takes one copy in each.</summary>
    public long NocPeriod { get; }

    /// <summary>One hop of the network on chip.</summary>
    public long Hop { get; }

    /// <summary>Copies that wait between the router and the network, at each port.</summary>
    public int NocBuffer { get; }

    /// <summary>Crossing between the network and another clock.</summary>
    public long NocCrossing { get; }

    /// <summary>Time of a unit on a link on the board.</summary>
    public long ShortUnit { get; }

    /// <summary>From router to router over a link on the board.</summary>
    public long ShortLatency { get; }

    /// <summary>Idle time after which the lines of a link on the board are grounded.</summary>
    public long ShortIdle { get; }

    /// <summary>What it takes to wake them.</summary>
    public long ShortWake { get; }

    /// <summary>Packets that wait before a link on the board.</summary>
    public int ShortBuffer { get; }

    /// <summary>Time of a unit on a link between boards.</summary>
    public long LongUnit { get; }

    /// <summary>From router to router over a link between boards.</summary>
    public long LongLatency { get; }

    /// <summary>Packets that wait before a link between boards.</summary>
    public int LongBuffer { get; }

    /// <summary>Units that wait behind a link before the sender has to stop.</summary>
    public int ReceiveBuffer { get; }
}
