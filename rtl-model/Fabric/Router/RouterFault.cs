using HwModel.Kernel;

namespace HwModel.Fabric.Router;

/// <summary>Mistakes that can be switched into a router, to show that the mesh's properties can fail.</summary>
[Flags]
internal enum RouterFault
{
    /// <summary>The router as it is meant.</summary>
    None = 0,

    /// <summary>A flit of every fourth packet is lost on the way out.</summary>
    [NamedFault("mesh.flit_lost")] FlitLost = 1,

    /// <summary>The last flit of every fourth packet goes out twice.</summary>
    [NamedFault("mesh.flit_repeated")] FlitRepeated = 2,

    /// <summary>The credit for a flit of every fourth packet is not returned.</summary>
    [NamedFault("mesh.credit_lost")] CreditLost = 4,

    /// <summary>The lowest bit of the sequence number is flipped on the way east.</summary>
    [NamedFault("mesh.sequence_bit_flipped")] SequenceFlipped = 8,

    /// <summary>A flit is forwarded one cycle before the pipeline's end.</summary>
    [NamedFault("mesh.pipeline_stage_skipped")] StageSkipped = 16,

    /// <summary>A flit is held one cycle longer than the pipeline.</summary>
    [NamedFault("mesh.pipeline_stage_added")] StageAdded = 32,

    /// <summary>The credit spent for every 32nd packet of a source is not counted, as if it had come back twice.</summary>
    [NamedFault("mesh.credit_returned_twice")] CreditTwice = 64,

    /// <summary>Packets for every seventh destination turn the opposite way.</summary>
    [NamedFault("mesh.wrong_turn")] WrongTurn = 128,

    /// <summary>The east port's arbiter chooses nobody in 30 of 32 cycles.</summary>
    [NamedFault("mesh.arbiter_stuck")] ArbiterStuck = 256,
}
