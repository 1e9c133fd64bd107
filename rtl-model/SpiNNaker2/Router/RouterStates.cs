using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Router;

/// <summary>What one of the three routing engines does.</summary>
public enum EngineState : byte
{
    /// <summary>No packet is in its stages.</summary>
    [Arcs(Running)] Idle,

    /// <summary>Packets move through its stages.</summary>
    [Arcs(Idle, Stalled)] Running,

    /// <summary>The packet in its last stage finds no room in the issue buffer.</summary>
    [Arcs(Idle, Running)] Stalled,
}

/// <summary>What the output stage does: the codes of register 1, bits 25:24 (SpiNNaker datasheet v2.02, 10.10).</summary>
public enum OutputStage : byte
{
    /// <summary>No copy waits to leave.</summary>
    [Arcs(Full)] Empty,

    /// <summary>Copies leave; none was refused.</summary>
    [Arcs(Empty, Wait1)] Full,

    /// <summary>A copy was refused and waits for its output.</summary>
    [Arcs(Empty, Full, Wait2)] Wait1,

    /// <summary>A copy has waited for its own link and tries the emergency route too.</summary>
    [Arcs(Empty, Full, Wait1)] Wait2,
}

/// <summary>What a capture of a bad packet holds: registers 2 to 5 for errors, 6 to 10 for dumps.</summary>
public enum CaptureState : byte
{
    /// <summary>Nothing since the last read.</summary>
    [Arcs(Held)] Empty,

    /// <summary>The first bad packet.</summary>
    [Arcs(Empty, Overflowed)] Held,

    /// <summary>The first one, and others came that were not kept.</summary>
    [Arcs(Empty)] Overflowed,
}
