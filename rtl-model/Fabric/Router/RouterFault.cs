using HwModel.Kernel;

namespace HwModel.Fabric.Router;

/// <summary>Mistakes that can be switched into a router, to show that the mesh's properties can fail.</summary>
[Flags]
internal enum RouterFault
{
    /// <summary>The router as it is meant.</summary>
    None = 0,

    /// <summary>A flit of every fourth packet is lost on the way out.</summary>
    FlitLost = 1,

    /// <summary>The last flit of every fourth packet goes out twice.</summary>
    FlitRepeated = 2,

    /// <summary>The credit for a flit of every fourth packet is not returned.</summary>
    CreditLost = 4,

    /// <summary>The lowest bit of the sequence number is flipped on the way east.</summary>
    SequenceFlipped = 8,

    /// <summary>A flit is forwarded one cycle before the pipeline's end.</summary>
    StageSkipped = 16,

    /// <summary>A flit is held one cycle longer than the pipeline.</summary>
    StageAdded = 32,

    /// <summary>The credit spent for every 32nd packet of a source is not counted, as if it had come back twice.</summary>
    CreditTwice = 64,

    /// <summary>Packets for every seventh destination turn the opposite way.</summary>
    WrongTurn = 128,

    /// <summary>The east port's arbiter chooses nobody in 30 of 32 cycles.</summary>
    ArbiterStuck = 256,
}

internal static class RouterFaults
{
    /// <summary>The router's faults of a run.</summary>
    public static RouterFault Of(FaultSet faults) =>
        (faults.Has("mesh.flit_lost") ? RouterFault.FlitLost : 0)
        | (faults.Has("mesh.flit_repeated") ? RouterFault.FlitRepeated : 0)
        | (faults.Has("mesh.credit_lost") ? RouterFault.CreditLost : 0)
        | (faults.Has("mesh.sequence_bit_flipped") ? RouterFault.SequenceFlipped : 0)
        | (faults.Has("mesh.pipeline_stage_skipped") ? RouterFault.StageSkipped : 0)
        | (faults.Has("mesh.pipeline_stage_added") ? RouterFault.StageAdded : 0)
        | (faults.Has("mesh.credit_returned_twice") ? RouterFault.CreditTwice : 0)
        | (faults.Has("mesh.wrong_turn") ? RouterFault.WrongTurn : 0)
        | (faults.Has("mesh.arbiter_stuck") ? RouterFault.ArbiterStuck : 0);
}
