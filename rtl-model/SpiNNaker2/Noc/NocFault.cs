using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Noc;

/// <summary>Mistakes that can be switched into the network, to show that its properties can fail.</summary>
[Flags]
internal enum NocFault
{
    /// <summary>The network as it is meant.</summary>
    None = 0,

    /// <summary>The credit of every eighth flit comes back twice.</summary>
    CreditTwice = 1,

    /// <summary>The credit of every eighth flit does not come back.</summary>
    CreditLost = 2,

    /// <summary>A flit leaves one cycle before the pipeline's end.</summary>
    StageSkipped = 4,

    /// <summary>Along y before x.</summary>
    YFirst = 8,

    /// <summary>The routing table is read with the destination's x and y swapped.</summary>
    TableSwapped = 16,

    /// <summary>The arbiter's pointer moves back to the first input after every grant.</summary>
    ArbiterStuck = 32,

    /// <summary>A bit of the payload is flipped on the way west.</summary>
    PayloadFlipped = 64,

    /// <summary>The crossbar loses the copy to the fourth element of a mask of more than one.</summary>
    CopyLost = 128,

    /// <summary>The crossbar writes to whoever is ready and once more when all are.</summary>
    CopyTwice = 256,

    /// <summary>The crossbar ignores the mask.</summary>
    MaskIgnored = 512,

    /// <summary>Every sixteenth flit is lost.</summary>
    FlitLost = 1024,

    /// <summary>A FIFO takes one flit more than it holds, over its oldest one.</summary>
    Overfilled = 2048,

    /// <summary>Two flits that wait at an input change places now and then.</summary>
    Swapped = 4096,

    /// <summary>The crossbar writes to elements that are off.</summary>
    IsolationIgnored = 8192,

    /// <summary>A read of an element that is off is dropped without an answer.</summary>
    RefusalSilent = 16384,
}

internal static class NocFaults
{
    public static NocFault Of(FaultSet faults)
    {
        NocFault found = NocFault.None;
        foreach ((string name, NocFault fault) in Names)
            if (faults.Has(name))
                found |= fault;
        return found;
    }

    private static readonly (string Name, NocFault Fault)[] Names =
    [
        ("noc.credit_returned_twice", NocFault.CreditTwice),
        ("noc.credit_lost", NocFault.CreditLost),
        ("noc.pipeline_stage_skipped", NocFault.StageSkipped),
        ("noc.y_first", NocFault.YFirst),
        ("noc.table_swapped", NocFault.TableSwapped),
        ("noc.arbiter_stuck", NocFault.ArbiterStuck),
        ("noc.payload_bit_flipped", NocFault.PayloadFlipped),
        ("noc.copy_lost", NocFault.CopyLost),
        ("noc.copy_twice", NocFault.CopyTwice),
        ("noc.mask_ignored", NocFault.MaskIgnored),
        ("noc.flit_lost", NocFault.FlitLost),
        ("noc.fifo_off_by_one", NocFault.Overfilled),
        ("noc.flits_swapped", NocFault.Swapped),
        ("noc.isolation_ignored", NocFault.IsolationIgnored),
        ("noc.refusal_silent", NocFault.RefusalSilent),
    ];
}
