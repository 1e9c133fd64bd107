using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Noc;

/// <summary>Mistakes that can be switched into the network, to show that its properties can fail.</summary>
[Flags]
internal enum NocFault
{
    /// <summary>The network as it is meant.</summary>
    None = 0,

    /// <summary>The credit of every eighth flit comes back twice.</summary>
    [NamedFault("noc.credit_returned_twice")] CreditTwice = 1,

    /// <summary>The credit of every eighth flit does not come back.</summary>
    [NamedFault("noc.credit_lost")] CreditLost = 2,

    /// <summary>A flit leaves one cycle before the pipeline's end.</summary>
    [NamedFault("noc.pipeline_stage_skipped")] StageSkipped = 4,

    /// <summary>Along y before x.</summary>
    [NamedFault("noc.y_first")] YFirst = 8,

    /// <summary>The routing table is read with the destination's x and y swapped.</summary>
    [NamedFault("noc.table_swapped")] TableSwapped = 16,

    /// <summary>The arbiter's pointer moves back to the first input after every grant.</summary>
    [NamedFault("noc.arbiter_stuck")] ArbiterStuck = 32,

    /// <summary>A bit of the payload is flipped on the way west.</summary>
    [NamedFault("noc.payload_bit_flipped")] PayloadFlipped = 64,

    /// <summary>The crossbar loses the copy to the fourth element of a mask of more than one.</summary>
    [NamedFault("noc.copy_lost")] CopyLost = 128,

    /// <summary>The crossbar writes to whoever is ready and once more when all are.</summary>
    [NamedFault("noc.copy_twice")] CopyTwice = 256,

    /// <summary>The crossbar ignores the mask.</summary>
    [NamedFault("noc.mask_ignored")] MaskIgnored = 512,

    /// <summary>Every sixteenth flit is lost.</summary>
    [NamedFault("noc.flit_lost")] FlitLost = 1024,

    /// <summary>A FIFO takes one flit more than it holds, over its oldest one.</summary>
    [NamedFault("noc.fifo_off_by_one")] Overfilled = 2048,

    /// <summary>Two flits that wait at an input change places now and then.</summary>
    [NamedFault("noc.flits_swapped")] Swapped = 4096,

    /// <summary>The crossbar writes to elements that are off.</summary>
    [NamedFault("noc.isolation_ignored")] IsolationIgnored = 8192,

    /// <summary>A read of an element that is off is dropped without an answer.</summary>
    [NamedFault("noc.refusal_silent")] RefusalSilent = 16384,

    /// <summary>What waits in an element's crossing when its supply goes off stays there.</summary>
    [NamedFault("noc.crossing_kept")] CrossingKept = 32768,
}
